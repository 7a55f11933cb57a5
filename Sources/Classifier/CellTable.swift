import Net

/// The candidates of all rules, grouped into cells: one cell for the rules that name the same
/// routing context (or none), the same source and the same destination prefix.
///
/// A key is covered by candidates of the cells on the paths from its longest prefixes to the
/// roots, nowhere else.
struct CellTable {
    private struct Slot {
        var key: PairKey
        var cell: UInt32
    }

    /// A stretch of candidates, ascending by rule.
    struct Stretch: BitwiseCopyable {
        let start: UInt32
        let count: UInt32

        static let empty = Stretch(start: 0, count: 0)

        @inline(__always)
        var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
    }

    /// Candidates cell by cell.
    let candidates: [Candidate]
    private let cells: [Stretch]
    private let slots: [Slot]

    /// Groups candidates by key, without those that an earlier one of their cell makes pointless.
    ///
    /// Candidates come in the order of their rules.
    init(_ members: [(key: PairKey, candidate: Candidate)], of rules: [Rule]) {
        var capacity = 16
        while capacity < 2 * members.count { capacity *= 2 }
        var slots = Array(repeating: Slot(key: .absent, cell: 0), count: capacity)
        var counts: [Int] = []
        var cellOfMember: [UInt32] = []
        cellOfMember.reserveCapacity(members.count)
        for (key, _) in members {
            var index = key.slot(capacity - 1)
            while slots[index].key != key && slots[index].key != .absent {
                index = (index + 1) & (capacity - 1)
            }
            if slots[index].key == .absent {
                slots[index] = Slot(key: key, cell: UInt32(counts.count))
                counts.append(0)
            }
            counts[Int(slots[index].cell)] += 1
            cellOfMember.append(slots[index].cell)
        }
        self.slots = slots

        var next: [Int] = []
        next.reserveCapacity(counts.count)
        var total = 0
        for count in counts {
            next.append(total)
            total += count
        }
        var grouped = Array(repeating: 0, count: members.count)
        for (member, cell) in cellOfMember.enumerated() {
            grouped[next[Int(cell)]] = member
            next[Int(cell)] += 1
        }
        var candidates: [Candidate] = []
        candidates.reserveCapacity(members.count)
        cells = zip(next, counts).map { end, count in
            let start = candidates.count
            for member in grouped[end - count..<end] {
                let candidate = members[member].candidate
                // The first of a cell are the ones worth comparing with; all would be quadratic.
                let first = start..<min(start + 64, candidates.count)
                if first.contains(where: { candidates[$0].hides(candidate, in: rules) }) {
                    continue
                }
                candidates.append(candidate)
            }
            return Stretch(start: UInt32(start), count: UInt32(candidates.count - start))
        }
        self.candidates = candidates
    }

    /// The candidates of exactly this context and these prefixes; nil where there are none.
    func cell(_ key: PairKey) -> Stretch? {
        let slots = slots.span
        var index = key.slot(slots.count - 1)
        while slots[index].key != .absent {
            if slots[index].key == key { return cells[Int(slots[index].cell)] }
            index = (index + 1) & (slots.count - 1)
        }
        return nil
    }
}
