import IR
import Net

/// All address space of segments and of the fabric itself, in as few prefixes as hold exactly it.
struct InsidePrefixes {
    private let ipv4: [IPPrefix]
    private let ipv6: [IPPrefix]

    init(_ fabric: Fabric) {
        let all =
            fabric.segments.flatMap { $0.prefixes.map(\.prefix) }
            + fabric.infrastructure.map(\.prefix)
        ipv4 = aggregated(all.filter { $0.family == .ipv4 })
        ipv6 = aggregated(all.filter { $0.family == .ipv6 })
    }

    subscript(family: AddressFamily) -> [IPPrefix] { family == .ipv4 ? ipv4 : ipv6 }
}

/// The fewest prefixes that hold exactly the addresses of `prefixes`, in order: prefixes inside
/// others vanish, two halves of a prefix become it. O(n log n).
func aggregated(_ prefixes: [IPPrefix]) -> [IPPrefix] {
    var result: [IPPrefix] = []
    for prefix in prefixes.sorted() {
        if let last = result.last, last.contains(prefix) { continue }
        result.append(prefix)
        while result.count >= 2 {
            let upper = result[result.count - 1]
            let lower = result[result.count - 2]
            guard upper.length == lower.length, upper.length > 0 else { break }
            let whole = IPPrefix(containing: lower.address, length: lower.length - 1)
            guard whole.address == lower.address, whole.contains(upper), upper != lower else {
                break
            }
            result.removeLast(2)
            result.append(whole)
        }
    }
    return result
}
