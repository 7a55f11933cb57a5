import Net

/// What a route server asks of its clients' routes.
public enum RouteServerRule: Hashable, Sendable {
    /// No prefix of `Fact.routeServerLAN`, nor inside one.
    case ownLANs
    /// No prefix of `Fact.routeServerBogon`, unless the client may announce it.
    case bogonPrefixes
    /// As many numbers in the AS path.
    case pathLengths(ClosedRange<Int>)
    /// The client in front of the AS path.
    case firstAS
    /// A next hop of the client's list.
    case nextHops
    /// No AS_SET.
    case asSets
    /// No number of `Fact.routeServerBogonASNs` in the AS path.
    case bogonASNs
    /// None of `Fact.routeServerTransitFree` in the AS path, unless the client is one.
    case transitFree
    /// None of `Fact.routeServerNeverHere` in the AS path, unless the client is one.
    case neverHere
    /// No OTC (RFC 9234).
    case leaks
    /// No path that is invalid by `Fact.routeServerProviders` and by what caches say (ASPA).
    case pathValidity
    /// An origin of the client's list.
    case origins
    /// A prefix of the client's list or inside one, or where so said one with a valid origin.
    case prefixes(orValid: Bool)
    /// Routes with BLACKHOLE end here: accepted where their length is one of these, with another
    /// next hop where one is said.
    case blackholes(ClosedRange<Int>, nextHop: IPAddress?)
    /// No origin that is invalid.
    case originValidity
    /// Such a length, unless the prefix is one of the client's list.
    case prefixLengths(ClosedRange<Int>)

    /// The place in the order in which policies have their rules. Of each rank there is one at most:
    /// values make no other rule.
    package var rank: Int {
        switch self {
        case .ownLANs: 0
        case .bogonPrefixes: 1
        case .pathLengths: 2
        case .firstAS: 3
        case .nextHops: 4
        case .asSets: 5
        case .bogonASNs: 6
        case .transitFree: 7
        case .neverHere: 8
        case .leaks: 9
        case .pathValidity: 10
        case .origins: 11
        case .prefixes: 12
        case .blackholes: 13
        case .originValidity: 14
        case .prefixLengths: 15
        }
    }
}

/// What a route server does, or does not.
public enum RouteServerSetting: String, Hashable, Sendable {
    /// Its sessions have roles (RFC 9234).
    case roles
    /// Routes with GRACEFUL_SHUTDOWN are the last choice (RFC 8326).
    case gracefulShutdown = "graceful shutdown"
    /// It knows validated payloads (RFC 6811).
    case originValidation = "origin validation"
}

/// The routes of one family on the session of a route server client.
public struct ClientChannel: Hashable, Sendable {
    /// The client's.
    public var address: IPAddress
    public var family: AddressFamily

    /// - Parameter family: that of the address where nil.
    public init(_ address: IPAddress, _ family: AddressFamily? = nil) {
        self.address = address
        self.family = family ?? address.family
    }
}

extension ClientChannel: CustomStringConvertible {
    public var description: String {
        family == address.family ? address.description : "\(address) in \(family)"
    }
}

/// How the session of one client is, where it is not as all are.
public enum ClientSetting: Hashable, Sendable {
    public enum Counted: String, Hashable, Sendable { case received, accepted }
    public enum Action: String, Hashable, Sendable { case shutdown, restart, block, warn }

    /// Ascending.
    public enum Choice: Hashable, Sendable {
        case only([ASN])
        case allBut([ASN])
    }

    case limit(Int, of: Counted, Action)
    /// The name of its key.
    case secret(String)
    /// Only a TTL of 255 is taken (RFC 5082).
    case ttlSecurity
    case allPaths
    case extendedNextHop
    /// It does not get routes with BLACKHOLE.
    case noBlackholes
    /// By which standard communities name it.
    case communityASN(UInt16)
    /// Added to its routes before any rule looks at them.
    case attaches(Community)
    case announcesTo(Choice)
    case acceptsFrom(Choice)
}

extension RouteServerRule: CustomStringConvertible {
    public var description: String {
        func text(_ range: ClosedRange<Int>) -> String {
            "\(range.lowerBound) to \(range.upperBound)"
        }
        return switch self {
        case .ownLANs: "no LAN of its own"
        case .bogonPrefixes: "no bogon"
        case .pathLengths(let lengths): "AS paths of length \(text(lengths))"
        case .firstAS: "the client in front of the AS path"
        case .nextHops: "next hops of the client"
        case .asSets: "no AS_SET"
        case .bogonASNs: "no bogon in the AS path"
        case .transitFree: "no transit-free network in the AS path"
        case .neverHere: "no network in the AS path that asked for it"
        case .leaks: "no OTC"
        case .pathValidity: "no invalid path"
        case .origins: "origins of the client"
        case .prefixes(let orValid): "prefixes of the client" + (orValid ? ", or valid" : "")
        case .blackholes(let lengths, let nextHop):
            "blackholes of length \(text(lengths))" + (nextHop.map { ", next hop \($0)" } ?? "")
        case .originValidity: "no invalid origin"
        case .prefixLengths(let lengths): "lengths \(text(lengths))"
        }
    }
}

extension ClientSetting: CustomStringConvertible {
    public var description: String {
        func text(_ choice: Choice) -> String {
            switch choice {
            case .only(let asns): "only AS \(asns.map(\.description).joined(separator: ", "))"
            case .allBut(let asns): "all but AS \(asns.map(\.description).joined(separator: ", "))"
            }
        }
        return switch self {
        case .limit(let prefixes, let counted, let action):
            "\(action.rawValue) at more than \(prefixes) \(counted.rawValue) prefixes"
        case .secret(let name): "key \(name)"
        case .ttlSecurity: "TTL 255"
        case .allPaths: "gets all paths"
        case .extendedNextHop: "IPv6 next hops of IPv4 routes"
        case .noBlackholes: "gets no blackholes"
        case .attaches(let community): "\(community) is added"
        case .communityASN(let number): "AS \(number) in standard communities"
        case .announcesTo(let choice): "announces to \(text(choice))"
        case .acceptsFrom(let choice): "accepts from \(text(choice))"
        }
    }

    /// What it is about, without its value.
    var subject: String {
        switch self {
        case .limit: "limit"
        case .secret: "key"
        case .ttlSecurity: "ttl"
        case .allPaths: "paths"
        case .extendedNextHop: "extended next hop"
        case .noBlackholes: "blackholes"
        case .attaches: "attached"
        case .communityASN: "community asn"
        case .announcesTo: "to"
        case .acceptsFrom: "from"
        }
    }
}
