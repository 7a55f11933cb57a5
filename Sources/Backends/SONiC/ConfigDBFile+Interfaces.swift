import Diagnostics
import IR
import Net

extension ConfigDBFile {
    func add(_ interface: Interface, to database: inout ConfigDB) {
        let name = ConfigLine(SONiCName(interface.name))
        switch interface.name {
        case .loopback: add(interface, [], to: .loopbacks, &database)
        case .port where interface.role == .management: addManagement(interface, to: &database)
        case .port:
            addPort(interface, to: &database)
            addUse(of: interface, routed: .routedPorts, to: &database)
        case .lag(let lag, let legs):
            addLAG(interface, to: &database)
            for leg in legs {
                database.add(
                    "\(lag)|\(leg)", to: .legs, at: interface.origins)
            }
            addUse(of: interface, routed: .routedLAGs, to: &database)
        case .subinterface(_, let vlan):
            var fields: [ConfigDB.Field] = [
                .init("admin_status", "up" as ConfigLine), .init("vlan", vlan),
            ]
            if let vrf = vrf(of: interface) { fields.append(.init("vrf_name", self.name(of: vrf))) }
            database.add(name, to: .subinterfaces, at: interface.origins, fields)
            addAddresses(of: interface, to: .subinterfaces, &database)
        case .vlan:
            let vrf: VRFID? =
                if case .vrfTransit(let vrf) = interface.role { vrf } else { vrf(of: interface) }
            addGateway(interface, in: vrf, to: &database)
        }
    }

    /// A row for the interface, and one for each of its addresses.
    func add(
        _ interface: Interface, _ fields: [ConfigDB.Field], to table: ConfigDB.Table,
        _ database: inout ConfigDB
    ) {
        let name = ConfigLine(SONiCName(interface.name))
        database.add(name, to: table, at: interface.origins, fields)
        addAddresses(of: interface, to: table, &database)
    }

    private func addAddresses(
        of interface: Interface, to table: ConfigDB.Table, _ database: inout ConfigDB
    ) {
        for address in interface.addresses {
            database.add(
                "\(SONiCName(interface.name))|\(address)", to: table, at: interface.origins)
        }
    }

    /// A port is down where nobody uses it. A leg has the MTU of its LAG.
    private func addPort(_ interface: Interface, to database: inout ConfigDB) {
        let isLeg = if case .member = interface.role { true } else { false }
        let state: ConfigLine = interface.role == .unused ? "down" : "up"
        var fields: [ConfigDB.Field] = [.init("admin_status", state)]
        if let summary = interface.summary { fields.append(.init("description", summary)) }
        if !isLeg { fields.append(.init("mtu", interface.mtu)) }
        database.add(
            ConfigLine(SONiCName(interface.name)), to: .ports, at: interface.origins, fields)
    }

    private func addLAG(_ interface: Interface, to database: inout ConfigDB) {
        let state: ConfigLine = interface.role == .unused ? "down" : "up"
        var fields: [ConfigDB.Field] = [.init("admin_status", state)]
        if let summary = interface.summary { fields.append(.init("description", summary)) }
        fields += [
            .init("fast_rate", "true" as ConfigLine), .init("lacp_key", "auto" as ConfigLine),
            .init("min_links", 1), .init("mtu", interface.mtu),
        ]
        database.add(
            ConfigLine(SONiCName(interface.name)), to: .lags, at: interface.origins, fields)
    }

    private func addUse(
        of interface: Interface, routed table: ConfigDB.Table, to database: inout ConfigDB
    ) {
        switch interface.role {
        case .underlay:
            let enable: ConfigLine = "enable"
            add(interface, [.init("ipv6_use_link_local_only", enable)], to: table, &database)
        case .exit(let vrf):
            add(interface, [.init("vrf_name", name(of: vrf))], to: table, &database)
        case .access(let segment): addMember(interface, of: segment, "untagged", to: &database)
        case .trunk(let tagged, let native):
            for segment in tagged { addMember(interface, of: segment, "tagged", to: &database) }
            if let native { addMember(interface, of: native, "untagged", to: &database) }
        case .loopback, .unused, .member, .carrier, .gateway, .vrfTransit, .firewallTransit,
            .management, .exchange:
            break
        }
    }

    private func addMember(
        _ interface: Interface, of segment: SegmentID, _ mode: ConfigLine,
        to database: inout ConfigDB
    ) {
        let vlan = SONiCName.vlan(fabric[segment].vlan)
        database.add(
            "\(vlan)|\(SONiCName(interface.name))", to: .vlanMembers, at: interface.origins,
            [.init("tagging_mode", mode)])
    }

    private func addManagement(_ interface: Interface, to database: inout ConfigDB) {
        let name = ConfigLine(SONiCName(interface.name))
        database.add(
            name, to: .managementPorts, at: interface.origins,
            [.init("admin_status", "up" as ConfigLine)])
        addAddresses(of: interface, to: .managementInterfaces, &database)
        database.add(
            "vrf_global", to: .managementVRF, at: interface.origins,
            [.init("mgmtVrfEnabled", "true" as ConfigLine)])
    }
}
