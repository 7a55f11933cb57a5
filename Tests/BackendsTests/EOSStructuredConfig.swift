import Diagnostics
import IR
import Net

/// A device of EOS as Arista's AVD describes one: the keys and values of its structured
/// configuration, made of the fabric alone. Shares nothing with the back-end, not even the order:
/// AVD has its own.
struct EOSStructuredConfig {
    let fabric: Fabric
    let device: Device

    var json: JSONValue {
        let vlans = fabric.parameters.l3vniVLANs
        var config: JSONValue = [
            "hostname": .string(device.name.text),
            "aaa_root": ["disabled": true],
            "vlan_internal_order": [
                "allocation": "ascending",
                "range": [
                    "beginning": number(vlans.lowerBound), "ending": number(vlans.upperBound),
                ],
            ],
            "interface_defaults": ["mtu": .integer(fabric.parameters.fabricMTU)],
            "service_routing_protocols_model": "multi-agent",
            "lldp": ["run": false],
            "spanning_tree": ["mode": "mstp"],
            "ip_routing_ipv6_interfaces": true,
            "ipv6_unicast_routing": true,
            "vlans": .array(
                segments.map { domain, segment in
                    let suffix = "-\(segment.index)"
                    let name = segment.name.text.prefix(32 - suffix.count) + suffix
                    return ["id": number(domain.vlan), "name": .string(String(name))]
                }),
            "vrfs": .array(vrfs),
            "ethernet_interfaces": .array(interfaces("Ethernet")),
            "port_channel_interfaces": .array(interfaces("Port-Channel")),
            "loopback_interfaces": .array(interfaces("Loopback")),
            "management_interfaces": .array(interfaces("Management")),
            "vlan_interfaces": .array(interfaces("Vlan")),
            "ip_access_lists": .array(EOSStructuredLists(self).all(.ipv4)),
            "ipv6_access_lists": .array(EOSStructuredLists(self).all(.ipv6)),
            "system": ["control_plane": controlPlane],
            "management_ssh": [
                "enable": false,
                "vrfs": isManaged ? [["name": "mgmt", "enable": true]] : [],
            ],
        ]
        if device.interfaces.contains(where: { if case .gateway = $0.role { true } else { false } })
        {
            config = config.with(
                "ip_virtual_router_mac_address", text(fabric.parameters.gatewayMAC))
        }
        // AVD separates an empty list from its neighbours, too.
        for (key, routes) in [
            ("static_routes", routes(.ipv4)), ("ipv6_static_routes", routes(.ipv6)),
        ] where !routes.isEmpty {
            config = config.with(key, .array(routes))
        }
        if !device.bridgeDomains.isEmpty { config = config.with("vxlan_interface", tunnels) }
        if let bgp = device.bgp { config = EOSStructuredBGP(self, bgp).added(to: config) }
        return config
    }

    // MARK: Values

    func text(_ value: some CustomStringConvertible) -> JSONValue { .string(value.description) }
    func number(_ vlan: VLANID) -> JSONValue { .integer(Int(vlan.rawValue)) }
    func name(_ vrf: VRFID) -> JSONValue { .string(fabric.shortName(of: vrf)) }

    var isManaged: Bool { device.interfaces.contains { $0.role == .management } }

    var segments: [(domain: BridgeDomain, segment: Segment)] {
        var result: [(domain: BridgeDomain, segment: Segment)] = []
        for domain in device.bridgeDomains {
            if case .segment(let id) = domain.purpose { result.append((domain, fabric[id])) }
        }
        return result
    }

    private var vrfs: [JSONValue] {
        let own: [JSONValue] = device.vrfInstances.map {
            ["name": name($0.vrf), "ip_routing": true, "ipv6_routing": true]
        }
        return own + (isManaged ? [["name": "mgmt", "ip_routing": false]] : [])
    }

    private var tunnels: JSONValue {
        let vlans = segments.map { domain, segment -> JSONValue in
            ["id": number(domain.vlan), "vni": .integer(Int(segment.vni.rawValue))]
        }
        let vrfs = device.vrfInstances.map { instance -> JSONValue in
            ["name": name(instance.vrf), "vni": .integer(Int(fabric[instance.vrf].vni.rawValue))]
        }
        let vxlan: JSONValue = [
            "source_interface": "Loopback0", "udp_port": 4789, "vlans": .array(vlans),
            "vrfs": .array(vrfs),
        ]
        return [
            "vxlan1": [
                "vxlan": vxlan.with(
                    "virtual_router_encapsulation_mac_address", device.routerMAC.map(text))
            ]
        ]
    }

    private var controlPlane: JSONValue {
        var result: JSONValue = [:]
        for family in ["ipv4", "ipv6"] {
            var groups: [JSONValue] = []
            if device.bgp != nil { groups.append(["acl_name": "underlay-input"]) }
            if isManaged { groups.append(["acl_name": "management-input", "vrf": "mgmt"]) }
            result = result.with("\(family)_access_group_ingress_default", "tenant-input")
                .with("\(family)_access_groups", .array(groups))
        }
        return result
    }

    private func routes(_ family: AddressFamily) -> [JSONValue] {
        func route(_ route: StaticRoute, _ vrf: JSONValue?) -> JSONValue {
            let plain: JSONValue = ["prefix": text(route.prefix), "next_hop": text(route.nextHop)]
            return plain.with("vrf", vrf)
                .with("distance", route.distance == 1 ? nil : .integer(Int(route.distance)))
                .with("tag", route.distance == 250 ? 250 : nil)
        }
        return device.staticRoutes.filter { $0.prefix.family == family }.map { route($0, nil) }
            + device.vrfInstances.flatMap { instance in
                instance.staticRoutes.filter { $0.prefix.family == family }
                    .map { route($0, name(instance.vrf)) }
            }
    }

    // MARK: Interfaces

    private func interfaces(_ kind: String) -> [JSONValue] {
        var result: [JSONValue] = []
        for interface in device.interfaces {
            if case .vrfTransit = interface.role { continue }
            let name = self.name(of: interface)
            if name.hasPrefix(kind) { result.append(self.interface(interface, name)) }
        }
        return result
    }

    private func name(of interface: Interface) -> String {
        switch interface.name {
        case .loopback: "Loopback0"
        case .port(let port), .lag(let port, _): port.text
        case .subinterface(let port, let vlan): "\(port).\(vlan)"
        case .vlan(let vlan): "Vlan\(vlan)"
        }
    }

    private func interface(_ interface: Interface, _ name: String) -> JSONValue {
        var result: JSONValue = ["name": .string(name)]
        result = result.with("description", interface.summary.map { .string($0.ascii) })
        if case .lag = interface.name { result = result.with("min_links", 1) }
        let mtu = JSONValue.integer(interface.mtu)
        switch interface.role {
        case .loopback: return addresses(of: interface, result, isRouted: false)
        case .unused: return result.with("shutdown", true)
        case .member(let lag):
            let number = Int(lag.text.drop { !$0.isNumber }) ?? 0
            return result.with("channel_group", ["id": .integer(number), "mode": "active"])
                .with("lacp_timer", ["mode": "fast"])
        case .access(let segment):
            return bridged(result.with("mtu", mtu), [:], access: fabric[segment].vlan)
        case .trunk(let tagged, let native): return trunk(result.with("mtu", mtu), tagged, native)
        case .underlay(let link):
            let far = [fabric[link].a, fabric[link].b].first {
                fabric[$0.device].name != device.name
            }
            return result.with("description", far.map { text(fabric[$0.device].name) })
                .with("mtu", mtu).with("switchport", ["enabled": false]).with("ipv6_enable", true)
                .with("access_group_in", "underlay").with("ipv6_access_group_in", "underlay")
        case .carrier: return result.with("mtu", mtu).with("switchport", ["enabled": false])
        case .gateway(let segment): return gateway(interface, segment, result.with("mtu", mtu))
        case .firewallTransit(let vrf, _), .exit(let vrf):
            result = result.with("mtu", mtu).with("vrf", self.name(vrf))
            if case .subinterface(_, let vlan) = interface.name {
                result = result.with("encapsulation_dot1q", ["vlan": number(vlan)])
            } else {
                result = result.with("switchport", ["enabled": false])
            }
            return addresses(of: interface, result, isRouted: true)
        case .management:
            return addresses(of: interface, result.with("vrf", "mgmt"), isRouted: false)
        case .vrfTransit, .exchange: return result
        }
    }

    private func bridged(
        _ interface: JSONValue, _ switchport: JSONValue, access vlan: VLANID? = nil
    ) -> JSONValue {
        let mode = switchport.with("mode", vlan == nil ? "trunk" : "access")
            .with("access_vlan", vlan.map(number))
        return interface.with("switchport", mode.with("enabled", true))
            .with("spanning_tree_portfast", "edge").with("spanning_tree_bpduguard", "enabled")
    }

    private func trunk(
        _ interface: JSONValue, _ tagged: [SegmentID], _ native: SegmentID?
    ) -> JSONValue {
        if tagged.isEmpty, let native {
            return bridged(interface, [:], access: fabric[native].vlan)
        }
        let all = Set(tagged + [native].compactMap(\.self)).map { fabric[$0].vlan }.sorted()
        var trunk: JSONValue = [
            "allowed_vlan": .string(all.map(\.description).joined(separator: ","))
        ]
        trunk =
            native.map { trunk.with("native_vlan", number(fabric[$0].vlan)) }
            ?? trunk.with("native_vlan_tag", true)
        return bridged(interface, ["trunk": trunk])
    }

    private func gateway(
        _ interface: Interface, _ segment: SegmentID, _ result: JSONValue
    ) -> JSONValue {
        var result = result
        if case .vrf(let vrf) = fabric[segment].owner { result = result.with("vrf", name(vrf)) }
        let list = JSONValue.string("segment-\(fabric[segment].vlan)")
        result = result.with("access_group_in", list).with("ipv6_access_group_in", list)
        for address in interface.addresses {
            switch address.address.family {
            case .ipv4: result = result.with("ip_address_virtual", text(address))
            case .ipv6:
                result = result.with("ipv6_address_virtuals", [text(address)])
                    .with("ipv6_enable", true).with("ipv6_nd_ra_disabled", true)
            }
        }
        return result
    }

    private func addresses(
        of interface: Interface, _ result: JSONValue, isRouted: Bool
    ) -> JSONValue {
        var result = result
        for address in interface.addresses {
            switch address.address.family {
            case .ipv4: result = result.with("ip_address", text(address))
            case .ipv6:
                result = result.with("ipv6_address", text(address))
                if interface.role != .loopback { result = result.with("ipv6_enable", true) }
                if isRouted { result = result.with("ipv6_nd_ra_disabled", true) }
            }
        }
        return result
    }
}
