/// A route distinguisher of type 1 (RFC 4364, section 4.2): the loopback of the device and an
/// index of 16 bits.
public struct RouteDistinguisher: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let address: IPv4Address
    public let index: UInt16

    public init(address: IPv4Address, index: UInt16) {
        self.address = address
        self.index = index
    }

    public init(_ text: some StringProtocol) throws(NotationError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = try? IPv4Address(parts[0]),
            let index = parts[1].decimalValue(as: UInt16.self)
        else {
            throw NotationError(
                expected: "a route distinguisher such as 192.0.2.1:110, the index up to 65535")
        }
        self.init(address: address, index: index)
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.address, left.index) < (right.address, right.index)
    }
}

extension RouteDistinguisher: CustomStringConvertible {
    public var description: String { "\(address):\(index)" }
}
