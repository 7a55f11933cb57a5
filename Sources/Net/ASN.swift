/// An autonomous system number of 32 bits (RFC 6793) that may appear in a configuration.
@frozen
public struct ASN: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let rawValue: UInt32

    /// Fails for the numbers that no system may use: 0 (RFC 7607), 23456 (RFC 6793), 65535 and
    /// 4294967295 (RFC 7300).
    @inlinable
    public init?(rawValue: UInt32) {
        switch rawValue {
        case 0, 23456, 65535, .max: return nil
        default: self.rawValue = rawValue
        }
    }

    /// The plain notation of RFC 5396, without "AS" before the number.
    public init(_ text: some StringProtocol) throws(NotationError) {
        guard let value = text.decimalValue(as: UInt32.self) else {
            let bare = text.hasPrefix("AS") ? String(text.dropFirst(2)) : nil
            throw NotationError(
                expected: "an AS number from 1 to 4294967294",
                suggestion: bare?.decimalValue(as: UInt32.self) == nil ? nil : bare)
        }
        guard let asn = ASN(rawValue: value) else {
            throw NotationError(
                expected: "an AS number in use; 0, 23456, 65535 and 4294967295 are reserved")
        }
        self = asn
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension ASN: CustomStringConvertible {
    public var description: String { String(rawValue) }
}

extension ASN {
    /// For examples (RFC 5398).
    public var isForDocumentation: Bool {
        (64496...64511).contains(rawValue) || (65536...65551).contains(rawValue)
    }

    /// RFC 6996, section 5.
    public var isPrivate: Bool {
        (64512...65534).contains(rawValue) || (4_200_000_000...4_294_967_294).contains(rawValue)
    }

    /// Numbers that are nobody's: AS 0 (RFC 7607), AS_TRANS (RFC 6793), documentation (RFC 5398),
    /// private use (RFC 6996), the last of 16 and of 32 bits (RFC 7300), and what IANA has reserved
    /// between them. Ascending.
    public static let reservedRanges: [ClosedRange<UInt32>] = [
        0...0, 23456...23456, 64496...131071, 4_200_000_000...4_294_967_295,
    ]

    public var isReserved: Bool { Self.reservedRanges.contains { $0.contains(rawValue) } }
}
