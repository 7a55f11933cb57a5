import Diagnostics
import IR
import Net

extension SRLinuxFile {
    /// In order of names.
    var interfaces: [JSONTree] {
        var all: [(name: SRLinuxName, tree: JSONTree)] = device.interfaces.compactMap { interface in
            switch interface.name {
            case .port(let port), .lag(let port, _): (SRLinuxName(port), self.port(interface))
            case .loopback: (.loopback, loopback(interface))
            case .subinterface, .vlan: nil
            }
        }
        let gateways = device.interfaces.compactMap(gateway)
        if !gateways.isEmpty {
            let tree: JSONTree = [
                "name": "\(SRLinuxName.gateways)", "admin-state": "enable",
                "subinterface": .list(gateways),
            ]
            all.append((.gateways, tree))
        }
        return all.sorted { SRLinuxName.precedes($0.name, $1.name) }.map(\.tree)
    }

    private func loopback(_ interface: Interface) -> JSONTree {
        var addresses: JSONTree = ["index": 0, "admin-state": "enable"]
        addAddresses(of: interface, to: &addresses)
        let tree: JSONTree = [
            "name": "\(SRLinuxName.loopback)", "admin-state": "enable",
            "subinterface": [addresses],
        ]
        return tree.at(interface.origins)
    }

    // MARK: Ports

    private func port(_ interface: Interface) -> JSONTree {
        guard let port = interface.name.port else { preconditionFailure("a port has a name") }
        let subinterfaces = subinterfaces(of: interface, port)
        var tree: JSONTree = ["name": "\(port)"]
        tree.add("description", description(of: interface).map { .text($0) })
        tree.add("admin-state", interface.role == .unused ? "disable" : "enable")
        switch interface.role {
        case .loopback, .unused, .member, .management, .exchange: break
        case .underlay, .access, .trunk, .carrier, .gateway, .vrfTransit, .firewallTransit, .exit:
            tree.add("mtu", .number(Self.frame(of: interface)))
        }
        if hasTags(interface) { tree.add("srl_nokia-interfaces-vlans:vlan-tagging", true) }
        if case .member(let lag) = interface.role {
            tree.add("ethernet", ["aggregate-id": "\(lag)"])
        }
        if !subinterfaces.isEmpty { tree.add("subinterface", .list(subinterfaces)) }
        if case .lag = interface.name { tree.add("srl_nokia-interfaces-lag:lag", Self.lag) }
        return tree.at(interface.origins)
    }

    private static let lag: JSONTree = [
        "lag-type": "lacp", "min-links": 1,
        "srl_nokia-lacp:lacp": ["interval": "FAST", "lacp-mode": "ACTIVE"],
    ]

    private func description(of interface: Interface) -> ConfigLine? {
        if case .underlay(let link) = interface.role {
            let link = fabric[link]
            let far = fabric[link.a.device].name == device.name ? link.b : link.a
            return "\(fabric[far.device].name)"
        }
        return interface.summary.map { ConfigLine($0) }
    }

    private func hasTags(_ interface: Interface) -> Bool {
        switch interface.role {
        case .access, .trunk, .carrier: true
        case .loopback, .unused, .underlay, .member, .gateway, .vrfTransit, .firewallTransit,
            .exit, .management, .exchange:
            false
        }
    }

    /// Octets of the largest frame: a packet behind an Ethernet header, and on ports with tags the
    /// tag.
    static func frame(of interface: Interface) -> Int {
        switch interface.role {
        case .access, .trunk, .carrier: interface.mtu + 18
        default: interface.mtu + 14
        }
    }

    // MARK: Sub-interfaces

    private func subinterfaces(of interface: Interface, _ port: PortName) -> [JSONTree] {
        switch interface.role {
        case .access(let segment): [bridged(segment, isTagged: false, on: interface)]
        case .trunk(let tagged, let native):
            (tagged.map { ($0, true) } + [native].compactMap(\.self).map { ($0, false) })
                .sorted { fabric[$0.0].vlan < fabric[$1.0].vlan }
                .map { bridged($0.0, isTagged: $0.1, on: interface) }
        case .underlay: [underlay(interface)]
        case .carrier:
            device.interfaces.compactMap { other in
                guard case .subinterface(port, let vlan) = other.name else { return nil }
                return routed(other, vlan)
            }
        case .exit, .firewallTransit, .management: [routed(interface, nil)]
        case .loopback, .unused, .member, .gateway, .vrfTransit, .exchange: []
        }
    }

    private func bridged(
        _ segment: SegmentID, isTagged: Bool, on interface: Interface
    ) -> JSONTree {
        let vlan = fabric[segment].vlan
        let tag: JSONTree =
            isTagged ? ["single-tagged": ["vlan-id": .number(vlan)]] : ["untagged": [:]]
        return [
            "index": .number(vlan), "type": "srl_nokia-interfaces:bridged",
            "admin-state": "enable", "l2-mtu": .number(Self.frame(of: interface)),
            "srl_nokia-interfaces-vlans:vlan": ["encap": tag],
        ]
    }

    private func underlay(_ interface: Interface) -> JSONTree {
        [
            "index": 0, "type": "srl_nokia-interfaces:routed", "admin-state": "enable",
            "ip-mtu": .number(interface.mtu),
            "ipv6": [
                "admin-state": "enable",
                "srl_nokia-interfaces-router-adv:router-advertisement": [
                    "router-role": [
                        "admin-state": "enable", "max-advertisement-interval": 10,
                        "min-advertisement-interval": 4,
                    ]
                ],
            ],
        ]
    }

    private func routed(_ interface: Interface, _ vlan: VLANID?) -> JSONTree {
        var tree: JSONTree = ["index": vlan.map { .number($0) } ?? 0]
        if interface.role != .management { tree.add("type", "srl_nokia-interfaces:routed") }
        if vlan != nil { tree.add("description", interface.summary.map { .text($0) }) }
        tree.add("admin-state", "enable")
        if interface.role != .management { tree.add("ip-mtu", .number(interface.mtu)) }
        addAddresses(of: interface, to: &tree)
        if let vlan {
            tree.add(
                "srl_nokia-interfaces-vlans:vlan",
                ["encap": ["single-tagged": ["vlan-id": .number(vlan)]]])
        }
        return tree.at(interface.origins)
    }

    private func addAddresses(of interface: Interface, to tree: inout JSONTree) {
        for family in Self.families {
            let addresses = interface.addresses.filter { $0.address.family == family }
            guard !addresses.isEmpty else { continue }
            tree.add(
                Self.type(of: family),
                [
                    "admin-state": "enable",
                    "address": .list(addresses.map { ["ip-prefix": "\($0)"] }),
                ])
        }
    }

    // MARK: Gateways

    /// What a gateway knows of stations is told to the others (RFC 9135): an answer to one of them
    /// goes to the next, because all have the same address.
    private func gateway(_ interface: Interface) -> JSONTree? {
        guard case .gateway = interface.role, case .vlan(let vlan) = interface.name else {
            return nil
        }
        var tree: JSONTree = [
            "index": .number(vlan), "admin-state": "enable", "ip-mtu": .number(interface.mtu),
        ]
        for family in Self.families {
            let addresses = interface.addresses.filter { $0.address.family == family }
            guard !addresses.isEmpty else { continue }
            let evpn: JSONTree = ["advertise": [["route-type": "dynamic"]]]
            tree.add(
                Self.type(of: family),
                [
                    "admin-state": "enable",
                    "address": .list(
                        addresses.map { ["ip-prefix": "\($0)", "anycast-gw": true] }),
                    family == .ipv4
                        ? "srl_nokia-interfaces-nbr:arp"
                        : "srl_nokia-interfaces-nbr:neighbor-discovery": [
                            "learn-unsolicited": family == .ipv4 ? true : "global",
                            "srl_nokia-interfaces-nbr-evpn:evpn": evpn,
                        ],
                ])
        }
        tree.add("anycast-gw", ["anycast-gw-mac": "\(fabric.parameters.gatewayMAC)"])
        return tree.at(interface.origins)
    }
}
