import IR
public import Net

/// Which rules an audit could have broken by, and which it was blind to.
public struct VantageCoverage: Sendable {
    /// What the captures show.
    public let seen: VantageKinds
    /// Rules that need what no capture shows, in the order of `AuditRule`.
    public let uncovered: [AuditRule]
    /// Where frames were captured, and how many, ascending; first those of which nothing says it.
    public let ports: [(port: PortReference?, kinds: VantageKinds, frames: UInt64)]

    init(_ plan: AuditPlan, _ tally: AuditTally, _ observations: Observations) {
        var seen: VantageKinds = []
        ports = observations.ports.filter { $0.value.frames > 0 }
            .map { port, counts in
                let facts = port.flatMap { PortFacts($0, in: plan.fabric, plan.stations) }
                return (port: port, kinds: facts?.kinds ?? [], frames: counts.frames)
            }
            .sorted { left, right in
                guard let first = left.port, let second = right.port else {
                    return left.port == nil
                }
                return first < second
            }
        for port in ports { seen.formUnion(port.kinds) }
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
