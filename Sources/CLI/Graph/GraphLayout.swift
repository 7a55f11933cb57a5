import IR

/// Where boxes stand: rooms side by side, in each room the tiers one below the other, spines first.
/// A tier of many devices takes several rows, of which every second one is moved by half a box, so
/// that lines to it pass between the boxes above.
struct GraphLayout {
    struct Point {
        let x: Int
        let y: Int
    }

    struct Lane {
        let title: String
        let x: Int
        let width: Int
    }

    static let boxHeight = 58
    static let margin = 28
    static let header = 92
    private static let horizontalGap = 16
    private static let rowGap = 22
    /// Below each tier: most lines run under the spines.
    private static let tierGaps = [120, 76, 0]

    let boxWidth: Int
    let lanes: [Lane]
    /// The upper left corner of each box, by node.
    let boxes: [Point]
    /// Where the first row of each tier begins.
    let tierTops: [Int]
    let width: Int
    let bottom: Int

    init(_ graph: FabricGraph) {
        let needed = graph.nodes.map { max($0.name.count * 8, $0.subtitle.count * 6) + 20 }
        boxWidth = min(200, max(112, needed.max() ?? 0))
        let pitch = boxWidth + Self.horizontalGap
        let usesNoRoom = graph.nodes.contains { $0.room == nil } || graph.rooms.isEmpty
        let titles = graph.rooms + (usesNoRoom ? ["no room"] : [])
        let tiers = 0...2

        /// Nodes of a lane and a tier, in the order of the fabric.
        func members(_ lane: Int, _ tier: Int) -> [Int] {
            graph.nodes.indices.filter {
                (graph.nodes[$0].room ?? graph.rooms.count) == lane
                    && graph.nodes[$0].role.appearance.tier == tier
            }
        }

        var boxes = [Point](repeating: Point(x: 0, y: 0), count: graph.nodes.count)

        /// For each node the middle of its neighbours in the lane; its own place where it has none.
        func neighbours(of nodes: [Int], _ lane: Int) -> [Int] {
            nodes.map { node in
                let others = graph.edges.compactMap { edge -> Int? in
                    let other = edge.a == node ? edge.b : edge.b == node ? edge.a : nil
                    return other.flatMap {
                        graph.nodes[$0].room == graph.nodes[node].room ? $0 : nil
                    }
                }
                guard !others.isEmpty else { return boxes[node].x }
                return others.reduce(0) { $0 + boxes[$1].x } / others.count
            }
        }

        let counts = titles.indices.map { lane in tiers.map { members(lane, $0).count } }
        let columns = counts.map { Self.columns(for: $0.max() ?? 1) }
        var lanes: [Lane] = []
        var x = Self.margin
        for lane in titles.indices {
            // Room for the half box that odd rows are moved by.
            let isStaggered = (counts[lane].max() ?? 0) > columns[lane]
            let inner = columns[lane] * pitch + (isStaggered ? pitch / 2 : 0)
            let width = max(inner + Self.horizontalGap, titles[lane].count * 9 + 24)
            lanes.append(Lane(title: titles[lane], x: x, width: width))
            x += width + Self.horizontalGap
        }

        var tierTops = [0, 0, 0]
        var y = Self.header + 44
        var bottomOfBoxes = y
        for tier in tiers {
            tierTops[tier] = y
            var rowsOfTier = 0
            for (lane, area) in lanes.enumerated() {
                let nodes = members(lane, tier)
                guard !nodes.isEmpty else { continue }
                let rows = (nodes.count + columns[lane] - 1) / columns[lane]
                let perRow = (nodes.count + rows - 1) / rows
                rowsOfTier = max(rowsOfTier, rows)
                let used = perRow * pitch - Self.horizontalGap + (rows > 1 ? pitch / 2 : 0)
                let left = area.x + (area.width - used) / 2
                for (position, node) in nodes.enumerated() {
                    let row = position / perRow
                    let shift = rows > 1 && row % 2 == 1 ? pitch / 2 : 0
                    boxes[node] = Point(
                        x: left + position % perRow * pitch + shift,
                        y: y + row * (Self.boxHeight + Self.rowGap))
                }
                if rows == 1 && tier == tiers.upperBound {
                    let xs = Self.below(neighbours(of: nodes, lane), pitch, in: area, boxWidth)
                    for (node, x) in zip(nodes, xs) { boxes[node] = Point(x: x, y: y) }
                }
            }
            if rowsOfTier > 0 {
                y += rowsOfTier * (Self.boxHeight + Self.rowGap) - Self.rowGap
                bottomOfBoxes = y
                y += Self.tierGaps[tier]
            }
        }
        self.lanes = lanes
        self.boxes = boxes
        self.tierTops = tierTops
        width = max(560, x - Self.horizontalGap + Self.margin)
        bottom = bottomOfBoxes + 28
    }

    /// Places boxes of one row where they are wanted, as far as they do not overlap and stay in the
    /// lane.
    private static func below(
        _ wanted: [Int], _ pitch: Int, in lane: Lane, _ boxWidth: Int
    ) -> [Int] {
        var xs: [Int] = []
        for (index, x) in wanted.enumerated() {
            let least = xs.last.map { $0 + pitch } ?? lane.x + horizontalGap
            let most = lane.x + lane.width - horizontalGap - boxWidth
            xs.append(max(least, min(x, most - (wanted.count - 1 - index) * pitch)))
        }
        return xs
    }

    /// Up to four side by side; more where the rows would become too many.
    private static func columns(for count: Int) -> Int {
        var columns = max(1, min(4, count))
        while columns * columns < count { columns += 1 }
        return columns
    }
}
