/// Longest-prefix match of IPv4 addresses by direct index, in the form DIR-16-8-8: a root of 2^16
/// words, blocks of 256 words where a /16 or a /24 is divided further.
///
///      31                     8 7           0
///     +------------------------+-------------+
///     |    first of the next   |    mask     |
///     +------------------------+-------------+
///
/// Every word but the last says where to go on: at `first`, plus the next octet of the address
/// under the mask. Where nothing is divided further the mask is 0 and `first` the way to the place
/// of the prefix: so it is always three loads, no branch and no choice, and the loads of a batch
/// overlap. 256 KiB, 1 KiB for each block and 8 octets for each prefix.
struct DirectLookup {
    private var root: [UInt32]
    /// For each prefix a word that leads to its place, then the places, then the blocks.
    private var words: [UInt32]

    /// Nil where the table would need more than `blockLimit` blocks: scattered host routes then
    /// cost less as ranges.
    init?(_ tree: PrefixTree, blockLimit: Int) {
        let places = tree.places(of: .ipv4)
        let blockCount = Self.blockCount(tree.prefixes[places])
        guard blockCount <= blockLimit, 2 * places.count + 256 * blockCount < 1 << 24 else {
            return nil
        }
        root = Array(repeating: 0, count: 1 << 16)
        words = []
        words.reserveCapacity(2 * places.count + 256 * blockCount)
        for place in places { words.append(UInt32(places.count + place) << 8) }
        for place in places { words.append(UInt32(place)) }
        var byLength: [[Int]] = Array(repeating: [], count: 33)
        for place in places { byLength[Int(tree.prefixes[place].length)].append(place) }
        // Shorter prefixes first: the longer then write over them.
        for place in byLength.joined() {
            let prefix = tree.prefixes[place]
            insert(
                UInt32(truncatingIfNeeded: prefix.bits >> 96), length: Int(prefix.length),
                place: UInt32(place))
        }
    }

    /// Blocks that prefixes of IPv4 take, which come ascending by address.
    private static func blockCount(_ prefixes: ArraySlice<AlignedPrefix>) -> Int {
        var count = 0
        var (last16, last24) = (UInt128.max, UInt128.max)
        for prefix in prefixes where prefix.length > 16 {
            if prefix.bits >> 112 != last16 { count += 1 }
            last16 = prefix.bits >> 112
            guard prefix.length > 24 else { continue }
            if prefix.bits >> 104 != last24 { count += 1 }
            last24 = prefix.bits >> 104
        }
        return count
    }

    var memoryInOctets: Int { 4 * (root.capacity + words.capacity) }

    private mutating func insert(_ address: UInt32, length: Int, place: UInt32) {
        let high = Int(address >> 16)
        guard length > 16 else {
            for index in high..<high + 1 << (16 - length) { root[index] = place << 8 }
            return
        }
        if root[high] & 255 == 0 { root[high] = divide(words[Int(root[high] >> 8)]) }
        let middle = Int(root[high] >> 8) + Int(address >> 8 & 255)
        guard length > 24 else {
            let word = words[Int(place)]
            for index in middle..<middle + 1 << (24 - length) { words[index] = word }
            return
        }
        if words[middle] & 255 == 0 { words[middle] = divide(words[Int(words[middle] >> 8)]) }
        let low = Int(words[middle] >> 8) + Int(address & 255)
        for index in low..<low + 1 << (32 - length) { words[index] = place }
    }

    /// A word that leads to a new block, filled with another.
    private mutating func divide(_ word: UInt32) -> UInt32 {
        words.append(contentsOf: repeatElement(word, count: 256))
        return UInt32(words.count - 256) << 8 | 255
    }

    /// Replaces the first `count` addresses by the places of their longest prefixes.
    @inline(__always)
    func find(_ lanes: inout Lanes<UInt32>, count: Int) {
        let root = root.span
        let words = words.span
        var found = Lanes<UInt32>(repeating: 0)
        for lane in 0..<count { found[lane] = root[Int(lanes[lane] >> 16)] }
        for lane in 0..<count {
            found[lane] = Self.step(found[lane], lanes[lane] >> 8, words)
        }
        for lane in 0..<count { lanes[lane] = Self.step(found[lane], lanes[lane], words) }
    }

    @inline(__always)
    private static func step(_ word: UInt32, _ octet: UInt32, _ words: Span<UInt32>) -> UInt32 {
        words[Int((word >> 8) &+ (octet & word & 255))]
    }
}
