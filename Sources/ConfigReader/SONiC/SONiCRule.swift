import Forwarding
import Net

/// A rule of an access list.
struct SONiCRule {
    /// What it matches; nil for anything.
    struct Match: Hashable {
        var source: IPPrefix?
        var destination: IPPrefix?
        var number: UInt8?
        var kind: UInt8?
        var sourcePorts: ClosedRange<UInt16>?
        var destinationPorts: ClosedRange<UInt16>?
        var flags: Flags?
    }

    enum Flags: String {
        case acknowledges = "0x10/0x10"
        case resets = "0x04/0x04"
    }

    var permits: Bool
    var vlan: VLANID?
    var match: Match
    var priority: Int
    /// The part of its name that the rules of an entry share.
    var entry: String
    var line: Int

    /// What lists of the family have to be able to match.
    static func fields(_ family: AddressFamily) -> Set<String> {
        let suffix = family == .ipv4 ? "" : "V6"
        return [
            "VLAN_ID", "IP_TYPE", "SRC_IP\(suffix)", "DST_IP\(suffix)", "IP_PROTOCOL",
            "ICMP\(suffix)_TYPE", "L4_SRC_PORT", "L4_SRC_PORT_RANGE", "L4_DST_PORT",
            "L4_DST_PORT_RANGE", "TCP_FLAGS",
        ]
    }
}

extension SONiCReader {
    /// Nil after the row, or a field of it, has been refused.
    mutating func rule(_ row: ConfigDatabase.Row, _ family: AddressFamily) -> SONiCRule? {
        let suffix = family == .ipv4 ? "" : "V6"
        allow(row, SONiCRule.fields(family).union(["PRIORITY", "PACKET_ACTION"]))
        guard let priority = value("PRIORITY", of: row, { Int(reading: $0) }),
            let action = value("PACKET_ACTION", of: row, { ["FORWARD": true, "DROP": false][$0] }),
            expect("IP_TYPE", family == .ipv4 ? "IPV4ANY" : "IPV6ANY", of: row) != nil
        else { return nil }
        let before = findings.unmodelled.count
        func prefix(_ text: String) -> IPPrefix? {
            IPPrefix(reading: text).flatMap { $0.family == family ? $0 : nil }
        }
        var match = SONiCRule.Match()
        match.source = optional("SRC_IP\(suffix)", of: row, prefix)
        match.destination = optional("DST_IP\(suffix)", of: row, prefix)
        match.number = optional("IP_PROTOCOL", of: row) { UInt8(reading: $0) }
        match.kind = optional("ICMP\(suffix)_TYPE", of: row) { UInt8(reading: $0) }
        match.sourcePorts = ports("L4_SRC_PORT", of: row)
        match.destinationPorts = ports("L4_DST_PORT", of: row)
        match.flags = optional("TCP_FLAGS", of: row) { SONiCRule.Flags(rawValue: $0) }
        let vlan = optional("VLAN_ID", of: row) { VLANID(reading: $0) }
        guard findings.unmodelled.count == before else { return nil }
        let name = row.parts[1].split(separator: "-", omittingEmptySubsequences: false)
        return SONiCRule(
            permits: action.value, vlan: vlan, match: match, priority: priority.value,
            entry: name.dropLast().joined(separator: "-"), line: row.line)
    }

    private mutating func optional<Value>(
        _ name: String, of row: ConfigDatabase.Row, _ read: (String) -> Value?
    ) -> Value? {
        row.fields[name] == nil ? nil : value(name, of: row, read)?.value
    }

    private mutating func ports(
        _ name: String, of row: ConfigDatabase.Row
    ) -> ClosedRange<UInt16>? {
        let one = optional(name, of: row) { UInt16(reading: $0) }
        let range = optional("\(name)_RANGE", of: row) { text -> ClosedRange<UInt16>? in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
                .compactMap { UInt16(reading: String($0)) }
            guard parts.count == 2, text == "\(parts[0])-\(parts[1])", parts[0] <= parts[1] else {
                return nil
            }
            return parts[0]...parts[1]
        }
        if one != nil, range != nil { findings.refuse(row.line, "a port and a range of ports") }
        return range ?? one.map { $0...$0 }
    }
}
