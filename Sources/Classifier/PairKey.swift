/// The routing context of a packet and the longest prefixes of its two addresses: all that decides
/// which rules are candidates.
///
///      63 62      46 45          23 22           0
///     +--+----------+--------------+--------------+
///     | 0|  context |    source    | destination  |
///     +--+----------+--------------+--------------+
struct PairKey: Hashable, BitwiseCopyable {
    let word: UInt64

    /// Rules that a table may hold so that the places of their prefixes, at most two a rule on
    /// each side and one for each family, fit into 23 bits.
    static let ruleLimit = (1 << 22) - 1

    /// Equal to no key.
    static let absent = PairKey(word: .max)

    @inline(__always)
    init(context: UInt32, source: UInt32, destination: UInt32) {
        word = UInt64(context) << 46 | UInt64(source) << 23 | UInt64(destination)
    }

    @inline(__always)
    init(word: UInt64) { self.word = word }

    var context: UInt32 { UInt32(truncatingIfNeeded: word >> 46) }
    var source: UInt32 { UInt32(truncatingIfNeeded: word >> 23) & 0x7f_ffff }
    var destination: UInt32 { UInt32(truncatingIfNeeded: word) & 0x7f_ffff }

    /// Where to begin to look in an open-addressed table of `count` places.
    @inline(__always)
    func home(_ count: Int) -> Int {
        let (high, low) = (word ^ 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(
            by: 0xd6e8_feb8_6659_fd93)
        // The product of the hash and the count, its high half: every count will do.
        return Int(truncatingIfNeeded: (high ^ low).multipliedFullWidth(by: UInt64(count)).high)
    }
}
