import Forwarding
import Net

/// Carries sets of headers over the edges of a graph until nothing new arrives anywhere.
///
/// Only what is new at a node is passed on, so a node is looked at again only for headers that it has
/// not seen, and the end is a fixed point whatever the order. What enters a stateful filter is held
/// back until all else has come to rest: what is delivered before has passed no firewall.
struct Propagation: Sendable {
    private(set) var graph: ForwardingGraph
    var space = HeaderSpace()
    let universe: [AddressFamily: HeaderSet]
    private var edges: [AddressFamily: [UInt64: [Arrow]]] = [.ipv4: [:], .ipv6: [:]]
    private var ingress: [[FilterRule]: HeaderSet] = [:]
    private var connections: [ConnectionKey: HeaderSet] = [:]
    var table = NodeTable()
    private var queue: [Int32] = []

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

    init(_ graph: ForwardingGraph) {
        self.graph = graph
        var universe: [AddressFamily: HeaderSet] = [:]
        for family in AddressFamily.allCases { universe[family] = space.universe(family) }
        self.universe = universe
    }

    /// Asks the graph, which keeps what it answers.
    mutating func withGraph<Result>(_ body: (inout ForwardingGraph) -> Result) -> Result {
        body(&graph)
    }

    /// Fills `table` with what reaches each node when every header of the family starts at `starts`.
    ///
    /// - Returns: how many of the nodes were met without passing a stateful filter, and the sets that
    ///   had come to them until then.
    mutating func run(from starts: [Node], _ family: AddressFamily) -> [HeaderSet] {
        table.removeAll()
        let all = universe[family] ?? .none
        for node in starts { add(all, to: node) }
        var held: [Int32] = []
        drain(family, holding: &held, isHolding: true)
        let before = table.sets
        queue = held
        drain(family, holding: &held, isHolding: false)
        return before
    }

    private mutating func add(_ headers: HeaderSet, to node: Node) {
        let position = table.insert(node)
        let fresh = space.difference(headers, table.sets[position])
        guard !fresh.isEmpty else { return }
        table.sets[position] = space.union(table.sets[position], fresh)
        table.pending[position] = space.union(table.pending[position], fresh)
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
            for arrow in arrows(of: node, family) {
                let passing = space.intersection(headers, arrow.label)
                if !passing.isEmpty { add(passing, to: arrow.to) }
            }
        }
        queue.removeAll(keepingCapacity: true)
    }

    /// The edges of a node with their labels as sets. Made once.
    mutating func arrows(of node: Node, _ family: AddressFamily) -> [Arrow] {
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
