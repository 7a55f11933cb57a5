/// An IPv4 address (RFC 791), in host byte order.
@frozen
public struct IPv4Address: Hashable, Comparable, Sendable, BitwiseCopyable {
    public var rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Four plain decimals from 0 to 255: no octal, no shortened form.
    public init(_ text: some StringProtocol) throws(NotationError) {
        try self.init(notation: text.octets)
    }

    init(notation octets: ArraySlice<UInt8>) throws(NotationError) {
        let parts = octets.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        var value: UInt32 = 0
        for part in parts {
            guard let octet = part.decimalValue(as: UInt8.self) else { throw Self.malformed }
            value = value << 8 | UInt32(octet)
        }
        guard parts.count == 4 else { throw Self.malformed }
        rawValue = value
    }

    private static let malformed = NotationError(
        expected: "an IPv4 address, four decimals from 0 to 255 such as 192.0.2.1")

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension IPv4Address: CustomStringConvertible {
    public var description: String {
        "\(rawValue >> 24).\(rawValue >> 16 & 255).\(rawValue >> 8 & 255).\(rawValue & 255)"
    }
}
