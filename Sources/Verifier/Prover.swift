// Verifier: whether a network keeps apart what a policy keeps apart, and lets pass what it lets pass.
//
// The question is asked for every scope (the stations of a segment, of a LAN, behind an exit) and both
// families at once: start with every header at every router that the scope's frames reach, carry
// sets of headers over the edges of the `ForwardingGraph` until nothing new arrives, and look at what
// came where. What came to a station of another zone and is not permitted is a breach, each header of
// it a packet that can be sent. What is permitted and got lost on the way is a contract that does not
// work. At layer 2 the same is asked of frames.
//
// Nothing is approximated: the graph is finite, headers are never rewritten, so the fixed point is
// exactly what can happen, for all packets at once. `Network` says what the model is and leaves out.
//
// Cost: O(sum over scopes of the nodes that they reach and the ranges at them). A network whose
// tenants are apart is linear; only firewalls are reached by many, and their edges split by what
// contracts name. Sets are `HeaderSet`s, which makes repeated questions lookups.
//
// The result is canonical: the same network and policy give the same octets.

import Forwarding
import Net

/// Proves a network against a policy, and proves it again after a change.
public struct Prover: Sendable {
    public let policy: Policy
    var propagation: Propagation
    var permitted: PermittedHeaders
    /// Nodes of each scope's stations, ascending; the last scope has ports without an owner.
    var stationsOfScope: [[Node]] = []
    var scopeOfStation: [Node: Int] = [:]
    let scopesOfZone: [[Int]]
    /// By scope, positions in the policy's stations.
    let declaredStations: [[Int]]
    /// Results by scope.
    var results: [ScopeResult] = []

    /// What is known of one scope.
    struct ScopeResult: Sendable {
        var breaches: [Breach] = []
        var failing: [Failing] = []
        /// Scopes that something permitted was delivered to.
        var reached: Set<Int> = []
        /// Devices that the proof looked at.
        var devices: Set<Int> = []
        /// What entered the stateful filters of devices.
        var firewalls: [AddressFamily: [(device: Int, headers: HeaderSet)]] = [:]
        /// What the proof asked the graph for; empty where `keepsDependencies` is not set.
        var dependencies: Set<Dependency> = []
    }

    /// See `duties`.
    var knownDuties: [ScopeFamily: [Duty]] = [:]

    /// Whether results say what they asked the graph for.
    var keepsDependencies = false

    /// Makes the graph; nothing is proved yet. O(size of the network).
    ///
    /// - Parameters:
    ///   - takesAll: whether what some failures of devices and cables could expose is a breach, too.
    ///   - followsUnderlay: whether only devices that sessions join hear of each other's routes.
    public init(
        _ network: Network, against policy: Policy, takesAll: Bool = false,
        followsUnderlay: Bool = false
    ) {
        self.init(
            ForwardingGraph(network, takesAll: takesAll, followsUnderlay: followsUnderlay),
            against: policy)
    }

    /// - Parameter space: where sets of headers are made.
    init(
        _ graph: ForwardingGraph, against policy: Policy, in space: HeaderSpace = HeaderSpace()
    ) {
        self.policy = policy
        propagation = Propagation(graph, in: space)
        permitted = PermittedHeaders(policy)
        var scopes = [[Int]](repeating: [], count: policy.zones.count)
        for (scope, declared) in policy.scopes.enumerated() { scopes[declared.zone].append(scope) }
        scopesOfZone = scopes
        var declared = [[Int]](repeating: [], count: policy.scopes.count)
        for (position, station) in policy.stations.enumerated() {
            declared[station.scope].append(position)
        }
        declaredStations = declared
        placeStations()
    }

    public var graph: ForwardingGraph { propagation.graph }
    public var network: Network { propagation.graph.network }
    /// The scope of ports that nobody was given.
    public var unassignedScope: Int { policy.scopes.count }

    /// The zone of a scope.
    public func zone(of scope: Int) -> Int {
        scope == unassignedScope ? Policy.unassigned : policy.scopes[scope].zone
    }

    public func name(ofScope scope: Int) -> String {
        scope == unassignedScope ? "unassigned ports" : policy.scopes[scope].name
    }

    private mutating func placeStations() {
        for scope in policy.scopes.indices { stationsOfScope.append(stations(of: scope)) }
        stationsOfScope.append([])
        noteScopes(of: policy.scopes.indices)
        stationsOfScope[unassignedScope] = unassignedStations(of: network.devices.indices)
        noteScopes(of: [unassignedScope])
    }

    /// The stations of a scope of the policy that the network has.
    func stations(of scope: Int) -> [Node] {
        declaredStations[scope].compactMap { position in
            let station = policy.stations[position]
            return graph.station(station.device, station.port, station.tag)
        }
    }

    /// Edges of devices that no scope of the policy has; ascending.
    func unassignedStations(of devices: some Sequence<Int>) -> [Node] {
        devices.flatMap { graph.openStations(of: $0) }
            .filter { (scopeOfStation[$0] ?? unassignedScope) == unassignedScope }.sorted()
    }

    mutating func noteScopes(of scopes: some Sequence<Int>) {
        for scope in scopes {
            for node in stationsOfScope[scope] { scopeOfStation[node] = scope }
        }
    }

    /// Asks every question. The answers are in `proof`.
    public mutating func prove() {
        results = Array(repeating: ScopeResult(), count: stationsOfScope.count)
        for scopes in scopesOfZone {
            if let merged = resultTogether(scopes) {
                for (scope, result) in zip(scopes, merged) { results[scope] = result }
            } else {
                for scope in scopes { results[scope] = result(of: scope) }
            }
        }
        results[unassignedScope] = result(of: unassignedScope)
    }

    public var summary: String {
        "\(results.reduce(0) { $0 + $1.breaches.count }) breaches, "
            + "\(results.reduce(0) { $0 + $1.failing.count }) failing, "
            + "\(propagation.space.nodeCount) sets"
    }

    // MARK: One scope

    mutating func result(of scope: Int) -> ScopeResult {
        var result = ScopeResult()
        let starts = receivers(of: scope, &result)
        guard !starts.isEmpty else { return result }
        for family in AddressFamily.allCases {
            let before = propagation.run(from: starts, family)
            checkDeliveries(of: [scope], family, before, &result)
            checkContracts(of: [(scope, starts)], family, &result)
            if keepsDependencies { noteDependencies(family, &result) }
        }
        result.breaches.sort()
        result.failing.sort()
        return result
    }

    /// Routers that frames of the scope's stations reach, after the frames themselves were looked at.
    mutating func receivers(of scope: Int, _ result: inout ScopeResult) -> [Node] {
        var receivers: Set<Node> = []
        for station in stationsOfScope[scope] {
            let reach = propagation.withGraph { $0.reach(of: station) }
            receivers.formUnion(reach.receivers)
            result.devices.formUnion(reach.devices)
            result.devices.insert(station.device)
            checkFrames(of: station, scope, reach.stations, &result)
            if keepsDependencies {
                result.dependencies.insert(graph.dependency(ofStation: station))
            }
            if reach.receivers.isEmpty { noteMissingGateway(of: station, scope, &result) }
            noteSplit(of: station, scope, reach.stations, &result)
        }
        return receivers.sorted()
    }

    private func checkFrames(
        of station: Node, _ scope: Int, _ reached: [Node], _ result: inout ScopeResult
    ) {
        for endpoint in reached where endpoint != station {
            let far = scopeOfStation[endpoint] ?? unassignedScope
            guard zone(of: far) != zone(of: scope) else { continue }
            let breach = Breach(
                kind: .layer2, family: .ipv4, source: scope, zone: zone(of: far),
                endpoint: endpoint, headers: .all)
            if !result.breaches.contains(breach) { result.breaches.append(breach) }
        }
    }

    /// What came to stations and devices after a run.
    mutating func checkDeliveries(
        of scopes: [Int], _ family: AddressFamily, _ before: [HeaderSet],
        _ result: inout ScopeResult
    ) {
        guard let scope = scopes.first else { return }
        var firewalls: [Int: HeaderSet] = [:]
        for position in propagation.table.nodes.indices {
            let node = propagation.table.nodes[position]
            let headers = propagation.table.sets[position]
            result.devices.insert(node.device)
            switch node.kind {
            case .receives, .leaves, .tunnelled: break
            case .table:
                if propagation.graph.isStateful(node.device) {
                    firewalls[node.device] = propagation.space.union(
                        firewalls[node.device] ?? .none, headers)
                }
            case .local:
                // Who manages devices may speak to them.
                if policy.zones[zone(of: scope)].kind == .management { continue }
                let heard = propagation.space.difference(
                    headers, propagation.space.control(family))
                guard !heard.isEmpty else { continue }
                result.breaches.append(
                    Breach(
                        kind: .device, family: family, source: scope, zone: Policy.underlay,
                        endpoint: node, headers: heard))
            case .station:
                let held = position < before.count ? before[position] : .none
                checkStation(node, headers, held, of: scopes, family, &result)
            }
        }
        result.firewalls[family] = firewalls.sorted { $0.key < $1.key }
            .map { (device: $0.key, headers: $0.value) }
    }

    private mutating func checkStation(
        _ node: Node, _ headers: HeaderSet, _ before: HeaderSet, of scopes: [Int],
        _ family: AddressFamily, _ result: inout ScopeResult
    ) {
        let scope = scopes[0]
        let far = scopeOfStation[node] ?? unassignedScope
        guard zone(of: far) != zone(of: scope) else { return }
        var excess = headers
        if far != unassignedScope && scope != unassignedScope {
            for scope in scopes where !excess.isEmpty {
                let sets = permitted.sets(from: scope, to: far, family, in: &propagation.space)
                excess = propagation.space.difference(excess, sets.opened)
                excess = propagation.space.difference(excess, sets.answers)
            }
            if excess != headers { result.reached.insert(far) }
        }
        let zone = zone(of: far)
        if !excess.isEmpty {
            result.breaches.append(
                Breach(
                    kind: .layer3, family: family, source: scope, zone: zone, endpoint: node,
                    headers: excess))
        }
        let unwatched = propagation.space.difference(before, excess)
        if !unwatched.isEmpty {
            result.breaches.append(
                Breach(
                    kind: .bypass, family: family, source: scope, zone: zone, endpoint: node,
                    headers: unwatched))
        }
    }
}
