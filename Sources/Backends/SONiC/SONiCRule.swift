import IR
import Net

/// A rule of an access list: what it matches, without VLAN and priority. Each has one source, one
/// destination, one range of ports or type of ICMP and one flag of TCP at most: together the rules
/// of an entry are all combinations of what it names.
struct SONiCRule {
    var permits: Bool
    var family: AddressFamily
    var number: IPProtocol?
    var source: IPPrefix?
    var destination: IPPrefix?
    var sourcePorts: ClosedRange<UInt16>?
    var destinationPorts: ClosedRange<UInt16>?
    var kind: UInt8?
    var flag: Flag?

    enum Flag: ConfigLine {
        /// A segment with neither opens a connection.
        case acknowledges = "0x10/0x10"
        case resets = "0x04/0x04"
    }

    /// How many an entry or a filter may have: priorities go from 9999 down, and what the list has
    /// beside its entries needs some.
    static let most = 9_000

    // MARK: Entries

    /// - Precondition: `SONiCObjections` has none to the entry.
    static func rules(of entry: FilterEntry) -> [SONiCRule] {
        let sources = prefixes(entry.sources)
        let destinations = prefixes(entry.destinations)
        var rules: [SONiCRule] = []
        for service in services(of: entry) {
            for source in sources {
                for destination in destinations {
                    var rule = service
                    rule.source = source
                    rule.destination = destination
                    rules.append(rule)
                }
            }
        }
        return rules
    }

    /// One that is nil for all.
    private static func prefixes(_ prefixes: [IPPrefix]) -> [IPPrefix?] {
        let outermost = IPPrefix.outermost(of: prefixes)
        guard let first = outermost.first, first.length > 0 else { return [nil] }
        return outermost
    }

    private static func services(of entry: FilterEntry) -> [SONiCRule] {
        let base = SONiCRule(permits: entry.action == .permit, family: entry.family)
        guard !entry.ports.isEmpty, !entry.ports.contains(.any) else { return [base] }
        let isReply = if case .replies = entry.reason { true } else { false }
        var rules: [SONiCRule] = []
        if entry.ports.contains(.icmp) {
            rules += isReply ? base.icmp(answers(entry.family)) : [base.icmp()]
        }
        for number in [IPProtocol.tcp, .udp] {
            for range in entry.ranges(of: number).flatMap(Self.parts) {
                var rule = base
                rule.number = number
                if isReply { rule.sourcePorts = range } else { rule.destinationPorts = range }
                guard isReply, number == .tcp else {
                    rules.append(rule)
                    continue
                }
                for flag in [Flag.acknowledges, .resets] {
                    rule.flag = flag
                    rules.append(rule)
                }
            }
        }
        return rules
    }

    /// A range in SONiC begins at 1, so that 0 stands for itself.
    private static func parts(of range: ClosedRange<UInt16>) -> [ClosedRange<UInt16>] {
        guard range.lowerBound == 0, range.upperBound > 0 else { return [range] }
        return [0...0, 1...range.upperBound]
    }

    // MARK: ICMP

    func icmp() -> SONiCRule {
        var rule = self
        rule.number = family == .ipv4 ? .icmp : .icmpv6
        return rule
    }

    /// A rule for each type.
    func icmp(_ kinds: [UInt8]) -> [SONiCRule] {
        kinds.map { kind in
            var rule = icmp()
            rule.kind = kind
            return rule
        }
    }

    /// Types that answer or report: echo reply, unreachable, time exceeded, parameter problem and,
    /// of IPv6, packet too big (RFC 792, RFC 4443).
    static func answers(_ family: AddressFamily) -> [UInt8] {
        family == .ipv4 ? [0, 3, 11, 12] : [129, 1, 2, 3, 4]
    }

    /// Neighbour solicitation and advertisement (RFC 4861).
    static let discovery: [UInt8] = [135, 136]

    // MARK: Fields

    /// What a list of the family can match at all, in the order of fields.
    static func matches(_ family: AddressFamily) -> [ConfigLine] {
        let isIPv4 = family == .ipv4
        return [
            "VLAN_ID", "IP_TYPE", isIPv4 ? "SRC_IP" : "SRC_IPV6", isIPv4 ? "DST_IP" : "DST_IPV6",
            "IP_PROTOCOL", isIPv4 ? "ICMP_TYPE" : "ICMPV6_TYPE", "L4_SRC_PORT",
            "L4_SRC_PORT_RANGE", "L4_DST_PORT", "L4_DST_PORT_RANGE", "TCP_FLAGS",
        ]
    }

    /// A rule that names nothing else names the family.
    func fields(vlan: VLANID?, priority: Int) -> [ConfigDB.Field] {
        let isIPv4 = family == .ipv4
        let action: ConfigLine = permits ? "FORWARD" : "DROP"
        var fields: [ConfigDB.Field] = [
            .init("PRIORITY", priority), .init("PACKET_ACTION", action),
        ]
        if let vlan { fields.append(.init("VLAN_ID", vlan)) }
        let any: ConfigLine = isIPv4 ? "IPV4ANY" : "IPV6ANY"
        fields.append(.init("IP_TYPE", any))
        if let source { fields.append(.init(isIPv4 ? "SRC_IP" : "SRC_IPV6", source)) }
        if let destination { fields.append(.init(isIPv4 ? "DST_IP" : "DST_IPV6", destination)) }
        if let number { fields.append(.init("IP_PROTOCOL", number.rawValue)) }
        if let kind { fields.append(.init(isIPv4 ? "ICMP_TYPE" : "ICMPV6_TYPE", kind)) }
        if let sourcePorts { fields.append(Self.field("L4_SRC_PORT", sourcePorts)) }
        if let destinationPorts { fields.append(Self.field("L4_DST_PORT", destinationPorts)) }
        if let flag { fields.append(.init("TCP_FLAGS", flag.rawValue)) }
        return fields
    }

    private static func field(
        _ name: ConfigLine, _ range: ClosedRange<UInt16>
    ) -> ConfigDB.Field {
        range.count == 1
            ? .init(name, range.lowerBound)
            : .init("\(name)_RANGE", "\(range.lowerBound)-\(range.upperBound)" as ConfigLine)
    }
}
