extension GraphLayout {
    /// The path of each edge, in SVG's notation. Lines leave a box at different points of its side,
    /// in the order of where they go, so that they cross no more than they must; a line to a lower
    /// row falls straight through the gap of the rows above.
    func paths(of graph: FabricGraph) -> [String] {
        let ends = graph.edges.map { edge in
            boxes[edge.a].y <= boxes[edge.b].y ? (edge.a, edge.b) : (edge.b, edge.a)
        }
        var downward = [[Int]](repeating: [], count: boxes.count)
        var upward = [[Int]](repeating: [], count: boxes.count)
        for (index, (upper, lower)) in ends.enumerated() {
            downward[upper].append(index)
            if boxes[upper].y == boxes[lower].y {
                downward[lower].append(index)
            } else {
                upward[lower].append(index)
            }
        }

        /// The point of an edge among all on that side of a box.
        func x(of edge: Int, at node: Int, among edges: [Int], inset: Int) -> Int {
            func other(_ edge: Int) -> Int { ends[edge].0 == node ? ends[edge].1 : ends[edge].0 }
            let ordered = edges.sorted { (boxes[other($0)].x, $0) < (boxes[other($1)].x, $1) }
            let position = ordered.firstIndex(of: edge) ?? 0
            let room = boxWidth - 2 * inset
            return boxes[node].x + inset + room * (2 * position + 1) / (2 * ordered.count)
        }

        return ends.enumerated().map { index, pair in
            let (upper, lower) = pair
            let fromX = x(of: index, at: upper, among: downward[upper], inset: 12)
            let fromY = boxes[upper].y + Self.boxHeight
            if boxes[upper].y == boxes[lower].y {
                let toX = x(of: index, at: lower, among: downward[lower], inset: 12)
                let depth = fromY + 30 + min(24, abs(toX - fromX) / 40)
                return "M \(fromX) \(fromY) C \(fromX) \(depth), \(toX) \(depth), "
                    + "\(toX) \(fromY)"
            }
            let top = tierTops[graph.nodes[lower].role.appearance.tier]
            let isLowerRow = boxes[lower].y > top && top > fromY
            let inset = isLowerRow ? boxWidth / 2 - 7 : boxWidth / 4
            let toX = x(of: index, at: lower, among: upward[lower], inset: inset)
            let turnY = isLowerRow ? top : boxes[lower].y
            let bend = max(16, (turnY - fromY) / 2)
            let fall = isLowerRow ? " V \(boxes[lower].y)" : ""
            return "M \(fromX) \(fromY) C \(fromX) \(fromY + bend), \(toX) \(turnY - bend), "
                + "\(toX) \(turnY)" + fall
        }
    }
}
