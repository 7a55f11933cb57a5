/// A community of a route: standard (RFC 1997), route target (extended, RFC 4360, section 4) or
/// large (RFC 8092). Sorts by kind in this order, then by number.
public enum Community: Hashable, Comparable, Sendable {
    case standard(UInt16, UInt16)
    case routeTarget(RouteTarget)
    case large(UInt32, UInt32, UInt32)

    /// Not to be announced outside the receiver's own AS (RFC 1997).
    public static let noExport = standard(65535, 65281)
    /// Not to be announced to anybody (RFC 1997).
    public static let noAdvertise = standard(65535, 65282)
    /// Traffic to the prefix is to be discarded (RFC 7999).
    public static let blackhole = standard(65535, 666)
    /// The route is about to go away (RFC 8326).
    public static let gracefulShutdown = standard(65535, 0)

    /// `64511:1`, `rt:64511:65540`, `64511:0:65540`, or the name of a well-known community.
    public init(_ text: some StringProtocol) throws(NotationError) {
        if let known = Self.wellKnown.first(where: { $0.name == text }) {
            self = known.community
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 3, parts[0] == "rt" {
            if let administrator = parts[1].decimalValue(as: UInt16.self),
                let number = parts[2].decimalValue(as: UInt32.self)
            {
                self = .routeTarget(RouteTarget(administrator: administrator, number: number))
                return
            }
        } else if parts.count == 2 {
            let numbers = parts.compactMap { $0.decimalValue(as: UInt16.self) }
            if numbers.count == 2 {
                self = .standard(numbers[0], numbers[1])
                return
            }
        } else if parts.count == 3 {
            let numbers = parts.compactMap { $0.decimalValue(as: UInt32.self) }
            if numbers.count == 3 {
                self = .large(numbers[0], numbers[1], numbers[2])
                return
            }
        }
        throw NotationError(
            expected: "a community such as 64511:1, rt:64511:65540, 64511:0:65540 or one of "
                + Self.wellKnown.map(\.name).joined(separator: ", "))
    }

    /// As IANA registers them.
    private static let wellKnown: [(name: String, community: Community)] = [
        ("NO_EXPORT", .noExport), ("NO_ADVERTISE", .noAdvertise), ("BLACKHOLE", .blackhole),
        ("GRACEFUL_SHUTDOWN", .gracefulShutdown),
    ]

    public static func < (left: Self, right: Self) -> Bool { left.order < right.order }

    /// Kind and numbers.
    private var order: (Int, UInt32, UInt32, UInt32) {
        switch self {
        case .standard(let first, let second): (0, UInt32(first), UInt32(second), 0)
        case .routeTarget(let target): (1, UInt32(target.administrator), target.number, 0)
        case .large(let first, let second, let third): (2, first, second, third)
        }
    }
}

extension Community: CustomStringConvertible {
    public var description: String {
        switch self {
        case .standard(let first, let second): "\(first):\(second)"
        case .routeTarget(let target): "rt:\(target)"
        case .large(let first, let second, let third): "\(first):\(second):\(third)"
        }
    }
}
