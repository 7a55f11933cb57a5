import Forwarding
import Net

extension HeaderSpace {
    /// All headers that a packet of the family can have.
    mutating func universe(_ family: AddressFamily) -> HeaderSet {
        let last: UInt128 = family == .ipv4 ? 0xffff_ffff : .max
        let sources = set(.source, in: [0...last], then: transport())
        return set(.destination, in: [0...last], then: sources)
    }

    /// All protocols with the kinds that their packets can be.
    mutating func transport() -> HeaderSet {
        var kinds: [HeaderSet] = []
        for (range, possible) in Self.kindsOfProtocols {
            let rest = set(kinds: possible)
            kinds.append(set(.protocolNumber, in: [range], then: rest))
        }
        return union(of: kinds)
    }

    /// Ranges of protocol numbers whose packets can be of the same kinds.
    private static let kindsOfProtocols: [(ClosedRange<UInt128>, PacketKinds)] = {
        var result: [(ClosedRange<UInt128>, PacketKinds)] = []
        for number in UInt8.min...UInt8.max {
            let kinds = PacketKinds.possible(for: IPProtocol(rawValue: number))
            let value = UInt128(number)
            if let last = result.last, last.1 == kinds {
                result[result.count - 1].0 = last.0.lowerBound...value
            } else {
                result.append((value...value, kinds))
            }
        }
        return result
    }()

    /// ICMP of the family.
    mutating func control(_ family: AddressFamily) -> HeaderSet {
        let number: UInt128 = family == .ipv4 ? 1 : 58
        return set(.protocolNumber, in: [number...number])
    }

    mutating func set(kinds: PacketKinds) -> HeaderSet {
        let values: [(PacketKinds, UInt128)] = [(.continues, 0), (.opens, 1), (.discovery, 2)]
        return set(.kind, in: values.filter { kinds.contains($0.0) }.map { $0.1...$0.1 })
    }

    mutating func set(destinations: [AddressRange]) -> HeaderSet {
        set(.destination, in: destinations.lazy.map { $0.first...$0.last })
    }

    mutating func set(sources: [AddressRange]) -> HeaderSet {
        set(.source, in: sources.lazy.map { $0.first...$0.last })
    }

    /// The headers that the rule's fields name, whatever it does with them.
    ///
    /// - Parameter isReversed: whether packets the other way round are meant, of every kind but
    ///   neighbour discovery where some kind would match.
    mutating func set(matching rule: FilterRule, isReversed: Bool = false) -> HeaderSet {
        func ports(_ ranges: [ClosedRange<UInt16>]) -> [ClosedRange<UInt128>] {
            ranges.map { UInt128($0.lowerBound)...UInt128($0.upperBound) }
        }
        func prefixes(_ prefixes: [IPPrefix]) -> [ClosedRange<UInt128>] {
            prefixes.map { $0.address.bits...$0.lastAddress.bits }
        }
        let sourcePorts = isReversed ? rule.destinationPorts : rule.sourcePorts
        let destinationPorts = isReversed ? rule.sourcePorts : rule.destinationPorts
        let sources = isReversed ? rule.destinations : rule.sources
        let destinations = isReversed ? rule.sources : rule.destinations
        var result = rule.kinds == .all ? HeaderSet.all : set(kinds: rule.kinds)
        if !sourcePorts.isEmpty { result = set(.sourcePort, in: ports(sourcePorts), then: result) }
        if !destinationPorts.isEmpty {
            result = set(.destinationPort, in: ports(destinationPorts), then: result)
        }
        if !rule.protocols.isEmpty {
            let ranges = rule.protocols.map { UInt128($0.lowerBound)...UInt128($0.upperBound) }
            result = set(.protocolNumber, in: ranges, then: result)
        }
        if !sources.isEmpty { result = set(.source, in: prefixes(sources), then: result) }
        if !destinations.isEmpty {
            result = set(.destination, in: prefixes(destinations), then: result)
        }
        return result
    }

    /// What the rules permit: of those that match a header the first decides, and none denies.
    mutating func permitted(by rules: [FilterRule], isReversed: Bool = false) -> HeaderSet {
        decided(by: rules[...], isReversed).permitted
    }

    /// What the rules permit, and what some of them matches.
    ///
    /// Halves first: each set is combined O(log n) times, and parts that are alike are made once.
    mutating func decided(
        by rules: ArraySlice<FilterRule>, _ isReversed: Bool = false
    ) -> (permitted: HeaderSet, matched: HeaderSet) {
        guard let first = rules.first else { return (.none, .none) }
        if rules.count > 1, rules.allSatisfy({ $0.action == .permit }) {
            let all = union(of: rules.map { set(matching: $0, isReversed: isReversed) })
            return (all, all)
        }
        if rules.count == 1 {
            let matched = set(matching: first, isReversed: isReversed)
            return (first.action == .permit ? matched : .none, matched)
        }
        let middle = rules.startIndex + rules.count / 2
        let before = decided(by: rules[..<middle], isReversed)
        let after = decided(by: rules[middle...], isReversed)
        let denied = difference(before.matched, before.permitted)
        let rest = denied.isEmpty ? after.permitted : difference(after.permitted, denied)
        return (union(before.permitted, rest), union(before.matched, after.matched))
    }

    /// What passes a stateful filter from one interface to another.
    ///
    /// - Parameters:
    ///   - forward: the rules by which connections are opened this way.
    ///   - backward: those of the other way, whose answers pass.
    mutating func connections(
        forward: [FilterRule], backward: [FilterRule], universe: HeaderSet
    ) -> HeaderSet {
        let tracked = set(kinds: [.continues, .opens])
        let opened = intersection(permitted(by: forward), tracked)
        guard !backward.isEmpty else { return opened }
        let asked = intersection(permitted(by: backward, isReversed: true), universe)
        let answers = intersection(anyKind(asked), set(kinds: .continues))
        return union(opened, answers)
    }
}
