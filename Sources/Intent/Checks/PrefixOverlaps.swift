import Net

/// Pairs of overlapping prefixes among `items`: every prefix that lies in another, with the
/// smallest one around it. n prefixes on top of each other give n − 1 pairs, whatever their order.
///
/// Blocks either nest or are disjoint, so one walk over the sorted prefixes with a stack of open
/// blocks finds them in O(n log n).
///
/// - Returns: positions in `items`; of equal prefixes the earlier is the outer one.
func overlaps(among items: [IPPrefix]) -> [(outer: Int, inner: Int)] {
    let order = items.indices.sorted { (items[$0], $0) < (items[$1], $1) }
    var open: [Int] = []
    var result: [(outer: Int, inner: Int)] = []
    for inner in order {
        while let last = open.last, !items[last].contains(items[inner]) { open.removeLast() }
        if let outer = open.last { result.append((outer, inner)) }
        open.append(inner)
    }
    return result
}
