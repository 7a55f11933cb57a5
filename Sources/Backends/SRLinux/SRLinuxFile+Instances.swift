import Diagnostics
import IR
import Net

extension SRLinuxFile {
    /// The default one, segments, VRFs, that of management.
    var instances: [JSONTree] {
        [underlayInstance] + device.bridgeDomains.compactMap(bridge)
            + device.vrfInstances.sorted {
                SRLinuxName.precedes(.vrf($0.vrf, in: fabric), .vrf($1.vrf, in: fabric))
            }.map(table)
            + [managed.map(management)].compactMap(\.self)
    }

    private static func names(_ names: [SRLinuxName]) -> JSONTree {
        .list(names.sorted(by: SRLinuxName.precedes).map { ["name": "\($0)"] })
    }

    /// IPv4 packets arrive at ports that have no IPv4 address.
    private var underlayInstance: JSONTree {
        let ports = device.interfaces.compactMap { interface -> SRLinuxName? in
            switch interface.role {
            case .loopback: .loopback.subinterface(nil)
            case .underlay: interface.name.port.map { SRLinuxName($0).subinterface(nil) }
            case .unused, .member, .access, .trunk, .carrier, .gateway, .vrfTransit,
                .firewallTransit, .exit, .management, .exchange:
                nil
            }
        }
        var tree: JSONTree = [
            "name": "\(SRLinuxName.underlay)", "type": "srl_nokia-network-instance:default",
            "admin-state": "enable", "ip-forwarding": ["receive-ipv4-check": false],
            "interface": Self.names(ports),
        ]
        if let bgp = device.bgp {
            tree.add("protocols", ["srl_nokia-bgp:bgp": speaker(bgp).at(bgp.origin)])
        }
        addRoutes(device.staticRoutes, to: &tree)
        return tree
    }

    private func management(_ port: Interface) -> JSONTree {
        guard let name = port.name.port else { preconditionFailure("a port has a name") }
        let tree: JSONTree = [
            "name": "\(SRLinuxName.management)", "type": "srl_nokia-network-instance:ip-vrf",
            "admin-state": "enable",
            "interface": Self.names([SRLinuxName(name).subinterface(nil)]),
        ]
        return tree.at(port.origins)
    }

    // MARK: Segments

    private func bridge(_ domain: BridgeDomain) -> JSONTree? {
        guard case .segment(let id) = domain.purpose else { return nil }
        let segment = fabric[id]
        let members = device.interfaces.compactMap { interface -> SRLinuxName? in
            switch interface.role {
            case .access(id): interface.name.port.map { SRLinuxName($0).subinterface(domain.vlan) }
            case .trunk(let tagged, let native) where tagged.contains(id) || native == id:
                interface.name.port.map { SRLinuxName($0).subinterface(domain.vlan) }
            case .gateway(id): .gateways.subinterface(domain.vlan)
            default: nil
            }
        }
        var tree: JSONTree = [
            "name": "\(SRLinuxName.bridge(segment))",
            "type": "srl_nokia-network-instance:mac-vrf", "admin-state": "enable",
            "interface": Self.names(members),
            "vxlan-interface": Self.names([.tunnel(domain.vlan)]),
        ]
        if let distinguisher = domain.routeDistinguisher {
            tree.add(
                "protocols",
                evpn(domain.vlan, index: segment.index, distinguisher) {
                    $0.add("route-target", Self.target(segment.routeTarget).at(segment.origin))
                })
        }
        return tree.at(domain.origin)
    }

    // MARK: VRFs

    private func table(_ instance: VRFInstance) -> JSONTree {
        let vrf = fabric[instance.vrf]
        let name = SRLinuxName.vrf(instance.vrf, in: fabric)
        var tree: JSONTree = [
            "name": "\(name)", "type": "srl_nokia-network-instance:ip-vrf",
            "admin-state": "enable", "interface": Self.names(members(of: instance.vrf)),
            "vxlan-interface": Self.names(tunnel(of: instance.vrf).map { [.tunnel($0)] } ?? []),
        ]
        if let vlan = tunnel(of: instance.vrf), let target = vrf.routeTargets.first {
            tree.add(
                "protocols",
                evpn(vlan, index: vrf.index, instance.routeDistinguisher) {
                    $0.add("route-target", Self.target(target).at(vrf.origin))
                    $0.add("export-policy", ["\(name)"])
                })
        }
        addRoutes(instance.staticRoutes, to: &tree)
        return tree.at(instance.origins)
    }

    private func members(of id: VRFID) -> [SRLinuxName] {
        device.interfaces.compactMap { interface in
            switch interface.role {
            case .gateway(let segment) where fabric[segment].owner == .vrf(id):
                .gateways.subinterface(fabric[segment].vlan)
            case .firewallTransit(id, _), .exit(id):
                switch interface.name {
                case .subinterface(let port, let vlan): SRLinuxName(port).subinterface(vlan)
                case .port(let port), .lag(let port, _): SRLinuxName(port).subinterface(nil)
                case .loopback, .vlan: nil
                }
            default: nil
            }
        }
    }

    private func tunnel(of id: VRFID) -> VLANID? {
        device.bridgeDomains.first { $0.purpose == .vrf(id) }?.vlan
    }

    // MARK: EVPN

    private static func target(_ target: RouteTarget) -> JSONTree {
        ["export-rt": "target:\(target)", "import-rt": "target:\(target)"]
    }

    /// - Parameter index: of the segment or VRF, which is the EVI: a VNI does not fit into 16 bits.
    private func evpn(
        _ vlan: VLANID, index: UInt16, _ distinguisher: RouteDistinguisher,
        _ addMembership: (inout JSONTree) -> Void
    ) -> JSONTree {
        var membership: JSONTree = ["id": 1, "route-distinguisher": ["rd": "\(distinguisher)"]]
        addMembership(&membership)
        let instance: JSONTree = [
            "id": 1, "admin-state": "enable", "vxlan-interface": "\(SRLinuxName.tunnel(vlan))",
            "evi": .number(index),
        ]
        return [
            "bgp-evpn": ["srl_nokia-bgp-evpn:bgp-instance": [instance]],
            "srl_nokia-bgp-vpn:bgp-vpn": ["bgp-instance": [membership]],
        ]
    }

    // MARK: Static routes

    /// Next hops of one prefix are a group, which other prefixes may have as well.
    private func addRoutes(_ routes: [StaticRoute], to tree: inout JSONTree) {
        guard !routes.isEmpty else { return }
        var groups: [(nextHops: [IPAddress], origins: [SourceSpan])] = []
        var entries: [JSONTree] = []
        var rest = routes[...]
        while let first = rest.first {
            let same = rest.prefix { $0.prefix == first.prefix }
            rest = rest.dropFirst(same.count)
            let origins = same.flatMap(\.origins)
            let nextHops = same.map(\.nextHop)
            let index = groups.firstIndex { $0.nextHops == nextHops } ?? groups.count
            if index == groups.count { groups.append((nextHops, origins)) }
            let entry: JSONTree = [
                "prefix": "\(first.prefix)", "preference": .number(first.distance),
                "next-hop-group": "\(Self.group(index))",
            ]
            entries.append(entry.at(origins))
        }
        let trees = groups.enumerated().map { index, group -> JSONTree in
            let hops = group.nextHops.enumerated().map { index, nextHop -> JSONTree in
                ["index": .number(index), "ip-address": "\(nextHop)"]
            }
            let tree: JSONTree = ["name": "\(Self.group(index))", "nexthop": .list(hops)]
            return tree.at(group.origins)
        }
        tree.add("srl_nokia-next-hop-groups:next-hop-groups", ["group": .list(trees)])
        tree.add("srl_nokia-static-routes:static-routes", ["route": .list(entries)])
    }

    private static func group(_ index: Int) -> ConfigLine { "static-\(index + 1)" }
}
