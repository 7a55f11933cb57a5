/// A route target of the two-octet AS form (RFC 4360, section 3.1, type 0x0002): a 16-bit
/// administrator and a 32-bit number, which a whole VNI fits into.
///
/// The forms with a 16-bit number are left out on purpose: no VNI fits into them.
public struct RouteTarget: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let administrator: UInt16
    public let number: UInt32

    public init(administrator: UInt16, number: UInt32) {
        self.administrator = administrator
        self.number = number
    }

    public init(_ text: some StringProtocol) throws(NotationError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let administrator = parts[0].decimalValue(as: UInt16.self),
            administrator > 0, let number = parts[1].decimalValue(as: UInt32.self)
        else {
            throw NotationError(
                expected:
                    "a route target, a number from 1 to 65535, a colon and a number up to "
                    + "4294967295, such as 64900:10110")
        }
        self.init(administrator: administrator, number: number)
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.administrator, left.number) < (right.administrator, right.number)
    }
}

extension RouteTarget: CustomStringConvertible {
    public var description: String { "\(administrator):\(number)" }
}
