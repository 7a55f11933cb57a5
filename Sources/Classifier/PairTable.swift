import Net

/// The candidates of all cells that need a pair of prefixes to be found: the rules of one routing
/// context (or none), one source and one destination prefix.
///
/// Open addressing with linear probing by lines of 64 octets, each with two places for cells, half
/// of all places taken: a probe is a cache line, and two in three keys need no other. The first
/// candidate of a cell stands in its place; the others, ascending by rank, in `others`.
struct PairTable {
    /// A cell with the first of its candidates: four words.
    struct Cell: BitwiseCopyable {
        var key: PairKey
        var first: Candidate
        /// Bit 63: closed. Bits 62 to 32: how many other candidates, bits 31 to 0: where they begin.
        var rest: UInt64

        static let absent = Cell(key: .absent, first: .none, rest: 0)

        /// Whether no other cell has candidates for packets of exactly this context and whose
        /// longest prefixes are exactly these.
        @inline(__always)
        var isClosed: Bool { rest >> 63 == 1 }

        /// Closed, and no candidates but the first: most cells are.
        @inline(__always)
        var isAlone: Bool { rest >> 32 == 1 << 31 }

        @inline(__always)
        var others: Range<Int> {
            let start = Int(rest & 0xffff_ffff)
            return start..<start + Int(rest >> 32 & 0x7fff_ffff)
        }
    }

    /// Two cells on one cache line: the alignment of the vector is that of the array.
    struct Line: BitwiseCopyable {
        var words: SIMD8<UInt64>

        static let free = Line(
            words: SIMD8(
                lowHalf: words(of: .absent), highHalf: words(of: .absent)))

        static func words(of cell: Cell) -> SIMD4<UInt64> {
            SIMD4(cell.key.word, cell.first.ports, cell.first.rest, cell.rest)
        }
    }

    private(set) var lines: [Line]
    private(set) var others: [Candidate] = []

    /// Groups candidates by key, without those whose key is absent.
    ///
    /// Candidates come ascending by rank.
    init(_ members: [(key: PairKey, candidate: Candidate)]) {
        // One place for each member would do if no two shared a cell.
        let count = members.count { $0.key != .absent }
        lines = Array(repeating: .free, count: count + 1)

        // First the sizes of the cells, in their places, then where each begins, then the others.
        var late: [(place: Int, candidate: Candidate)] = []
        for (key, candidate) in members where key != .absent {
            let place = position(of: key)
            if self[place].key == .absent {
                self[place] = Cell(key: key, first: candidate, rest: 0)
            } else {
                self[place].rest += 1 << 32
                late.append((place, candidate))
            }
        }
        var total: UInt64 = 0
        for place in 0..<2 * lines.count where self[place].key != .absent {
            let size = self[place].rest >> 32
            if size > 0 { self[place].rest = total }
            total += size
        }
        others = Array(repeating: .none, count: late.count)
        for (place, candidate) in late {
            let cell = self[place]
            others[cell.others.upperBound] = candidate
            self[place].rest += 1 << 32
        }
    }

    var memoryInOctets: Int {
        MemoryLayout<Line>.stride * lines.capacity + MemoryLayout<Candidate>.stride
            * others.capacity
    }

    /// The cell at a place, two places a line.
    private subscript(place: Int) -> Cell {
        get { lines.span.cell(place) }
        set {
            if place & 1 == 0 {
                lines[place >> 1].words.lowHalf = Line.words(of: newValue)
            } else {
                lines[place >> 1].words.highHalf = Line.words(of: newValue)
            }
        }
    }

    /// The place of a key, or the free one where it would belong.
    private func position(of key: PairKey) -> Int {
        var line = key.home(lines.count)
        while true {
            for place in [2 * line, 2 * line + 1] {
                if self[place].key == key || self[place].key == .absent { return place }
            }
            line = line + 1 == lines.count ? 0 : line + 1
        }
    }

    /// The cell of a key, or the absent one.
    ///
    /// - Parameter home: the key's among these lines.
    @inline(__always)
    static func find(_ key: PairKey, from home: Int, in lines: Span<Line>) -> Cell {
        var index = home
        while true {
            let second = lines.key(2 * index + 1)
            // Which of the two it is cannot be guessed: arithmetic, no branch.
            let isFirst: UInt8 = lines.key(2 * index) == key ? 1 : 0
            let isSecond: UInt8 = second == key ? 1 : 0
            if isFirst | isSecond != 0 { return lines.cell(2 * index + Int(isSecond)) }
            if second == .absent { return .absent }
            index = index + 1 == lines.count ? 0 : index + 1
        }
    }

    @inline(__always)
    static func find(_ key: PairKey, in lines: Span<Line>) -> Cell {
        find(key, from: key.home(lines.count), in: lines)
    }

    /// Marks the cells for which `isClosed` holds.
    mutating func close(where isClosed: (PairKey) -> Bool) {
        for place in 0..<2 * lines.count {
            let key = self[place].key
            if key != .absent && isClosed(key) { self[place].rest |= 1 << 63 }
        }
    }

    /// Takes the candidates of a rank out of the cell of a key.
    mutating func remove(rank: UInt32, from key: PairKey) {
        let place = position(of: key)
        let cell = self[place]
        guard cell.key == key else { return }
        if cell.first.rank == rank { self[place].first = cell.first.removed }
        for index in cell.others where others[index].rank == rank {
            others[index] = others[index].removed
        }
    }
}

// Invariant: a line is eight words and nothing else, four for each of two cells, and a cell is four
// words in the order of its members; any bits are a valid cell. The span checks the bounds.
extension Span<PairTable.Line> {
    /// The cell at a place, two places a line.
    @safe @inline(__always)
    func cell(_ place: Int) -> PairTable.Cell {
        unsafe bytes.unsafeLoad(
            fromByteOffset: place &* MemoryLayout<PairTable.Cell>.stride, as: PairTable.Cell.self)
    }

    /// The key of the cell at a place.
    @safe @inline(__always)
    func key(_ place: Int) -> PairKey {
        unsafe bytes.unsafeLoad(
            fromByteOffset: place &* MemoryLayout<PairTable.Cell>.stride, as: PairKey.self)
    }
}
