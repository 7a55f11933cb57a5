import IR

/// Which rules an audit could have broken by, and which it was blind to.
public struct VantageCoverage: Sendable {
    /// What the captures show.
    public let seen: VantageKinds
    /// Rules that need what no capture shows, in the order of `AuditRule`.
    public let uncovered: [AuditRule]

    init(_ plan: AuditPlan, _ tally: AuditTally, _ observations: Observations) {
        var seen: VantageKinds = []
        for (port, counts) in observations.ports where counts.frames > 0 {
            let facts = port.flatMap { PortFacts($0, in: plan.fabric, plan.stations) }
            seen.formUnion(facts?.kinds ?? [])
        }
        if tally.byPlace.dropFirst(Int(PlaceNumber.firstOfFabric)).contains(where: { $0 > 0 }) {
            seen.insert(.placed)
        }
        if tally.byPlace.dropFirst(Int(plan.places.firstLAN)).contains(where: { $0 > 0 }) {
            seen.insert(.exchange)
        }
        // A fabric without an exchange has no rules for one.
        let hasExchange = plan.fabric.exchange != nil
        uncovered = AuditRuleFacts.all.filter { facts in
            let isMeant = facts.needs != .exchange || hasExchange
            return isMeant && !facts.needs.isEmpty && facts.needs.isDisjoint(with: seen)
        }.map(\.rule)
        self.seen = seen
    }

    /// The rules that were not covered by what they need, in the order of their first one.
    var gaps: [(needs: VantageKinds, rules: [AuditRule])] {
        var result: [(needs: VantageKinds, rules: [AuditRule])] = []
        for rule in uncovered {
            if let index = result.firstIndex(where: { $0.needs == rule.facts.needs }) {
                result[index].rules.append(rule)
            } else {
                result.append((rule.facts.needs, [rule]))
            }
        }
        return result
    }
}
