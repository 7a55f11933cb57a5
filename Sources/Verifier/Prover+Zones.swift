import Forwarding
import Net

// Scopes of one zone in one run.
//
// Segments of a VRF go the same ways, and each speaks from its own addresses alone: where their
// ingress filters see to that, one run tells as much as one for each. The sets of all together are
// within what is permitted exactly when each scope's are, because no header is of two scopes. Where a
// filter lets other sources in, or anything is found, each scope is looked at by itself.

extension Prover {
    /// Results of scopes of one zone, in their order; nil where they must be looked at one by one.
    mutating func resultTogether(_ scopes: [Int]) -> [ScopeResult]? {
        let inUse = scopes.filter { !stationsOfScope[$0].isEmpty }
        guard inUse.count > 1, inUse.allSatisfy({ policy.scopes[$0].prefixes != nil }) else {
            return nil
        }
        var results: [Int: ScopeResult] = [:]
        var starts: Set<Node> = []
        var nodes: [(scope: Int, nodes: [Node])] = []
        for scope in inUse {
            var result = ScopeResult()
            let receivers = receivers(of: scope, &result)
            guard result.breaches.isEmpty, speaksForItself(scope, receivers) else { return nil }
            starts.formUnion(receivers)
            nodes.append((scope, receivers))
            results[scope] = result
        }
        guard areDisjoint(inUse) else { return nil }
        var together = ScopeResult()
        for family in AddressFamily.allCases {
            let before = propagation.run(from: starts.sorted(), family)
            checkDeliveries(of: inUse, family, before, &together)
            checkContracts(of: nodes, family, &together)
            if keepsDependencies { noteDependencies(family, &together) }
            guard together.breaches.isEmpty, together.failing.isEmpty else { return nil }
        }
        return scopes.map { scope in
            guard var result = results[scope] else { return ScopeResult() }
            result.reached = together.reached
            result.devices.formUnion(together.devices)
            result.dependencies.formUnion(together.dependencies)
            result.firewalls = together.firewalls
            return result
        }
    }

    /// Whether all that the routers let in from the scope comes from its own addresses. What stays on
    /// the link and neighbour discovery are nobody's: permitted to no other zone whoever sends them.
    private mutating func speaksForItself(_ scope: Int, _ receivers: [Node]) -> Bool {
        for family in AddressFamily.allCases {
            let own = sources(of: scope, family)
            for receiver in receivers {
                propagation.steps.removeAll(keepingCapacity: true)
                propagation.step(routable(family), from: receiver, family)
                for step in propagation.steps
                where !propagation.space.difference(step.headers, own).isEmpty {
                    return false
                }
            }
        }
        return true
    }

    private mutating func sources(of scope: Int, _ family: AddressFamily) -> HeaderSet {
        let prefixes = FilterRule.outermost(
            of: (policy.scopes[scope].prefixes ?? []).filter { $0.family == family })
        return propagation.space.set(sources: prefixes.map { AddressRange($0) })
    }

    /// Headers that routers pass on and that are no neighbour discovery.
    private mutating func routable(_ family: AddressFamily) -> HeaderSet {
        let onLink = propagation.space.set(
            destinations: ForwardingGraph.linkScope(family))
        let kinds = propagation.space.set(kinds: [.continues, .opens])
        let all = propagation.space.intersection(propagation.universe[family] ?? .none, kinds)
        return propagation.space.difference(all, onLink)
    }

    private func areDisjoint(_ scopes: [Int]) -> Bool {
        let prefixes = scopes.flatMap { policy.scopes[$0].prefixes ?? [] }.sorted()
        return zip(prefixes, prefixes.dropFirst()).allSatisfy { !$0.overlaps($1) }
    }
}
