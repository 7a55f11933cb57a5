import Diagnostics
import IR

extension FabricGraph {
    /// A drawing that stands for itself: no script, no font and no picture from elsewhere. Every
    /// box and line tells its full text as a tooltip.
    var svg: String {
        let layout = GraphLayout(self)
        let legend = legend(below: layout.bottom, width: layout.width)
        let height = legend.bottom + 24
        var result = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(layout.width)" height="\(height)" \
            viewBox="0 0 \(layout.width) \(height)" font-family="Helvetica, Arial, sans-serif" \
            role="img" aria-label="Fabric \(name)">
            <rect width="100%" height="100%" fill="#ffffff"/>

            """
        let left = GraphLayout.margin
        let total = classes.reduce(0) { $0 + $1.tenants }
        let cables = edges.reduce(0) { $0 + $1.ports.count }
        result += text(name, at: (left, 44), size: 24, weight: "bold")
        let headline = [
            counted(nodes.count, "device"), counted(cables, "link"), counted(total, "tenant"),
        ]
        result += text(headline.joined(separator: " · "), at: (left, 70), colour: "#475569")
        for lane in layout.lanes { result += draw(lane, layout) }
        for (edge, path) in zip(edges, layout.paths(of: self)) { result += draw(edge, along: path) }
        for index in nodes.indices { result += draw(nodes[index], at: layout.boxes[index], layout) }
        return result + legend.drawing + "</svg>\n"
    }

    // MARK: Parts

    private func draw(_ lane: GraphLayout.Lane, _ layout: GraphLayout) -> String {
        let height = layout.bottom - GraphLayout.header
        return """
            <rect x="\(lane.x)" y="\(GraphLayout.header)" width="\(lane.width)" \
            height="\(height)" rx="10" fill="#f8fafc" stroke="#cbd5e1"/>

            """
                + text(
                    lane.title, at: (lane.x + 14, GraphLayout.header + 24), size: 14,
                    weight: "bold",
                    colour: "#334155")
    }

    private func draw(_ edge: Edge, along path: String) -> String {
        let titles = edge.ports.map { ports in
            "\(nodes[edge.a].name):\(ports.a) - \(nodes[edge.b].name):\(ports.b)"
        }
        let isWithinRoom = nodes[edge.a].room == nodes[edge.b].room
        let upper = min(nodes[edge.a].role.appearance.tier, nodes[edge.b].role.appearance.tier)
        let roles = [nodes[edge.a].role, nodes[edge.b].role]
        let colour = (roles.first { $0.appearance.tier == upper } ?? .leaf).appearance.stroke
        return """
            <path d="\(path)" fill="none" stroke="\(colour)" \
            stroke-opacity="\(isWithinRoom ? "0.75" : "0.3")" \
            stroke-width="\(edge.ports.count > 1 ? "2.6" : "1.2")">\
            <title>\(titles.joined(separator: "&#10;"))</title></path>

            """
    }

    private func draw(_ node: Node, at corner: GraphLayout.Point, _ layout: GraphLayout) -> String {
        let width = layout.boxWidth
        let room = (width - 16) / 8
        let shown = node.name.count > room ? node.name.prefix(room - 1) + "…" : node.name[...]
        return "<g><title>\(title(of: node))</title>\n"
            + outline(
                node.role, x: corner.x, y: corner.y, width: width, height: GraphLayout.boxHeight)
            + text(String(shown), at: (corner.x + 10, corner.y + 19), size: 13, weight: "bold")
            + text(
                node.subtitle, at: (corner.x + 10, corner.y + 33), size: 10,
                colour: node.role.appearance.stroke)
            + chips(of: node, x: corner.x + 10, y: corner.y + 39, width: width - 20) + "</g>\n"
    }

    private func title(of node: Node) -> String {
        var lines = ["\(node.name), \(node.role.rawValue)"]
        if let room = node.room { lines.append("in \(rooms[room])") }
        for (tenantClass, count) in zip(classes, node.tenants) where count > 0 {
            lines.append(counted(count, "\(tenantClass.name) tenant"))
        }
        if node.members > 0 { lines.append(counted(node.members, "exchange member")) }
        if node.exits > 0 { lines.append(counted(node.exits, "exit")) }
        return lines.joined(separator: "&#10;")
    }

    private func outline(_ role: DeviceRole, x: Int, y: Int, width: Int, height: Int) -> String {
        let look = role.appearance
        let paint = "fill=\"\(look.fill)\" stroke=\"\(look.stroke)\" stroke-width=\"1.5\""
        switch look.shape {
        case .rounded, .plain:
            let radius = look.shape == .rounded ? min(16, height / 3) : 3
            return """
                <rect x="\(x)" y="\(y)" width="\(width)" height="\(height)" rx="\(radius)" \
                \(paint)/>

                """
        case .cut:
            let cut = min(12, height / 3)
            return """
                <path d="M \(x + cut) \(y) H \(x + width - cut) L \(x + width) \(y + cut) \
                V \(y + height - cut) L \(x + width - cut) \(y + height) H \(x + cut) \
                L \(x) \(y + height - cut) V \(y + cut) Z" \(paint)/>

                """
        }
    }

    // MARK: Counts

    /// What a box counts: a sign, its number and its colours.
    private struct Chip {
        let label: String
        let meaning: String
        let fill: String
    }

    private static let classColours = ["#1e40af", "#be123c", "#166534", "#92400e", "#6b21a8"]

    /// The first letters of classes, as many as tell them apart.
    private var classSigns: [String] {
        let names = classes.map { $0.name.uppercased() }
        return names.map { name in
            (1...max(1, name.count)).lazy.map { String(name.prefix($0)) }
                .first { sign in names.count { $0.hasPrefix(sign) } == 1 } ?? name
        }
    }

    private func chips(of node: Node) -> [Chip] {
        var chips: [Chip] = []
        for (index, sign) in classSigns.enumerated() where node.tenants[index] > 0 {
            let colour = Self.classColours[index % Self.classColours.count]
            chips.append(Chip(label: "\(sign) \(node.tenants[index])", meaning: "", fill: colour))
        }
        if node.members > 0 {
            chips.append(Chip(label: "@ \(node.members)", meaning: "", fill: "#0e7490"))
        }
        if node.exits > 0 {
            chips.append(Chip(label: "↗ \(node.exits)", meaning: "", fill: "#b45309"))
        }
        return chips
    }

    private func chips(of node: Node, x: Int, y: Int, width: Int) -> String {
        var result = ""
        var offset = 0
        for chip in chips(of: node) {
            let size = chip.label.count * 6 + 8
            guard offset + size <= width else { break }
            result += draw(chip, x: x + offset, y: y, width: size)
            offset += size + 4
        }
        return result
    }

    private func draw(_ chip: Chip, x: Int, y: Int, width: Int) -> String {
        "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"14\" rx=\"7\" "
            + "fill=\"\(chip.fill)\"/>\n"
            + text(
                chip.label, at: (x + width / 2, y + 11), size: 10, weight: "bold",
                colour: "#ffffff", anchor: "middle")
    }

    // MARK: Legend

    private func legend(below y: Int, width: Int) -> (drawing: String, bottom: Int) {
        var result = ""
        var x = GraphLayout.margin
        let roles = DeviceRole.allCases.filter { role in nodes.contains { $0.role == role } }
        for role in roles {
            result += outline(role, x: x, y: y + 20, width: 26, height: 16)
            result += text(role.rawValue, at: (x + 34, y + 33), size: 12, colour: "#334155")
            x += 34 + role.rawValue.count * 6 + 30
        }
        var entries = zip(classSigns.indices, classSigns).map { index, sign in
            Chip(
                label: "\(sign) n", meaning: "\(classes[index].name) tenants with a port here",
                fill: Self.classColours[index % Self.classColours.count])
        }
        if nodes.contains(where: { $0.members > 0 }) {
            entries.append(Chip(label: "@ n", meaning: "exchange members", fill: "#0e7490"))
        }
        if nodes.contains(where: { $0.exits > 0 }) {
            entries.append(Chip(label: "↗ n", meaning: "exits", fill: "#b45309"))
        }
        x = GraphLayout.margin
        var row = y + 52
        for chip in entries {
            let size = chip.label.count * 6 + 8
            let needed = size + 8 + chip.meaning.count * 6 + 30
            if x + needed > width && x > GraphLayout.margin {
                x = GraphLayout.margin
                row += 20
            }
            result += draw(chip, x: x, y: row, width: size)
            result += text(chip.meaning, at: (x + size + 8, row + 11), size: 12, colour: "#334155")
            x += needed
        }
        row += 34
        result += text(
            "lines: dark within a room, pale between rooms, thick for several cables",
            at: (GraphLayout.margin, row), size: 12, colour: "#475569")
        return (result, row)
    }

    // MARK: Text

    /// Names of the fabric have no character that XML would take for its own, but a summary might.
    private func text(
        _ content: String, at place: (x: Int, y: Int), size: Int = 13, weight: String = "normal",
        colour: String = "#0f172a", anchor: String = "start"
    ) -> String {
        """
        <text x="\(place.x)" y="\(place.y)" font-size="\(size)" font-weight="\(weight)" \
        fill="\(colour)" text-anchor="\(anchor)">\(content)</text>

        """
    }
}
