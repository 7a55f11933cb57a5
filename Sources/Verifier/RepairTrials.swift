import Forwarding
import Net

// Blame by counterfactual: a statement is to blame where undoing it, and nothing else, makes the
// proof succeed again. Each candidate is tried and proved; nothing is guessed.

/// Changes tried one by one, each proved as far as it could matter.
struct RepairTrials {
    private var kept: KeptProof
    private let network: Network
    private let policy: Policy

    /// Differences from what was meant that are tried one by one, and two by two.
    private static let mostReverts = 400
    private static let mostPaired = 24

    /// O(a proof).
    init(_ network: Network, against policy: Policy) {
        kept = KeptProof(network, against: policy)
        self.network = network
        self.policy = policy
    }

    /// The repairs of a breach: single ones first those that go back to what was meant; where no
    /// single one does it, pairs of them.
    mutating func repairs(
        of breach: Breach, _ example: Counterexample, _ reverts: [Repair]
    ) -> [Repair] {
        let near = reverts.prefix(Self.mostReverts)
        var found = near.filter { isRepaired(breach, by: $0) }
        if !found.isEmpty { return found }
        if near.count <= Self.mostPaired {
            for (index, first) in near.enumerated() {
                for second in near.dropFirst(index + 1) {
                    let pair = Repair(first.changes + second.changes, in: network)
                    if isRepaired(breach, by: pair) { return [pair] }
                }
            }
        }
        var known: Set<StatementID> = []
        for statement in example.hops.flatMap(\.statements)
        where known.insert(statement).inserted {
            let repair = Repair(
                [.remove(device: Int(statement.device), position: Int(statement.position))],
                in: network)
            if isRepaired(breach, by: repair) { found.append(repair) }
        }
        return found
    }

    /// Where there are breaches after a repair, as far as they come from the scopes.
    mutating func breaches(after repair: Repair, of scopes: Set<Int>) -> Set<BreachPlace> {
        let results = results(after: repair, of: scopes.sorted())
        return Set(results.flatMap(\.breaches).map { BreachPlace($0) })
    }

    /// Whether nothing goes from zone to zone any more that must not, and nothing that must be able to
    /// go fails that did not fail before.
    private mutating func isRepaired(_ breach: Breach, by repair: Repair) -> Bool {
        let concerned = concerned(breach)
        let before = concerned.map { kept.prover.results[$0] }
        let after = results(after: repair, of: concerned)
        let pair = kept.prover.zone(of: breach.source)
        func count(_ results: ArraySlice<Prover.ScopeResult>) -> [Int] {
            results.map { $0.breaches.count { $0.zone == pair } }
        }
        return !after[0].breaches.contains { $0.zone == breach.zone }
            && zip(count(after.dropFirst()), count(before.dropFirst())).allSatisfy { $0 <= $1 }
            && after.reduce(0) { $0 + $1.failing.count }
                <= before.reduce(0) { $0 + $1.failing.count }
    }

    /// Scopes that a repair of the breach must leave in order, that of the breach first.
    private func concerned(_ breach: Breach) -> [Int] {
        let scopes = kept.prover.scopesOfZone
        return breach.zone < scopes.count
            ? [breach.source] + scopes[breach.zone].filter { $0 != breach.source }
            : [breach.source]
    }

    private mutating func results(
        after repair: Repair, of scopes: [Int]
    ) -> [Prover.ScopeResult] {
        let repaired = repair.applied(to: network)
        let devices = Set(repair.parts.map(\.device)).sorted()
        var (prover, again) = kept.after(devices.map { ($0, repaired.devices[$0]) })
        let changed = Set(again)
        return kept.withSpace(&prover) { prover in
            scopes.map { changed.contains($0) ? prover.result(of: $0) : prover.results[$0] }
        }
    }
}
