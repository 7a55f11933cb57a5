import Diagnostics
import Net

extension FabricPrinter {
    mutating func printDevice(_ device: Device) {
        let fabric = fabric
        let room = device.room.map { " room \(fabric[$0].name)" } ?? ""
        let rack = device.rack.map { " rack \($0)" } ?? ""
        let version = device.platformVersion.map { " \($0.number)" } ?? ""
        line(
            "device \(device.name) \(device.role.rawValue) platform \(device.platform)"
                + version + room + rack, [device.origin])
        nested {
            if let loopback = device.loopbackIPv4 { $0.line("loopback \(loopback)") }
            if let loopback = device.loopbackIPv6 { $0.line("loopback \(loopback)") }
            if let vtep = device.vtep { $0.line("vtep \(vtep)") }
            if let mac = device.routerMAC { $0.line("router-mac \(mac)") }
            if device.vrfPrefix != "v-" { $0.line("vrf-prefix \(device.vrfPrefix)") }
            if let hardware = device.hardware { $0.line("hardware \(hardware.text)") }
            $0.printInterfaces(device.interfaces)
            for domain in device.bridgeDomains { $0.printBridgeDomain(domain) }
            for instance in device.vrfInstances {
                $0.line(
                    "vrf \(fabric.path(of: instance.vrf)) rd \(instance.routeDistinguisher)",
                    instance.origins)
                $0.nested { for route in instance.staticRoutes { $0.printRoute(route) } }
            }
            for route in device.staticRoutes { $0.printRoute(route) }
            if let bgp = device.bgp { $0.printBGP(bgp) }
            for filter in device.filters { $0.printFilter(filter) }
            if let server = device.routeServer { $0.printRouteServer(server) }
        }
    }

    /// One line each; ports that are not used share one.
    private mutating func printInterfaces(_ interfaces: [Interface]) {
        for interface in interfaces where interface.role != .unused {
            var text = "interface \(interface.name) \(self.text(interface.role))"
            text += " mtu \(interface.mtu)"
            if let speed = interface.speed { text += " speed \(speed)" }
            if !interface.addresses.isEmpty { text += " addresses \(list(interface.addresses))" }
            if !interface.allowedMACs.isEmpty { text += " macs \(list(interface.allowedMACs))" }
            line(text, interface.origins)
        }
        let unused = interfaces.filter { $0.role == .unused }
        if !unused.isEmpty { line("unused \(list(unused.map(\.name)))") }
    }

    private func text(_ role: Interface.Role) -> String {
        switch role {
        case .loopback: return "loopback"
        case .unused: return "unused"
        case .underlay(let id):
            let link = fabric[id]
            return "underlay \(text(link.a)) \(text(link.b))"
        case .member(let lag): return "member of \(lag)"
        case .access(let segment): return "access \(fabric.path(of: segment))"
        case .trunk(let tagged, let native):
            let untagged = native.map { " native \(fabric.path(of: $0))" } ?? ""
            return "trunk \(list(tagged.map { fabric.path(of: $0) }))" + untagged
        case .carrier: return "carrier"
        case .gateway(let segment): return "gateway \(fabric.path(of: segment))"
        case .vrfTransit(let vrf): return "vrf-transit \(fabric.path(of: vrf))"
        case .firewallTransit(let vrf, let firewall):
            return "firewall-transit \(fabric.path(of: vrf)) \(fabric[firewall].name)"
        case .exit(let vrf): return "exit \(fabric.path(of: vrf))"
        case .management: return "management"
        case .exchange(let segment): return "exchange \(fabric.path(of: segment))"
        }
    }

    private mutating func printBridgeDomain(_ domain: BridgeDomain) {
        let purpose =
            switch domain.purpose {
            case .segment(let segment): "segment \(fabric.path(of: segment))"
            case .vrf(let vrf): "vrf \(fabric.path(of: vrf))"
            }
        let distinguisher = domain.routeDistinguisher.map { " rd \($0)" } ?? ""
        line(
            "bridge vlan \(domain.vlan) vni \(domain.vni)\(distinguisher) \(purpose)",
            [domain.origin])
    }

    private mutating func printRoute(_ route: StaticRoute) {
        let distance = route.distance == 1 ? "" : " distance \(route.distance)"
        line("route \(route.prefix) via \(route.nextHop)\(distance)", route.origins)
    }

    private mutating func printBGP(_ bgp: BGPSpeaker) {
        let fabric = fabric
        line(
            "bgp as \(bgp.asn) router-id \(bgp.routerID) networks \(list(bgp.networks))"
                + (bgp.advertisesVNIs ? " advertises-vnis" : "")
                + (bgp.evpnSessions == .betweenLoopbacks ? " evpn between loopbacks" : ""),
            [bgp.origin])
        nested {
            for peer in bgp.peers {
                $0.line("peer \(peer.port) \(fabric[peer.remote].name)", [peer.origin])
            }
        }
    }

    private mutating func printFilter(_ filter: Filter) {
        let fabric = fabric
        switch filter.place {
        case .segmentIngress(let segment): line("filter ingress \(fabric.path(of: segment))")
        case .firewallForward(let firewall): line("filter forward \(fabric[firewall].name)")
        }
        nested {
            for entry in filter.entries { $0.line($0.text(entry), entry.origins) }
            $0.line("deny", filter.defaultOrigins)
        }
    }

    private func text(_ entry: FilterEntry) -> String {
        func side(_ word: String, _ vrf: VRFID?, _ prefixes: [IPPrefix]) -> String {
            let name = vrf.map { " \(fabric.path(of: $0))" } ?? ""
            let addresses = prefixes.isEmpty ? " any" : " \(list(prefixes))"
            return " \(word)\(name)\(addresses)"
        }
        let reason =
            switch entry.reason {
            case .withinVRF: "within-vrf"
            case .contract(let id): "contract \(fabric[id].name)"
            case .replies(let id): "replies \(fabric[id].name)"
            case .guardsInside: "guards-inside"
            }
        let ports = entry.ports.isEmpty ? "" : " \(list(entry.ports))"
        return "\(entry.action.rawValue) \(entry.family)"
            + side("from", entry.sourceVRF, entry.sources)
            + side("to", entry.destinationVRF, entry.destinations) + ports + " (\(reason))"
    }
}
