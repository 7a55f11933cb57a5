/// What a contract allows on top of IP: every protocol, ICMP (of the family in hand), or a range
/// of destination ports of TCP, UDP or SCTP.
public enum ServicePort: Hashable, Comparable, Sendable {
    case any
    case icmp
    case ports(IPProtocol, ClosedRange<UInt16>)

    /// `any`, `icmp`, `tcp/443`, `udp/6000-6100`.
    public init(_ text: some StringProtocol) throws(NotationError) {
        if text == "any" || text == "icmp" {
            self = text == "any" ? .any : .icmp
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let protocols: [Substring: IPProtocol] = ["tcp": .tcp, "udp": .udp, "sctp": .sctp]
        guard parts.count == 2, let number = protocols[Substring(parts[0])] else {
            throw Self.malformed
        }
        let bounds = parts[1].split(separator: "-", omittingEmptySubsequences: false)
        guard let first = bounds.first?.decimalValue(as: UInt16.self), first > 0,
            let last = bounds.last?.decimalValue(as: UInt16.self), bounds.count <= 2,
            first <= last
        else { throw Self.malformed }
        self = .ports(number, first...last)
    }

    private static let malformed = NotationError(
        expected:
            "any, icmp, or a protocol and its destination ports, such as tcp/443 or udp/6000-6100; "
            + "ports are 1 to 65535, protocols tcp, udp and sctp")

    /// The protocol number on the wire; nil where every protocol is meant.
    public func protocolNumber(for family: AddressFamily) -> IPProtocol? {
        switch self {
        case .any: nil
        case .icmp: family == .ipv4 ? .icmp : .icmpv6
        case .ports(let number, _): number
        }
    }

    /// The destination ports; nil where the protocol has none or all are meant.
    public var destinationPorts: ClosedRange<UInt16>? {
        if case .ports(_, let range) = self { range } else { nil }
    }

    private var order: (Int, UInt8, UInt16, UInt16) {
        switch self {
        case .any: (0, 0, 0, 0)
        case .icmp: (1, 0, 0, 0)
        case .ports(let number, let range):
            (2, number.rawValue, range.lowerBound, range.upperBound)
        }
    }

    public static func < (left: Self, right: Self) -> Bool { left.order < right.order }
}

extension ServicePort: CustomStringConvertible {
    public var description: String {
        switch self {
        case .any: "any"
        case .icmp: "icmp"
        case .ports(let number, let range):
            range.count == 1
                ? "\(number)/\(range.lowerBound)"
                : "\(number)/\(range.lowerBound)-\(range.upperBound)"
        }
    }
}
