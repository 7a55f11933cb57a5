import Forwarding

/// `daemons`, the assignments that `frrinit.sh` sources: which daemons run, and with what options.
struct DaemonsReader {
    var findings: Findings
    /// The line that starts bgpd.
    private(set) var speaksBGP: Int?

    init(_ source: SourceText) { findings = Findings(source) }

    mutating func read() {
        var known: Set<String> = []
        let source = findings.source
        for number in 1..<source.lines.count + 1 {
            let text = source.text(ofLine: number)
            guard !text.isEmpty, !text.hasPrefix("#") else { continue }
            let parts = text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, known.insert(String(parts[0])).inserted else {
                findings.refuse(number, "not an assignment, or a second one of the same name")
                continue
            }
            let value = String(parts[1])
            switch parts[0] {
            case "bgpd":
                if value == "yes" {
                    speaksBGP = number
                } else if value != "no" {
                    findings.refuse(number, "neither yes nor no")
                }
            // BFD finds out sooner that a neighbour is gone; it brings no route.
            case "bfdd" where value == "yes" || value == "no": break
            default:
                if Self.options[String(parts[0])] != value {
                    findings.refuse(number, "a daemon or an option that is not known")
                }
            }
        }
        for name in ["bgpd", "bfdd"] + Self.options.keys.sorted() where !known.contains(name) {
            findings.miss(name)
        }
    }

    /// Each has to be there, or the package's own default holds: without `vtysh_enable` nothing is
    /// configured at all. An option may do everything, such as make VRFs of network namespaces.
    private static let options = [
        "vtysh_enable": "yes", "zebra_options": "\"-A 127.0.0.1 -s 90000000\"",
        "bgpd_options": "\"-A 127.0.0.1\"", "staticd_options": "\"-A 127.0.0.1\"",
        "bfdd_options": "\"-A 127.0.0.1\"",
    ]
}
