import Forwarding
import Net

/// What arrives where in one version of a network, from party to party.
struct Reach: Sendable {
    struct Key: Hashable, Comparable, Sendable {
        /// Positions of parties.
        var from: Int
        var to: Int
        var family: AddressFamily

        static func < (left: Self, right: Self) -> Bool {
            (left.from, left.to, left.family) < (right.from, right.to, right.family)
        }
    }

    /// What arrives, by whatever way.
    struct Arrival: Hashable, Sendable {
        var headers = HeaderSet.none
        /// What of it has entered a stateful filter, by the name of its device; under `unwatched`
        /// what has entered none.
        var firewalls: [String: HeaderSet] = [:]
    }

    /// The name that no device has.
    static let unwatched = ""

    var arrivals: [Key: Arrival] = [:]
    /// Parties whose frames stations of another hear. A party with itself where all its stations hear
    /// each other.
    var frames: Set<Ends> = []

    /// An ordered pair of parties.
    struct Ends: Hashable, Comparable, Sendable {
        var from: Int
        var to: Int

        static func < (left: Self, right: Self) -> Bool {
            (left.from, left.to) < (right.from, right.to)
        }
    }
}

extension Prover {
    /// What arrives where: at stations everything, at devices of the fabric what is more than ICMP.
    ///
    /// One run for each scope and family, as for a proof. O(nodes and ranges that the scopes reach).
    ///
    /// - Parameter parties: the party of each scope, that of ports without an owner behind them.
    mutating func reach(among parties: [Int]) -> Reach {
        var reach = Reach()
        var isWhole: [Int: Bool] = [:]
        for scope in stationsOfScope.indices where !stationsOfScope[scope].isEmpty {
            let receivers = hear(scope, among: parties, &reach, &isWhole)
            guard !receivers.isEmpty else { continue }
            for family in AddressFamily.allCases {
                let before = propagation.run(from: receivers, family)
                collect(from: scope, family, before, among: parties, &reach)
            }
        }
        for (party, isWhole) in isWhole where isWhole {
            reach.frames.insert(Reach.Ends(from: party, to: party))
        }
        return reach
    }

    /// Who hears the frames of a scope.
    ///
    /// - Returns: the routed interfaces that do, ascending.
    private mutating func hear(
        _ scope: Int, among parties: [Int], _ reach: inout Reach, _ isWhole: inout [Int: Bool]
    ) -> [Node] {
        var receivers: Set<Node> = []
        let from = parties[scope]
        let own = Set(stationsOfScope[scope])
        for station in stationsOfScope[scope] {
            let heard = propagation.withGraph { $0.reach(of: station) }
            receivers.formUnion(heard.receivers)
            for far in Set(heard.stations.map { parties[scopeOfStation[$0] ?? unassignedScope] })
            where far != from {
                reach.frames.insert(Reach.Ends(from: from, to: far))
            }
            let hearsAll = own.subtracting(heard.stations).subtracting([station]).isEmpty
            isWhole[from] = (isWhole[from] ?? true) && hearsAll
        }
        return receivers.sorted()
    }

    /// After a run of a scope.
    private mutating func collect(
        from scope: Int, _ family: AddressFamily, _ before: [HeaderSet], among parties: [Int],
        _ reach: inout Reach
    ) {
        let firewalls = enteredFirewalls()
        let from = parties[scope]
        for position in propagation.table.nodes.indices {
            let node = propagation.table.nodes[position]
            var headers = propagation.table.sets[position]
            let to: Int
            switch node.kind {
            case .receives, .table, .leaves, .tunnelled: continue
            case .station: to = parties[scopeOfStation[node] ?? unassignedScope]
            case .local:
                to = Policy.underlay
                headers = propagation.space.difference(
                    headers, propagation.space.control(family))
            }
            guard !headers.isEmpty else { continue }
            let held = position < before.count ? before[position] : .none
            add(
                headers, unwatched: held, firewalls,
                to: &reach.arrivals[
                    Reach.Key(from: from, to: to, family: family), default: Reach.Arrival()])
        }
    }

    private mutating func enteredFirewalls() -> [(name: String, headers: HeaderSet)] {
        var result: [Int: HeaderSet] = [:]
        for (node, headers) in zip(propagation.table.nodes, propagation.table.sets)
        where node.kind == .table && graph.isStateful(node.device) {
            result[node.device] = propagation.space.union(
                result[node.device] ?? .none, headers)
        }
        return result.sorted { $0.key < $1.key }
            .map { (name: network.devices[$0.key].name, headers: $0.value) }
    }

    private mutating func add(
        _ headers: HeaderSet, unwatched: HeaderSet,
        _ firewalls: [(name: String, headers: HeaderSet)], to arrival: inout Reach.Arrival
    ) {
        arrival.headers = propagation.space.union(arrival.headers, headers)
        let direct = propagation.space.intersection(headers, unwatched)
        for (name, entered) in firewalls + [(name: Reach.unwatched, headers: direct)] {
            let watched = propagation.space.intersection(headers, entered)
            guard !watched.isEmpty else { continue }
            arrival.firewalls[name] = propagation.space.union(
                arrival.firewalls[name] ?? .none, watched)
        }
    }
}
