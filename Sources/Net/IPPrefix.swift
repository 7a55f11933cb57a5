/// An address block of either family in the notation of RFC 4632, section 3.1, and RFC 4291,
/// section 2.3. The bits behind the length are zero. Sorts by family, address, then length.
public struct IPPrefix: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// The first address of the block.
    public let address: IPAddress
    /// Leading bits that all addresses of the block share: 0 to 32, or 0 to 128.
    public let length: Int

    /// The block of `length` bits that holds `address`; bits behind the length are cleared.
    ///
    /// - Precondition: `length` is between 0 and the family's width.
    public init(containing address: IPAddress, length: Int) {
        precondition((0...address.family.bitWidth).contains(length), "prefix length out of range")
        let mask = Self.mask(length: length, family: address.family)
        self.address = IPAddress(family: address.family, bits: address.bits & mask)
        self.length = length
    }

    /// `address/length` with no bit set behind the length.
    public init(_ text: some StringProtocol) throws(NotationError) {
        let interface = try InterfaceAddress(text)
        guard interface.address == interface.prefix.address else {
            throw NotationError(
                expected: "a prefix with no bit set behind its length",
                suggestion: interface.prefix.description)
        }
        self = interface.prefix
    }

    public var family: AddressFamily { address.family }

    /// The last address of the block.
    public var lastAddress: IPAddress {
        let width = Self.mask(length: family.bitWidth, family: family)
        let mask = Self.mask(length: length, family: family)
        return IPAddress(family: family, bits: address.bits | (width & ~mask))
    }

    /// Number of addresses minus one: the block of all IPv6 addresses has no count in 128 bits.
    public var lastIndex: UInt128 { lastAddress.bits - address.bits }

    public func contains(_ other: IPAddress) -> Bool {
        guard other.family == family else { return false }
        return other.bits & Self.mask(length: length, family: family) == address.bits
    }

    public func contains(_ other: IPPrefix) -> Bool {
        other.length >= length && contains(other.address)
    }

    public func overlaps(_ other: IPPrefix) -> Bool {
        contains(other) || other.contains(self)
    }

    /// The address `index` places behind the first; nil behind the last.
    public func address(at index: UInt128) -> IPAddress? {
        guard index <= lastIndex else { return nil }
        return IPAddress(family: family, bits: address.bits + index)
    }

    /// The mask whose first `length` of `family.bitWidth` bits are set, right-aligned.
    static func mask(length: Int, family: AddressFamily) -> UInt128 {
        let width = family.bitWidth
        let all: UInt128 = width == 128 ? .max : (1 << UInt128(width)) - 1
        return length == 0 ? 0 : all & ~((1 << UInt128(width - length)) &- 1)
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.address, left.length) < (right.address, right.length)
    }
}

extension IPPrefix: CustomStringConvertible {
    public var description: String { "\(address)/\(length)" }
}

/// An address of an interface together with the length of its subnet: `192.0.2.1/24`.
public struct InterfaceAddress: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let address: IPAddress
    public let length: Int

    public init(address: IPAddress, length: Int) {
        precondition((0...address.family.bitWidth).contains(length), "prefix length out of range")
        self.address = address
        self.length = length
    }

    public init(_ text: some StringProtocol) throws(NotationError) {
        let parts = text.octets.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw NotationError(
                expected: "an address, a slash and a length, such as 192.0.2.0/24 or 2001:db8::/32")
        }
        let address = try IPAddress(notation: parts[0])
        let width = address.family.bitWidth
        guard let length = parts[1].decimalValue(as: Int.self), length <= width else {
            throw NotationError(
                expected: "a prefix length from 0 to \(width) for \(address.family)")
        }
        self.init(address: address, length: length)
    }

    /// The subnet the address lies in.
    public var prefix: IPPrefix { IPPrefix(containing: address, length: length) }

    public static func < (left: Self, right: Self) -> Bool {
        (left.address, left.length) < (right.address, right.length)
    }
}

extension InterfaceAddress: CustomStringConvertible {
    public var description: String { "\(address)/\(length)" }
}
