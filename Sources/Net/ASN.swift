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
