/// The two versions of the Internet Protocol.
public enum AddressFamily: UInt8, Hashable, Comparable, Sendable, CaseIterable {
    case ipv4 = 4
    case ipv6 = 6

    /// Bits in an address of the family.
    public var bitWidth: Int { self == .ipv4 ? 32 : 128 }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension AddressFamily: CustomStringConvertible {
    public var description: String { self == .ipv4 ? "IPv4" : "IPv6" }
}

/// An address of either family. IPv4 sorts before IPv6.
public enum IPAddress: Hashable, Comparable, Sendable, BitwiseCopyable {
    case ipv4(IPv4Address)
    case ipv6(IPv6Address)

    public init(_ text: some StringProtocol) throws(NotationError) {
        try self.init(notation: text.octets)
    }

    init(notation octets: ArraySlice<UInt8>) throws(NotationError) {
        if octets.contains(UInt8(ascii: ":")) {
            self = .ipv6(try IPv6Address(notation: octets))
        } else {
            self = .ipv4(try IPv4Address(notation: octets))
        }
    }

    /// The address whose bits are the low `family.bitWidth` bits of `bits`.
    public init(family: AddressFamily, bits: UInt128) {
        switch family {
        case .ipv4: self = .ipv4(IPv4Address(rawValue: UInt32(truncatingIfNeeded: bits)))
        case .ipv6: self = .ipv6(IPv6Address(rawValue: bits))
        }
    }

    public var family: AddressFamily {
        switch self {
        case .ipv4: .ipv4
        case .ipv6: .ipv6
        }
    }

    /// The bits of the address, right-aligned.
    public var bits: UInt128 {
        switch self {
        case .ipv4(let address): UInt128(address.rawValue)
        case .ipv6(let address): address.rawValue
        }
    }

    /// Whether the address is of link-local scope (RFC 3927; RFC 4291, section 2.5.6).
    public var isLinkLocal: Bool {
        switch self {
        case .ipv4(let address): address.rawValue >> 16 == 0xa9fe
        case .ipv6(let address): address.high >> 54 == 0x3fa
        }
    }

    /// Whether the address names a group (RFC 1112; RFC 4291, section 2.7).
    public var isMulticast: Bool {
        switch self {
        case .ipv4(let address): address.rawValue >> 28 == 0xe
        case .ipv6(let address): address.high >> 56 == 0xff
        }
    }

    /// Whether the address is an IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2), which
    /// must not appear on a wire.
    public var isIPv4Mapped: Bool {
        guard case .ipv6(let address) = self else { return false }
        return address.high == 0 && address.low >> 32 == 0xffff
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.family, left.bits) < (right.family, right.bits)
    }
}

extension IPAddress: CustomStringConvertible {
    public var description: String {
        switch self {
        case .ipv4(let address): address.description
        case .ipv6(let address): address.description
        }
    }
}
