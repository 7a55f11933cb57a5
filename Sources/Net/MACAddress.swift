/// A 48-bit MAC address (IEEE 802), the first octet on the wire in bits 47 to 40.
@frozen
public struct MACAddress: Hashable, Comparable, Sendable, BitwiseCopyable {
    public var rawValue: UInt64

    /// - Precondition: bits 63 to 48 are zero.
    @inlinable
    public init(rawValue: UInt64) {
        precondition(rawValue >> 48 == 0, "a MAC address has 48 bits")
        self.rawValue = rawValue
    }

    /// Six pairs of hexadecimal digits with colons or hyphens between them.
    public init(_ text: some StringProtocol) throws(NotationError) {
        let separator: Character = text.contains("-") ? "-" : ":"
        let pairs = text.split(separator: separator, omittingEmptySubsequences: false)
        var value: UInt64 = 0
        for pair in pairs {
            guard pair.utf8.count == 2, let octet = pair.hexadecimalValue(digits: 2) else {
                throw Self.malformed
            }
            value = value << 8 | octet
            if pairs.count != 6 { throw Self.malformed }
        }
        self.init(rawValue: value)
    }

    private static let malformed = NotationError(
        expected: "a MAC address, six pairs of hexadecimal digits such as 02:00:5e:00:53:01")

    public static let broadcast = MACAddress(rawValue: 0xffff_ffff_ffff)

    /// Whether the group bit is set: the address names a set of stations (IEEE 802, 8.2.2).
    @inlinable
    public var isGroup: Bool { rawValue >> 40 & 1 == 1 }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension MACAddress: CustomStringConvertible {
    public var description: String {
        (0..<6).map { index in
            let text = String(rawValue >> UInt64(40 - 8 * index) & 255, radix: 16)
            return text.utf8.count == 1 ? "0" + text : text
        }.joined(separator: ":")
    }
}
