import Forwarding
import Net

// A stateless filter of a switch has one source and one destination on a line: several lines are one
// rule, namely all combinations of what it names.

/// A line of such a filter, in the words of EOS.
struct AccessRule: Hashable {
    typealias Line = (rule: AccessRule, line: Int)

    var permits: Bool
    /// `ip` or `ipv6` for every protocol.
    var `protocol`: String
    /// Nil for any.
    var source: IPPrefix?
    var destination: IPPrefix?
    var sourcePorts: ClosedRange<UInt16>?
    var destinationPorts: ClosedRange<UInt16>?
    /// The name of a type of ICMP.
    var kind: String?
    var isEstablished = false
    /// Whether the packet has passed no router.
    var isFresh = false
    var isFragment = false
    /// The VRF in which the device hears the packet, where the line says it.
    var instance: String?

    init(permits: Bool = true, _ protocol: String) {
        self.permits = permits
        self.protocol = `protocol`
    }

    /// Whether it looks behind the header of IP.
    var namesPorts: Bool {
        sourcePorts != nil || destinationPorts != nil || kind != nil || isEstablished
            || `protocol`.hasPrefix("icmp")
    }

    static let fragments = denial(of: .ipv4).ofFragments

    /// The same of later fragments alone.
    var ofFragments: Self {
        var rule = self
        rule.isFragment = true
        return rule
    }

    static func denial(of family: AddressFamily) -> Self {
        Self(permits: false, all(family))
    }

    static func all(_ family: AddressFamily) -> String { family == .ipv4 ? "ip" : "ipv6" }

    static let discovery: Set = ["neighbor-solicitation", "neighbor-advertisement"]

    static func answers(_ family: AddressFamily) -> Set<String> {
        let common: Set = ["echo-reply", "unreachable", "time-exceeded", "parameter-problem"]
        return family == .ipv4 ? common : common.union(["packet-too-big"])
    }

    // MARK: Combinations

    /// Neighbouring lines that differ in nothing but addresses, ports and types of ICMP.
    static func runs(of group: [Line]) -> [[Line]] {
        var runs: [[Line]] = []
        for line in group {
            if let last = runs.last?.last?.rule, last.shape == line.rule.shape {
                runs[runs.count - 1].append(line)
            } else {
                runs.append([line])
            }
        }
        return runs
    }

    /// The rule without addresses, ports and type.
    private var shape: Self {
        var shape = self
        shape.source = nil
        shape.destination = nil
        shape.sourcePorts = nil
        shape.destinationPorts = nil
        shape.kind = nil
        return shape
    }

    /// The rule that the lines are together; nil where they are not all combinations of what they
    /// name, or where the model has no words for it.
    static func filterRule(of run: [Line], _ family: AddressFamily) -> FilterRule? {
        let rules = run.map(\.rule)
        let sources = Set(rules.map(\.source))
        let destinations = Set(rules.map(\.destination))
        let kinds = Set(rules.map(\.kind))
        let sourcePorts = Set(rules.map(\.sourcePorts))
        let destinationPorts = Set(rules.map(\.destinationPorts))
        let count =
            sources.count * destinations.count * kinds.count * sourcePorts.count
            * destinationPorts.count
        guard let first = rules.first, Set(rules).count == rules.count, rules.count == count,
            first.instance == nil,
            let from = prefixes(sources), let to = prefixes(destinations),
            let fromPorts = ports(sourcePorts), let toPorts = ports(destinationPorts),
            let packets = first.packets(of: kinds.compactMap(\.self), family)
        else { return nil }
        return FilterRule(
            action: first.permits ? .permit : .deny, family: family, sources: from,
            destinations: to, protocols: packets.protocols, sourcePorts: fromPorts,
            destinationPorts: toPorts, kinds: packets.kinds)
    }

    /// Ascending; empty for any. Nil for any beside others.
    private static func prefixes(_ set: Set<IPPrefix?>) -> [IPPrefix]? {
        let prefixes = set.compactMap(\.self).sorted()
        guard prefixes.count == set.count || set.count == 1 else { return nil }
        return prefixes
    }

    private static func ports(_ set: Set<ClosedRange<UInt16>?>) -> [ClosedRange<UInt16>]? {
        let ranges = set.compactMap(\.self).sorted { $0.lowerBound < $1.lowerBound }
        guard ranges.count == set.count || set.count == 1 else { return nil }
        return ranges
    }

    /// Protocols and kinds of packets; a hop limit only where discovery is meant. The model knows
    /// fewer kinds than there are types of ICMP and flags of TCP: all that answer are `continues`,
    /// which is more, and so right of a permission alone.
    private func packets(
        of kinds: [String], _ family: AddressFamily
    ) -> (protocols: [ClosedRange<UInt8>], kinds: PacketKinds)? {
        guard !isFragment, !isFresh || `protocol` == "icmpv6",
            permits || !isFresh && !isEstablished && kinds.isEmpty
        else { return nil }
        switch `protocol` {
        case "ip", "ipv6": return ([], .all)
        case "tcp" where isEstablished && sourcePorts != nil && destinationPorts == nil:
            return ([6...6], .continues)
        case "tcp" where !isEstablished && sourcePorts == nil && destinationPorts != nil:
            return ([6...6], .all)
        case "udp" where (sourcePorts == nil) != (destinationPorts == nil):
            return ([17...17], .all)
        case "icmp", "icmpv6":
            let number: [ClosedRange<UInt8>] = family == .ipv4 ? [1...1] : [58...58]
            if isFresh {
                return Set(kinds) == Self.discovery ? (number, .discovery) : nil
            }
            if kinds.isEmpty { return (number, .all) }
            return Set(kinds) == Self.answers(family) ? (number, .continues) : nil
        default: return nil
        }
    }
}
