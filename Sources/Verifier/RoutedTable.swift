import Forwarding

/// A table with the destinations of each next hop as a set, and its hops by the interface that they
/// leave by: a firewall has hundreds, and a packet may leave by few of them. A class, so that the many
/// that a proof keeps are copied by one count each.
final class RoutedTable: Sendable {
    let hops: [ForwardingGraph.Routes.Hop]
    let sets: [HeaderSet]
    let gaps: HeaderSet
    private let ofInterface: [Int: [Int]]
    /// For the device itself and into tunnels.
    private let others: [Int]

    init(_ routes: ForwardingGraph.Routes, in space: inout HeaderSpace) {
        hops = routes.hops
        sets = routes.hops.map { space.set(destinations: $0.destinations) }
        gaps = space.set(destinations: routes.gaps)
        ofInterface = Dictionary(
            grouping: routes.hops.indices.filter { routes.hops[$0].interface != nil }
        ) { routes.hops[$0].interface ?? -1 }
        others = routes.hops.indices.filter { routes.hops[$0].interface == nil }
    }

    /// Positions of hops that may leave by one of the interfaces, ascending; all for nil.
    func hops(leavingBy interfaces: [Int]?) -> [Int] {
        guard let interfaces else { return Array(hops.indices) }
        return (others + interfaces.flatMap { ofInterface[$0] ?? [] }).sorted()
    }
}
