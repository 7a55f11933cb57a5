import Forwarding
import Net

/// What filters let pass, as sets. Made when asked for, and kept.
struct FilterSets: Sendable {
    private let universe: [AddressFamily: HeaderSet]
    private var ingress: [RuleList: HeaderSet] = [:]
    private var connections: [ConnectionKey: HeaderSet] = [:]

    private struct ConnectionKey: Hashable {
        var device: Int32
        var from: Int32
        var to: Int32
        var family: AddressFamily
        /// How often the rules of the two were changed.
        var edition: Int
    }

    private var editions: [InterfaceID: Int] = [:]

    /// Rules as a key: three of them tell lists apart well enough to find them by.
    private struct RuleList: Hashable {
        let rules: [FilterRule]

        func hash(into hasher: inout Hasher) {
            hasher.combine(rules.count)
            guard let first = rules.first, let last = rules.last else { return }
            for rule in [first, rules[rules.count / 2], last] {
                hasher.combine(rule.sources)
                hasher.combine(rule.destinations)
            }
        }
    }

    init(_ universe: [AddressFamily: HeaderSet]) { self.universe = universe }

    /// Looks anew at the rules that name an interface.
    mutating func forgetConnections(of interface: InterfaceID) {
        editions[interface, default: 0] += 1
    }

    private func edition(_ device: Int32, _ interface: Int32) -> Int {
        editions.isEmpty
            ? 0 : editions[InterfaceID(Int(device), Int(interface))] ?? 0
    }

    /// What passes an edge.
    mutating func set(
        of label: Edge.Label, _ family: AddressFamily, _ graph: ForwardingGraph,
        in space: inout HeaderSpace
    ) -> HeaderSet {
        var result = HeaderSet.all
        if let sources = label.sources {
            result = space.intersection(result, space.set(sources: sources))
        }
        if let destinations = label.destinations {
            result = space.intersection(result, space.set(destinations: destinations))
        }
        if let filter = label.filter {
            result = space.intersection(result, set(of: filter, family, graph, in: &space))
        }
        return result
    }

    /// What passes a filter.
    mutating func set(
        of filter: FilterID, _ family: AddressFamily, _ graph: ForwardingGraph,
        in space: inout HeaderSpace
    ) -> HeaderSet {
        switch filter {
        case .ingress(let id):
            let list = RuleList(rules: graph.ingressRules(id, family))
            if let known = ingress[list] { return known }
            let made = space.permitted(by: list.rules)
            ingress[list] = made
            return made
        case .connection(let device, let from, let to, let isAnswered):
            let key = ConnectionKey(
                device: device, from: from, to: to, family: family,
                edition: edition(device, from) + edition(device, to))
            if let known = connections[key] { return known }
            let backward =
                isAnswered ? graph.connectionRules(device, from: to, to: from, family) : []
            let made = space.connections(
                forward: graph.connectionRules(device, from: from, to: to, family),
                backward: backward, universe: universe[family] ?? .none)
            connections[key] = made
            return made
        case .control: return space.control(family)
        }
    }
}
