import Forwarding
import Net

/// A proof that is kept, to prove again what a change of the network could have changed and nothing
/// else: every result knows what of the graph it asked for, and the graph knows what of it changes.
///
/// It is as if the changed network were proved from the beginning, with these limits: two firewalls on
/// the ways of one contract are not looked for, and ways are not shown.
public struct KeptProof: Sendable {
    /// The network as it is, proved; without space.
    private(set) var prover: Prover
    /// Lent to the prover that is at work: what one has made the next need not make again.
    var space = HeaderSpace()
    let index: GraphIndex
    private let scopes: [Dependency: [Int32]]
    /// Scopes of the policy that have a station on a device.
    private let scopesOfDevice: [[Int]]

    /// Proves the network. O(a proof).
    init(_ prover: consuming Prover) {
        prover.keepsDependencies = true
        prover.prove()
        prover.keepsDependencies = false
        prover.propagation.indexDependencies()
        index = GraphIndex(prover.graph)
        scopes = prover.scopesByDependency()
        var ofDevice = [Set<Int>](repeating: [], count: prover.network.devices.count)
        for station in prover.policy.stations { ofDevice[station.device].insert(station.scope) }
        scopesOfDevice = ofDevice.map { $0.sorted() }
        swap(&space, &prover.propagation.space)
        self.prover = prover
    }

    /// Proves the network. O(a proof).
    public init(_ network: Network, against policy: Policy) {
        self.init(Prover(network, against: policy))
    }

    /// What is found after devices were told something else.
    public struct Finding: Sendable {
        /// Scopes that had to be proved again, ascending.
        public var provedAgain: [Int]
        /// Of all scopes, ascending.
        public var breaches: [Breach]
        public var failing: [Failing]
    }

    /// Proves what other statements for devices could have changed. O(statements of the devices +
    /// devices and nodes, copied once + a proof of each scope that asked for something that changes).
    public mutating func finding(after devices: [(Int, NetworkDevice)]) -> Finding {
        var (changed, again) = after(devices)
        withSpace(&changed) { $0.proveAgain(again) }
        return Finding(
            provedAgain: again, breaches: changed.results.flatMap(\.breaches),
            failing: changed.results.flatMap(\.failing))
    }

    /// Scopes whose results follow from something that changed.
    func scopes(after change: Set<Dependency>) -> Set<Int> {
        var result: Set<Int> = []
        for dependency in change {
            result.formUnion((scopes[dependency] ?? []).lazy.map(Int.init))
        }
        return result
    }

    /// Lends the space to a prover that goes on from the kept one.
    mutating func withSpace<Result>(
        _ prover: inout Prover, _ body: (inout Prover) -> Result
    ) -> Result {
        swap(&space, &prover.propagation.space)
        defer { swap(&space, &prover.propagation.space) }
        return body(&prover)
    }

    /// The prover after devices were told something else, without space, and the scopes that it has to
    /// prove again, ascending.
    func after(_ devices: [(Int, NetworkDevice)]) -> (prover: Prover, again: [Int]) {
        var result = prover
        var graph = prover.graph
        var change: Set<Dependency> = []
        var touched: Set<Int> = []
        for (device, declared) in devices {
            let step = graph.replacing(device, with: declared, index)
            graph = step.graph
            change.formUnion(step.change)
            touched.insert(device)
        }
        result.propagation.goOn(with: graph, change: change)
        var again = scopes(after: change)
        again.formUnion(
            result.replaceStations(
                of: touched, scopes: Set(touched.flatMap { scopesOfDevice[$0] })))
        return (result, again.sorted())
    }
}

extension Prover {
    /// Looks anew at which stations devices have.
    ///
    /// - Parameter scopes: those of the policy with stations there.
    /// - Returns: scopes whose results this could change.
    fileprivate mutating func replaceStations(of devices: Set<Int>, scopes: Set<Int>) -> Set<Int> {
        var changed: Set<Int> = []
        var lists: [Int: [Node]] = [:]
        for scope in scopes {
            let list = stations(of: scope)
            if list != stationsOfScope[scope] { lists[scope] = list }
        }
        for scope in lists.keys {
            for node in stationsOfScope[scope] { scopeOfStation[node] = nil }
        }
        for (scope, list) in lists {
            // What is owed follows from which scopes have stations at all.
            if list.isEmpty != stationsOfScope[scope].isEmpty { knownDuties = [:] }
            stationsOfScope[scope] = list
            changed.insert(scope)
        }
        noteScopes(of: lists.keys)
        let open = unassignedStations(of: devices)
        let before = stationsOfScope[unassignedScope].filter { devices.contains($0.device) }
        if open != before {
            for node in before where scopeOfStation[node] == unassignedScope {
                scopeOfStation[node] = nil
            }
            stationsOfScope[unassignedScope] =
                (stationsOfScope[unassignedScope].filter { !devices.contains($0.device) } + open)
                .sorted()
            noteScopes(of: [unassignedScope])
            changed.insert(unassignedScope)
        }
        // A scope is owed something by its partners.
        return changed.union(partners(of: lists.keys))
    }
}
