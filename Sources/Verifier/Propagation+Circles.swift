import Forwarding

// Packets that go round in circles. Only where arrows, whatever their labels, lead in a circle can
// packets do so: those nodes are found first. Of what has come to them that is then taken away which
// has not come from another of them, or goes on to none, until nothing more can be taken away. What
// is left goes round for ever, and what goes round is left.

extension Propagation {
    /// A node on a circle and headers that go round it; nil where there are none. O(arrows of the last
    /// run), and sets only for those on a circle.
    ///
    /// - Parameter headers: which are looked at.
    mutating func circling(_ headers: HeaderSet) -> (Node, HeaderSet)? {
        guard goesBack else { return nil }
        for component in components() {
            let component = trimmed(component, to: headers)
            if component.isEmpty { continue }
            var left: [Int: HeaderSet] = [:]
            for position in component.keys {
                left[position] = space.intersection(table.sets[position], headers)
            }
            while true {
                var next: [Int: HeaderSet] = [:]
                var entered: [Int: HeaderSet] = [:]
                for (position, arrows) in component {
                    var leaving = HeaderSet.none
                    for arrow in arrows {
                        let passing = space.intersection(left[position] ?? .none, arrow.label)
                        let staying = space.intersection(passing, left[arrow.to] ?? .none)
                        leaving = space.union(leaving, staying)
                        entered[arrow.to] = space.union(entered[arrow.to] ?? .none, staying)
                    }
                    next[position] = leaving
                }
                for position in component.keys {
                    next[position] = space.intersection(
                        next[position] ?? .none, entered[position] ?? .none)
                }
                if next == left { break }
                left = next
            }
            if let (position, circling) = left.filter({ !$0.value.isEmpty })
                .min(by: { $0.key < $1.key })
            {
                return (table.nodes[position], circling)
            }
        }
        return nil
    }

    private typealias Component = [Int: [(to: Int, label: HeaderSet)]]

    /// Without arrows that none of the headers passes, and nodes that none comes to or leaves then.
    private mutating func trimmed(_ component: Component, to headers: HeaderSet) -> Component {
        var result: Component = [:]
        for (position, arrows) in component {
            let passed = arrows.filter { !space.intersection($0.label, headers).isEmpty }
            if !passed.isEmpty { result[position] = passed }
        }
        while true {
            let count = result.count
            let entered = Set(result.values.joined().map(\.to))
            result = result.filter { entered.contains($0.key) }.mapValues { arrows in
                arrows.filter { result[$0.to] != nil }
            }.filter { !$0.value.isEmpty }
            if result.count == count { return result }
        }
    }

    /// Nodes that arrows lead back to, by what they can reach each other; each with the arrows to
    /// others of its own. Strongly connected components by Tarjan (1972), without recursion.
    private func components() -> [Component] {
        let count = table.nodes.count
        let arrows = (0..<count).map { arrowsInTable(of: $0) }
        var order = [Int](repeating: -1, count: count)
        var lowest = [Int](repeating: 0, count: count)
        var component = [Int](repeating: -1, count: count)
        var open: [Int] = []
        var way: [(position: Int, next: Int)] = []
        var met = 0
        var components = 0
        func enter(_ position: Int) {
            order[position] = met
            lowest[position] = met
            met += 1
            open.append(position)
            way.append((position, 0))
        }
        for start in 0..<count where order[start] < 0 {
            enter(start)
            while let (position, next) = way.last {
                if next < arrows[position].count {
                    way[way.count - 1].next += 1
                    let to = arrows[position][next].to
                    if order[to] < 0 {
                        enter(to)
                    } else if component[to] < 0 {
                        lowest[position] = min(lowest[position], order[to])
                    }
                    continue
                }
                way.removeLast()
                if let before = way.last?.position {
                    lowest[before] = min(lowest[before], lowest[position])
                }
                guard lowest[position] == order[position] else { continue }
                while let last = open.popLast() {
                    component[last] = components
                    if last == position { break }
                }
                components += 1
            }
        }
        var result = [Component](repeating: [:], count: components)
        for position in 0..<count {
            let own = arrows[position].filter { component[$0.to] == component[position] }
            if !own.isEmpty { result[component[position]][position] = own }
        }
        return result.filter { !$0.isEmpty }
    }
}
