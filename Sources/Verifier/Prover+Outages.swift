import Forwarding
import Net

// Proving again what an outage or an edit could have changed, and nothing else: every result knows what
// of the graph it asked for, and the graph knows what of it changes. See `KeptProof`.

extension Prover {
    /// After a run: what its nodes' edges follow from.
    func noteDependencies(_ family: AddressFamily, _ result: inout ScopeResult) {
        for node in propagation.table.nodes {
            for dependency in propagation.graph.dependencies(of: node, family) {
                result.dependencies.insert(dependency)
            }
        }
    }

    /// Proves scopes again, those of one zone together where that can be.
    ///
    /// - Parameter scopes: ascending.
    mutating func proveAgain(_ scopes: [Int]) {
        let zones = Dictionary(grouping: scopes) { $0 == unassignedScope ? -1 : zone(of: $0) }
        for (_, own) in zones.sorted(by: { $0.key < $1.key }) {
            if own.count > 1, let together = resultTogether(own) {
                for (scope, result) in zip(own, together) { results[scope] = result }
            } else {
                for scope in own { results[scope] = result(of: scope) }
            }
        }
    }

    /// The scopes by what their results follow from, each ascending.
    func scopesByDependency() -> [Dependency: [Int32]] {
        var result: [Dependency: [Int32]] = [:]
        for (scope, found) in results.enumerated() {
            for dependency in found.dependencies {
                result[dependency, default: []].append(Int32(scope))
            }
        }
        return result
    }

    /// Takes away the stations of devices; returns how many, and the scopes that they are of.
    mutating func removeStations(of devices: [Int]) -> (count: Int, scopes: Set<Int>) {
        var count = 0
        var scopes: Set<Int> = []
        guard !devices.isEmpty else { return (0, []) }
        for scope in stationsOfScope.indices {
            let left = stationsOfScope[scope].filter { !devices.contains($0.device) }
            guard left.count < stationsOfScope[scope].count else { continue }
            if scope != unassignedScope { count += stationsOfScope[scope].count - left.count }
            scopes.insert(scope)
            stationsOfScope[scope] = left
            if left.isEmpty { knownDuties = [:] }
        }
        return (count, scopes)
    }

    /// The scopes that owe something to one of the scopes, or that one of them owes something to.
    func partners(of scopes: some Sequence<Int>) -> Set<Int> {
        var zones: Set<Int> = []
        for scope in scopes where scope != unassignedScope {
            zones.insert(zone(of: scope))
            zones.formUnion(permitted.partners(of: zone(of: scope)))
        }
        return Set(zones.flatMap { scopesOfZone[$0] })
    }
}
