/// What a `FlatTable` is asked for.
protocol FlatKey: Equatable, BitwiseCopyable, Sendable {
    /// The same for equal keys; its upper bits tell keys apart best.
    var hash: UInt64 { get }
}

/// A number for each of many keys that come and go.
///
/// Open addressing at a load of at most a half, in one stretch of memory; a look-up takes one or
/// two loads. A removal closes the gap it leaves (Knuth, The Art of Computer Programming, volume
/// 3, section 6.4, algorithm R), so that what was removed costs nothing later. Numbers are not
/// negative. Keys chosen by an adversary can meet in one place and make look-ups slow.
struct FlatTable<Key: FlatKey>: Sendable {
    private struct Slot: BitwiseCopyable {
        var key: Key
        var number: Int32
    }

    static var absent: Int32 { -1 }

    private var slots: [Slot]
    private var shift: UInt64
    private(set) var count = 0

    /// - Parameter filler: any key; it stands where nothing does.
    init(filler: Key) {
        slots = Array(repeating: Slot(key: filler, number: Self.absent), count: 16)
        shift = 64 - 4
    }

    /// The number of a key; `absent` where it has none.
    @inline(__always)
    subscript(key: Key) -> Int32 { slots[position(of: key)].number }

    /// Gives a key its number, for the first time or anew.
    @inline(__always)
    mutating func set(_ number: Int32, for key: Key) {
        if 2 * (count + 1) > slots.count { grow() }
        let position = position(of: key)
        if slots[position].number < 0 { count += 1 }
        slots[position] = Slot(key: key, number: number)
    }

    /// - Precondition: the key has a number.
    mutating func remove(_ key: Key) {
        var gap = position(of: key)
        precondition(slots[gap].number >= 0, "only what is there can be removed")
        count -= 1
        var next = gap
        while true {
            slots[gap].number = Self.absent
            var wanted: Int
            repeat {
                next = (next &+ 1) & (slots.count &- 1)
                if slots[next].number < 0 { return }
                wanted = home(of: slots[next].key)
                // A key between its home and where it stands must not move before its home.
            } while (next &- wanted) & (slots.count &- 1) < (next &- gap) & (slots.count &- 1)
            slots[gap] = slots[next]
            gap = next
        }
    }

    @inline(__always)
    private func home(of key: Key) -> Int { Int(truncatingIfNeeded: key.hash &>> shift) }

    /// The slot of a key, or the free one where it belongs.
    @inline(__always)
    private func position(of key: Key) -> Int {
        var index = home(of: key)
        while slots[index].number >= 0 && slots[index].key != key {
            index = (index &+ 1) & (slots.count &- 1)
        }
        return index
    }

    private mutating func grow() {
        let old = slots
        slots = Array(
            repeating: Slot(key: old[0].key, number: Self.absent), count: 2 * old.count)
        shift -= 1
        for slot in old where slot.number >= 0 { slots[position(of: slot.key)] = slot }
    }
}

/// Both words in 64 bits, each bit of the result moved by every bit of them: the folded product of
/// wyhash (Wang Yi).
@inline(__always)
func foldedHash(_ first: UInt64, _ second: UInt64) -> UInt64 {
    let product = (first ^ 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(
        by: second ^ 0xbf58_476d_1ce4_e5b9)
    return (product.high ^ product.low) &* 0x94d0_49bb_1331_11eb
}
