/// The addresses that share their first `length` bits, for addresses of any width.
struct AddressBlock<Address: ForwardingAddress>: FlatKey, Hashable {
    let first: Address
    let length: UInt8

    /// The block that holds `address`.
    ///
    /// - Precondition: `length` is at most the width of an address.
    @inline(__always)
    init(holding address: Address, length: UInt8) {
        first = address & Self.mask(length)
        self.length = length
    }

    @inline(__always)
    var last: Address { first | ~Self.mask(length) }

    @inline(__always)
    var hash: UInt64 {
        let high = first.bitWidth > 64 ? UInt64(truncatingIfNeeded: first >> 64) : 0
        return foldedHash(
            UInt64(truncatingIfNeeded: first), high ^ UInt64(length) &* 0x0101_0101_0101)
    }

    /// The first `length` bits set.
    @inline(__always)
    private static func mask(_ length: UInt8) -> Address {
        ~(Address.max >> Address(truncatingIfNeeded: length))
    }
}

/// An address as a number: `UInt32` for IPv4, `UInt128` for IPv6, less in tests.
typealias ForwardingAddress = FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable
