// Integers out of octets. A load outside the span traps; callers have compared lengths before, so
// that a short frame is counted and never reaches the trap.

extension RawSpan {
    @inline(__always)
    func uint8(at offset: Int) -> UInt8 {
        // Every bit pattern is an integer: the load is bounds-checked and needs no alignment.
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
    }

    /// Two octets in network order.
    @inline(__always)
    func big16(at offset: Int) -> UInt16 {
        unsafe UInt16(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    /// Four octets in network order.
    @inline(__always)
    func big32(at offset: Int) -> UInt32 {
        unsafe UInt32(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// Eight octets in network order.
    @inline(__always)
    func big64(at offset: Int) -> UInt64 {
        unsafe UInt64(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Two octets in the order of the file: little-endian, unless `swapped`.
    @inline(__always)
    func file16(at offset: Int, swapped: Bool) -> UInt16 {
        let value = big16(at: offset)
        return swapped ? value : value.byteSwapped
    }

    /// Four octets in the order of the file: little-endian, unless `swapped`.
    @inline(__always)
    func file32(at offset: Int, swapped: Bool) -> UInt32 {
        let value = big32(at: offset)
        return swapped ? value : value.byteSwapped
    }

    /// Eight octets in the order of the file: little-endian, unless `swapped`.
    @inline(__always)
    func file64(at offset: Int, swapped: Bool) -> UInt64 {
        let value = big64(at: offset)
        return swapped ? value : value.byteSwapped
    }
}
