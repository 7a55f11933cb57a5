import Diagnostics
import Intent

extension Table {
    /// Every code that a diagnostic can have and `explain` knows.
    static var rules: Table {
        var table = Table("rules", columns: ["code", "meaning"])
        for rule in Rule.all { table.add([.string(rule.code), .string(rule.meaning)]) }
        return table
    }

    /// What the program accepts at most.
    static var limits: Table {
        let reading = ReadingLimits()
        let rows: [(String, Int, String)] = [
            ("file-size", reading.fileSizeInOctets, "octets of a YAML file"),
            ("depth", reading.depth, "levels of a YAML file"),
            ("scalar-size", reading.scalarSizeInOctets, "octets of one value"),
            ("nodes", reading.nodes, "values of a file, aliases written out"),
            ("keys", reading.keys, "keys of a file"),
            ("ports", reading.portsOfDevice, "ports of a device"),
            ("diagnostics", reading.diagnostics, "errors of reading that are reported in one run"),
            ("sarif-results", 5_000, "findings in a SARIF report, the worst first"),
            ("vlans", 4_094, "VLAN IDs (IEEE 802.1Q)"),
            ("vnis", (1 << 24) - 1, "VXLAN network identifiers (RFC 7348)"),
            ("indices", 65_535, "VRFs and segments together"),
            ("unpacked-ratio", 100, "octets unpacked for one of a compressed capture"),
            (
                "unpacked-size", 100,
                "GiB unpacked from a compressed capture, without --unpack-limit"
            ),
        ]
        var table = Table("limits", columns: ["limit", "value", "of"])
        for (name, value, meaning) in rows {
            table.add([.string(name), .integer(value), .string(meaning)])
        }
        return table
    }
}
