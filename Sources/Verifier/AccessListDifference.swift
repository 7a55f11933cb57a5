// How the verdicts of two ordered rule lists differ: of which packets, with one to send.
//
// Rules that both lists begin with decide the same packets in both, and rules that both end with
// decide what is left alike. So a verdict can only differ for a packet that one of the rules between
// matches; all else is restricted to these packets before it is looked at. What is left is an
// intersection of sets, which are canonical: the lists are equal exactly when two numbers are.

import Forwarding
import Net

/// Packets that one of two rule lists permits and the other does not. Of the rules that match a
/// packet the first decides; what none matches is denied.
public struct AccessListDifference: Sendable {
    /// Packets of one verdict in the old list and the other in the new one.
    public struct Part: Sendable {
        /// At most as many parts as were asked for.
        public var boxes: [HeaderBox]
        public var boxesAreAll: Bool
        public var witness: Packet
        /// The positions of the rules that decide the witness in the lists; nil where none does.
        public var oldRule: Int?
        public var newRule: Int?
    }

    /// Denied before, permitted now; nil where there is none.
    public var gained: Part?
    /// Permitted before, denied now; nil where there is none.
    public var lost: Part?

    /// Whether every packet has the same verdict in both lists.
    public var isSame: Bool { gained == nil && lost == nil }

    /// Compares what two lists say of the packets of a family. Interfaces are not looked at.
    ///
    /// O(rules) for those that the lists share at both ends and that have nothing to do with the
    /// others; the rest costs as much as their sets are large.
    public init(
        from old: [FilterRule], to new: [FilterRule], _ family: AddressFamily, mostBoxes: Int = 8
    ) {
        var comparison = AccessListComparison(
            old.filter { $0.family == family }, new.filter { $0.family == family }, family)
        let (gained, lost) = comparison.changes()
        func part(_ headers: HeaderSet) -> Part? {
            guard !headers.isEmpty else { return nil }
            let (boxes, isAll) = comparison.space.headerBoxes(
                of: headers, family, limit: mostBoxes)
            let witness = comparison.space.packet(of: headers, family)
            return Part(
                boxes: boxes, boxesAreAll: isAll, witness: witness,
                oldRule: old.firstIndex { $0.matches(witness) },
                newRule: new.firstIndex { $0.matches(witness) })
        }
        self.gained = part(gained)
        self.lost = part(lost)
    }
}

/// Two rule lists of one family, being compared.
struct AccessListComparison {
    /// What both begin and end with, and what is between in each.
    private let prefix: ArraySlice<FilterRule>
    private let suffix: ArraySlice<FilterRule>
    private let old: ArraySlice<FilterRule>
    private let new: ArraySlice<FilterRule>
    private let family: AddressFamily
    var space = HeaderSpace()

    init(_ old: [FilterRule], _ new: [FilterRule], _ family: AddressFamily) {
        let start = zip(old, new).prefix { $0 == $1 }.count
        let end = zip(old[start...].reversed(), new[start...].reversed()).prefix { $0 == $1 }.count
        prefix = old[..<start]
        suffix = old[(old.count - end)...]
        self.old = old[start..<old.count - end]
        self.new = new[start..<new.count - end]
        self.family = family
    }

    mutating func changes() -> (gained: HeaderSet, lost: HeaderSet) {
        let before = space.decided(by: old)
        let after = space.decided(by: new)
        var region = space.intersection(
            space.union(before.matched, after.matched), space.universe(family))
        if region.isEmpty { return (.none, .none) }
        // What the first rules decide, they decide in both.
        let neighbours = Neighbours(of: old, new)
        let first = space.decided(by: prefix.filter { neighbours.include($0) }[...])
        region = space.difference(region, first.matched)
        if region.isEmpty { return (.none, .none) }
        let rest = space.decided(by: suffix.filter { neighbours.include($0) }[...])
        let permittedBefore = verdict(before, rest.permitted, region)
        let permittedAfter = verdict(after, rest.permitted, region)
        return (
            space.difference(permittedAfter, permittedBefore),
            space.difference(permittedBefore, permittedAfter)
        )
    }

    /// What of the region is permitted by rules and those behind them.
    private mutating func verdict(
        _ own: (permitted: HeaderSet, matched: HeaderSet), _ behind: HeaderSet, _ region: HeaderSet
    ) -> HeaderSet {
        let left = space.difference(space.intersection(behind, region), own.matched)
        return space.union(space.intersection(own.permitted, region), left)
    }
}

/// Tells whether a rule can match a packet that one of some others matches.
private struct Neighbours {
    private let rules: [FilterRule]
    /// More rules are not compared one by one: then every rule counts as a neighbour.
    private static let most = 64

    init(of first: ArraySlice<FilterRule>, _ second: ArraySlice<FilterRule>) {
        rules = first.count + second.count <= Self.most ? Array(first + second) : []
    }

    func include(_ rule: FilterRule) -> Bool {
        rules.isEmpty || rules.contains { $0.meets(rule) }
    }
}

extension FilterRule {
    /// Whether some packet can match both rules, as far as each field by itself shows.
    fileprivate func meets(_ other: FilterRule) -> Bool {
        func meet(_ left: [IPPrefix], _ right: [IPPrefix]) -> Bool {
            left.isEmpty || right.isEmpty
                || left.contains { one in
                    right.contains { one.contains($0) || $0.contains(one) }
                }
        }
        func meet<Bound>(_ left: [ClosedRange<Bound>], _ right: [ClosedRange<Bound>]) -> Bool {
            left.isEmpty || right.isEmpty
                || left.contains { one in right.contains { one.overlaps($0) } }
        }
        return meet(destinations, other.destinations) && meet(sources, other.sources)
            && meet(protocols, other.protocols) && meet(destinationPorts, other.destinationPorts)
            && meet(sourcePorts, other.sourcePorts) && !kinds.isDisjoint(with: other.kinds)
    }
}
