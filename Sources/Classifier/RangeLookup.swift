/// Longest-prefix match by binary search over the stretches of a `PrefixTree`, in two stages of 64
/// bits: most tables of IPv6 hold no prefix beyond /64 and never enter the second.
///
/// The number of steps depends on the table, not on the address, and each is a load, a comparison
/// and a conditional move. At most 24 octets for each of at most 2n + 1 boundaries, whatever the
/// lengths: the structure cannot be made to explode.
struct RangeLookup {
    /// First words of the stretches, ascending from 0; what stands at the same index in `targets`.
    private var starts: [UInt64] = []
    /// The place of a prefix, or with the top bit set the index of a segment.
    private var targets: [UInt32] = []
    private var segments: [Range<Int>] = []
    /// The second stage: for each segment the low words of its stretches, ascending from 0.
    private var lowStarts: [UInt64] = []
    private var lowPlaces: [UInt32] = []

    private static let divided: UInt32 = 1 << 31

    init(_ boundaries: [PrefixTree.Boundary]) {
        var index = 0
        // The prefix in force before `index`.
        var current: UInt32 = 0
        while index < boundaries.count {
            let high = UInt64(truncatingIfNeeded: boundaries[index].start >> 64)
            var end = index
            while end < boundaries.count && boundaries[end].start >> 64 == UInt128(high) {
                end += 1
            }
            let beginsWithWord = UInt64(truncatingIfNeeded: boundaries[index].start) == 0
            if beginsWithWord && end == index + 1 {
                add(high, boundaries[index].prefix)
            } else {
                add(high, Self.divided | UInt32(segments.count))
                let first = lowStarts.count
                if !beginsWithWord {
                    lowStarts.append(0)
                    lowPlaces.append(current)
                }
                for boundary in boundaries[index..<end] {
                    lowStarts.append(UInt64(truncatingIfNeeded: boundary.start))
                    lowPlaces.append(boundary.prefix)
                }
                segments.append(first..<lowStarts.count)
                let followed =
                    end < boundaries.count && boundaries[end].start >> 64 == UInt128(high) + 1
                if high < .max && !followed { add(high + 1, boundaries[end - 1].prefix) }
            }
            current = boundaries[end - 1].prefix
            index = end
        }
    }

    private mutating func add(_ start: UInt64, _ target: UInt32) {
        starts.append(start)
        targets.append(target)
    }

    /// Puts the places of the longest prefixes of the first `count` addresses, left-aligned in two
    /// words each, into `places`.
    @inline(__always)
    func find(
        high: borrowing Lanes<UInt64>, low: borrowing Lanes<UInt64>, count: Int,
        into places: inout Lanes<UInt32>
    ) {
        let starts = starts.span
        let targets = targets.span
        var positions = Lanes<Int>(repeating: 0)
        var remaining = starts.count
        while remaining > 1 {
            let half = remaining >> 1
            for lane in 0..<count {
                let next = positions[lane] &+ half
                positions[lane] = starts[next] <= high[lane] ? next : positions[lane]
            }
            remaining &-= half
        }
        for lane in 0..<count {
            let target = targets[positions[lane]]
            places[lane] =
                target < Self.divided
                ? target : findLow(segments[Int(target & ~Self.divided)], low[lane])
        }
    }

    private func findLow(_ segment: Range<Int>, _ word: UInt64) -> UInt32 {
        let starts = lowStarts.span
        var position = segment.lowerBound
        var remaining = segment.count
        while remaining > 1 {
            let half = remaining >> 1
            position = starts[position + half] <= word ? position + half : position
            remaining -= half
        }
        return lowPlaces[position]
    }
}
