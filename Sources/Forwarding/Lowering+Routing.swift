import Diagnostics
import IR
import Net

extension Lowering {
    mutating func lowerRouting() {
        for route in device.staticRoutes { lower(route, in: "") }
        for instance in device.vrfInstances {
            say(
                .l3vni(vrf: name(of: instance.vrf), fabric[instance.vrf].vni),
                [fabric[instance.vrf].origin])
            for route in instance.staticRoutes { lower(route, in: name(of: instance.vrf)) }
        }
        guard let bgp = device.bgp else { return }
        lowerUnderlay(bgp)
        for domain in device.bridgeDomains {
            guard case .segment(let segment) = domain.purpose,
                let distinguisher = domain.routeDistinguisher
            else { continue }
            let target = fabric[segment].routeTarget
            let origins = [fabric[segment].origin]
            say(.routeDistinguisher(.vni(domain.vni), distinguisher), [domain.origin])
            say(.importTarget(.vni(domain.vni), target), origins)
            say(.exportTarget(.vni(domain.vni), target), origins)
        }
        for instance in device.vrfInstances { lower(instance) }
    }

    private mutating func lower(_ route: StaticRoute, in vrf: String) {
        say(
            .staticRoute(
                vrf: vrf, route.prefix, nextHop: route.nextHop, distance: route.distance),
            route.origins)
    }

    private mutating func lowerUnderlay(_ bgp: BGPSpeaker) {
        let origins = [bgp.origin]
        say(.asn(bgp.asn), origins)
        say(.routerID(bgp.routerID), origins)
        for peer in bgp.peers { say(.session(peer.port.text), [peer.origin]) }
        if bgp.evpnSessions == .betweenLoopbacks { lowerOverlay(bgp) }
        for network in bgp.networks { say(.announces(network), origins) }
        if device.passesRoutesOn(in: fabric) { say(.transits, origins) }
        for prefix in fabric.infrastructure where prefix.purpose == .underlay {
            say(.underlayPrefix(prefix.prefix), [prefix.origin])
        }
        if bgp.advertisesVNIs { say(.advertisesVNIs, origins) }
    }

    /// One session with each neighbour, however many links there are. Where sessions lead to more
    /// than whoever is at the end of the link, AS numbers say to whom.
    private mutating func lowerOverlay(_ bgp: BGPSpeaker) {
        var known: Set<DeviceID> = []
        for peer in bgp.peers {
            guard let asn = fabric[peer.remote].bgp?.asn else { continue }
            say(.neighbourASN(peer.port.text, asn), [peer.origin])
            guard known.insert(peer.remote).inserted,
                let address = fabric[peer.remote].loopbackIPv4
            else { continue }
            say(.overlaySession(address, asn), [peer.origin])
        }
    }

    private mutating func lower(_ instance: VRFInstance) {
        let vrf = fabric[instance.vrf]
        let name = name(of: instance.vrf)
        say(.routeDistinguisher(.vrf(name), instance.routeDistinguisher), instance.origins)
        for target in vrf.routeTargets { say(.importTarget(.vrf(name), target), [vrf.origin]) }
        if let target = vrf.routeTargets.first {
            say(.exportTarget(.vrf(name), target), [vrf.origin])
        }
        for family in AddressFamily.allCases {
            say(.advertisesRoutes(vrf: name, family), instance.origins)
            if instance.staticRoutes.contains(where: { $0.prefix.family == family }) {
                say(.advertisesStatic(vrf: name, family), instance.origins)
            }
        }
        for interface in device.interfaces {
            guard case .gateway(let segment) = interface.role,
                fabric[segment].owner == .vrf(instance.vrf)
            else { continue }
            for subnet in fabric[segment].prefixes {
                say(.advertisesConnected(vrf: name, subnet.prefix), [subnet.origin])
            }
        }
    }
}
