import IR
import Net

/// A route as it is on the wire, with the attributes that a route server's policy looks at.
public struct Route: Hashable, Sendable {
    public var prefix: IPPrefix
    public var path: ASPath
    public var nextHop: IPAddress
    /// Ascending, each once.
    public internal(set) var communities: [Community]
    /// The AS that said that the route goes to customers alone from there on (OTC; RFC 9234).
    public var onlyToCustomer: UInt32?

    public init(
        prefix: IPPrefix, path: ASPath, nextHop: IPAddress, communities: [Community] = [],
        onlyToCustomer: UInt32? = nil
    ) {
        self.prefix = prefix
        self.path = path
        self.nextHop = nextHop
        self.communities = Set(communities).sorted()
        self.onlyToCustomer = onlyToCustomer
    }

    mutating func add(_ community: Community) {
        guard !communities.contains(community) else { return }
        communities.append(community)
        communities.sort()
    }
}

/// Whether the origin of a route may originate its prefix (RFC 6811, section 2).
public enum OriginValidity: String, Sendable {
    case valid, invalid
    case notFound = "not found"
}

/// A route that the server took.
public struct AcceptedRoute: Hashable, Sendable {
    /// With what the server says about it.
    public let route: Route
    /// Whose it is: the place in `RouteServer.clients`.
    public let client: Int
    public let isBlackhole: Bool
    /// Whether any other route to the prefix is better (GRACEFUL_SHUTDOWN; RFC 8326).
    public let isLastChoice: Bool
    /// Nil where it was not looked at.
    public let validity: OriginValidity?
}

public enum ImportDecision: Hashable, Sendable {
    case accepted(AcceptedRoute)
    case refused(Refusal)

    public var accepted: AcceptedRoute? {
        if case .accepted(let route) = self { route } else { nil }
    }

    public var refusal: Refusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }
}

/// The rule that a route broke.
public struct Refusal: Hashable, Sendable {
    public let reason: RejectReason
    /// The place in `RouteServer.rules`; those before it were kept.
    public let rule: Int
    /// `RS:1101:reason`, by which the server says so itself.
    public let community: Community

    init(_ reason: RejectReason, rule: Int, of server: RouteServer) {
        self.reason = reason
        self.rule = rule
        community = .large(server.asn.rawValue, CommunityPlan.rejection, reason.rawValue)
    }
}

public enum ExportDecision: Hashable, Sendable {
    /// The route as the receiver gets it.
    case announced(Route, ExportReason)
    case withheld(ExportReason)
}

/// Why a route is announced to a client or not.
public enum ExportReason: Hashable, Sendable {
    case ownRoute
    /// The session is of the other address family.
    case otherFamily
    case senderChoice
    case receiverChoice
    case blackholeUnwanted
    /// The next hop is of a family that the receiver cannot use for the prefix (RFC 8950).
    case nextHopFamily
    /// The route carries this community.
    case request(Community)
    case nobodyObjects
}
