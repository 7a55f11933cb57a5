import Forwarding
import Net

/// Checks certificates of one network and one policy.
public struct CertificateChecker: Sendable {
    private let policy: Policy
    private var steps: Steps
    /// By scope, the last one of ports that nobody was given: stations, and routers that hear them.
    private var stations: [[Node]]
    private var receivers: [[Node]] = []
    private var scopeOfStation: [Node: Int] = [:]
    /// Contracts between scopes of two zones, by these and whether they lie outside.
    private var contracts: [SIMD4<Int>: Int32] = [:]
    private var addressSets: [SIMD2<Int>: Int32] = [:]
    private var permits: [SIMD2<Int>: [Policy.Permit]] = [:]

    /// Makes the graph. O(size of the network).
    public init(_ network: Network, against policy: Policy) {
        self.policy = policy
        steps = Steps(ForwardingGraph(network))
        for permit in policy.permits {
            permits[SIMD2(permit.from, permit.to), default: []].append(permit)
        }
        stations = Array(repeating: [], count: policy.scopes.count + 1)
        for station in policy.stations {
            if let node = steps.graph.station(station.device, station.port, station.tag) {
                stations[station.scope].append(node)
                scopeOfStation[node] = station.scope
            }
        }
        stations[policy.scopes.count] = steps.graph.openStations.filter {
            scopeOfStation[$0] == nil
        }
    }

    private func zone(_ scope: Int) -> Int {
        scope == policy.scopes.count ? Policy.unassigned : policy.scopes[scope].zone
    }

    private func scope(of station: Node) -> Int { scopeOfStation[station] ?? policy.scopes.count }

    private func name(_ node: Node) -> String {
        "\(steps.graph.network.devices[node.device].name), \(node.kind) \(String(node.rawValue, radix: 16))"
    }

    /// Returns if the certificate shows that the network keeps apart what the policy does.
    /// O(claims and the ranges in their sets).
    public mutating func check(_ certificate: consuming Certificate) throws(Refusal) {
        for device in steps.graph.network.devices where !device.unmodelled.isEmpty {
            throw Refusal(.coverage, 0, "\(device.name) is told '\(device.unmodelled[0].text)'")
        }
        receivers = []
        for scope in stations.indices { receivers.append(try hear(scope)) }
        for family in AddressFamily.allCases {
            var left = Set(stations.indices)
            if family == .ipv4 { steps.sets = certificate.takeSets() }
            steps.begin(family)
            (contracts, addressSets) = ([:], [:])
            for group in certificate.groups where group.family == family.rawValue {
                for scope in group.scopes where left.remove(scope) == nil {
                    throw Refusal(.coverage, group.line, "scope \(scope) is none, or here again")
                }
                if group.scopes.count > 1 { try checkScopes(of: group) }
                try check(group)
            }
            if let scope = left.min() {
                throw Refusal(.coverage, 0, "\(family) of scope \(scope) is left out")
            }
        }
    }

    /// Routers that hear the scope's frames, which no station of another zone may.
    private mutating func hear(_ scope: Int) throws(Refusal) -> [Node] {
        var receivers: Set<Node> = []
        for station in stations[scope] {
            let reach = steps.graph.reach(of: station)
            for far in reach.stations where zone(self.scope(of: far)) != zone(scope) {
                throw Refusal(.frames, 0, "\(name(far)) hears frames of \(name(station))")
            }
            receivers.formUnion(reach.receivers)
        }
        return receivers.sorted()
    }

    /// Scopes may share claims where each speaks from addresses of its own alone: then nothing that
    /// the policy permits to one of them comes from another.
    private mutating func checkScopes(of group: Certificate.Group) throws(Refusal) {
        var taken: Int32 = 0
        for scope in group.scopes {
            var excess = steps.sets.combine(addresses(.source, scope), taken)
            for receiver in receivers[scope] {
                for edge in steps.edges(of: receiver) {
                    excess = max(
                        excess,
                        steps.sets.combine(
                            steps.routable, edge.label, without: addresses(.source, scope)))
                }
            }
            guard excess == 0, scope < policy.scopes.count, policy.scopes[scope].prefixes != nil,
                zone(scope) == zone(group.scopes[0])
            else {
                throw Refusal(.coverage, group.line, "scope \(scope) may not share claims")
            }
            taken = steps.sets.combine(taken, 1, and: addresses(.source, scope))
        }
    }

    private mutating func check(_ group: Certificate.Group) throws(Refusal) {
        var isReached = [Bool](repeating: false, count: group.claims.count)
        var queue: [Int] = []
        var sources: Int32 = 0
        for scope in group.scopes {
            sources = steps.sets.combine(sources, 1, and: addresses(.source, scope))
        }
        func refusal(_ condition: Refusal.Condition, _ excess: Int32, _ node: Node) -> Refusal {
            let packet = steps.sets.packet(of: excess, steps.family)
            let zone = policy.zones[zone(group.scopes[0])].name
            return Refusal(condition, group.line, "\(packet) of \(zone) at \(name(node))")
        }
        func pass(_ claim: Certificate.Claim, _ label: Int32, to node: Node) throws(Refusal) {
            let position = group.position(of: node.rawValue)
            let target = position.map { group.claims[$0] } ?? Certificate.Claim(node: node.rawValue)
            var excess = steps.sets.combine(claim.unwatched, label, without: target.unwatched)
            if excess == 0, claim.all != claim.unwatched {
                excess = steps.sets.combine(claim.all, label, without: target.all)
            }
            guard excess == 0 else {
                throw refusal(claim.node == 0 ? .starts : .steps, excess, node)
            }
            if let position, !isReached[position] {
                isReached[position] = true
                queue.append(position)
            }
        }
        let start = Certificate.Claim(node: 0, all: steps.universe, unwatched: steps.universe)
        for node in group.scopes.flatMap({ receivers[$0] }) { try pass(start, 1, to: node) }
        while let position = queue.popLast() {
            var claim = group.claims[position]
            let node = Node(rawValue: claim.node)
            // Where all are unwatched, `pass` asks for these alone.
            var excess = steps.sets.combine(claim.unwatched, 1, without: claim.all)
            if excess == 0 { excess = unpermitted(claim, node, sources, group.scopes[0]) }
            guard excess == 0 else { throw refusal(.arrivals, excess, node) }
            if node.kind == .table, steps.graph.isStateful(node.device) { claim.unwatched = 0 }
            for edge in steps.edges(of: node) {
                try pass(claim, edge.label, to: edge.to)
            }
        }
        if let unreached = isReached.firstIndex(of: false) {
            throw Refusal(.steps, group.line + 1 + unreached, "nothing leads to this node")
        }
    }

    /// What of a claim must not be where it is.
    ///
    /// - Parameter sources: the addresses of the scopes that claim, of which one is `scope`.
    private mutating func unpermitted(
        _ claim: Certificate.Claim, _ node: Node, _ sources: Int32, _ scope: Int
    ) -> Int32 {
        let isManagement = policy.zones[zone(scope)].kind == .management
        if node.kind == .local {
            // Who manages devices may speak to them, all others by ICMP.
            return isManagement ? 0 : steps.sets.combine(claim.all, 1, without: steps.control)
        }
        let (far, unassigned) = (self.scope(of: node), policy.scopes.count)
        if node.kind != .station || zone(far) == zone(scope) { return 0 }
        if far == unassigned || scope == unassigned { return claim.all }
        if claim.unwatched != 0 { return claim.unwatched }
        var excess = steps.sets.combine(claim.all, 1, without: contract(scope, far))
        if excess == 0 { excess = steps.sets.combine(claim.all, 1, without: sources) }
        if excess == 0 {
            excess = steps.sets.combine(claim.all, 1, without: addresses(.destination, far))
        }
        return excess
    }

    /// What the zones of two scopes exchange with each other, if these are between their addresses.
    private mutating func contract(_ scope: Int, _ far: Int) -> Int32 {
        let (from, to) = (policy.scopes[scope], policy.scopes[far])
        let key = SIMD4(
            from.zone, to.zone, from.prefixes == nil ? 0 : 1, to.prefixes == nil ? 0 : 1)
        if let known = contracts[key] { return known }
        let forward = (permits[SIMD2(from.zone, to.zone)] ?? []).flatMap {
            $0.rules(from, to, steps.family)
        }
        let backward = (permits[SIMD2(to.zone, from.zone)] ?? []).flatMap {
            $0.rules(to, from, steps.family)
        }
        let made = steps.sets.connections(forward, answering: backward, steps.opening)
        contracts[key] = made
        return made
    }

    private mutating func addresses(_ field: SetTable.Field, _ scope: Int) -> Int32 {
        guard scope < policy.scopes.count else { return 0 }
        let key = SIMD2(Int(field.rawValue), scope)
        if let known = addressSets[key] { return known }
        let prefixes = policy.scopes[scope].prefixes
        let set = steps.sets.set(
            field, (prefixes ?? policy.inside).filter { $0.family == steps.family })
        let made = prefixes == nil ? steps.sets.combine(1, 1, without: set) : set
        addressSets[key] = made
        return made
    }
}

extension Certificate.Group {
    /// The position of the claim for a node. O(log claims).
    func position(of node: UInt64) -> Int? {
        var (low, high) = (0, claims.count)
        while low < high {
            let middle = (low + high) / 2
            if claims[middle].node < node { low = middle + 1 } else { high = middle }
        }
        return low < claims.count && claims[low].node == node ? low : nil
    }
}

extension Policy.Permit {
    /// What one scope may open to another. The whole space names what lies outside, and nothing else.
    fileprivate func rules(
        _ opener: Policy.Scope, _ other: Policy.Scope, _ family: AddressFamily
    ) -> [FilterRule] {
        func named(_ prefixes: [IPPrefix], _ scope: Policy.Scope) -> [IPPrefix] {
            prefixes.filter { $0.family == family && ($0.length == 0) == (scope.prefixes == nil) }
        }
        let (sources, destinations) = (named(sources, opener), named(destinations, other))
        guard !sources.isEmpty, !destinations.isEmpty else { return [] }
        return (ports.isEmpty || ports.contains(.any) ? [.any] : ports).map { port in
            let number = port.protocolNumber(for: family)?.rawValue
            return FilterRule(
                action: .permit, family: family, sources: FilterRule.outermost(of: sources),
                destinations: FilterRule.outermost(of: destinations),
                protocols: number.map { [$0...$0] } ?? [],
                destinationPorts: port.destinationPorts.map { [$0] } ?? [])
        }
    }
}
