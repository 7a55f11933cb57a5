/// A VLAN identifier that a network may be given (IEEE 802.1Q, 9.6).
@frozen
public struct VLANID: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let rawValue: UInt16

    /// Fails outside 1...4094: 0 marks priority tags and 4095 is reserved.
    @inlinable
    public init?(rawValue: UInt16) {
        guard rawValue >= 1 && rawValue <= 4094 else { return nil }
        self.rawValue = rawValue
    }

    public init(_ text: some StringProtocol) throws(NotationError) {
        guard let value = text.decimalValue(as: UInt16.self), let vlan = VLANID(rawValue: value)
        else { throw NotationError(expected: "a VLAN ID from 1 to 4094") }
        self = vlan
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension VLANID: CustomStringConvertible {
    public var description: String { String(rawValue) }
}
