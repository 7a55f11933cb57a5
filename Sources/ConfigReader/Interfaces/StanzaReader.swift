/// Cuts an interfaces file into stanzas, by the grammar of ifupdown2
/// (`ifupdown/networkinterfaces.py`): words that white space separates, a stanza from `iface` to
/// the next keyword.
///
/// What the parser there knows besides is refused wherever it could take effect: a backslash joins
/// lines, in comments as well; `$IFACE` is replaced; in a file that holds a `%` mako sees `${`,
/// `<%` and lines that begin with `%`; brackets in a name are a range.
struct StanzaReader {
    private(set) var findings: Findings
    private(set) var stanzas: [Stanza] = []
    /// Lines of `auto`, by name.
    private var automatic: [String: Int] = [:]
    private var names: Set<String> = []

    init(_ source: SourceText) { findings = Findings(source) }

    mutating func read() {
        let source = findings.source
        for number in 1..<source.lines.count + 1 {
            if source.octets[source.lines[number - 1]].contains(where: Self.isActive) {
                findings.refuse(number, "a backslash, a variable or a template")
                continue
            }
            let words = source.words(ofLine: number)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            read(first, words, at: number)
        }
        // In order, so that equal files give equal findings.
        for (name, line) in automatic.sorted(by: { $0.value < $1.value })
        where !names.contains(name) {
            findings.refuse(line, "no interface of that name")
        }
    }

    private static func isActive(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: "\\") || octet == UInt8(ascii: "$") || octet == UInt8(ascii: "<")
    }

    private mutating func read(_ first: String, _ words: [String], at line: Int) {
        switch first {
        case "auto":
            // It takes effect on interfaces that follow; twice is as good as once.
            guard words.count == 2, isInterfaceName(words[1]), !names.contains(words[1]) else {
                findings.refuse(line, "not one name of an interface that follows")
                return
            }
            automatic[words[1]] = line
        case "iface": begin(words, at: line)
        default:
            guard !stanzas.isEmpty else {
                findings.refuse(line, "unknown outside an interface")
                return
            }
            stanzas[stanzas.count - 1].attributes.append(
                .init(key: first, values: Array(words.dropFirst()), line: line))
        }
    }

    private mutating func begin(_ words: [String], at line: Int) {
        let isLoopback = words.dropFirst() == ["lo", "inet", "loopback"]
        guard words.count >= 2, isInterfaceName(words[1]) else {
            findings.refuse(line, "no name of an interface")
            // What follows belongs to something that nobody knows.
            stanzas.append(Stanza(name: "", line: line))
            return
        }
        stanzas.append(Stanza(name: words[1], line: line))
        if words.count != 2, !isLoopback {
            findings.refuse(line, "an address family or method that is not read")
        }
        if !names.insert(words[1]).inserted {
            findings.refuse(line, "a second interface of that name")
        }
        if automatic[words[1]] == nil {
            findings.refuse(line, "not brought up: no auto line before it")
        }
    }
}
