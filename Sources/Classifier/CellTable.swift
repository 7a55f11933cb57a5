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

    /// Candidates cell by cell, in each by rule.
    let candidates: [Candidate]
    /// Where each cell begins among the candidates, and the end of the last.
    let bounds: [UInt32]
    private let slots: [Slot]

    /// Groups candidates by key. Candidates come in the order of their rules.
    init(_ members: [(key: PairKey, candidate: Candidate)]) {
        var capacity = 16
        while capacity < 2 * members.count { capacity *= 2 }
        var slots = Array(repeating: Slot(key: .absent, cell: 0), count: capacity)
        var counts: [UInt32] = []
        var cells: [UInt32] = []
        cells.reserveCapacity(members.count)
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
            cells.append(slots[index].cell)
        }
        var bounds: [UInt32] = [0]
        bounds.reserveCapacity(counts.count + 1)
        for count in counts { bounds.append(bounds[bounds.count - 1] + count) }

        var next = bounds
        var order = Array(repeating: 0, count: members.count)
        for (member, cell) in cells.enumerated() {
            order[Int(next[Int(cell)])] = member
            next[Int(cell)] += 1
        }
        candidates = order.map { members[$0].candidate }
        self.bounds = bounds
        self.slots = slots
    }

    /// The cell of exactly this context and these prefixes.
    func cell(_ key: PairKey) -> UInt32? {
        let slots = slots.span
        var index = key.slot(slots.count - 1)
        while slots[index].key != .absent {
            if slots[index].key == key { return slots[index].cell }
            index = (index + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Where the candidates of a cell stand.
    func range(of cell: UInt32) -> Range<Int> {
        Int(bounds[Int(cell)])..<Int(bounds[Int(cell) + 1])
    }
}
