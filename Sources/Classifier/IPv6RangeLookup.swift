/// Longest-prefix match by binary search over the stretches of a `PrefixTree`, in two stages of 64
/// bits: most tables of IPv6 hold no prefix beyond /64 and never enter the second.
///
/// A root of 2^16 entries over the span of the boundaries tells where to search. Every step of the
/// search is a load, a comparison and arithmetic, no branch: all lanes take as many as the longest
/// of their batch. At most 24 octets for each of at most 2n + 1 boundaries, whatever the lengths:
/// the structure cannot be made to explode.
struct IPv6RangeLookup {
    /// First words of the stretches, ascending from 0; what stands at the same index in `targets`.
    private var starts: [UInt64] = []
    /// The place of a prefix, or with the top bit set the index of a segment.
    private var targets: [UInt32] = []
    private var segments: [Range<Int>] = []
    /// The last stretch that begins at or before the first word of each bucket, and of the end.
    private var root: [UInt32] = []
    /// Bucket `b` begins at `base + (b << shift)`; words outside the span count to the outer ones.
    private var base: UInt64 = 0
    private var shift: UInt64 = 0
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
        makeRoot()
    }

    private mutating func makeRoot() {
        guard let last = starts.last, starts.count > 1 else {
            root = [0, 0]
            return
        }
        base = starts[1]
        while (last - base) >> shift >= 1 << 16 { shift += 1 }
        let buckets = Int((last - base) >> shift) + 1
        // Words before the first boundary share bucket 0, hence its search begins at the start.
        root = [0]
        var index = 1
        for bucket in 1..<buckets + 1 {
            let begin = base + UInt64(bucket - 1) << shift
            let (next, overflows) = begin.addingReportingOverflow(1 << shift)
            while index + 1 < starts.count && (overflows || starts[index + 1] <= next) {
                index += 1
            }
            root.append(UInt32(index))
        }
    }

    private mutating func add(_ start: UInt64, _ target: UInt32) {
        starts.append(start)
        targets.append(target)
    }

    var memoryInOctets: Int {
        8 * (starts.capacity + lowStarts.capacity) + 4 * (targets.capacity + root.capacity)
            + 4 * lowPlaces.capacity + MemoryLayout<Range<Int>>.stride * segments.capacity
    }

    /// Puts the places of the longest prefixes of the first `count` addresses, left-aligned in two
    /// words each, into `places`.
    @inline(__always)
    func find(
        high: Span<UInt64>, low: Span<UInt64>, count: Int,
        into places: inout Lanes<UInt32>
    ) {
        let starts = starts.span
        let targets = targets.span
        let root = root.span
        var positions = Lanes<UInt32>(repeating: 0)
        var remaining = Lanes<UInt32>(repeating: 1)
        var most: UInt32 = 1
        for lane in 0..<count {
            let offset = (max(high[lane], base) &- base) &>> shift
            let bucket = Int(min(offset, UInt64(root.count - 2)))
            positions[lane] = root[bucket]
            remaining[lane] = root[bucket + 1] &- root[bucket] &+ 1
            most = max(most, remaining[lane])
        }
        while most > 1 {
            for lane in 0..<count {
                let half = remaining[lane] >> 1
                let start = starts[Int(positions[lane] &+ half)]
                let isBehind = high[lane].subtractingReportingOverflow(start).overflow
                positions[lane] &+= half & (isBehind ? 0 : .max)
                remaining[lane] &-= half
            }
            most &-= most >> 1
        }
        for lane in 0..<count {
            let target = targets[Int(positions[lane])]
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
