extension RoutePolicy: TopologyObject {
    static let noun = "policy"
    static let summary = "What the route servers refuse, beyond what no exchange lets pass."

    init?(reading object: inout TopologyReader) {
        let lengthsIPv4 = object.optional(
            "lengths_ipv4", .lengthsIPv4, "Lengths of IPv4 prefixes. Default 8-24.")
        let lengthsIPv6 = object.optional(
            "lengths_ipv6", .lengthsIPv6, "Lengths of IPv6 prefixes. Default 16-48.")
        let longestPath = object.optional(
            "longest_path", .pathLength, "AS numbers that a path may have at most. Default 64.")
        let transitFree = object.list(
            "transit_free", .list(of: .asn),
            "Networks that buy transit from nobody: no member may announce a path through them.")
        let neverViaRouteServers = object.list(
            "never_via_route_servers", .list(of: .asn),
            "Networks that asked not to be in any path of a route server.")
        let originValidation = object.optional(
            "origin_validation", .object(OriginValidation.self),
            "Who knows which AS may originate which prefix (RFC 6811).")
        let aspa = object.optional(
            "aspa", .choice(PathVerification.self),
            "Whether paths are refused that networks in them speak against (ASPA). Default ignore.")
        let blackholes = object.optional(
            "blackholes", .object(BlackholePolicy.self),
            "How BLACKHOLE (RFC 7999) is honoured; without it such routes get no favour.")
        let gracefulShutdown = object.optional(
            "graceful_shutdown", .boolean,
            "Whether routes with GRACEFUL_SHUTDOWN (RFC 8326) are the last choice. Default true.")
        let roles = object.optional(
            "roles", .boolean, "Whether sessions have roles (RFC 9234). Default true.")
        let snapshots = object.optional(
            "snapshots", .object(SnapshotPolicy.self),
            "How old data from outside may be. Any age by default.")
        self.init(
            lengthsIPv4: lengthsIPv4, lengthsIPv6: lengthsIPv6, longestPath: longestPath,
            transitFree: transitFree, neverViaRouteServers: neverViaRouteServers,
            originValidation: originValidation, aspa: aspa, blackholes: blackholes,
            gracefulShutdown: gracefulShutdown, roles: roles, snapshots: snapshots,
            span: object.span)
    }
}

extension OriginValidation: TopologyObject {
    static let noun = "origin validation"
    static let summary = "Where it is known who may originate what (RFC 6811)."

    init?(reading object: inout TopologyReader) {
        let caches = object.list(
            "caches", .objects(RTRCache.self), "Caches that answer over RTR (RFC 8210).")
        let sufficesForPrefix = object.optional(
            "suffices_for_prefix", .boolean,
            "Whether a valid origin stands in for a registered prefix. Default false.")
        self.init(caches: caches, sufficesForPrefix: sufficesForPrefix, span: object.span)
    }
}

extension RTRCache: TopologyObject {
    static let noun = "cache"
    static let summary = "A cache of validated payloads that answers over RTR (RFC 8210)."

    init?(reading object: inout TopologyReader) {
        let address = object.required("address", .address, "Its address.")
        let port = object.optional("port", .tcpPort, "Its TCP port. Default 323.")
        guard let address else { return nil }
        self.init(address: address, port: port, span: object.span)
    }
}

extension BlackholePolicy: TopologyObject {
    static let noun = "blackhole policy"
    static let summary = "How routes with BLACKHOLE (RFC 7999) are honoured."

    init?(reading object: inout TopologyReader) {
        let nextHopIPv4 = object.optional(
            "next_hop_ipv4", .ipv4, "What their IPv4 next hop is changed to; kept by default.")
        let nextHopIPv6 = object.optional(
            "next_hop_ipv6", .ipv6, "What their IPv6 next hop is changed to; kept by default.")
        let lengthsIPv4 = object.optional(
            "lengths_ipv4", .lengthsIPv4, "Lengths of their IPv4 prefixes. Default 32-32.")
        let lengthsIPv6 = object.optional(
            "lengths_ipv6", .lengthsIPv6, "Lengths of their IPv6 prefixes. Default 128-128.")
        self.init(
            nextHopIPv4: nextHopIPv4, nextHopIPv6: nextHopIPv6, lengthsIPv4: lengthsIPv4,
            lengthsIPv6: lengthsIPv6, span: object.span)
    }
}

extension SessionPolicy: TopologyObject {
    static let noun = "session"
    static let summary = "How the sessions of a member with the route servers are."

    init?(reading object: inout TopologyReader) {
        let nextHops = object.optional(
            "next_hops", .choice(NextHops.self),
            "Whether routes may have the session's address alone as next hop, or any of the "
                + "member's on the LAN. Default strict.")
        let authorizedNextHops = object.list(
            "authorized_next_hops", .list(of: .address),
            "Addresses of others that its routes may have as next hop.")
        let limitAction = object.optional(
            "limit_action", .choice(LimitAction.self),
            "What happens past the limit of prefixes. Default shutdown.")
        let limitCounts = object.optional(
            "limit_counts", .choice(Counted.self),
            "Whether received routes count, or accepted ones. Default received.")
        let secret = object.optional(
            "secret", .name, "Name of the TCP MD5 key of its sessions; the key stays outside.")
        let gtsm = object.optional(
            "gtsm", .boolean, "Whether only TTL 255 is taken (RFC 5082). Default false.")
        let addPath = object.optional(
            "add_path", .boolean, "Whether it gets all paths (RFC 7911). Default false.")
        let extendedNextHop = object.optional(
            "extended_next_hop", .boolean,
            "Whether IPv4 routes may have IPv6 next hops (RFC 8950). Default false.")
        let ipv4OverIPv6 = object.optional(
            "ipv4_over_ipv6", .boolean,
            "Whether its IPv6 sessions carry its IPv4 routes, too (RFC 8950), and it has none of "
                + "IPv4. Default false.")
        let blackholes = object.optional(
            "blackholes", .boolean, "Whether it gets routes with BLACKHOLE. Default true.")
        let communityASN = object.optional(
            "community_asn", .asn,
            "A private 16-bit number by which standard communities name the member.")
        let attachedCommunities = object.list(
            "attach_communities", .list(of: .community),
            "Communities that the route servers add to its routes before anything else, as though "
                + "it had announced them.")
        let announcesTo = object.optional(
            "announces_to", .object(MemberChoice.self),
            "Whom its routes go to, whatever their communities say. Default everybody.")
        let acceptsFrom = object.optional(
            "accepts_from", .object(MemberChoice.self),
            "Whose routes it gets, whatever their communities say. Default everybody.")
        self.init(
            nextHops: nextHops, authorizedNextHops: authorizedNextHops, limitAction: limitAction,
            limitCounts: limitCounts, secret: secret, gtsm: gtsm, addPath: addPath,
            extendedNextHop: extendedNextHop, ipv4OverIPv6: ipv4OverIPv6, blackholes: blackholes,
            communityASN: communityASN, attachedCommunities: attachedCommunities,
            announcesTo: announcesTo, acceptsFrom: acceptsFrom, span: object.span)
    }
}

extension MemberChoice: TopologyObject {
    static let noun = "choice"
    static let summary = "Some of the members, by AS number."

    init?(reading object: inout TopologyReader) {
        let only = object.optional("only", .list(of: .asn), "These and no others.")
        let allBut = object.optional("all_but", .list(of: .asn), "All but these.")
        object.requireOne(of: ["only", "all_but"])
        guard only != nil || allBut != nil else { return nil }
        self.init(only: only, allBut: allBut, span: object.span)
    }
}
