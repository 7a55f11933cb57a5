extension Member: TopologyObject {
    static let noun = "member"
    static let summary = "A network that exchanges routes and traffic."

    init?(reading object: inout TopologyReader) {
        let name = object.required("name", .name, "Name of the member.")
        let summary = object.optional("summary", .freeText, "One line for people.")
        let asn = object.required("asn", .asn, "Its AS number.")
        let tenant = object.optional("tenant", .name, "The tenant that it is, where it is one.")
        let asSet = object.optional("as_set", .asSet, "The AS-SET its prefixes come from.")
        let origins = object.list(
            "origins", .list(of: .asn), "AS numbers its routes may come from; its own by default.")
        let prefixes = object.list(
            "prefixes", .list(of: .prefix), "Prefixes it may announce; all others are refused.")
        let maxPrefixIPv4 = object.optional(
            "max_prefix_ipv4", .maximumPrefixes, "IPv4 routes after which its session ends.")
        let maxPrefixIPv6 = object.optional(
            "max_prefix_ipv6", .maximumPrefixes, "IPv6 routes after which its session ends.")
        let session = object.optional(
            "session", .object(SessionPolicy.self),
            "How its sessions with the route servers are; the usual by default.")
        let connections = object.list("connections", .objects(Connection.self), "Its ports.")
        let registration = object.optional(
            "registration", .object(MemberRegistration.self), "What member lists say of it.")
        guard let name, let asn else { return nil }
        self.init(
            name: name, summary: summary, asn: asn, tenant: tenant, asSet: asSet,
            origins: origins, prefixes: prefixes, maxPrefixIPv4: maxPrefixIPv4,
            maxPrefixIPv6: maxPrefixIPv6, session: session, connections: connections,
            span: object.span)
        self.registration = registration
    }
}

extension Connection: TopologyObject {
    static let noun = "connection"
    static let summary = "A port of a member on a LAN of the exchange."

    init?(reading object: inout TopologyReader) {
        let port = object.required("port", .portReference, "The port or LAG, device:port.")
        let lan = object.required("lan", .name, "The LAN it is on.")
        let macs = object.list(
            "macs", .list(of: .mac), "The only stations that may speak on the port.")
        let ipv4 = object.optional("ipv4", .ipv4, "The member's IPv4 address on the LAN.")
        let ipv6 = object.optional("ipv6", .ipv6, "The member's IPv6 address on the LAN.")
        let routeServerClient = object.optional(
            "route_server_client", .boolean,
            "Whether route servers keep a session with it. Default true.")
        let registration = object.optional(
            "registration", .object(ConnectionRegistration.self), "What member lists say of it.")
        guard let port, let lan else { return nil }
        self.init(
            port: port, lan: lan, macs: macs, ipv4: ipv4, ipv6: ipv6,
            routeServerClient: routeServerClient, span: object.span)
        self.registration = registration
    }
}
