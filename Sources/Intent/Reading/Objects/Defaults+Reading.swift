extension Defaults: TopologyObject {
    static let noun = "defaults"
    static let summary = "What holds where nothing else is said."

    init?(reading object: inout TopologyReader) {
        self.init()
        gatewayMAC = object.optional(
            "gateway_mac", .mac,
            "MAC address of every anycast gateway. Default 02:00:5e:00:00:01.")
        routeTargetAdministrator = object.optional(
            "route_target_administrator", .administrator,
            "Administrator of every route target; differs from every AS number. Default 64900.")
        fabricMTU = object.optional(
            "fabric_mtu", .mtu, "MTU between devices, in octets of IP packet. Default 9216.")
        tenantMTU = object.optional(
            "tenant_mtu", .mtu, "MTU towards tenants, in octets of IP packet. Default 1500.")
    }
}
