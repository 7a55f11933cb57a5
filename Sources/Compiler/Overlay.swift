import Diagnostics
import IR
import Intent
import Net

extension IR.Device {
    /// Adds what is built on the ports: bridge domains, VRFs with their routes, gateways, transits
    /// and BGP.
    mutating func addOverlay(
        _ position: Int, _ checked: CheckedTopology, _ tenancy: Tenancy, _ placement: Placement
    ) {
        let declared = checked.topology.devices[position]
        let transits = placement.transitsOfDevice[position]
        if declared.role.value.isVTEP, let loopback = loopbackIPv4 {
            vtep = loopback
            if !declared.platform.value.hasRouterMACOfChassis {
                // Locally administered (IEEE 802, 8.4), unique because the loopback is.
                routerMAC = MACAddress(rawValue: 0x025c_0000_0000 | UInt64(loopback.rawValue))
            }
            addSegments(placement.segmentsOfDevice[position], checked, tenancy, loopback)
            addVRFs(placement.vrfsOfDevice[position], checked, tenancy, loopback)
            addExits(position, checked, tenancy)
        }
        for transit in transits {
            addTransit(transit, at: position, checked, tenancy)
        }
        if declared.platform.value.choosesVLANsOfL3VNIs { numberL3VNIs(checked, tenancy) }
        if declared.platform.value.hasUnboundL3VNIs { widenL3VNIs(checked) }
        if declared.role.value.isSwitch { addBGP(position, checked, tenancy) }
        bridgeDomains.sort { $0.vlan < $1.vlan }
        for instance in vrfInstances.indices {
            vrfInstances[instance].staticRoutes.sort { $0.prefix < $1.prefix }
        }
        staticRoutes.sort { $0.prefix < $1.prefix }
    }

    private mutating func addSegments(
        _ segments: [Placement.Placed<SegmentID>], _ checked: CheckedTopology, _ tenancy: Tenancy,
        _ loopback: IPv4Address
    ) {
        for placed in segments {
            let segment = tenancy.segments[placed.id.index]
            bridgeDomains.append(
                BridgeDomain(
                    vlan: segment.vlan, vni: segment.vni, purpose: .segment(placed.id),
                    routeDistinguisher: RouteDistinguisher(
                        address: loopback, index: segment.index),
                    origin: segment.origin))
            guard case .vrf = segment.owner, !segment.prefixes.isEmpty else { continue }
            interfaces.append(
                Interface(
                    name: .vlan(segment.vlan), role: .gateway(placed.id),
                    addresses: segment.prefixes.compactMap { prefix in
                        prefix.gateway.map {
                            InterfaceAddress(address: $0, length: prefix.prefix.length)
                        }
                    },
                    mtu: checked.index.tenantMTU, allowedMACs: [], summary: nil,
                    origins: [segment.origin] + segment.prefixes.map(\.origin)))
        }
    }

    private mutating func addVRFs(
        _ vrfs: [Placement.Placed<VRFID>], _ checked: CheckedTopology, _ tenancy: Tenancy,
        _ loopback: IPv4Address
    ) {
        for placed in vrfs {
            let vrf = tenancy.vrfs[placed.id.index]
            bridgeDomains.append(
                BridgeDomain(
                    vlan: vrf.vlan, vni: vrf.vni, purpose: .vrf(placed.id),
                    routeDistinguisher: nil, origin: vrf.origin))
            interfaces.append(
                Interface(
                    name: .vlan(vrf.vlan), role: .vrfTransit(placed.id), addresses: [],
                    mtu: checked.index.tenantMTU, allowedMACs: [], summary: nil,
                    origins: [vrf.origin]))
            vrfInstances.append(
                VRFInstance(
                    vrf: placed.id,
                    routeDistinguisher: RouteDistinguisher(address: loopback, index: vrf.index),
                    staticRoutes: [], origins: [vrf.origin, placed.origin]))
        }
    }

    /// Stand-ins for VLANs that the device chooses: those of the pool, in order of VNIs, which is
    /// all that its configuration shows.
    private mutating func numberL3VNIs(_ checked: CheckedTopology, _ tenancy: Tenancy) {
        let pool = EffectivePools(checked.topology.pools).vlanL3VNI
        let order = vrfInstances.map(\.vrf)
            .sorted { tenancy.vrfs[$0.index].vni < tenancy.vrfs[$1.index].vni }
        for (rank, vrf) in order.enumerated() {
            guard let vlan = VLANID(rawValue: UInt16(pool.lowerBound) + UInt16(rank)) else {
                preconditionFailure("a pool has a VLAN for each VRF")
            }
            for domain in bridgeDomains.indices
            where bridgeDomains[domain].purpose == .vrf(vrf) {
                bridgeDomains[domain].vlan = vlan
            }
            for interface in interfaces.indices
            where interfaces[interface].role == .vrfTransit(vrf) {
                interfaces[interface].name = .vlan(vlan)
            }
        }
    }

    /// What no statement can bound is as large as the links are.
    private mutating func widenL3VNIs(_ checked: CheckedTopology) {
        for interface in interfaces.indices {
            guard case .vrfTransit = interfaces[interface].role else { continue }
            interfaces[interface].mtu = checked.index.fabricMTU
        }
    }

    private mutating func addExits(
        _ position: Int, _ checked: CheckedTopology, _ tenancy: Tenancy
    ) {
        for exit in checked.index.exits where exit.exit.port.value.device == name {
            let declared = exit.exit
            let vrf = tenancy.vrfID[exit.vrf]
            if let vlan = declared.vlan {
                interfaces.append(
                    Interface(
                        name: .subinterface(declared.port.value.port, vlan.value),
                        role: .exit(vrf), addresses: declared.addresses,
                        mtu: checked.index.tenantMTU, allowedMACs: [], summary: nil,
                        origins: [declared.name.span]))
            }
            let nextHops: [(Located<IPAddress>, AddressFamily)] = [
                declared.nextHopIPv4.map { ($0.map { .ipv4($0) }, .ipv4) },
                declared.nextHopIPv6.map { ($0.map { .ipv6($0) }, .ipv6) },
            ].compactMap(\.self)
            for (nextHop, family) in nextHops {
                addRoute(
                    StaticRoute(
                        prefix: IPPrefix(
                            containing: IPAddress(family: family, bits: 0), length: 0),
                        nextHop: nextHop.value, distance: 1, origins: [nextHop.span]),
                    to: vrf)
            }
        }
    }

    /// Adds the sub-interface of a transit and the routes through it: on the leaf towards what the
    /// VRF's contracts reach, on the firewall back to what the contracts name of the VRF.
    ///
    /// Routes to the standby device float: they are used, and so announced, only when the active
    /// device's are gone. All traffic passes one firewall at a time, in both directions.
    private mutating func addTransit(
        _ transit: Placement.Transit, at position: Int, _ checked: CheckedTopology,
        _ tenancy: Tenancy
    ) {
        let isLeaf = transit.leaf == position
        let path = tenancy.path(of: transit.vrf)
        let firewall = checked.topology.devices[transit.firewallDevice].name.value
        let identifiers = checked.identifiers
        let ipv4 = identifiers.transitIPv4(device: firewall, vrf: path)
        let ipv6 = identifiers.transitIPv6(device: firewall, vrf: path)
        let pairIPv4 = IPPrefix(containing: .ipv4(ipv4), length: 31)
        let pairIPv6 = IPPrefix(containing: .ipv6(ipv6), length: 127)
        // The leaf has the lower address of each pair.
        let near = [pairIPv4, pairIPv6].compactMap { $0.address(at: isLeaf ? 0 : 1) }
        let far = [pairIPv4, pairIPv6].compactMap { $0.address(at: isLeaf ? 1 : 0) }
        let declared = checked.topology.firewalls.first { firewallDeclared in
            firewallDeclared.devices.contains { $0.value == firewall }
        }
        let vlan = identifiers.transitVLAN(
            firewall: declared?.name.value ?? firewall, vrf: path)
        interfaces.append(
            Interface(
                name: .subinterface(isLeaf ? transit.leafPort : transit.firewallPort, vlan),
                role: .firewallTransit(transit.vrf, transit.firewall),
                addresses: zip(near, [31, 127]).map { InterfaceAddress(address: $0, length: $1) },
                mtu: checked.index.tenantMTU, allowedMACs: [], summary: nil,
                origins: [tenancy.vrfs[transit.vrf.index].origin, transit.origin]))
        let routes = tenancy.contractRoutes(of: transit.vrf, through: transit.firewall)
        for (prefix, origins) in isLeaf ? routes.reached : routes.named {
            guard let nextHop = far.first(where: { $0.family == prefix.family }) else { continue }
            let route = StaticRoute(
                prefix: prefix, nextHop: nextHop,
                distance: transit.isActive || !isLeaf ? 1 : StaticRoute.floating,
                origins: origins)
            if isLeaf { addRoute(route, to: transit.vrf) } else { staticRoutes.append(route) }
        }
    }

    private mutating func addRoute(_ route: StaticRoute, to vrf: VRFID) {
        guard let position = vrfInstances.firstIndex(where: { $0.vrf == vrf }) else {
            preconditionFailure("a route's VRF is on the device")
        }
        vrfInstances[position].staticRoutes.append(route)
    }

    private mutating func addBGP(
        _ position: Int, _ checked: CheckedTopology, _ tenancy: Tenancy
    ) {
        guard let loopbackIPv4, let loopbackIPv6 else { return }
        let declared = checked.topology.devices[position]
        let index = checked.index
        let peers = index.ports.cables[position].compactMap { cable -> BGPSpeaker.Peer? in
            let far = checked.topology.devices[cable.farDevice]
            guard far.role.value.isSwitch else { return nil }
            return BGPSpeaker.Peer(
                port: index.ports.all[cable.port].name.value,
                remote: tenancy.deviceID[cable.farDevice],
                origin: checked.topology.links[cable.link].span)
        }
        bgp = BGPSpeaker(
            asn: checked.identifiers.asn(device: name), routerID: loopbackIPv4,
            networks: [
                IPPrefix(containing: .ipv4(loopbackIPv4), length: 32),
                IPPrefix(containing: .ipv6(loopbackIPv6), length: 128),
            ],
            peers: peers.sorted { $0.port < $1.port },
            advertisesVNIs: !bridgeDomains.isEmpty,
            origin: declared.asn?.span ?? declared.name.span)
        if declared.platform.value.hasEVPNBetweenLoopbacks {
            bgp?.evpnSessions = .betweenLoopbacks
        }
    }
}
