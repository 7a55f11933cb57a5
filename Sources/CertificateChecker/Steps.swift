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
    private var tables: [ForwardingGraph.TableKey: ForwardingGraph.Routes] = [:]
    private var connections: [FilterID: Int32] = [:]

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

    /// The edges of a node; made once.
    mutating func edges(of node: Node) -> [Edge] {
        if let known = edges[node] { return known }
        var result: [Edge] = []
        if node.kind == .table {
            result = hops(of: node)
        } else {
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
        }
        edges[node] = result
        return result
    }

    private mutating func hops(of node: Node) -> [Edge] {
        let key = graph.table(of: node, family)
        let routes = tables[key] ?? graph.routes(key)
        tables[key] = routes
        // A firewall has hundreds of next hops, and permits name few of them.
        let passages = graph.passages(of: node).map { Set($0) }
        var result: [Edge] = []
        if !node.isFallen {
            result.append((graph.fallen(node), sets.set(.destination, routes.gaps)))
        }
        for hop in routes.hops {
            if let interface = hop.interface, passages?.contains(interface) == false { continue }
            guard let (to, filter) = graph.exit(node, hop, family) else { continue }
            let passing = filter.map { set(of: $0) } ?? 1
            if passing == 0 { continue }
            result.append((to, sets.combine(sets.set(.destination, hop.destinations), passing)))
        }
        return result
    }

    private mutating func set(of filter: FilterID) -> Int32 {
        switch filter {
        case .ingress(let id): return sets.permitted(by: graph.ingressRules(id, family))
        case .connection(let device, let from, let to, let isAnswered):
            if let known = connections[filter] { return known }
            let forward = graph.connectionRules(device, from: from, to: to, family)
            let backward =
                isAnswered ? graph.connectionRules(device, from: to, to: from, family) : []
            let made = sets.connections(forward, answering: backward, opening)
            connections[filter] = made
            return made
        case .control: return control
        }
    }
}
