/// An Internet protocol number (IANA "Assigned Internet Protocol Numbers").
@frozen
public struct IPProtocol: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable {
    public let rawValue: UInt8

    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let icmp = IPProtocol(rawValue: 1)
    public static let tcp = IPProtocol(rawValue: 6)
    public static let udp = IPProtocol(rawValue: 17)
    public static let icmpv6 = IPProtocol(rawValue: 58)
    public static let sctp = IPProtocol(rawValue: 132)

    /// Whether the header begins with a source and a destination port of 16 bits.
    @inlinable
    public var hasPorts: Bool { self == .tcp || self == .udp || self == .sctp }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension IPProtocol: CustomStringConvertible {
    public var description: String {
        switch self {
        case .icmp: "icmp"
        case .tcp: "tcp"
        case .udp: "udp"
        case .icmpv6: "icmpv6"
        case .sctp: "sctp"
        default: String(rawValue)
        }
    }
}
