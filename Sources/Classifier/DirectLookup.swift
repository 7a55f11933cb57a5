/// Longest-prefix match of IPv4 addresses by direct index, in the form DIR-16-8-8: a root of 2^16
/// words, blocks of 256 words where a /16 or a /24 is divided further.
///
///      31 30                            0
///     +--+------------------------------+
///     | 0|  place of a prefix           |
///     | 1|  number of a block           |
///     +--+------------------------------+
///
/// Always three loads and no branch that depends on the address, so that the loads of a batch
/// overlap. 256 KiB and 1 KiB for each block.
struct DirectLookup {
    private var root: [UInt32]
    /// Block 0 is never referred to: lanes that are done read it in place of a block of theirs.
    private var blocks: [UInt32]

    private static let divided: UInt32 = 1 << 31

    /// Nil where the table would need more than `blockLimit` blocks: scattered host routes then
    /// cost less as ranges.
    init?(_ tree: PrefixTree, blockLimit: Int) {
        root = Array(repeating: 0, count: 1 << 16)
        blocks = Array(repeating: 0, count: 256)
        let places = tree.places(of: .ipv4)
        var byLength: [[Int]] = Array(repeating: [], count: 33)
        for place in places { byLength[Int(tree.prefixes[place].length)].append(place) }
        // Shorter prefixes first: the longer then write over them.
        for place in byLength.joined() {
            let prefix = tree.prefixes[place]
            insert(
                UInt32(truncatingIfNeeded: prefix.bits >> 96), length: Int(prefix.length),
                place: UInt32(place))
            if blocks.count > (blockLimit + 1) * 256 { return nil }
        }
    }

    private mutating func insert(_ address: UInt32, length: Int, place: UInt32) {
        let high = Int(address >> 16)
        guard length > 16 else {
            for index in high..<high + 1 << (16 - length) { root[index] = place }
            return
        }
        root[high] = divide(root[high])
        let middle = Int(root[high] & ~Self.divided) << 8 + Int(address >> 8 & 255)
        guard length > 24 else {
            for index in middle..<middle + 1 << (24 - length) { blocks[index] = place }
            return
        }
        blocks[middle] = divide(blocks[middle])
        let low = Int(blocks[middle] & ~Self.divided) << 8 + Int(address & 255)
        for index in low..<low + 1 << (32 - length) { blocks[index] = place }
    }

    /// A word that refers to a block: `word` itself, or a new block filled with it.
    private mutating func divide(_ word: UInt32) -> UInt32 {
        guard word < Self.divided else { return word }
        blocks.append(contentsOf: repeatElement(word, count: 256))
        return Self.divided | UInt32(blocks.count / 256 - 1)
    }

    /// Replaces the first `count` addresses by the places of their longest prefixes.
    @inline(__always)
    func find(_ lanes: inout Lanes<UInt32>, count: Int) {
        let root = root.span
        let blocks = blocks.span
        var words = Lanes<UInt32>(repeating: 0)
        for lane in 0..<count { words[lane] = root[Int(lanes[lane] >> 16)] }
        for lane in 0..<count {
            words[lane] = Self.step(words[lane], lanes[lane] >> 8 & 255, blocks)
        }
        for lane in 0..<count { lanes[lane] = Self.step(words[lane], lanes[lane] & 255, blocks) }
    }

    @inline(__always)
    private static func step(_ word: UInt32, _ octet: UInt32, _ blocks: Span<UInt32>) -> UInt32 {
        let mask = UInt32(bitPattern: Int32(bitPattern: word) >> 31)
        let next = blocks[Int((word & ~divided & mask) << 8 | octet & mask)]
        return next & mask | word & ~mask
    }
}
