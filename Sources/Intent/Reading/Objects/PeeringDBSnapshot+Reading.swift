extension PeeringDBSnapshot: TopologyObject {
    static let noun = "peeringdb"
    static let summary =
        "What PeeringDB said: fills what members leave open. Written by `cristallo import peeringdb`."

    init?(reading object: inout TopologyReader) {
        let snapshot = Snapshot(reading: &object)
        let lans = object.optional(
            "lans", .list(of: .prefix), "Prefixes of the exchange's LANs, to be compared.")
        let never = object.list(
            "never_via_route_servers", .list(of: .asn),
            "Networks that asked not to be in any path of a route server; added to the policy's.")
        let networks = object.list("networks", .objects(Network.self), "Networks that are members.")
        self.init(
            snapshot: snapshot, lans: lans, neverViaRouteServers: never, networks: networks,
            span: object.span)
    }
}

extension PeeringDBSnapshot.Network: TopologyObject {
    static let noun = "network"
    static let summary = "What a member says of itself in PeeringDB."

    init?(reading object: inout TopologyReader) {
        let asn = object.required("asn", .asn, "Its AS number.")
        let asSets = object.list(
            "as_sets", .list(of: .asSet), "Its AS-SETs; the member's where it is one alone.")
        let maxPrefixIPv4 = object.optional(
            "max_prefix_ipv4", .maximumPrefixes, "The limit of IPv4 routes that it recommends.")
        let maxPrefixIPv6 = object.optional(
            "max_prefix_ipv6", .maximumPrefixes, "The limit of IPv6 routes that it recommends.")
        let policyPage = object.optional(
            "policy_page", .webAddress, "Where its peering policy is written down.")
        let ports = object.optional(
            "ports", .objects(PeeringDBSnapshot.Port.self),
            "Where it says to be at this exchange, to be compared.")
        guard let asn else { return nil }
        self.init(
            asn: asn, asSets: asSets, maxPrefixIPv4: maxPrefixIPv4, maxPrefixIPv6: maxPrefixIPv6,
            policyPage: policyPage, ports: ports, span: object.span)
    }
}

extension PeeringDBSnapshot.Port: TopologyObject {
    static let noun = "network port"
    static let summary = "A port at the exchange as PeeringDB has it."

    init?(reading object: inout TopologyReader) {
        let ipv4 = object.optional("ipv4", .ipv4, "Its IPv4 address on the LAN.")
        let ipv6 = object.optional("ipv6", .ipv6, "Its IPv6 address on the LAN.")
        let speed = object.optional("speed", .portSpeed, "How fast it is.")
        let routeServerClient = object.optional(
            "route_server_client", .boolean, "Whether it keeps sessions with the route servers.")
        self.init(
            ipv4: ipv4, ipv6: ipv6, speed: speed, routeServerClient: routeServerClient,
            span: object.span)
    }
}
