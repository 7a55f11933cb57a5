import Forwarding
import Net

/// Where packets of a family go, as sets of headers; kept once asked for.
struct Steps: Sendable {
    typealias Edge = (to: Node, label: Int32)

    var graph: ForwardingGraph
    var sets = SetTable()
    private(set) var family = AddressFamily.ipv4
    private(set) var universe: Int32 = 0
    /// What leaves its link: neither neighbour discovery nor packets to addresses of the link.
    private(set) var routable: Int32 = 0
    /// ICMP, and all protocols whose packets can be told to open something.
    private(set) var control: Int32 = 0
    private(set) var opening: Int32 = 0
    private var edges: [Node: [Edge]] = [:]
    private var tables: [SIMD2<Int>: Table] = [:]
    private var passages: Set<ForwardingGraph.Passage>?
    private var passagesDevice: Int32 = -1
    private var connections: [FilterID: Int32] = [:]

    private struct Table {
        let routes: ForwardingGraph.Routes
        let labels: [Int32]
        let gaps: Int32
    }

    init(_ graph: ForwardingGraph) { self.graph = graph }

    mutating func begin(_ family: AddressFamily) {
        self.family = family
        (edges, tables, connections) = ([:], [:], [:])
        universe = sets.universe(family)
        let link = sets.set(.destination, ForwardingGraph.linkScope(family))
        routable = sets.combine(sets.universe(family, [.continues, .opens]), 1, without: link)
        control = sets.set(.protocolNumber, [family == .ipv4 ? 1...1 : 58...58])
        let numbers = (UInt8.min...UInt8.max).filter {
            PacketKinds.possible(for: IPProtocol(rawValue: $0)).contains(.opens)
        }
        opening = sets.set(.protocolNumber, numbers.lazy.map { UInt128($0)...UInt128($0) })
    }

    /// The edges that headers of a set could take from a node.
    mutating func edges(of node: Node, for headers: Int32) -> [Edge] {
        if node.kind == .table { return hops(of: node, for: headers) }
        if let known = edges[node] { return known }
        var result: [Edge] = []
        for edge in graph.edges(of: node, family) {
            var label = edge.label.filter.map { set(of: $0) } ?? 1
            if let sources = edge.label.sources {
                label = sets.combine(label, sets.set(.source, sources))
            }
            if let destinations = edge.label.destinations {
                label = sets.combine(label, sets.set(.destination, destinations))
            }
            result.append((edge.to, label))
        }
        edges[node] = result
        return result
    }

    private mutating func hops(of node: Node, for headers: Int32) -> [Edge] {
        let key = SIMD2(node.device, graph.table(of: node))
        if tables[key] == nil {
            let routes = graph.routes(key.x, key.y, family)
            let labels = routes.hops.map { sets.set(.destination, $0.destinations) }
            tables[key] = Table(
                routes: routes, labels: labels, gaps: sets.set(.destination, routes.gaps))
        }
        guard let table = tables[key] else { return [] }
        var result: [Edge] = node.isFallen ? [] : [(graph.fallen(node), table.gaps)]
        for hop in hops(of: table.routes, for: headers) {
            guard let (to, filter) = graph.exit(node, table.routes.hops[hop], family) else {
                continue
            }
            let passing = filter.map { set(of: $0) } ?? 1
            if passing != 0 { result.append((to, sets.combine(table.labels[hop], passing))) }
        }
        return result
    }

    /// A firewall has hundreds of next hops, of which headers take few.
    private func hops(of routes: ForwardingGraph.Routes, for headers: Int32) -> [Int] {
        if routes.hops.count < 16 { return Array(routes.hops.indices) }
        var isAsked = [Bool](repeating: false, count: routes.hops.count)
        let isDivided = sets.fields[Int(headers)] == 0
        for rest in isDivided ? Set(sets.runs(of: headers).map(\.rest)) : [headers] where rest > 0 {
            if sets.fields[Int(rest)] != 1 { return Array(routes.hops.indices) }
            var (position, first) = (0, UInt128(0))
            for run in sets.runs(of: rest) {
                while position < routes.runs.count, routes.runs[position].range.last < first {
                    position += 1
                }
                var met = run.rest == 0 ? routes.runs.count : position
                while met < routes.runs.count, routes.runs[met].range.first <= run.last {
                    for hop in routes.hopLists[Int(routes.runs[met].hops)] { isAsked[hop] = true }
                    met += 1
                }
                first = run.last &+ 1
            }
        }
        return isAsked.indices.filter { isAsked[$0] }
    }

    private mutating func set(of filter: FilterID) -> Int32 {
        switch filter {
        case .ingress(let id): return sets.permitted(by: graph.ingressRules(id, family))
        case .connection(let device, let from, let to):
            // Of a firewall's pairs of interfaces most have no rules.
            if device != passagesDevice {
                (passagesDevice, passages) = (device, graph.passages(Int(device)))
            }
            if passages?.contains(.init(from: from, to: to)) == false,
                passages?.contains(.init(from: to, to: from)) == false
            {
                return 0
            }
            if let known = connections[filter] { return known }
            let forward = graph.connectionRules(device, from: from, to: to, family)
            let backward = graph.connectionRules(device, from: to, to: from, family)
            let made = sets.connections(forward, answering: backward, opening)
            connections[filter] = made
            // The other way is asked for next.
            connections[.connection(device: device, from: to, to: from)] = sets.connections(
                backward, answering: forward, opening)
            return made
        case .control: return control
        }
    }
}
