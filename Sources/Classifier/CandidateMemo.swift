import Net

/// What has been worked out so far: for each pair met, the cells whose rules are its candidates.
///
/// Cells are not merged: most pairs have one, and a list for each pair would cost more than it
/// saves, in time when a pair is new and in memory ever after. The memo is bounded in pairs and in
/// cells; at either bound it forgets everything and counts that. It holds results of a pure
/// function of the policy, so it changes how fast a verdict comes and never the verdict.
struct CandidateMemo {
    /// The cells of a pair by their first rules: one here, the others among `cells`.
    struct Entry: BitwiseCopyable {
        var key: PairKey
        var first: CellTable.Stretch
        var otherStart: UInt32
        var otherCount: UInt32

        static let absent = Entry(key: .absent, first: .empty, otherStart: 0, otherCount: 0)

        @inline(__always)
        var others: Range<Int> { Int(otherStart)..<Int(otherStart) + Int(otherCount) }
    }

    private(set) var entries: [Entry]
    private(set) var cells: [CellTable.Stretch] = []
    private(set) var timesForgotten = 0
    private var entryCount = 0
    private let pairLimit: Int
    private let cellLimit: Int

    init(pairLimit: Int) {
        precondition(pairLimit > 0, "a memo holds at least one pair")
        self.pairLimit = pairLimit
        cellLimit = 8 * pairLimit
        entries = Array(repeating: .absent, count: 16)
    }

    /// The entry of a pair, or the absent one.
    @inline(__always)
    static func find(_ key: PairKey, in entries: Span<Entry>) -> Entry {
        var index = key.slot(entries.count - 1)
        while entries[index].key != key && entries[index].key != .absent {
            index = (index + 1) & (entries.count - 1)
        }
        return entries[index]
    }

    /// The entry of a pair, worked out if need be. Ranges given out earlier are void.
    mutating func entry(of key: PairKey, in policy: Policy) -> Entry {
        let known = Self.find(key, in: entries.span)
        if known.key == key { return known }

        if entryCount >= pairLimit || cells.count >= cellLimit { forget() }
        let start = cells.count
        policy.forEachCell(key) { cells.append($0) }
        // By first rule: a scan can end where no later cell can win.
        if cells.count - start > 1 {
            cells[start...].sort {
                policy.cells.candidates[Int($0.start)].rule
                    < policy.cells.candidates[Int($1.start)].rule
            }
        }
        var entry = Entry(
            key: key, first: .empty, otherStart: UInt32(start),
            otherCount: UInt32(cells.count - start))
        if start < cells.count {
            entry.first = cells[start]
            entry.otherStart += 1
            entry.otherCount -= 1
        }
        insert(entry)
        return entry
    }

    private mutating func insert(_ entry: Entry) {
        if entryCount >= entries.count / 2 { grow() }
        place(entry)
        entryCount += 1
    }

    private mutating func place(_ entry: Entry) {
        var index = entry.key.slot(entries.count - 1)
        while entries[index].key != .absent { index = (index + 1) & (entries.count - 1) }
        entries[index] = entry
    }

    private mutating func grow() {
        let old = entries
        entries = Array(repeating: .absent, count: 2 * old.count)
        for entry in old where entry.key != .absent { place(entry) }
    }

    private mutating func forget() {
        timesForgotten += 1
        entryCount = 0
        entries = Array(repeating: .absent, count: 16)
        cells.removeAll(keepingCapacity: true)
    }
}
