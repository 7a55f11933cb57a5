import Diagnostics
import Net

/// A route server (RFC 7947): its sessions, what it refuses from all of them, and what each may
/// announce and gets.
public struct RouteServer: Sendable {
    public var lan: SegmentID
    public var asn: ASN
    public var routerID: IPv4Address
    public var addresses: [IPAddress]
    /// What is refused, in the order in which it is looked for: the first rule that a route breaks
    /// is the reason. At most one of each kind.
    public var rules: [ImportRule]
    /// Where origins are validated (RFC 6811); nil where they are not.
    public var originValidation: OriginValidation?
    /// Whether routes with GRACEFUL_SHUTDOWN are the last choice (RFC 8326).
    public var honoursGracefulShutdown: Bool
    /// Whether sessions have roles, and routes carry OTC (RFC 9234).
    public var hasRoles: Bool
    /// Ascending by AS number, address and family; of an address and a family there is one.
    public var clients: [RouteServerClient]
    public var origin: SourceSpan
    /// What the configuration itself knows of providers, ascending, each customer once; what the
    /// caches know comes to it. Nil where paths are not verified.
    public var providerAuthorizations: [ProviderAuthorization]?

    public init(
        lan: SegmentID, asn: ASN, routerID: IPv4Address, addresses: [IPAddress],
        rules: [ImportRule], originValidation: OriginValidation?, honoursGracefulShutdown: Bool,
        hasRoles: Bool, clients: [RouteServerClient], origin: SourceSpan
    ) {
        self.lan = lan
        self.asn = asn
        self.routerID = routerID
        self.addresses = addresses
        self.rules = rules
        self.originValidation = originValidation
        self.honoursGracefulShutdown = honoursGracefulShutdown
        self.hasRoles = hasRoles
        self.clients = clients
        self.origin = origin
    }

    /// Families of the routes that it takes: those that it has an address of, and those that some
    /// client has on sessions of the other (RFC 8950).
    public var families: [AddressFamily] {
        AddressFamily.allCases.filter { family in
            addresses.contains { $0.family == family } || clients.contains { $0.family == family }
        }
    }

    /// The server's address of a family that it has.
    public func address(_ family: AddressFamily) -> IPAddress? {
        addresses.first { $0.family == family }
    }
}

/// What validates origins.
public struct OriginValidation: Sendable {
    /// Caches that are asked over RTR (RFC 8210), in order of preference.
    public var caches: [RTRCache]
    /// Payloads that stand in the configuration itself, ascending.
    public var payloads: [ValidatedROAPayload]

    public init(caches: [RTRCache], payloads: [ValidatedROAPayload]) {
        self.caches = caches
        self.payloads = payloads
    }
}

public struct RTRCache: Hashable, Sendable {
    public var address: IPAddress
    public var port: UInt16

    public init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }
}

/// Who may originate a prefix (VRP; RFC 6811, section 2).
public struct ValidatedROAPayload: Hashable, Comparable, Sendable, BitwiseCopyable {
    public var prefix: IPPrefix
    /// From the prefix's own length to the family's width.
    public var maxLength: Int
    /// 0 says that nobody may.
    public var asn: UInt32

    public init(prefix: IPPrefix, maxLength: Int, asn: UInt32) {
        self.prefix = prefix
        self.maxLength = maxLength
        self.asn = asn
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.prefix, left.maxLength, left.asn) < (right.prefix, right.maxLength, right.asn)
    }
}

/// Whom a network attests as providers, these and no others (ASPA;
/// draft-ietf-sidrops-aspa-verification, section 3).
public struct ProviderAuthorization: Hashable, Sendable {
    public var customer: UInt32
    /// Ascending, each once, AS 0 not among them; none where the network has no provider.
    public var providers: [UInt32]

    public init(customer: UInt32, providers: [UInt32]) {
        self.customer = customer
        self.providers = providers
    }
}

/// A prefix and the lengths of more specific ones that are meant with it.
public struct PrefixRange: Hashable, Sendable {
    public var prefix: IPPrefix
    public var lengths: ClosedRange<Int>

    public init(
        prefix: IPPrefix, lengths: ClosedRange<Int>
    ) {
        self.prefix = prefix
        self.lengths = lengths
    }

    public func contains(_ other: IPPrefix) -> Bool {
        prefix.contains(other) && lengths.contains(other.length)
    }
}

/// One session of a route server, a member's address on the LAN, in one family of routes. A session
/// that carries both families is two clients with one address; what is the session's own, its key
/// and its TTL, and what the member chose is the same for both.
public struct RouteServerClient: Sendable {
    /// Index into `Exchange.members`.
    public var member: Int
    public var asn: ASN
    public var address: IPAddress
    /// That of the address, or IPv4 where a session of IPv6 carries it, too (RFC 8950).
    public var family: AddressFamily
    /// Prefixes of the family that the member may announce, with all inside them; ascending.
    public var prefixes: [IPPrefix]
    /// AS numbers its routes may originate from.
    public var origins: [ASN]
    /// Next hops that its routes may have, ascending; the session's address among them.
    public var nextHops: [IPAddress]
    public var limit: SessionLimit?
    /// Name of the key of its session (TCP MD5, RFC 2385). The key itself is never here.
    public var secret: Name?
    /// Whether only packets with a TTL of 255 are taken from it (RFC 5082).
    public var hasGTSM: Bool
    /// Whether it gets all paths of a prefix (RFC 7911).
    public var getsAllPaths: Bool
    /// Whether IPv4 routes may have IPv6 next hops (RFC 8950).
    public var hasExtendedNextHop: Bool
    /// Whether it gets routes that the rule of blackholes accepted (RFC 7999). Without that rule
    /// BLACKHOLE is a community as any other.
    public var getsBlackholes: Bool
    /// A private 16-bit number by which standard communities may name a member that has a 32-bit
    /// one.
    public var communityASN: UInt16?
    /// Communities that are added to its routes before any rule looks at them; ascending.
    public var attachedCommunities: [Community]
    /// Whom its routes go to, whatever their communities say.
    public var announcesTo: MemberChoice
    /// Whose routes it gets, whatever their communities say.
    public var acceptsFrom: MemberChoice
    public var origin: SourceSpan

    public init(
        member: Int, asn: ASN, address: IPAddress, family: AddressFamily, prefixes: [IPPrefix],
        origins: [ASN], nextHops: [IPAddress], limit: SessionLimit?, secret: Name?,
        hasGTSM: Bool, getsAllPaths: Bool, hasExtendedNextHop: Bool, getsBlackholes: Bool,
        communityASN: UInt16?, attachedCommunities: [Community], announcesTo: MemberChoice,
        acceptsFrom: MemberChoice,
        origin: SourceSpan
    ) {
        self.member = member
        self.asn = asn
        self.address = address
        self.family = family
        self.prefixes = prefixes
        self.origins = origins
        self.nextHops = nextHops
        self.limit = limit
        self.secret = secret
        self.hasGTSM = hasGTSM
        self.getsAllPaths = getsAllPaths
        self.hasExtendedNextHop = hasExtendedNextHop
        self.getsBlackholes = getsBlackholes
        self.communityASN = communityASN
        self.attachedCommunities = attachedCommunities
        self.announcesTo = announcesTo
        self.acceptsFrom = acceptsFrom
        self.origin = origin
    }
}

extension RouteServerClient {
    /// Whether the session's addresses are of another family than its routes.
    public var isOverOtherFamily: Bool { family != address.family }
}

/// How many routes a session may bring.
public struct SessionLimit: Hashable, Sendable {
    /// Which routes count.
    public enum Counted: String, Sendable, CaseIterable {
        /// All that arrive, so that a member that leaks a full table is cut off though nothing of
        /// it is accepted.
        case received
        /// Those that are accepted.
        case accepted
    }

    /// What happens past the limit.
    public enum Action: String, Sendable, CaseIterable {
        /// The session ends and stays down until somebody lifts it.
        case shutdown
        /// The session ends and comes back.
        case restart
        /// No more routes are taken.
        case block
        /// A line in the log.
        case warn
    }

    public var prefixes: Int
    public var counted: Counted
    public var action: Action

    public init(prefixes: Int, counted: Counted, action: Action) {
        self.prefixes = prefixes
        self.counted = counted
        self.action = action
    }
}

/// A member's choice among the others, by AS number.
public enum MemberChoice: Hashable, Sendable {
    case everybody
    /// Ascending.
    case only([ASN])
    /// Ascending.
    case allBut([ASN])

    public func contains(_ asn: ASN) -> Bool {
        switch self {
        case .everybody: true
        case .only(let asns): asns.contains(asn)
        case .allBut(let asns): !asns.contains(asn)
        }
    }
}
