extension Pools: TopologyObject {
    static let noun = "pools"
    static let summary = "Ranges that identifiers are allocated from where they are not given."

    init?(reading object: inout TopologyReader) {
        self.init()
        loopbackIPv4 = object.optional(
            "loopback_ipv4", .prefixIPv4, "IPv4 loopbacks of devices, a /32 each.")
        loopbackIPv6 = object.optional(
            "loopback_ipv6", .prefixIPv6, "IPv6 loopbacks of devices, a /128 each.")
        transitIPv4 = object.optional(
            "transit_ipv4", .prefixIPv4, "Between service leaves and firewalls, a /31 each.")
        transitIPv6 = object.optional(
            "transit_ipv6", .prefixIPv6, "Between service leaves and firewalls, a /127 each.")
        management = object.list(
            "management", .list(of: .prefix), "The management network; no tenant reaches it.")
        asn = object.optional("asn", .asnRange, "AS numbers of devices.")
        vlan = object.optional("vlan", .vlanRange, "VLAN IDs of segments.")
        vlanL3VNI = object.optional(
            "vlan_l3vni", .vlanRange, "VLAN IDs that carry the L3VNI of a VRF within a device.")
        vlanTransit = object.optional(
            "vlan_transit", .vlanRange, "VLAN IDs between a service leaf and a firewall.")
        vniL2 = object.optional("vni_l2", .vniRange, "VNIs of segments.")
        vniL3 = object.optional("vni_l3", .vniRange, "VNIs of VRFs.")
    }
}
