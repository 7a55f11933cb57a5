/// A VXLAN network identifier (RFC 7348, section 5): 24 bits, zero not used.
@frozen
public struct VNI: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let rawValue: UInt32

    /// Fails outside 1...16777215.
    @inlinable
    public init?(rawValue: UInt32) {
        guard rawValue >= 1 && rawValue <= 0xff_ffff else { return nil }
        self.rawValue = rawValue
    }

    public init(_ text: some StringProtocol) throws(NotationError) {
        guard let value = text.decimalValue(as: UInt32.self), let vni = VNI(rawValue: value)
        else { throw NotationError(expected: "a VNI from 1 to 16777215") }
        self = vni
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension VNI: CustomStringConvertible {
    public var description: String { String(rawValue) }
}
