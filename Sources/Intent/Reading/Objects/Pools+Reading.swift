extension Pools: TopologyObject {
    static let noun = "pools"
    static let summary = "Ranges that identifiers are allocated from where they are not given."

    init?(reading object: inout TopologyReader) {
        self.init()
        loopbackIPv4 = object.optional(
            "loopback_ipv4", .prefixIPv4,
            "IPv4 loopbacks of devices, a /32 each. Default 10.255.0.0/20.")
        loopbackIPv6 = object.optional(
            "loopback_ipv6", .prefixIPv6,
            "IPv6 loopbacks of devices, a /128 each. Default fdff::/64.")
        transitIPv4 = object.optional(
            "transit_ipv4", .prefixIPv4,
            "Between service leaves and firewalls, a /31 each. Default 10.254.0.0/16.")
        transitIPv6 = object.optional(
            "transit_ipv6", .prefixIPv6,
            "Between service leaves and firewalls, a /127 each. Default fdff:0:0:1::/64.")
        management = object.list(
            "management", .list(of: .prefix), "The management network; no tenant reaches it.")
        asn = object.optional(
            "asn", .asnRange, "AS numbers of devices. Default 4200000001-4200009999.")
        vlan = object.optional("vlan", .vlanRange, "VLAN IDs of segments. Default 2-2999.")
        vlanL3VNI = object.optional(
            "vlan_l3vni", .vlanRange,
            "VLAN IDs that carry the L3VNI of a VRF within a device. Default 3000-3499.")
        vlanTransit = object.optional(
            "vlan_transit", .vlanRange,
            "VLAN IDs between a service leaf and a firewall. Default 3500-3999.")
        vniL2 = object.optional("vni_l2", .vniRange, "VNIs of segments. Default 1000000-1999999.")
        vniL3 = object.optional("vni_l3", .vniRange, "VNIs of VRFs. Default 2000000-2999999.")
    }
}
