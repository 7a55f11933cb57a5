import Diagnostics
import Forwarding

/// `ifupdown2.json`, a policy of ifupdown2: the range of routing tables that VRFs may have. A VRF
/// whose table lies outside is not made at all, and its interfaces stay in the default VRF.
struct InterfacePolicyReader {
    var findings: Findings
    /// Nil where the file does not say it.
    private(set) var tables: ClosedRange<Int>?

    init(_ source: SourceText) { findings = Findings(source) }

    mutating func read() {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: findings.source.octets)
        } catch {
            let line = 1 + findings.source.octets.prefix(error.offset).count { $0 == 0x0a }
            findings.refuse(line, "not JSON: expected \(error.expected)")
            return
        }
        let globals = value["vrf"]?["module_globals"]
        guard let first = globals?["vrf-table-id-start"]?.integer,
            let last = globals?["vrf-table-id-end"]?.integer, first <= last
        else {
            findings.miss("a range of routing tables")
            return
        }
        let known: JSONValue = [
            "vrf": [
                "module_globals": [
                    "vrf-table-id-start": .integer(first), "vrf-table-id-end": .integer(last),
                ]
            ]
        ]
        guard value == known else {
            findings.miss("a policy that says the range of routing tables and nothing else")
            return
        }
        tables = first...last
    }
}
