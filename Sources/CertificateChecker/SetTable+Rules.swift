import Forwarding
import Net

extension SetTable {
    private mutating func set(kinds: PacketKinds) -> Int32 {
        let values = (UInt8(0)...2).filter { kinds.rawValue >> $0 & 1 == 1 }
        return set(.kind, values.map { UInt128($0)...UInt128($0) })
    }

    mutating func set(_ field: Field, _ ranges: [AddressRange]) -> Int32 {
        set(field, ranges.lazy.map { $0.first...$0.last })
    }

    mutating func set(_ field: Field, _ prefixes: [IPPrefix]) -> Int32 {
        let outermost = FilterRule.outermost(of: prefixes)
        // Of the whole space nothing is left.
        if outermost.isEmpty { return prefixes.isEmpty ? 0 : 1 }
        return set(field, outermost.map { AddressRange($0) })
    }

    /// All headers of some kinds that a packet of the family can have.
    mutating func universe(_ family: AddressFamily, _ kinds: PacketKinds = .all) -> Int32 {
        let space: [ClosedRange<UInt128>] = [0...(family == .ipv4 ? 0xffff_ffff : .max)]
        var rests: [Int32] = []
        for rawValue in UInt8(0)..<8 {
            rests.append(set(kinds: PacketKinds(rawValue: rawValue).intersection(kinds)))
        }
        for number in UInt8.min...UInt8.max {
            let possible = PacketKinds.possible(for: IPProtocol(rawValue: number))
            push(UInt128(number), rests[Int(possible.rawValue)])
        }
        let protocols = finish(Field.protocolNumber.rawValue)
        return set(.source, space, rest: set(.destination, space, rest: protocols))
    }

    /// What rules permit of packets of some kinds: the first that matches decides, none denies.
    ///
    /// - Parameter asking: turns packets round: those are meant for which one of this kind, the other
    ///   way, is permitted.
    mutating func permitted(
        by rules: [FilterRule], _ kinds: PacketKinds = .all, asking: PacketKinds? = nil
    ) -> Int32 {
        let leaf = set(kinds: kinds)
        return decided(by: rules[...], kinds, leaf, asking).permitted
    }

    /// Halves first, so that no set is combined more often than O(log n) times.
    private mutating func decided(
        by rules: ArraySlice<FilterRule>, _ kinds: PacketKinds, _ leaf: Int32,
        _ asking: PacketKinds?
    ) -> (permitted: Int32, matched: Int32) {
        guard let rule = rules.first else { return (0, 0) }
        if rules.count == 1 {
            let matched = matching(rule, kinds, leaf, asking)
            return (rule.action == .permit ? matched : 0, matched)
        }
        let first = decided(by: rules.prefix(rules.count / 2), kinds, leaf, asking)
        let second = decided(by: rules.dropFirst(rules.count / 2), kinds, leaf, asking)
        let denied = combine(first.matched, 1, without: first.permitted)
        return (
            combine(second.permitted, 1, without: denied, and: first.permitted),
            combine(second.matched, 1, and: first.matched)
        )
    }

    /// - Parameter leaf: the set of `kinds`.
    private mutating func matching(
        _ rule: FilterRule, _ kinds: PacketKinds, _ leaf: Int32, _ asking: PacketKinds?
    ) -> Int32 {
        if let asking, !rule.kinds.contains(asking) { return 0 }
        let turns = asking != nil
        var result = leaf
        if !turns, !rule.kinds.isSuperset(of: kinds) {
            result = set(kinds: rule.kinds.intersection(kinds))
        }
        // From the last field to the first; no ranges are all.
        func ask<Value: FixedWidthInteger>(_ field: Field, _ ranges: [ClosedRange<Value>]) {
            if ranges.isEmpty { return }
            let wide = ranges.lazy.map { UInt128($0.lowerBound)...UInt128($0.upperBound) }
            result = set(field, wide, rest: result)
        }
        func ask(_ field: Field, _ prefixes: [IPPrefix]) {
            if prefixes.isEmpty { return }
            let wide = prefixes.lazy.map { $0.address.bits...$0.lastAddress.bits }
            result = set(field, wide, rest: result)
        }
        ask(.sourcePort, turns ? rule.destinationPorts : rule.sourcePorts)
        ask(.destinationPort, turns ? rule.sourcePorts : rule.destinationPorts)
        ask(.protocolNumber, rule.protocols)
        ask(.destination, turns ? rule.sources : rule.destinations)
        ask(.source, turns ? rule.destinations : rule.sources)
        return result
    }

    /// What passes a stateful filter: what the rules of the way let open, and answers to what those
    /// of the way back do. Neighbour discovery is not tracked.
    ///
    /// - Parameter opening: headers of protocols whose packets can be told to open something.
    mutating func connections(
        _ forward: [FilterRule], answering backward: [FilterRule], _ opening: Int32
    ) -> Int32 {
        if forward.isEmpty, backward.isEmpty { return 0 }
        let opened = permitted(by: forward, [.continues, .opens])
        let answers = permitted(by: backward, .continues, asking: .continues)
        let result = combine(answers, 1, and: opened)
        // Where rules do not tell kinds, what opens is asked for with the rest.
        if backward.allSatisfy({ $0.kinds == .all }) { return result }
        return combine(permitted(by: backward, .continues, asking: .opens), opening, and: result)
    }
}
