import Diagnostics
import Net

/// A rule that a client's routes must keep, and who asked for it.
///
/// The order of the rules says what is told as the reason, and carries one decision: whose route it
/// is comes before how long its prefix is, so that a blackhole for a single address is judged by
/// its owner and not by its length.
public struct ImportRule: Sendable {
    public enum Kind: Hashable, Sendable {
        /// No prefix of the exchange's own LANs, nor inside them (RFC 7454, section 6.1.4).
        case ownLANs([IPPrefix])
        /// No bogon, unless the client may announce it.
        case bogonPrefixes([PrefixRange])
        /// As many AS numbers in the path, a set counted as one.
        case pathLengths(ClosedRange<Int>)
        /// The client's own number first (RFC 4271, section 6.3).
        case firstAS
        /// A next hop of the client's own (RFC 7948, section 4.8).
        case nextHops
        /// No AS_SET (RFC 6472, RFC 9774).
        case asSets
        /// No bogon in the path.
        case bogonASNs([ClosedRange<UInt32>])
        /// None of these in the path of anybody but one of them: they buy from nobody.
        case transitFree([ASN])
        /// None of these in the path of anybody but one of them: they asked for it.
        case neverViaRouteServers([ASN])
        /// No route that was already sent to a customer, a peer or a route server's client
        /// (OTC; RFC 9234, section 5).
        case leaks
        /// No path that is invalid by what networks attest of their providers (ASPA;
        /// draft-ietf-sidrops-aspa-verification, "upstream paths").
        case pathValidity
        /// An origin of the client's list.
        case origins
        /// A prefix of the client's list or inside one; where `roaSuffices`, or one whose origin is
        /// valid.
        case prefixes(roaSuffices: Bool)
        /// Ends here for routes with BLACKHOLE: lengths inside the window are accepted, others
        /// refused, and validity of the origin and the lengths below are not looked at.
        case blackholes(BlackholePolicy)
        /// No origin that is invalid (RFC 6811).
        case originValidity
        /// Lengths that a prefix may have, unless the client may announce just that prefix.
        case prefixLengths(ipv4: ClosedRange<Int>, ipv6: ClosedRange<Int>)
    }

    public var kind: Kind
    public var origin: SourceSpan

    public init(_ kind: Kind, origin: SourceSpan) {
        self.kind = kind
        self.origin = origin
    }
}

/// What becomes of routes with BLACKHOLE (RFC 7999).
public struct BlackholePolicy: Hashable, Sendable {
    /// What their next hop is changed to; kept where nil.
    public var nextHopIPv4: IPv4Address?
    public var nextHopIPv6: IPv6Address?
    public var ipv4Lengths: ClosedRange<Int>
    public var ipv6Lengths: ClosedRange<Int>

    public init(
        nextHopIPv4: IPv4Address?, nextHopIPv6: IPv6Address?, ipv4Lengths: ClosedRange<Int>,
        ipv6Lengths: ClosedRange<Int>
    ) {
        self.nextHopIPv4 = nextHopIPv4
        self.nextHopIPv6 = nextHopIPv6
        self.ipv4Lengths = ipv4Lengths
        self.ipv6Lengths = ipv6Lengths
    }

    public func lengths(_ family: AddressFamily) -> ClosedRange<Int> {
        family == .ipv4 ? ipv4Lengths : ipv6Lengths
    }

    public func nextHop(_ family: AddressFamily) -> IPAddress? {
        family == .ipv4 ? nextHopIPv4.map(IPAddress.ipv4) : nextHopIPv6.map(IPAddress.ipv6)
    }
}

/// Why a route was refused. A refused route carries the reason as the large community
/// `RS:1101:number`; 1 to 15 are the numbers of Euro-IX, those from 1001 ours.
public enum RejectReason: UInt32, Sendable, CaseIterable {
    case prefixTooLong = 1
    case prefixTooShort = 2
    case bogonPrefix = 3
    case bogonASN = 4
    case pathTooLong = 5
    case pathTooShort = 6
    case firstASNotPeer = 7
    case nextHopNotPeer = 8
    case prefixNotRegistered = 9
    case originNotRegistered = 10
    case originInvalid = 13
    case transitFreeASN = 14
    case asSet = 1001
    case neverViaRouteServers = 1002
    case routeLeak = 1003
    case blackholeLength = 1004
    case pathInvalid = 1005

    /// What is wrong, as a sentence about the route.
    public var meaning: String {
        switch self {
        case .prefixTooLong: "the prefix is longer than routes may be"
        case .prefixTooShort: "the prefix is shorter than routes may be"
        case .bogonPrefix: "the prefix has no place in the routing of the Internet"
        case .bogonASN: "the path holds an AS number that nobody may use"
        case .pathTooLong: "the path is too long"
        case .pathTooShort: "the path is empty"
        case .firstASNotPeer: "the first AS of the path is not the client"
        case .nextHopNotPeer: "the next hop is not the client's"
        case .prefixNotRegistered: "the prefix is not among the client's"
        case .originNotRegistered: "the origin is not among the client's"
        case .originInvalid: "the origin is invalid by RPKI"
        case .transitFreeASN: "the path leads through a transit-free network"
        case .asSet: "the path holds an AS_SET"
        case .neverViaRouteServers: "the path holds a network that asked never to be here"
        case .routeLeak: "the route was already sent to a customer or a peer"
        case .pathInvalid: "the path is invalid by RPKI (ASPA)"
        case .blackholeLength: "the prefix of the blackhole is longer or shorter than they may be"
        }
    }
}

extension RouteServer {
    /// The exchange's own LANs, which nobody may announce.
    public var ownLANs: [IPPrefix] {
        for case .ownLANs(let prefixes) in rules.lazy.map(\.kind) { return prefixes }
        return []
    }

    public var bogonPrefixes: [PrefixRange] {
        for case .bogonPrefixes(let ranges) in rules.lazy.map(\.kind) { return ranges }
        return []
    }

    public var bogonASNs: [ClosedRange<UInt32>] {
        for case .bogonASNs(let ranges) in rules.lazy.map(\.kind) { return ranges }
        return []
    }

    /// All lengths where no rule says anything of them.
    public func acceptedLengths(_ family: AddressFamily) -> ClosedRange<Int> {
        for case .prefixLengths(let ipv4, let ipv6) in rules.lazy.map(\.kind) {
            return family == .ipv4 ? ipv4 : ipv6
        }
        return 0...family.bitWidth
    }
}
