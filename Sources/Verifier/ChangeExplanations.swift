import Diagnostics
import Forwarding
import IR
import Net

extension ReachDifference {
    /// Something in the topology that differs, and that a change follows from.
    public struct Cause: Hashable, Sendable {
        public enum Subject: String, Hashable, Sendable {
            case zone, contract, segment, attachments, device, firewall, link
        }

        public var subject: Subject
        public var name: String
        /// Its line in the old version; nil where it is new.
        public var old: SourceSpan?
        /// Its line in the new version; nil where it is gone.
        public var new: SourceSpan?
    }
}

/// Finds the lines of the topologies that a change follows from.
///
/// A contract is named where what it permits in one version and not in the other is some of what
/// changed; a zone, a segment or its attachments where they differ and the change has to do with
/// them. Where there is neither, segments of others whose addresses the packets have: what is no
/// segment's any more is outside, where others may go. Where there is none of these, devices, firewalls and cables that differ are named.
struct ChangeExplanations {
    typealias Cause = ReachDifference.Cause

    let old: NetworkVersion
    let new: NetworkVersion
    let parties: Parties
    private var contracts: [ContractChange] = []
    private let zones: [Int: Cause]
    private let scopes: [Int: [Cause]]
    private let segments: [(cause: Cause, prefixes: [IPPrefix])]
    private let wiring: [Cause]
    /// Positions of scopes by party.
    private let oldScopes: [Int: [Int]]
    private let newScopes: [Int: [Int]]

    /// A contract that differs, with a policy of it alone for each version.
    private struct ContractChange {
        var cause: Cause
        var old: PermittedHeaders
        var new: PermittedHeaders
    }

    init(old: NetworkVersion, new: NetworkVersion, parties: Parties) {
        self.old = old
        self.new = new
        self.parties = parties
        func scopesByParty(_ policy: Policy) -> [Int: [Int]] {
            let positions = parties.positions(in: policy)
            return Dictionary(grouping: policy.scopes.indices) { positions[$0] }
        }
        oldScopes = scopesByParty(old.policy)
        newScopes = scopesByParty(new.policy)
        let differing = VersionDifferences(old: old, new: new, parties: parties)
        zones = differing.zones
        scopes = differing.scopes
        segments = differing.segments
        wiring = differing.wiring
        contracts = differing.contracts.map { cause in
            ContractChange(
                cause: cause,
                old: PermittedHeaders(old.policy.keeping(contract: cause.name, of: old.fabric)),
                new: PermittedHeaders(new.policy.keeping(contract: cause.name, of: new.fabric)))
        }
    }

    /// - Parameters:
    ///   - ends: the parties that the change is between.
    ///   - headers: what changed; not looked at for frames.
    mutating func causes(
        of change: ReachDifference.Change, between ends: [Reach.Ends], _ headers: HeaderSet,
        _ space: inout HeaderSpace
    ) -> [Cause] {
        var result: [Cause] = []
        if let family = change.packets?.family {
            for index in contracts.indices
            where permits(index, change.kind, ends, family, headers, &space) {
                result.append(contracts[index].cause)
            }
        }
        let zones = change.zones
        for zone in zones.from == zones.to ? [zones.from] : [zones.from, zones.to] {
            if let cause = self.zones[zone] { result.append(cause) }
        }
        var known: Set<Int> = []
        for party in ends.flatMap({ [$0.from, $0.to] }) where known.insert(party).inserted {
            // Of a zone that is new the segments are, too.
            guard self.zones[parties.parties[party].zone] == nil else { continue }
            result += scopes[party] ?? []
        }
        if result.isEmpty, let family = change.packets?.family {
            for (cause, prefixes) in segments
            where Self.meet(headers, prefixes.filter { $0.family == family }, &space) {
                result.append(cause)
            }
        }
        return result.isEmpty ? wiring : result
    }

    /// Whether some of the headers have an address of the prefixes.
    private static func meet(
        _ headers: HeaderSet, _ prefixes: [IPPrefix], _ space: inout HeaderSpace
    ) -> Bool {
        let ranges = FilterRule.outermost(of: prefixes).map { AddressRange($0) }
        let either = space.union(space.set(sources: ranges), space.set(destinations: ranges))
        return !space.intersection(headers, either).isEmpty
    }

    /// Whether a contract that differs permits some of what changed in the version that has it, and
    /// not in the other.
    private mutating func permits(
        _ index: Int, _ kind: ReachDifference.Change.Kind, _ ends: [Reach.Ends],
        _ family: AddressFamily, _ headers: HeaderSet, _ space: inout HeaderSpace
    ) -> Bool {
        let before = permitted(by: &contracts[index].old, oldScopes, ends, family, &space)
        let after = permitted(by: &contracts[index].new, newScopes, ends, family, &space)
        let explained =
            switch kind {
            case .lost: space.difference(before, after)
            case .gained: space.difference(after, before)
            case .rerouted: space.union(before, after)
            }
        return !space.intersection(explained, headers).isEmpty
    }

    private func permitted(
        by permitted: inout PermittedHeaders, _ scopes: [Int: [Int]], _ ends: [Reach.Ends],
        _ family: AddressFamily, _ space: inout HeaderSpace
    ) -> HeaderSet {
        guard !permitted.policy.permits.isEmpty else { return .none }
        var result = HeaderSet.none
        for ends in ends {
            for from in scopes[ends.from] ?? [] {
                for to in scopes[ends.to] ?? [] {
                    let sets = permitted.sets(from: from, to: to, family, in: &space)
                    result = space.union(result, space.union(sets.opened, sets.answers))
                }
            }
        }
        return result
    }
}

extension Policy {
    /// With the permits of one contract and no other.
    func keeping(contract name: String, of fabric: Fabric) -> Policy {
        var result = self
        result.permits.removeAll { fabric[$0.contract].name.text != name }
        return result
    }
}
