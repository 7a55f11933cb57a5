extension VRF: TopologyObject {
    static let noun = "vrf"
    static let summary = "A routing table of a tenant, and the segments it routes between."

    init?(reading object: inout TopologyReader) {
        let name = object.required("name", .name, "Name of the VRF within the tenant.")
        let summary = object.optional("summary", .freeText, "One line for people.")
        let vni = object.optional("vni", .vni, "Its L3VNI; from the pool where absent.")
        let routeTargets = object.list(
            "route_targets", .list(of: .routeTarget),
            "Route targets besides the one made of administrator and VNI; nobody else has them.")
        let segments = object.list("segments", .objects(Segment.self), "Its bridged networks.")
        let exits = object.list("exits", .objects(Exit.self), "Where it leaves the fabric.")
        guard let name else { return nil }
        self.init(
            name: name, summary: summary, vni: vni, routeTargets: routeTargets,
            segments: segments, exits: exits, span: object.span)
    }
}

extension Segment: TopologyObject {
    static let noun = "segment"
    static let summary = "One bridged network of a VRF."

    init?(reading object: inout TopologyReader) {
        let name = object.required("name", .name, "Name of the segment within the VRF.")
        let summary = object.optional("summary", .freeText, "One line for people.")
        let vlan = object.optional("vlan", .vlan, "Its VLAN ID; from the pool where absent.")
        let vni = object.optional("vni", .vni, "Its L2VNI; from the pool where absent.")
        let ipv4 = object.optional("ipv4", .prefixIPv4, "Its IPv4 prefix.")
        let ipv6 = object.optional("ipv6", .prefixIPv6, "Its IPv6 prefix.")
        let gatewayIPv4 = object.optional(
            "gateway_ipv4", .ipv4, "Anycast gateway; the prefix's first host where absent.")
        let gatewayIPv6 = object.optional(
            "gateway_ipv6", .ipv6, "Anycast gateway; the prefix's first host where absent.")
        guard let name else { return nil }
        // An address outside a prefix that nobody could read is no mistake of its own.
        if (ipv4 == nil && object.place(of: "ipv4") != nil)
            || (ipv6 == nil && object.place(of: "ipv6") != nil)
        {
            object.unreadNames.insert(name.value.text)
        }
        self.init(
            name: name, summary: summary, vlan: vlan, vni: vni, ipv4: ipv4, ipv6: ipv6,
            gatewayIPv4: gatewayIPv4, gatewayIPv6: gatewayIPv6, span: object.span)
    }
}

extension Exit: TopologyObject {
    static let noun = "exit"
    static let summary = "A routed port where a VRF leaves the fabric, with default routes."

    init?(reading object: inout TopologyReader) {
        let name = object.required("name", .name, "Name of the exit within the VRF.")
        let port = object.required("port", .portReference, "The port, device:port.")
        let vlan = object.optional("vlan", .vlan, "Tag on the port; untagged where absent.")
        let ipv4 = object.optional("ipv4", .interfaceIPv4, "The device's address and length.")
        let ipv6 = object.optional("ipv6", .interfaceIPv6, "The device's address and length.")
        let nextHopIPv4 = object.optional(
            "next_hop_ipv4", .ipv4, "Where the IPv4 default route points to; none where absent.")
        let nextHopIPv6 = object.optional(
            "next_hop_ipv6", .ipv6, "Where the IPv6 default route points to; none where absent.")
        guard let name, let port else { return nil }
        self.init(
            name: name, port: port, vlan: vlan, ipv4: ipv4, ipv6: ipv6,
            nextHopIPv4: nextHopIPv4, nextHopIPv6: nextHopIPv6, span: object.span)
    }
}
