/// An Internet protocol number (IANA "Assigned Internet Protocol Numbers").
@frozen
public struct IPProtocol: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable {
    public let rawValue: UInt8

    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    @inlinable public static var icmp: IPProtocol { IPProtocol(rawValue: 1) }
    @inlinable public static var tcp: IPProtocol { IPProtocol(rawValue: 6) }
    @inlinable public static var udp: IPProtocol { IPProtocol(rawValue: 17) }
    @inlinable public static var icmpv6: IPProtocol { IPProtocol(rawValue: 58) }
    @inlinable public static var sctp: IPProtocol { IPProtocol(rawValue: 132) }

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
