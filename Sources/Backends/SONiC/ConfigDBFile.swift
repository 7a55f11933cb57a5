// config_db.json: ports, bridge, VRFs and tunnels. A row belongs to the lines that asked for what
// it is about.

import Diagnostics
import IR
import Net

struct ConfigDBFile {
    let fabric: Fabric
    let device: Device

    func generate() -> GeneratedFile {
        var database = ConfigDB()
        addDevice(to: &database)
        addVRFs(to: &database)
        for interface in device.interfaces { add(interface, to: &database) }
        addVLANs(to: &database)
        addTunnels(to: &database)
        addAccessLists(to: &database)
        var out = ConfigText(file: "config_db.json", of: device, indent: 4)
        database.write(to: &out)
        return out.finished()
    }

    /// The MAC address is that of all routed interfaces without one of their own, and so the one of
    /// inter-subnet forwarding.
    private func addDevice(to database: inout ConfigDB) {
        var fields: [ConfigDB.Field] = [
            .init("docker_routing_config_mode", "split-unified" as ConfigLine),
            .init("hostname", device.name),
        ]
        if let mac = device.routerMAC { fields.append(.init("mac", mac)) }
        database.add("localhost", to: .device, fields)
    }

    private func addVRFs(to database: inout ConfigDB) {
        for instance in device.vrfInstances {
            let vrf = fabric[instance.vrf]
            database.add(
                ConfigLine(name(of: instance.vrf)), to: .vrfs, at: instance.origins,
                [.init("vni", vrf.vni, at: [vrf.origin])])
        }
    }

    func name(of vrf: VRFID) -> SONiCName { .vrf(vrf, on: device, in: fabric) }

    /// The VRF that an interface with addresses is in; nil for the default one and for management.
    func vrf(of interface: Interface) -> VRFID? {
        switch interface.role {
        case .gateway(let segment):
            if case .vrf(let vrf) = fabric[segment].owner { vrf } else { nil }
        case .firewallTransit(let vrf, _), .exit(let vrf): vrf
        case .loopback, .unused, .underlay, .member, .access, .trunk, .carrier, .vrfTransit,
            .management, .exchange:
            nil
        }
    }

    /// Of anycast gateways; nil where there is none.
    var gatewayMAC: MACAddress? {
        let isGateway = device.interfaces.contains {
            if case .gateway = $0.role { true } else { false }
        }
        return isGateway ? fabric.parameters.gatewayMAC : nil
    }

    // MARK: VLANs

    /// The MTU of a VLAN is that of its routed interface.
    private func addVLANs(to database: inout ConfigDB) {
        for domain in device.bridgeDomains {
            var fields: [ConfigDB.Field] = [.init("vlanid", domain.vlan)]
            let interface = device.interfaces.first { $0.name == .vlan(domain.vlan) }
            if let interface {
                fields.append(.init("mtu", interface.mtu, at: interface.origins))
            }
            database.add(
                ConfigLine(SONiCName.vlan(domain.vlan)), to: .vlans, at: [domain.origin], fields)
        }
    }

    func addGateway(_ interface: Interface, in vrf: VRFID?, to database: inout ConfigDB) {
        var fields: [ConfigDB.Field] = []
        if let vrf { fields.append(.init("vrf_name", name(of: vrf))) }
        if case .gateway = interface.role {
            fields.append(.init("static_anycast_gateway", "true" as ConfigLine))
        }
        add(interface, fields, to: .routedVLANs, &database)
    }

    // MARK: Tunnels

    private func addTunnels(to database: inout ConfigDB) {
        if let gatewayMAC {
            database.add("GLOBAL", to: .gateways, [.init("gateway_mac", gatewayMAC)])
        }
        guard let vtep = device.vtep, !device.bridgeDomains.isEmpty else { return }
        database.add("vtep", to: .tunnels, [.init("src_ip", vtep)])
        database.add("nvo", to: .overlay, [.init("source_vtep", "vtep" as ConfigLine)])
        for domain in device.bridgeDomains {
            let vlan = SONiCName.vlan(domain.vlan)
            database.add(
                "vtep|map_\(domain.vni)_\(vlan)", to: .tunnelMaps, at: [domain.origin],
                [.init("vlan", vlan), .init("vni", domain.vni)])
        }
    }
}
