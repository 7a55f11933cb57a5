import Forwarding
import Net

/// Carries sets of headers over the edges of a graph until nothing new arrives anywhere.
///
/// Only what is new at a node is passed on, so a node is looked at again only for headers that it has
/// not seen, and the end is a fixed point whatever the order. What enters a stateful filter is held
/// back until all else has come to rest: what is delivered before has passed no firewall.
struct Propagation: Sendable {
    private(set) var graph: ForwardingGraph
    var space: HeaderSpace
    let universe: [AddressFamily: HeaderSet]
    private var edges: [AddressFamily: [UInt64: [Arrow]]] = [.ipv4: [:], .ipv6: [:]]
    private var ingress: [[FilterRule]: HeaderSet] = [:]
    private var connections: [ConnectionKey: HeaderSet] = [:]
    var table = NodeTable()
    private var queue: [Int32] = []
    private var tables: [AddressFamily: [UInt64: RoutedTable]] = [.ipv4: [:], .ipv6: [:]]
    /// Whether in the last run something went to a node that was met before its sender: without such a
    /// step nothing goes round in a circle.
    private(set) var goesBack = false
    /// What `step` found.
    var steps: [Step] = []

    /// An edge with its label as one set.
    struct Arrow: Sendable, BitwiseCopyable {
        var to: Node
        var label: HeaderSet
    }

    private struct ConnectionKey: Hashable {
        var device: Int32
        var from: Int32
        var to: Int32
        var family: AddressFamily
    }

    /// - Parameter space: makes the sets. Those of a proof that handed its space on stay valid, and
    ///   can be compared with what is found here.
    init(_ graph: ForwardingGraph, in space: HeaderSpace = HeaderSpace()) {
        self.graph = graph
        self.space = space
        var universe: [AddressFamily: HeaderSet] = [:]
        for family in AddressFamily.allCases { universe[family] = self.space.universe(family) }
        self.universe = universe
    }

    /// Asks the graph, which keeps what it answers.
    mutating func withGraph<Result>(_ body: (inout ForwardingGraph) -> Result) -> Result {
        body(&graph)
    }

    /// Goes on with a graph that differs from the one before in what `change` names.
    mutating func goOn(with graph: ForwardingGraph, change: Set<Dependency>) {
        self.graph = graph
        edges = [.ipv4: [:], .ipv6: [:]]
        for case .table(let key) in change {
            tables[key.family]?[UInt64(key.device) << 32 | UInt64(key.table)] = nil
        }
    }

    /// Fills `table` with what reaches each node when every header of the family starts at `starts`.
    ///
    /// - Returns: how many of the nodes were met without passing a stateful filter, and the sets that
    ///   had come to them until then.
    mutating func run(from starts: [Node], _ family: AddressFamily) -> [HeaderSet] {
        table.removeAll()
        let all = universe[family] ?? .none
        goesBack = false
        for node in starts { add(all, to: node, from: -1) }
        var held: [Int32] = []
        drain(family, holding: &held, isHolding: true)
        let before = table.sets
        queue = held
        drain(family, holding: &held, isHolding: false)
        return before
    }

    private mutating func add(_ headers: HeaderSet, to node: Node, from: Int) {
        let position = table.insert(node)
        if position <= from { goesBack = true }
        if table.sets[position].isEmpty {
            table.sets[position] = headers
            table.pending[position] = headers
        } else {
            let fresh = space.difference(headers, table.sets[position])
            guard !fresh.isEmpty else { return }
            table.sets[position] = space.union(table.sets[position], fresh)
            table.pending[position] = space.union(table.pending[position], fresh)
        }
        if !table.isQueued[position] {
            table.isQueued[position] = true
            queue.append(Int32(position))
        }
    }

    private mutating func drain(
        _ family: AddressFamily, holding held: inout [Int32], isHolding: Bool
    ) {
        var next = 0
        while next < queue.count {
            let position = Int(queue[next])
            next += 1
            let node = table.nodes[position]
            if isHolding, node.kind == .table, graph.isStateful(node.device) {
                held.append(Int32(position))
                continue
            }
            table.isQueued[position] = false
            let headers = table.pending[position]
            table.pending[position] = .none
            steps.removeAll(keepingCapacity: true)
            step(headers, from: node, family)
            for index in steps.indices {
                add(steps[index].headers, to: steps[index].to, from: position)
            }
        }
        queue.removeAll(keepingCapacity: true)
    }

    /// Adds to `steps` where headers go from a node.
    mutating func step(_ headers: HeaderSet, from node: Node, _ family: AddressFamily) {
        guard node.kind == .table else {
            for arrow in arrows(of: node, family) {
                let passing = space.intersection(headers, arrow.label)
                if !passing.isEmpty { steps.append(Step(to: arrow.to, headers: passing)) }
            }
            return
        }
        let table = routes(of: node, family)
        for hop in table.hops(for: headers, in: space) {
            let routed = space.intersection(headers, table.sets[hop])
            guard !routed.isEmpty,
                let (to, filter) = graph.exit(node, table.routes.hops[hop], family)
            else { continue }
            let passing =
                filter.map { space.intersection(routed, set(of: $0, family)) } ?? routed
            if !passing.isEmpty { steps.append(Step(to: to, headers: passing)) }
        }
        guard !node.isFallen, !table.gaps.isEmpty else { return }
        let rest = space.intersection(headers, table.gaps)
        if !rest.isEmpty { steps.append(Step(to: graph.fallen(node), headers: rest)) }
    }

    /// Headers on their way to a node.
    struct Step: Sendable, BitwiseCopyable {
        var to: Node
        var headers: HeaderSet
    }

    private mutating func routes(of node: Node, _ family: AddressFamily) -> RoutedTable {
        let key = UInt64(node.device) << 32 | UInt64(graph.table(of: node))
        if let known = tables[family]?[key] { return known }
        let routes = graph.routes(node.device, graph.table(of: node), family)
        let made = RoutedTable(routes, in: &space)
        tables[family]?[key] = made
        return made
    }

    /// The edges of a node with their labels as sets. Made once.
    private mutating func arrows(of node: Node, _ family: AddressFamily) -> [Arrow] {
        if let known = edges[family]?[node.rawValue] { return known }
        let made = graph.edges(of: node, family).map { edge in
            Arrow(to: edge.to, label: set(of: edge.label, family))
        }
        edges[family]?[node.rawValue] = made
        return made
    }

    private mutating func set(of label: Edge.Label, _ family: AddressFamily) -> HeaderSet {
        var result = HeaderSet.all
        if let sources = label.sources { result = space.set(sources: sources) }
        if let destinations = label.destinations {
            result = space.intersection(result, space.set(destinations: destinations))
        }
        if let filter = label.filter {
            result = space.intersection(result, set(of: filter, family))
        }
        return result
    }

    private mutating func set(of filter: FilterID, _ family: AddressFamily) -> HeaderSet {
        switch filter {
        case .ingress(let id):
            let rules = graph.ingressRules(id, family)
            if let known = ingress[rules] { return known }
            let made = space.permitted(by: rules)
            ingress[rules] = made
            return made
        case .connection(let device, let from, let to):
            let key = ConnectionKey(device: device, from: from, to: to, family: family)
            if let known = connections[key] { return known }
            let made = space.connections(
                forward: graph.connectionRules(device, from: from, to: to, family),
                backward: graph.connectionRules(device, from: to, to: from, family),
                universe: universe[family] ?? .none)
            connections[key] = made
            return made
        case .control:
            let number: UInt128 = family == .ipv4 ? 1 : 58
            return space.set(.protocolNumber, in: [number...number])
        }
    }
}
