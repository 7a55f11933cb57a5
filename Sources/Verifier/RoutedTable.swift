import Forwarding
import Net

/// A table with the destinations of each next hop as a set, and an index from destinations to hops:
/// a firewall has hundreds of next hops, and a packet set asks for few of them.
final class RoutedTable: Sendable {
    let routes: ForwardingGraph.Routes
    let sets: [HeaderSet]
    let gaps: HeaderSet
    init(_ routes: ForwardingGraph.Routes, in space: inout HeaderSpace) {
        self.routes = routes
        sets = routes.hops.map { space.set(destinations: $0.destinations) }
        gaps = space.set(destinations: routes.gaps)
    }

    /// Up to here all hops are tried.
    private static let few = 8

    /// Hops that some of the headers may take, ascending. O(ranges that the headers meet).
    func hops(for headers: HeaderSet, in space: HeaderSpace) -> [Int] {
        guard routes.hops.count > Self.few, space.field(of: headers) == .destination else {
            return Array(routes.hops.indices)
        }
        var result: [Int] = []
        var first: UInt128 = 0
        for run in space.runs(of: headers) {
            if run.rest != 0 { add(from: first, to: run.last, &result) }
            if run.last == .max { break }
            first = run.last + 1
        }
        result.sort()
        return result
    }

    private func add(from first: UInt128, to last: UInt128, _ result: inout [Int]) {
        var low = 0
        var high = routes.runs.count
        while low < high {
            let middle = (low + high) / 2
            if routes.runs[middle].range.last < first { low = middle + 1 } else { high = middle }
        }
        while low < routes.runs.count, routes.runs[low].range.first <= last {
            for hop in routes.hopLists[Int(routes.runs[low].hops)] where !result.contains(hop) {
                result.append(hop)
            }
            low += 1
        }
    }
}
