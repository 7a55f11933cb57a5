import Net

/// What has been worked out so far: the candidates of each pair met, in rule order, without those
/// that an earlier one makes pointless.
///
/// Pairs that meet the same cells share one list. The memo is bounded in pairs and in candidates;
/// at either bound it forgets everything and counts that. It holds results of a pure function of
/// the policy, so it changes how fast a verdict comes and never the verdict.
struct CandidateMemo {
    struct Entry: BitwiseCopyable {
        var key: PairKey
        var start: UInt32
        var count: UInt32

        static let absent = Entry(key: .absent, start: 0, count: 0)
        var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
    }

    private(set) var entries: [Entry]
    private(set) var candidates: [Candidate] = []
    private(set) var timesForgotten = 0
    private var entryCount = 0
    /// The lists by the cells they were merged from.
    private var lists: [[UInt32]: Range<Int>] = [:]
    private let pairLimit: Int
    private let candidateLimit: Int

    init(pairLimit: Int) {
        precondition(pairLimit > 0, "a memo holds at least one pair")
        self.pairLimit = pairLimit
        candidateLimit = 8 * pairLimit
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

    /// The candidates of a pair, worked out if need be. Ranges given out earlier are void.
    mutating func candidates(of key: PairKey, in policy: Policy) -> Range<Int> {
        let known = Self.find(key, in: entries.span)
        if known.key == key { return known.range }

        var met: [UInt32] = []
        policy.forEachCell(key) { met.append($0) }
        if entryCount >= pairLimit || candidates.count >= candidateLimit { forget() }
        let range = list(of: met, in: policy.cells)
        insert(Entry(key: key, start: UInt32(range.lowerBound), count: UInt32(range.count)))
        return range
    }

    private mutating func list(of met: [UInt32], in cells: CellTable) -> Range<Int> {
        if let known = lists[met] { return known }
        var merged: [Candidate] = []
        for cell in met { merged.append(contentsOf: cells.candidates[cells.range(of: cell)]) }
        if met.count > 1 { merged.sort { $0.rule < $1.rule } }
        let start = candidates.count
        for candidate in merged {
            // The first of a list are the ones worth comparing with; all would be quadratic.
            let first = start..<min(start + 64, candidates.count)
            if first.contains(where: { candidates[$0].includes(candidate) }) { continue }
            candidates.append(candidate)
            if candidate.includesAll { break }
        }
        lists[met] = start..<candidates.count
        return start..<candidates.count
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
        candidates.removeAll(keepingCapacity: true)
        lists.removeAll(keepingCapacity: true)
    }
}
