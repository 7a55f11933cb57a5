import Forwarding
import Net

// Whether contracts work: what they permit must not be lost anywhere on the way, must come to every
// station of the other side, must not go round in circles, and must pass one and the same firewall
// in both directions.

extension Prover {
    /// What a scope owes to another.
    struct Duty {
        var destination: Int
        var isAnswer: Bool
        var headers: HeaderSet
    }

    /// What stations of the scope must be able to send, by scope of the other side. Made once, as long as
    /// the scopes have stations.
    mutating func duties(of scope: Int, _ family: AddressFamily) -> [Duty] {
        guard scope != unassignedScope else { return [] }
        let key = ScopeFamily(scope: scope, family: family)
        if let known = knownDuties[key] { return known }
        var result = dutiesWithinZone(of: scope, family)
        for partner in permitted.partners(of: zone(of: scope)) {
            for far in scopesOfZone[partner] where !stationsOfScope[far].isEmpty {
                let sets = permitted.sets(from: scope, to: far, family, in: &propagation.space)
                for (headers, isAnswer) in [(sets.opened, false), (sets.answers, true)]
                where !headers.isEmpty {
                    let routed = routable(headers, to: far, family)
                    if !routed.isEmpty {
                        result.append(
                            Duty(destination: far, isAnswer: isAnswer, headers: routed))
                    }
                }
            }
        }
        knownDuties[key] = result
        return result
    }

    struct ScopeFamily: Hashable {
        var scope: Int
        var family: AddressFamily
    }

    /// Segments of a VRF reach each other.
    private mutating func dutiesWithinZone(of scope: Int, _ family: AddressFamily) -> [Duty] {
        var result: [Duty] = []
        for far in scopesOfZone[zone(of: scope)] where far != scope && !stationsOfScope[far].isEmpty
        {
            let headers = permitted.within(
                from: scope, to: far, family, in: &propagation.space)
            let routed = routable(headers, to: far, family)
            if !routed.isEmpty {
                result.append(Duty(destination: far, isAnswer: false, headers: routed))
            }
        }
        return result
    }

    /// Without destinations that are the fabric's own or that no router passes on.
    private mutating func routable(
        _ headers: HeaderSet, to scope: Int, _ family: AddressFamily
    ) -> HeaderSet {
        let own = policy.scopes[scope].gateways.filter { $0.family == family }
            .map { AddressRange($0.bits, $0.bits) }
        let excluded =
            ((policy.scopes[scope].prefixes == nil
            ? ForwardingGraph.linkScope(family) : []) + own).sorted { $0.first < $1.first }
        guard !excluded.isEmpty else { return headers }
        let set = propagation.space.set(destinations: excluded)
        let universe = propagation.universe[family] ?? .none
        return propagation.space.difference(
            propagation.space.intersection(headers, universe), set)
    }

    func noteMissingGateway(of station: Node, _ scope: Int, _ result: inout ScopeResult) {
        guard scope != unassignedScope, !policy.scopes[scope].gateways.isEmpty,
            policy.scopes[scope].prefixes != nil
        else { return }
        result.failing.append(
            Failing(
                reason: .noGateway, family: .ipv4, source: scope, destination: scope,
                isAnswer: false, place: station, headers: .all))
    }

    /// Stations of a segment or a LAN are one broadcast domain.
    func noteSplit(
        of station: Node, _ scope: Int, _ reached: [Node], _ result: inout ScopeResult
    ) {
        guard scope != unassignedScope, policy.scopes[scope].prefixes != nil,
            policy.zones[zone(of: scope)].kind != .management
        else { return }
        let reached = Set(reached)
        for other in stationsOfScope[scope] where other != station && !reached.contains(other) {
            result.failing.append(
                Failing(
                    reason: .split, family: .ipv4, source: scope, destination: scope,
                    isAnswer: false, place: other, headers: .all))
            return
        }
    }

    /// After a run of the scopes.
    ///
    /// - Parameter receivers: of each scope, the routers where the run began with every header: what
    ///   they refuse of another scope's is no loss.
    mutating func checkContracts(
        of receivers: [(scope: Int, nodes: [Node])], _ family: AddressFamily,
        _ result: inout ScopeResult
    ) {
        var duties: [(scope: Int, duty: Duty)] = []
        var own: [Node: HeaderSet] = [:]
        for (scope, nodes) in receivers {
            let ofScope = self.duties(of: scope, family)
            duties += ofScope.map { (scope, $0) }
            let headers = propagation.space.union(of: ofScope.map(\.headers))
            for node in nodes {
                own[node] = propagation.space.union(own[node] ?? .none, headers)
            }
        }
        guard !duties.isEmpty else { return }
        let all = propagation.space.union(of: duties.map(\.duty.headers))
        for position in propagation.table.nodes.indices {
            let node = propagation.table.nodes[position]
            guard node.kind != .station, node.kind != .local else { continue }
            let loss = propagation.loss(at: node, family)
            guard !loss.isEmpty else { continue }
            let lost = propagation.space.intersection(
                loss, owed(at: position, own[node], all))
            if !lost.isEmpty { note(.lost, lost, at: node, family, duties, &result) }
        }
        for duty in duties {
            for station in stationsOfScope[duty.duty.destination] {
                let arrived =
                    propagation.position(of: station)
                    .map { propagation.table.sets[$0] } ?? .none
                let missing = propagation.space.difference(duty.duty.headers, arrived)
                // What was lost on the way is told there.
                guard !missing.isEmpty, !result.failing.contains(where: { $0.reason == .lost })
                else { continue }
                note(.undelivered, missing, at: station, family, [duty], &result)
            }
        }
        if let (node, headers) = propagation.circling(all) {
            note(.loop, headers, at: node, family, duties, &result)
        }
    }

    /// What of the duties comes to a node.
    ///
    /// - Parameter own: of the scopes whose frames come to it first, where the run began with all
    ///   headers; then what others send there came on the way.
    private mutating func owed(
        at position: Int, _ own: HeaderSet?, _ all: HeaderSet
    ) -> HeaderSet {
        guard let own, position < propagation.returned.count else {
            return propagation.space.intersection(propagation.table.sets[position], all)
        }
        let returned = propagation.space.intersection(propagation.returned[position], all)
        return propagation.space.union(own, returned)
    }

    private mutating func note(
        _ reason: Failing.Reason, _ headers: HeaderSet, at node: Node, _ family: AddressFamily,
        _ duties: [(scope: Int, duty: Duty)], _ result: inout ScopeResult
    ) {
        for (scope, duty) in duties {
            let own = propagation.space.intersection(headers, duty.headers)
            guard !own.isEmpty else { continue }
            result.failing.append(
                Failing(
                    reason: reason, family: family, source: scope,
                    destination: duty.destination, isAnswer: duty.isAnswer, place: node,
                    headers: own))
        }
    }

    /// Contracts whose two directions pass different firewalls, after all scopes were looked at.
    mutating func asymmetries() -> [Failing] { asymmetries(of: policy.scopes.indices) }

    /// As far as the contracts' packets are opened in one of the scopes.
    mutating func asymmetries(of scopes: some Sequence<Int>) -> [Failing] {
        var result: [Failing] = []
        for scope in scopes where scope != unassignedScope {
            for family in AddressFamily.allCases {
                guard let own = results[scope].firewalls[family], !own.isEmpty else { continue }
                for duty in duties(of: scope, family) where !duty.isAnswer {
                    let answers = permitted.sets(
                        from: duty.destination, to: scope, family, in: &propagation.space
                    ).answers
                    let there = devices(own, duty.headers)
                    let back = devices(
                        results[duty.destination].firewalls[family] ?? [], answers)
                    guard there.union(back).count > 1, let device = there.union(back).max()
                    else { continue }
                    result.append(
                        Failing(
                            reason: .asymmetric, family: family, source: scope,
                            destination: duty.destination, isAnswer: false,
                            place: Node.device(device), headers: duty.headers))
                }
            }
        }
        return result
    }

    private mutating func devices(
        _ firewalls: [(device: Int, headers: HeaderSet)], _ headers: HeaderSet
    ) -> Set<Int> {
        var result: Set<Int> = []
        for (device, entered) in firewalls
        where !propagation.space.intersection(entered, headers).isEmpty {
            result.insert(device)
        }
        return result
    }
}
