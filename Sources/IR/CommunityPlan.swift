import Net

/// What a member may ask of a route server for a route of its own, and the communities that say it.
///
/// Every request has a large form (RFC 8092), by the numbers of Euro-IX, which can name every
/// member. A standard form (RFC 1997) exists where both numbers fit into 16 bits; a member with a
/// 32-bit number can be given a private one for it. The form of a route target (RFC 4360, section
/// 3.1) holds a 16-bit and a 32-bit number.
///
///                          large          standard      route target
///     announce to nobody   RS:0:0         0:RS          rt:0:RS
///     not to a member      RS:0:PEER      0:PEER        rt:0:PEER
///     announce to all      RS:1:0         RS:RS         rt:RS:RS
///     to a member          RS:1:PEER      RS:PEER       rt:RS:PEER
///     prepend n, to all    RS:10n:0       6550n:RS      rt:6550n:RS
///     prepend n            RS:10n:PEER    6550n:PEER    rt:6550n:PEER
///     NO_EXPORT, to all    RS:65281:0     65281:RS      rt:65281:RS
///     NO_EXPORT            RS:65281:PEER  65281:PEER    rt:65281:PEER
///     blackhole            RS:666:0       RS:666
///
/// Precedence, total: not to a member, to a member, to nobody, and what nobody says anything about
/// is announced. A prepend for a member counts before one for all, more before fewer.
public struct CommunityPlan: Sendable {
    public enum Request: Hashable, Sendable {
        case withhold
        case announce
        /// 1 to 3 times.
        case prepend(Int)
        case addNoExport
    }

    public enum Target: Hashable, Sendable {
        case everybody
        /// The number that standard communities name the member by, where it is not its own.
        case member(ASN, communityASN: UInt16?)
    }

    public static let requests: [Request] = [
        .withhold, .announce, .prepend(1), .prepend(2), .prepend(3), .addNoExport,
    ]

    public let asn: ASN
    /// Administrators of standard communities and route targets that are the server's to read;
    /// ascending.
    public let administrators: [UInt16]

    /// - Parameter asn: the route server's.
    public init(asn: ASN) {
        self.asn = asn
        let asn16 = UInt16(exactly: asn.rawValue)
        administrators = Set(
            Self.requests.compactMap { Self.administrator(of: $0, server: asn16) }
        ).sorted()
    }

    /// Numbers of the second field of large communities `RS:n:n` that members may not set: what
    /// the server says about a route, and why it refused one.
    public static let informational: ClosedRange<UInt32> = 1000...1999
    /// `RS:1101:reason`.
    public static let rejection: UInt32 = 1101
    /// `RS:1000:validity`, 1 for valid, 2 for not found, 3 for not looked at.
    public static let validity: UInt32 = 1000

    /// The server's number where it fits into 16 bits.
    public var asn16: UInt16? { UInt16(exactly: asn.rawValue) }

    /// All communities that make the request, ascending.
    public func communities(for request: Request, _ target: Target) -> [Community] {
        let named: UInt32
        let named16: UInt16?
        switch target {
        case .everybody:
            named = 0
            named16 = asn16
        case .member(let asn, let communityASN):
            named = asn.rawValue
            named16 = UInt16(exactly: asn.rawValue) ?? communityASN
        }
        let administrator = Self.administrator(of: request, server: asn16)
        var communities: [Community] = [
            .large(asn.rawValue, Self.largeFunction(of: request), named)
        ]
        if let administrator {
            if let named16 { communities.append(.standard(administrator, named16)) }
            communities.append(
                .routeTarget(
                    RouteTarget(
                        administrator: administrator, number: named == 0 ? asn.rawValue : named)))
        }
        return communities.sorted()
    }

    /// Communities that stand for BLACKHOLE besides the well-known one.
    public var blackholes: [Community] {
        (asn16.map { [.standard($0, 666)] } ?? []) + [.large(asn.rawValue, 666, 0)]
    }

    /// Whether the community is a request to the server, which no other client is to see.
    public func isRequest(_ community: Community) -> Bool {
        switch community {
        case .standard(let administrator, _): administrators.contains(administrator)
        case .routeTarget(let target): administrators.contains(target.administrator)
        case .large(let administrator, let function, _):
            administrator == asn.rawValue && !Self.informational.contains(function)
        }
    }

    /// Whether the community is one that only the server may set.
    public func isStatement(_ community: Community) -> Bool {
        if case .large(let administrator, let function, _) = community {
            administrator == asn.rawValue && Self.informational.contains(function)
        } else {
            false
        }
    }

    /// The middle number of the large form.
    public static func largeFunction(of request: Request) -> UInt32 {
        switch request {
        case .withhold: 0
        case .announce: 1
        case .prepend(let count): 100 + UInt32(count)
        case .addNoExport: 65281
        }
    }

    /// The first number of the other forms; nil where they would need the server's and it does not
    /// fit.
    public static func administrator(of request: Request, server: UInt16?) -> UInt16? {
        switch request {
        case .withhold: 0
        case .announce: server
        case .prepend(let count): 65500 + UInt16(count)
        case .addNoExport: 65281
        }
    }
}
