import Diagnostics
import IR
import Net

/// The fabric as boxes and lines: what the drawings have in common.
struct FabricGraph {
    struct Node {
        let name: String
        let role: DeviceRole
        /// Index into `rooms`; nil where the topology names none.
        let room: Int?
        let rack: String?
        /// For each class how many of its tenants have a port here.
        let tenants: [Int]
        /// Members of the exchange with a port here.
        let members: Int
        /// Ways out of the fabric.
        let exits: Int

        /// Role and rack.
        var subtitle: String { role.rawValue + (rack.map { " · \($0)" } ?? "") }
    }

    /// All cables between two devices.
    struct Edge {
        let a: Int
        let b: Int
        let ports: [(a: String, b: String)]
    }

    let name: String
    /// `site / room`.
    let rooms: [String]
    let classes: [(name: String, tenants: Int)]
    let nodes: [Node]
    let edges: [Edge]

    init(_ fabric: Fabric) {
        name = fabric.name.text
        rooms = fabric.rooms.map { "\($0.site) / \($0.name)" }
        classes = fabric.classes.indices.map { index in
            let count = fabric.tenants.count { $0.tenantClass == TenantClassID(index) }
            return (fabric.classes[index].name.text, count)
        }
        nodes = fabric.devices.indices.map { Node(DeviceID($0), of: fabric) }
        var cables: [Pair: [(a: String, b: String)]] = [:]
        for link in fabric.links {
            let pair = Pair(a: link.a.device.index, b: link.b.device.index)
            cables[pair, default: []].append((link.a.port.text, link.b.port.text))
        }
        edges = cables.keys.sorted { ($0.a, $0.b) < ($1.a, $1.b) }
            .map { Edge(a: $0.a, b: $0.b, ports: cables[$0] ?? []) }
    }

    private struct Pair: Hashable {
        let a: Int
        let b: Int
    }
}

extension FabricGraph.Node {
    init(_ id: DeviceID, of fabric: Fabric) {
        let device = fabric[id]
        name = device.name.text
        role = device.role
        room = device.room?.index
        rack = device.rack?.text
        let here = Set(fabric.attachments.filter { $0.device == id }.map(\.tenant))
        tenants = fabric.classes.indices.map { index in
            here.count { fabric[$0].tenantClass == TenantClassID(index) }
        }
        members =
            fabric.exchange?.members.count { $0.connections.contains { $0.device == id } } ?? 0
        exits = device.interfaces.count { if case .exit = $0.role { true } else { false } }
    }
}

extension FabricGraph {
    var json: JSONValue {
        [
            "format_version": .formatVersion, "kind": "graph", "fabric": .string(name),
            "nodes": .array(
                nodes.map { node in
                    let counts = zip(classes, node.tenants).map {
                        ($0.name, JSONValue.integer($1))
                    }
                    let object: JSONValue = [
                        "name": .string(node.name), "role": .string(node.role.rawValue),
                        "tenants": .object(Dictionary(counts) { first, _ in first }),
                        "members": .integer(node.members), "exits": .integer(node.exits),
                    ]
                    return object.with("room", node.room.map { .string(rooms[$0]) })
                        .with("rack", node.rack.map(JSONValue.string))
                }),
            "links": .array(
                edges.flatMap { edge in
                    edge.ports.map { ports in
                        [
                            "a": ["device": .string(nodes[edge.a].name), "port": .string(ports.a)],
                            "b": ["device": .string(nodes[edge.b].name), "port": .string(ports.b)],
                        ]
                    }
                }),
        ]
    }
}
