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
        var isAsked = [Bool](repeating: false, count: routes.hops.count)
        var first: UInt128 = 0
        var position = 0
        for run in space.runs(of: headers) {
            if run.rest != 0 { mark(from: first, to: run.last, &position, &isAsked) }
            if run.last == .max { break }
            first = run.last + 1
        }
        return isAsked.indices.filter { isAsked[$0] }
    }

    /// Marks the hops of runs that the range meets; `position` is a run that no earlier range ends
    /// behind.
    private func mark(
        from first: UInt128, to last: UInt128, _ position: inout Int, _ isAsked: inout [Bool]
    ) {
        var low = position
        var high = routes.runs.count
        while low < high {
            let middle = (low + high) / 2
            if routes.runs[middle].range.last < first { low = middle + 1 } else { high = middle }
        }
        position = low
        while low < routes.runs.count, routes.runs[low].range.first <= last {
            for hop in routes.hopLists[Int(routes.runs[low].hops)] { isAsked[hop] = true }
            low += 1
        }
    }
}
