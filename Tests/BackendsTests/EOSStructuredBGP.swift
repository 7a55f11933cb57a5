import Diagnostics
import IR
import Net

/// The part of the structured configuration that is about routes between devices.
struct EOSStructuredBGP {
    private let config: EOSStructuredConfig
    private let bgp: BGPSpeaker

    init(_ config: EOSStructuredConfig, _ bgp: BGPSpeaker) {
        self.config = config
        self.bgp = bgp
    }

    private var fabric: Fabric { config.fabric }
    private var device: Device { config.device }
    private var passesOn: Bool { device.passesRoutesOn(in: fabric) }

    func added(to whole: JSONValue) -> JSONValue {
        whole.with("router_bgp", routerBGP).with("as_path", passesOn ? nil : .some(pathLists))
            .with("prefix_lists", .array(prefixLists(.ipv4)))
            .with("ipv6_prefix_lists", .array(prefixLists(.ipv6)))
            .with("route_maps", .array(routeMaps))
    }

    private var pathLists: JSONValue {
        let own = bgp.asn.description
        return [
            "regex_mode": "string",
            "access_lists": [
                [
                    "name": "own",
                    "entries": [
                        ["type": "permit", "match": "^$"],
                        ["type": "permit", "match": .string("^\(own)_\(own)$")],
                    ],
                ]
            ],
        ]
    }

    // MARK: Policies

    private func prefixLists(_ family: AddressFamily) -> [JSONValue] {
        let word = family == .ipv4 ? "ipv4" : "ipv6"
        let pools = fabric.infrastructure.filter {
            $0.purpose == .underlay && $0.prefix.family == family
        }
        var lists = [
            list(
                "loopbacks-\(word)",
                pools.map { pool in
                    pool.prefix.length == family.bitWidth
                        ? "\(pool.prefix)" : "\(pool.prefix) ge \(family.bitWidth)"
                })
        ]
        if !passesOn {
            let own = bgp.networks.filter { $0.family == family }
            lists.append(list("own-\(word)", own.map(\.description)))
        }
        for instance in device.vrfInstances {
            let prefixes = segmentPrefixes(of: instance.vrf, family)
            guard !prefixes.isEmpty else { continue }
            lists.append(
                list(
                    "\(fabric.shortName(of: instance.vrf))-\(word)", prefixes.map(\.description)))
        }
        return lists
    }

    private func list(_ name: String, _ entries: [String]) -> JSONValue {
        var numbers: [JSONValue] = []
        for (index, entry) in entries.enumerated() {
            numbers.append(
                ["sequence": .integer(10 + 10 * index), "action": .string("permit \(entry)")])
        }
        return ["name": .string(name), "sequence_numbers": .array(numbers)]
    }

    private func segmentPrefixes(of vrf: VRFID, _ family: AddressFamily) -> [IPPrefix] {
        device.interfaces.flatMap { interface -> [IPPrefix] in
            guard case .gateway(let segment) = interface.role,
                fabric[segment].owner == .vrf(vrf)
            else { return [] }
            return fabric[segment].prefixes.map(\.prefix).filter { $0.family == family }
        }
    }

    private var routeMaps: [JSONValue] {
        func map(_ name: String, _ match: String?) -> JSONValue {
            let entry: JSONValue = ["sequence": 10, "type": "permit"]
            return [
                "name": .string(name),
                "sequence_numbers": [entry.with("match", match.map { [.string($0)] })],
            ]
        }
        var maps = [
            map("evpn-in", nil), map("evpn-out", passesOn ? nil : "as-path own"),
            map("underlay-ipv4-in", "ip address prefix-list loopbacks-ipv4"),
            map("underlay-ipv6-in", "ipv6 address prefix-list loopbacks-ipv6"),
        ]
        for (word, command) in [("ipv4", "ip"), ("ipv6", "ipv6")] {
            let offered = passesOn ? "loopbacks" : "own"
            maps.append(
                map("underlay-\(word)-out", "\(command) address prefix-list \(offered)-\(word)"))
        }
        for instance in device.vrfInstances {
            let name = fabric.shortName(of: instance.vrf)
            for (word, command, family) in [
                ("ipv4", "ip", AddressFamily.ipv4), ("ipv6", "ipv6", .ipv6),
            ] where !segmentPrefixes(of: instance.vrf, family).isEmpty {
                maps.append(
                    map("\(name)-\(word)", "\(command) address prefix-list \(name)-\(word)"))
            }
        }
        if device.vrfInstances.contains(where: { !$0.staticRoutes.isEmpty }) {
            maps.append(mapOfStaticRoutes)
        }
        return maps
    }

    private var mapOfStaticRoutes: JSONValue {
        [
            "name": "static",
            "sequence_numbers": [
                [
                    "sequence": 10, "type": "permit", "match": ["tag 250"],
                    "set": [
                        .string("as-path prepend \(bgp.asn) \(bgp.asn)"), "local-preference 50",
                        "weight 0",
                    ],
                ],
                ["sequence": 20, "type": "permit"],
            ],
        ]
    }

    // MARK: router bgp

    private var routerBGP: JSONValue {
        [
            "as": config.text(bgp.asn), "router_id": config.text(bgp.routerID),
            "bgp": ["default": ["ipv4_unicast": false]],
            "timers": ["keepalive_time": 3, "hold_time": 9],
            "distance": ["external_routes": 20, "internal_routes": 200, "local_routes": 200],
            "maximum_paths": ["paths": 64, "ecmp": 64],
            "peer_groups": groups,
            "neighbors": .array(neighbours),
            "neighbor_interfaces": .array(
                bgp.peers.map { peer in
                    let base: JSONValue = [
                        "name": config.text(peer.port), "peer_group": "underlay",
                    ]
                    return base.with(
                        "remote_as", fabric[peer.remote].bgp.map { config.text($0.asn) })
                }),
            "vlans": .array(
                config.segments.map { domain, segment in
                    let base: JSONValue = [
                        "id": config.number(domain.vlan),
                        "route_targets": [
                            "import": [config.text(segment.routeTarget)],
                            "export": [config.text(segment.routeTarget)],
                        ],
                        "redistribute_routes": ["learned"],
                    ]
                    return base.with("rd", domain.routeDistinguisher.map(config.text))
                }),
            "address_family_evpn": [
                "peer_groups": [
                    [
                        "name": "overlay", "activate": true, "route_map_in": "evpn-in",
                        "route_map_out": "evpn-out",
                    ]
                ]
            ],
            "address_family_ipv4": underlay(.ipv4), "address_family_ipv6": underlay(.ipv6),
            "vrfs": .array(device.vrfInstances.map(vrf)),
        ]
    }

    private var groups: JSONValue {
        let denies: JSONValue = [
            "direction_in": ["action": "deny"], "direction_out": ["action": "deny"],
        ]
        let overlay: JSONValue = [
            "name": "overlay", "update_source": "Loopback0", "ebgp_multihop": 3,
            "send_community": "extended", "maximum_routes": 0, "missing_policy": denies,
        ]
        return [
            overlay.with("next_hop_unchanged", passesOn ? true : nil),
            ["name": "underlay", "bfd": true, "missing_policy": denies],
        ]
    }

    private var neighbours: [JSONValue] {
        var result: [JSONValue] = []
        for remote in Set(bgp.peers.map(\.remote)).sorted() {
            let far = fabric[remote]
            guard let address = far.loopbackIPv4, let asn = far.bgp?.asn else { continue }
            result.append([
                "ip_address": config.text(address), "peer_group": "overlay",
                "remote_as": config.text(asn), "description": config.text(far.name),
            ])
        }
        return result
    }

    private func underlay(_ family: AddressFamily) -> JSONValue {
        let word = family == .ipv4 ? "ipv4" : "ipv6"
        let group: JSONValue = [
            "name": "underlay", "activate": true,
            "route_map_in": .string("underlay-\(word)-in"),
            "route_map_out": .string("underlay-\(word)-out"),
        ]
        let hop: JSONValue? =
            family == .ipv4 ? ["address_family_ipv6": ["enabled": true, "originate": true]] : nil
        return [
            "networks": .array(
                bgp.networks.filter { $0.family == family }.map { ["prefix": config.text($0)] }),
            "peer_groups": [group.with("next_hop", hop)],
        ]
    }

    private func vrf(_ instance: VRFInstance) -> JSONValue {
        let targets = fabric[instance.vrf].routeTargets.map { config.text($0) }
        func evpn(_ targets: [JSONValue]) -> JSONValue {
            [["address_family": "evpn", "route_targets": .array(targets)]]
        }
        var result: JSONValue = [
            "name": config.name(instance.vrf), "rd": config.text(instance.routeDistinguisher),
            "route_targets": ["import": evpn(targets), "export": evpn(Array(targets.prefix(1)))],
        ]
        for (word, family) in [("ipv4", AddressFamily.ipv4), ("ipv6", .ipv6)] {
            var sources: JSONValue = [:]
            if !segmentPrefixes(of: instance.vrf, family).isEmpty {
                let map = "\(fabric.shortName(of: instance.vrf))-\(word)"
                sources = sources.with(
                    "connected", ["enabled": true, "route_map": .string(map)])
            }
            if instance.staticRoutes.contains(where: { $0.prefix.family == family }) {
                sources = sources.with("static", ["enabled": true, "route_map": "static"])
            }
            guard sources != [:] else { continue }
            result = result.with("address_family_\(word)", ["redistribute": sources])
        }
        return result
    }
}
