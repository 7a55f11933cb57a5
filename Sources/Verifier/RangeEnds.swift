/// The ends of ranges, each with a number: those of prefixes and ports that somebody named, a few
/// thousand. Equal ends have equal numbers; numbers are in no order.
struct RangeEnds: Sendable {
    private var values: [UInt128] = []
    /// Open addressing: number + 1, 0 where free.
    private var slots = [UInt32](repeating: 0, count: 1 << 10)

    subscript(number: UInt32) -> UInt128 { values[Int(number)] }

    /// The number of a value, a new one if it was never asked for. O(1).
    mutating func number(of value: UInt128) -> UInt32 {
        if values.count * 2 >= slots.count { grow() }
        var slot = slot(of: value)
        while slots[slot] != 0 {
            if values[Int(slots[slot]) - 1] == value { return slots[slot] - 1 }
            slot = (slot + 1) & (slots.count - 1)
        }
        values.append(value)
        slots[slot] = UInt32(values.count)
        return UInt32(values.count - 1)
    }

    private func slot(of value: UInt128) -> Int {
        let low = UInt64(truncatingIfNeeded: value) &* 0x9e37_79b9_7f4a_7c15
        let high = UInt64(truncatingIfNeeded: value >> 64) &* 0xbf58_476d_1ce4_e5b9
        let mixed = (low ^ high) &* 0x94d0_49bb_1331_11eb
        return Int(truncatingIfNeeded: mixed >> 32) & (slots.count - 1)
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 4)
        for (number, value) in values.enumerated() {
            var slot = slot(of: value)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(number + 1)
        }
    }
}
