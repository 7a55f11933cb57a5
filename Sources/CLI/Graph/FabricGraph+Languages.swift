import IR

// Languages that lay a drawing out themselves. Names of devices, ports, rooms and racks have no quote, no
// backslash and no character that markup takes for its own, so that quotes around them are enough.
// Identifiers are numbers behind a letter: no name can be a keyword.

extension FabricGraph {
    /// Devices that stand together: a rack, or what is in a room and in no rack.
    struct Cluster {
        let rack: String?
        let nodes: [Int]
    }

    /// Racks of a room in the order of their first devices; of no room for nil.
    func clusters(ofRoom room: Int?) -> [Cluster] {
        let here = nodes.indices.filter { nodes[$0].room == room }
        var racks: [String?] = []
        for node in here where !racks.contains(nodes[node].rack) { racks.append(nodes[node].rack) }
        return racks.map { rack in
            Cluster(rack: rack, nodes: here.filter { nodes[$0].rack == rack })
        }
    }

    /// Name, role, and how many there are.
    func captionLines(of node: Node) -> [String] {
        let total = node.tenants.reduce(0, +)
        var lines = [node.name, node.role.rawValue]
        if total > 0 { lines.append(counted(total, "tenant")) }
        if node.members > 0 { lines.append(counted(node.members, "member")) }
        return lines
    }

    // MARK: Graphviz

    /// The language of Graphviz: an edge for each cable.
    var dot: String {
        var result = "graph \"\(name)\" {\n"
        result += "  graph [rankdir=TB, ranksep=1.4, fontname=\"sans-serif\"]\n"
        result += "  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\"]\n"
        result += "  edge [color=\"#64748b\"]\n"
        for room in rooms.indices {
            result += "  subgraph \"cluster_\(room)\" {\n    label=\"\(rooms[room])\"\n"
            for (index, cluster) in clusters(ofRoom: room).enumerated() {
                guard let rack = cluster.rack else {
                    for node in cluster.nodes { result += "    " + dot(nodes[node]) }
                    continue
                }
                result += "    subgraph \"cluster_\(room)_\(index)\" {\n"
                result += "      label=\"\(rack)\"\n"
                for node in cluster.nodes { result += "      " + dot(nodes[node]) }
                result += "    }\n"
            }
            result += "  }\n"
        }
        for node in nodes where node.room == nil { result += "  " + dot(node) }
        for edge in edges {
            for ports in edge.ports {
                result += "  \"\(nodes[edge.a].name)\" -- \"\(nodes[edge.b].name)\" "
                result += "[tooltip=\"\(ports.a) - \(ports.b)\"]\n"
            }
        }
        return result + "}\n"
    }

    private func dot(_ node: Node) -> String {
        "\"\(node.name)\" [label=\"\(captionLines(of: node).joined(separator: "\\n"))\", "
            + "fillcolor=\"\(node.role.appearance.fill)\", color=\"\(node.role.appearance.stroke)\"]\n"
    }

    // MARK: Mermaid

    /// A flow chart of Mermaid: a line for each pair of devices, with its cables where they are several.
    var mermaid: String {
        var result = "flowchart TB\n"
        for role in DeviceRole.allCases where nodes.contains(where: { $0.role == role }) {
            let look = role.appearance
            result +=
                "  classDef \(Self.mermaidClass(role)) fill:\(look.fill),stroke:\(look.stroke)\n"
        }
        for room in rooms.indices {
            result += "  subgraph r\(room)[\"\(rooms[room])\"]\n"
            for (index, cluster) in clusters(ofRoom: room).enumerated() {
                guard let rack = cluster.rack else {
                    for node in cluster.nodes { result += "    " + mermaid(node) }
                    continue
                }
                result += "    subgraph r\(room)k\(index)[\"\(rack)\"]\n"
                for node in cluster.nodes { result += "      " + mermaid(node) }
                result += "    end\n"
            }
            result += "  end\n"
        }
        for node in nodes.indices where nodes[node].room == nil { result += "  " + mermaid(node) }
        for edge in edges {
            let label = edge.ports.count > 1 ? "|\"\(edge.ports.count)\"|" : ""
            result += "  n\(edge.a) ---\(label) n\(edge.b)\n"
        }
        return result
    }

    private static func mermaidClass(_ role: DeviceRole) -> String {
        "c" + role.rawValue.filter { $0 != "-" }
    }

    private func mermaid(_ node: Int) -> String {
        let caption = captionLines(of: nodes[node]).joined(separator: "<br/>")
        return "n\(node)[\"\(caption)\"]:::\(Self.mermaidClass(nodes[node].role))\n"
    }

    // MARK: D2

    /// The language of D2: rooms hold racks, racks hold devices, and there is a line for each pair of
    /// devices.
    var d2: String {
        var result = "direction: down\n"
        var places = [String](repeating: "", count: nodes.count)
        for room in rooms.indices {
            result += "r\(room): \"\(rooms[room])\" {\n"
            for (index, cluster) in clusters(ofRoom: room).enumerated() {
                guard let rack = cluster.rack else {
                    for node in cluster.nodes {
                        result += "  " + d2(node)
                        places[node] = "r\(room).n\(node)"
                    }
                    continue
                }
                result += "  k\(index): \"\(rack)\" {\n"
                for node in cluster.nodes {
                    result += "    " + d2(node)
                    places[node] = "r\(room).k\(index).n\(node)"
                }
                result += "  }\n"
            }
            result += "}\n"
        }
        for node in nodes.indices where nodes[node].room == nil {
            result += d2(node)
            places[node] = "n\(node)"
        }
        for edge in edges {
            let label = edge.ports.count > 1 ? ": \"\(edge.ports.count)\"" : ""
            result += "\(places[edge.a]) -- \(places[edge.b])\(label)\n"
        }
        return result
    }

    private func d2(_ node: Int) -> String {
        let look = nodes[node].role.appearance
        let caption = captionLines(of: nodes[node]).joined(separator: "\\n")
        return
            "n\(node): \"\(caption)\" {style: {fill: \"\(look.fill)\"; stroke: \"\(look.stroke)\"}}\n"
    }
}
