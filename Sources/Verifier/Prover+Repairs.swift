import Forwarding
import Net

// Blame by counterfactual: a statement is to blame where undoing it, and nothing else, makes the
// proof succeed again. Each candidate is tried and proved; nothing is guessed.

extension Prover {
    /// The repairs of a breach: single ones first those that go back to what was meant; where no
    /// single one does it, pairs of them.
    mutating func repairs(
        of breach: Breach, _ example: Counterexample, _ reverts: [Repair]
    ) -> [Repair] {
        let near = reverts.prefix(Self.mostReverts)
        let failing = countOfFailing(breach)
        var found = near.filter { isRepaired(breach, by: $0, failing) }
        if !found.isEmpty { return found }
        if near.count <= Self.mostPaired {
            for (index, first) in near.enumerated() {
                for second in near.dropFirst(index + 1) {
                    let pair = Repair(first.changes + second.changes, in: network)
                    if isRepaired(breach, by: pair, failing) { return [pair] }
                }
            }
        }
        var known: Set<StatementID> = []
        for statement in example.hops.flatMap(\.statements)
        where known.insert(statement).inserted {
            let repair = Repair(
                [.remove(device: Int(statement.device), position: Int(statement.position))],
                in: network)
            if isRepaired(breach, by: repair, failing) { found.append(repair) }
        }
        return found
    }

    /// Differences from what was meant that are tried one by one, and two by two.
    private static let mostReverts = 400
    private static let mostPaired = 24

    /// Scopes that a repair of the breach must leave in order.
    private func concerned(_ breach: Breach) -> [Int] {
        breach.zone < scopesOfZone.count
            ? [breach.source] + scopesOfZone[breach.zone].filter { $0 != breach.source }
            : [breach.source]
    }

    private func countOfFailing(_ breach: Breach) -> Int {
        concerned(breach).reduce(0) { $0 + results[$1].failing.count }
    }

    /// Whether nothing goes from zone to zone any more that must not, and nothing that must be able to
    /// go fails that did not fail before.
    private func isRepaired(_ breach: Breach, by repair: Repair, _ failing: Int) -> Bool {
        var prover = Prover(repair.applied(to: network), against: policy)
        let first = prover.result(of: breach.source)
        let pair = zone(of: breach.source)
        guard !first.breaches.contains(where: { $0.zone == breach.zone }) else { return false }
        var after = first.failing.count
        for scope in concerned(breach).dropFirst() {
            let result = prover.result(of: scope)
            let before = results[scope].breaches.count { $0.zone == pair }
            guard result.breaches.count(where: { $0.zone == pair }) <= before else { return false }
            after += result.failing.count
            if after > failing { return false }
        }
        return after <= failing
    }
}
