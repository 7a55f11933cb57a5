extension Exchange: TopologyObject {
    static let noun = "exchange"
    static let summary = "An Internet exchange on the fabric."

    init?(reading object: inout TopologyReader) {
        let name = object.required("name", .name, "Name of the exchange.")
        let summary = object.optional("summary", .freeText, "One line for people.")
        let lans = object.list("lans", .objects(PeeringLAN.self), "Its LANs.")
        let routeServers = object.list(
            "route_servers", .objects(RouteServer.self), "Its route servers (RFC 7947).")
        let policy = object.optional(
            "policy", .object(RoutePolicy.self),
            "What the route servers refuse; the usual by default.")
        let members = object.list("members", .objects(Member.self), "Who exchanges routes.")
        let registration = object.optional(
            "registration", .object(ExchangeRegistration.self),
            "What directories and member lists say of it.")
        guard let name else { return nil }
        self.init(
            name: name, summary: summary, lans: lans, routeServers: routeServers,
            policy: policy, members: members, span: object.span)
        self.registration = registration
    }
}

extension PeeringLAN: TopologyObject {
    static let noun = "lan"
    static let summary = "One bridged network of the exchange."

    init?(reading object: inout TopologyReader) {
        let name = object.required("name", .name, "Name of the LAN.")
        let summary = object.optional("summary", .freeText, "One line for people.")
        let purpose = object.required(
            "purpose", .choice(Purpose.self),
            "Whether members exchange traffic on it, or new ports show that they behave.")
        let vlan = object.optional("vlan", .vlan, "Its VLAN ID; from the pool where absent.")
        let vni = object.optional("vni", .vni, "Its L2VNI; from the pool where absent.")
        let ipv4 = object.optional("ipv4", .prefixIPv4, "Its IPv4 prefix.")
        let ipv6 = object.optional("ipv6", .prefixIPv6, "Its IPv6 prefix.")
        let lookingGlasses = object.list(
            "looking_glasses", .list(of: .webAddress),
            "Pages where the routes of its route servers can be looked at.")
        guard let name, let purpose else { return nil }
        self.init(
            name: name, summary: summary, purpose: purpose, vlan: vlan, vni: vni, ipv4: ipv4,
            ipv6: ipv6, span: object.span)
        self.lookingGlasses = lookingGlasses
    }
}

extension RouteServer: TopologyObject {
    static let noun = "route server"
    static let summary = "A route server (RFC 7947) on a LAN of the exchange."

    init?(reading object: inout TopologyReader) {
        let device = object.required("device", .name, "The device of role route-server it is on.")
        let lan = object.required("lan", .name, "The LAN it serves.")
        let asn = object.required("asn", .asn, "Its AS number.")
        let routerID = object.optional(
            "router_id", .ipv4, "Its BGP identifier; the IPv4 address where absent.")
        let ipv4 = object.optional("ipv4", .ipv4, "Its IPv4 address on the LAN.")
        let ipv6 = object.optional("ipv6", .ipv6, "Its IPv6 address on the LAN.")
        let mac = object.optional("mac", .mac, "Its MAC address on the LAN.")
        let aspa = object.optional(
            "aspa", .choice(PathVerification.self),
            "Whether it refuses invalid paths (ASPA); as the policy says by default.")
        guard let device, let lan, let asn else { return nil }
        self.init(
            device: device, lan: lan, asn: asn, routerID: routerID, ipv4: ipv4, ipv6: ipv6,
            mac: mac, aspa: aspa, span: object.span)
    }
}
