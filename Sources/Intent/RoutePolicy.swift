import Diagnostics
import Net

/// What the route servers of an exchange refuse, beyond what no exchange lets pass.
public struct RoutePolicy: Sendable {
    /// Lengths that prefixes may have. Default 8-24 and 16-48.
    public var lengthsIPv4: Located<ClosedRange<Int>>?
    public var lengthsIPv6: Located<ClosedRange<Int>>?
    /// AS numbers that a path may have at most. Default 64.
    public var longestPath: Located<Int>?
    public var transitFree: [Located<ASN>]
    public var neverViaRouteServers: [Located<ASN>]
    public var originValidation: OriginValidation?
    /// Default ignore.
    public var aspa: Located<PathVerification>?
    public var blackholes: BlackholePolicy?
    /// Default true.
    public var gracefulShutdown: Located<Bool>?
    /// Default true.
    public var roles: Located<Bool>?
    public var snapshots: SnapshotPolicy?
    public var span: SourceSpan
}

/// What becomes of paths that are invalid by what networks attest of their providers (ASPA;
/// draft-ietf-sidrops-aspa-verification).
public enum PathVerification: String, Sendable, CaseIterable {
    case rejectInvalid = "reject-invalid"
    case ignore
}

/// Where it is known who may originate what (RFC 6811).
public struct OriginValidation: Sendable {
    public var caches: [RTRCache]
    /// Whether a valid origin stands in for a registered prefix. Default false.
    public var sufficesForPrefix: Located<Bool>?
    public var span: SourceSpan
}

/// A cache that answers over RTR (RFC 8210).
public struct RTRCache: Sendable {
    public var address: Located<IPAddress>
    /// Default 323.
    public var port: Located<UInt16>?
    public var span: SourceSpan
}

/// Routes with BLACKHOLE (RFC 7999); refused where there is no such object.
public struct BlackholePolicy: Sendable {
    /// What their next hop is changed to; kept where absent.
    public var nextHopIPv4: Located<IPv4Address>?
    public var nextHopIPv6: Located<IPv6Address>?
    /// Default 32-32 and 128-128.
    public var lengthsIPv4: Located<ClosedRange<Int>>?
    public var lengthsIPv6: Located<ClosedRange<Int>>?
    public var span: SourceSpan
}

/// How the sessions of a member with the route servers are.
public struct SessionPolicy: Sendable {
    /// Which next hops its routes may have.
    public enum NextHops: String, Sendable, CaseIterable {
        /// The address of the session alone.
        case strict
        /// Any address of the member on the LAN.
        case sameAS = "same-as"
    }

    public enum Counted: String, Sendable, CaseIterable { case received, accepted }

    public enum LimitAction: String, Sendable, CaseIterable {
        case shutdown, restart, block, warn
    }

    public var nextHops: Located<NextHops>?
    /// Addresses of others that its routes may have as next hop.
    public var authorizedNextHops: [Located<IPAddress>]
    /// Default shutdown.
    public var limitAction: Located<LimitAction>?
    /// Default received.
    public var limitCounts: Located<Counted>?
    /// Name of the key of its sessions; the key itself stays outside.
    public var secret: Located<Name>?
    public var gtsm: Located<Bool>?
    public var addPath: Located<Bool>?
    public var extendedNextHop: Located<Bool>?
    /// Whether its IPv6 sessions carry its IPv4 routes, too (RFC 8950). Default false.
    public var ipv4OverIPv6: Located<Bool>?
    /// Default true.
    public var blackholes: Located<Bool>?
    /// The number that standard communities name it by.
    public var communityASN: Located<ASN>?
    /// What its routes are treated and announced as though they had come with.
    public var attachedCommunities: [Located<Community>]
    /// Everybody where absent.
    public var announcesTo: MemberChoice?
    /// Everybody where absent.
    public var acceptsFrom: MemberChoice?
    public var span: SourceSpan
}

/// Some of the members, by AS number. Exactly one of the two lists is given.
public struct MemberChoice: Sendable {
    public var only: [Located<ASN>]?
    public var allBut: [Located<ASN>]?
    public var span: SourceSpan
}
