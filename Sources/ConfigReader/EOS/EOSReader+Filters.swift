import Forwarding
import Net

/// What the lists of gateways mean.
extension EOSReader {
    /// Both families have a list: one that is missing lets everything in.
    mutating func interpretFilter(of interface: EOSConfiguration.Interface, _ name: String) {
        for family in AddressFamily.allCases {
            guard let use = interface.lists[family] else {
                findings.refuse(interface.line, "no filter for \(family)")
                continue
            }
            guard let list = configuration.lists[family]?[use.value] else {
                findings.refuse(use.line, "no access list of that name")
                continue
            }
            if family == .ipv4 { findings.say(.ingressFilter(name), at: use.line) }
            interpretRules(of: list, family, of: name)
        }
    }

    private mutating func interpretRules(
        of list: EOSAccessList, _ family: AddressFamily, of name: String
    ) {
        guard let groups = withoutDenial(list, family) else { return }
        var deniesFragments = false
        for group in groups {
            if group.map(\.rule) == [.fragments] {
                deniesFragments = true
                continue
            }
            for run in runs(of: group) {
                if family == .ipv4, !deniesFragments, run[0].rule.namesPorts {
                    findings.refuse(run[0].line, "later fragments are not denied before")
                }
                guard let rule = filterRule(run, family) else {
                    for line in run { findings.refuse(line.line, "not all combinations of a rule") }
                    continue
                }
                findings.say(.ingressRule(name, rule), at: run[0].line)
            }
        }
    }

    /// The rules of a list but for the last, which denies what none matches; nil after the list has
    /// been refused for not having it.
    mutating func withoutDenial(
        _ list: EOSAccessList, _ family: AddressFamily
    ) -> [[EOSAccessList.Line]]? {
        var groups = list.groups
        guard let last = groups.last?.last?.rule, last == .denial(of: family) else {
            findings.refuse(list.line, "does not end with the denial of the rest")
            return nil
        }
        groups[groups.count - 1].removeLast()
        return groups
    }

    /// Neighbouring lines that differ in nothing but addresses, ports and types of ICMP.
    private func runs(of group: [EOSAccessList.Line]) -> [[EOSAccessList.Line]] {
        var runs: [[EOSAccessList.Line]] = []
        for line in group {
            if let last = runs.last?.last?.rule, last.shape == line.rule.shape {
                runs[runs.count - 1].append(line)
            } else {
                runs.append([line])
            }
        }
        return runs
    }

    /// The rule that the lines are together; nil where they are not all combinations of what they
    /// name, or where the model has no words for it.
    private func filterRule(
        _ run: [EOSAccessList.Line], _ family: AddressFamily
    ) -> FilterRule? {
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
            let from = Self.prefixes(sources), let to = Self.prefixes(destinations),
            let fromPorts = Self.ports(sourcePorts), let toPorts = Self.ports(destinationPorts),
            let packets = packets(of: first, kinds.compactMap(\.self), family)
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

    private static func ports(
        _ set: Set<ClosedRange<UInt16>?>
    ) -> [ClosedRange<UInt16>]? {
        let ranges = set.compactMap(\.self).sorted { $0.lowerBound < $1.lowerBound }
        guard ranges.count == set.count || set.count == 1 else { return nil }
        return ranges
    }

    /// Protocols and kinds of packets. The model knows fewer kinds than there are types of ICMP:
    /// all types that answer are `continues`, which is more.
    private func packets(
        of rule: EOSAccessList.Rule, _ kinds: [String], _ family: AddressFamily
    ) -> (protocols: [ClosedRange<UInt8>], kinds: PacketKinds)? {
        guard !rule.isFragment else { return nil }
        switch rule.protocol {
        case "ip", "ipv6": return rule.isFresh ? nil : ([], .all)
        case "tcp"
        where rule.isEstablished && rule.sourcePorts != nil
            && rule.destinationPorts == nil:
            return ([6...6], .continues)
        case "tcp"
        where !rule.isEstablished && rule.sourcePorts == nil
            && rule.destinationPorts != nil:
            return ([6...6], .all)
        case "udp" where (rule.sourcePorts == nil) != (rule.destinationPorts == nil):
            return ([17...17], .all)
        case "icmp", "icmpv6":
            let number: [ClosedRange<UInt8>] = family == .ipv4 ? [1...1] : [58...58]
            if rule.isFresh {
                return Set(kinds) == Self.discovery ? (number, .discovery) : nil
            }
            if kinds.isEmpty { return (number, .all) }
            return Set(kinds) == Self.answers(family) ? (number, .continues) : nil
        default: return nil
        }
    }

    static let discovery: Set = ["neighbor-solicitation", "neighbor-advertisement"]

    static func answers(_ family: AddressFamily) -> Set<String> {
        let common: Set = ["echo-reply", "unreachable", "time-exceeded", "parameter-problem"]
        return family == .ipv4 ? common : common.union(["packet-too-big"])
    }
}

extension EOSAccessList.Rule {
    static let fragments: Self = {
        var rule = Self(permits: false, "ip")
        rule.isFragment = true
        return rule
    }()

    static func denial(of family: AddressFamily) -> Self {
        Self(permits: false, family == .ipv4 ? "ip" : "ipv6")
    }

    /// The rule without addresses, ports and type.
    fileprivate var shape: Self {
        var shape = self
        shape.source = nil
        shape.destination = nil
        shape.sourcePorts = nil
        shape.destinationPorts = nil
        shape.kind = nil
        return shape
    }
}
