import Net

/// Numbers of 32 bits and what each stands for: open addressing at a load of at most a half, built
/// once, one or two loads a look-up.
struct NumberTable: Sendable {
    /// Bit 63 marks a slot in use; bits 47 to 16 the number, 15 to 0 what it stands for.
    private var slots: [UInt64]
    private let shift: UInt64

    /// Of a number that is there twice the first counts.
    init(_ pairs: [(number: UInt32, value: UInt16)]) {
        var bits: UInt64 = 4
        while 1 << bits < 2 * pairs.count { bits += 1 }
        slots = Array(repeating: 0, count: 1 << bits)
        shift = 64 - bits
        for pair in pairs {
            let index = position(of: pair.number)
            if slots[index] == 0 {
                slots[index] = 1 << 63 | UInt64(pair.number) << 16 | UInt64(pair.value)
            }
        }
    }

    /// Nil where the number is not there.
    @inline(__always)
    subscript(number: UInt32) -> UInt16? {
        let slot = slots[position(of: number)]
        return slot == 0 ? nil : UInt16(truncatingIfNeeded: slot)
    }

    @inline(__always)
    func contains(_ number: UInt32) -> Bool { slots[position(of: number)] != 0 }

    /// Whether both ends of a packet are IPv4 addresses that are there.
    @inline(__always)
    func containsEnds(of key: FlowKey) -> Bool {
        !key.isIPv6 && contains(UInt32(truncatingIfNeeded: key.sourceLow))
            && contains(UInt32(truncatingIfNeeded: key.destinationLow))
    }

    /// The slot of a number, or the free one where it belongs.
    @inline(__always)
    private func position(of number: UInt32) -> Int {
        var index = Int(
            truncatingIfNeeded: (UInt64(number) &* 0x9e37_79b9_7f4a_7c15) &>> shift)
        while slots[index] != 0 && UInt32(truncatingIfNeeded: slots[index] &>> 16) != number {
            index = (index &+ 1) & (slots.count &- 1)
        }
        return index
    }
}
