// Invariant: a `LentOctets` is made of a buffer that is lent for one call, does not leave that call, and
// is read below `count` only: each load names by its precondition how far it reaches, and stands behind
// the comparison of lengths that makes it so. All users are in this module.

internal import CPrefetch

/// Octets that are lent for one call, read without a check of bounds.
@safe
struct LentOctets {
    private let base: UnsafeRawPointer?
    let count: Int

    @inline(__always)
    init(_ octets: UnsafeRawBufferPointer) {
        unsafe base = octets.baseAddress
        count = octets.count
    }

    /// Some of the octets; nil where they are not there.
    @inline(__always)
    func extracting(_ offset: Int, count length: Int) -> LentOctets? {
        guard offset >= 0, length > 0, offset <= count, length <= count &- offset else {
            return nil
        }
        return unsafe LentOctets(UnsafeRawBufferPointer(start: start + offset, count: length))
    }

    /// - Precondition: `0 <= offset && offset + 2 <= count`.
    @inline(__always)
    func big16(at offset: Int) -> UInt16 {
        unsafe UInt16(bigEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    /// - Precondition: `0 <= offset && offset + 8 <= count`.
    @inline(__always)
    func big64(at offset: Int) -> UInt64 {
        unsafe UInt64(bigEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Two fields of four octets in the order of the file: little-endian, unless `swapped`.
    ///
    /// - Precondition: `0 <= offset && offset + 8 <= count`.
    @inline(__always)
    func filePair(at offset: Int, swapped: Bool) -> (first: UInt32, second: UInt32) {
        let word = big64(at: offset)
        let fields = (
            UInt32(truncatingIfNeeded: word >> 32), UInt32(truncatingIfNeeded: word)
        )
        return swapped ? fields : (fields.0.byteSwapped, fields.1.byteSwapped)
    }

    /// As `RawSpan.prefetch`.
    ///
    /// Eight lines at a time: a loop of as many turns as a record has lines is one that the processor
    /// guesses wrong at nearly every record.
    @inline(__always)
    func prefetch(to limit: Int, from position: inout Int) {
        let limit = min(limit, count &- 512)
        // The addresses lie inside the octets, and a prefetch reads nothing into the program.
        while position < limit {
            unsafe cristallo_prefetch_lines(start + position)
            position &+= 512
        }
    }

    /// There is one where there is anything that may be read.
    @inline(__always)
    private var start: UnsafeRawPointer { unsafe base.unsafelyUnwrapped }
}
