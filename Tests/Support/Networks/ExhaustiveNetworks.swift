import Forwarding
import IR
import Net

/// All networks of a small family: every combination of a few choices, each once.
///
/// At most three devices, two tenants, VLANs 10, 20 and 30, and addresses of two bits in each
/// subnet. What the choices do not name is right. A family frees what one mechanism depends on,
/// and names no network twice that differs in the names of VLANs or the order of devices alone; all
/// that could be told three devices at once is out of reach, and is drawn by `NetworkGenerator`.
public struct ExhaustiveNetworks: Sequence, Sendable {
    public enum Family: String, CaseIterable, Sendable {
        /// One to three switches in a line, or three in a ring. With one or two, chosen are the VLAN
        /// of the port of each tenant at each of them, if there is one, and whether stations send
        /// with a tag; with three there is a tenant at either end. Of each end of a cable chosen
        /// are its tagged VLANs and the native one; in a ring both ends are alike.
        case bridging
        /// A router with both tenants, and a port of nobody in VLAN 30. Chosen are for each VLAN
        /// whether it has an SVI, its VRF and its prefix out of a space of two bits; whether the
        /// tables end; and one static route: its VRF, its prefix out of the space, its next hop.
        case routing
        /// Two leaves with EVPN; `a` at the first, `b` at the second. Chosen are the second leaf's
        /// VNIs, L2 imports, VRF of the SVI, exports, and whether it advertises its subnet; the
        /// first leaf's imports, ingress filter, end of lookup; and where it has `b`, if at all.
        case overlay
        /// Two leaves with both tenants, or three with one of them each. Chosen are the route
        /// targets that each VRF imports and exports.
        case targets
        /// Three leaves of VRF `a`, one of them with `b`, which imports it or not. Chosen are whether
        /// a leaf has an exit, by a static route that floats or by one that does not; and whether it
        /// imports the routes of others, offers its own, and advertises static ones.
        case exits
        /// A leaf with both tenants and a firewall; the policy permits TCP from `a` to `b`. Chosen
        /// are all fields of the firewall's rule but its prefixes' length, whether sources are
        /// checked, whether there is a filter and a state, the leaf's ingress filter, and the VRF
        /// of a transit.
        case filtering
    }

    public let family: Family

    public init(_ family: Family) { self.family = family }

    public func makeIterator() -> Iterator { Iterator(family: family) }

    public struct Iterator: IteratorProtocol {
        let family: Family
        private var choices: Choices? = Choices()

        fileprivate init(family: Family) { self.family = family }

        public mutating func next() -> TinyNetwork? {
            guard var path = choices else { return nil }
            let network = ExhaustiveNetworks.network(family, &path)
            choices = path.next
            return network
        }
    }

    /// One of the networks, by chance.
    public func drawn(seed: UInt64) -> TinyNetwork {
        var choices = Choices(random: SeededGenerator(seed: seed))
        return Self.network(family, &choices)
    }

    /// A path through the choices that a network is made by. What there is to choose may depend on
    /// what was chosen before.
    private struct Choices {
        private var path: [(chosen: Int, count: Int)] = []
        private var position = 0
        private var random: SeededGenerator?

        init(random: SeededGenerator? = nil) { self.random = random }

        mutating func pick(below count: Int) -> Int {
            defer { position += 1 }
            if position == path.count {
                path.append((random?.pick(Array(0..<count)) ?? 0, count))
            }
            return path[position].chosen
        }

        mutating func pick<Option>(_ options: Option...) -> Option {
            options[pick(below: options.count)]
        }

        /// Any subset.
        mutating func some<Option>(of options: [Option]) -> [Option] {
            options.filter { _ in pick(false, true) }
        }

        /// The path after this one; nil after the last.
        var next: Choices? {
            var next = self
            next.position = 0
            while let last = next.path.popLast() {
                guard last.chosen + 1 == last.count else {
                    next.path.append((last.chosen + 1, last.count))
                    return next
                }
            }
            return nil
        }
    }

    private typealias Tenant = TinyNetworkBuilder.Tenant

    private static func network(_ family: Family, _ choices: inout Choices) -> TinyNetwork {
        switch family {
        case .bridging: bridging(&choices)
        case .routing: routing(&choices)
        case .overlay: overlay(&choices)
        case .targets: targets(&choices)
        case .exits: exits(&choices)
        case .filtering: filtering(&choices)
        }
    }

    // MARK: Families

    private static let vlans: [VLANID] = [.of(10), .of(20), .of(30)]

    private static func bridging(_ choices: inout Choices) -> TinyNetwork {
        let (switches, isRing) = choices.pick((1, false), (2, false), (3, false), (3, true))
        var builder = TinyNetworkBuilder(devices: switches, tenants: 2)
        let sendTags = switches < 3 && choices.pick(false, true)
        // VLANs are numbered in order of their first port.
        var known = 0
        for device in 0..<switches {
            for tenant in 0...1 where switches < 3 || device == 2 * tenant {
                let isNew = switches < 3 ? 1 : 0
                let choice = choices.pick(below: Swift.min(known + 1, 3) + isNew) - isNew
                guard choice >= 0 else { continue }
                known = Swift.max(known, choice + 1)
                let (port, vlan) = ("swp\(tenant + 1)", vlans[choice])
                builder.told[device] +=
                    sendTags ? trunk(port, tagged: [vlan], native: nil) : access(port, vlan)
                builder.station(device, port, tag: sendTags ? vlan : nil, scope: tenant)
            }
        }
        for near in 0..<(isRing ? 3 : switches - 1) {
            let far = (near + 1) % switches
            builder.cable(near, "swp8", to: far, "swp9")
            let end = anyTrunk(&choices)
            builder.told[near] += trunk("swp8", tagged: end.tagged, native: end.native)
            let other = isRing ? end : anyTrunk(&choices)
            builder.told[far] += trunk("swp9", tagged: other.tagged, native: other.native)
        }
        return builder.built()
    }

    private static func anyTrunk(
        _ choices: inout Choices
    ) -> (tagged: [VLANID], native: VLANID?) {
        let native = choices.pick(nil, vlans[0], vlans[1], vlans[2])
        return (choices.some(of: vlans.filter { $0 != native }), native)
    }

    private static func routing(_ choices: inout Choices) -> TinyNetwork {
        var builder = TinyNetworkBuilder(devices: 1, tenants: 2)
        let own = ["10.0.0.0/31", "10.0.0.2/31", "10.0.0.1/30"].map(InterfaceAddress.of)
        var told: [Fact] = [.routes(.ipv4)]
        for (index, vlan) in vlans.enumerated() {
            let (port, name) = ("swp\(index + 1)", "vlan\(vlan)")
            told += access(port, vlan)
            if index < 2 { builder.station(0, port, scope: index) }
            guard choices.pick(true, false) else { continue }
            told += [
                .bridgeVLAN(vlan), .svi(name, vlan),
                .address(name, own[choices.pick(below: own.count)]),
                .inVRF(name, vrf: index < 2 ? choices.pick("a", "b", "") : ""),
            ]
        }
        for vrf in ["a", "b"] where choices.pick(false, true) {
            told.append(.endsLookup(vrf: vrf, .ipv4))
        }
        if choices.pick(false, true) {
            let prefixes = ["10.0.0.0/30", "10.0.0.0/31", "10.0.0.2/31", "10.0.0.3/32"]
            told.append(
                .staticRoute(
                    vrf: choices.pick("a", "b", ""),
                    .of(prefixes[choices.pick(below: prefixes.count)]),
                    nextHop: IPAddress(
                        family: .ipv4, bits: 0x0a00_0000 + UInt128(choices.pick(below: 4))),
                    distance: 1))
        }
        builder.told[0] = told
        return builder.built()
    }

    private static func targets(_ choices: inout Choices) -> TinyNetwork {
        let leaves = choices.pick(2, 3)
        let tenants = [Tenant(0), Tenant(1)]
        let all = tenants.map(\.l3Target)
        var builder = TinyNetworkBuilder(devices: leaves, tenants: 2)
        // In ascending order: which leaf is the first means nothing.
        var least = 0
        for leaf in 0..<leaves {
            let count = leaves == 2 ? 256 : 32
            least += choices.pick(below: count - least)
            var bits = least
            func next() -> Bool {
                defer { bits /= 2 }
                return bits % 2 == 1
            }
            var told = router
            for tenant in leaves == 2 ? tenants : [tenants[next() ? 1 : 0]] {
                let port = "swp\(tenant.number + 1)"
                told += access(port, tenant.vlan) + segment(tenant, vrf: tenant.vrf)
                builder.station(leaf, port, scope: Int(tenant.number))
                let imports = all.filter { _ in next() }
                told += l3vni(
                    tenant, tenant.l3vni, imports: imports, exports: all.filter { _ in next() })
                told += advertised(tenant)
            }
            builder.told[leaf] = told
        }
        return builder.built()
    }

    private static func exits(_ choices: inout Choices) -> TinyNetwork {
        var builder = TinyNetworkBuilder(devices: 3, tenants: 2)
        let (a, b) = (Tenant(0), Tenant(1))
        for leaf in 0..<3 {
            var told = router
            told += l3vni(
                a, a.l3vni, imports: choices.some(of: [a.l3Target]),
                exports: choices.some(of: [a.l3Target]))
            told += [.advertisesRoutes(vrf: a.vrf, .ipv4)]
            told += choices.some(of: [.advertisesStatic(vrf: a.vrf, .ipv4)])
            if let distance = choices.pick(nil, 1, StaticRoute.floating) {
                told += [
                    .inVRF("swp9", vrf: a.vrf), .address("swp9", .of("198.51.100.\(leaf * 2)/31")),
                    .staticRoute(
                        vrf: a.vrf, .of("0.0.0.0/0"), nextHop: .of("198.51.100.\(leaf * 2 + 1)"),
                        distance: distance),
                ]
                builder.policy.zones.append(
                    Policy.Zone(kind: .vrf(VRFID(2 + leaf)), name: "exit \(leaf)"))
                builder.policy.scopes.append(
                    Policy.Scope(
                        zone: builder.policy.zones.count - 1, name: "exit \(leaf)", prefixes: nil))
                builder.station(leaf, "swp9", scope: builder.policy.scopes.count - 1)
            }
            if leaf == 0 {
                told += access("swp1", a.vlan) + segment(a, vrf: a.vrf)
                told += access("swp2", b.vlan) + segment(b, vrf: b.vrf)
                told += l3vni(
                    b, b.l3vni, imports: choices.some(of: [a.l3Target]), exports: [b.l3Target])
                builder.station(leaf, "swp1", scope: 0)
                builder.station(leaf, "swp2", scope: 1)
            }
            builder.told[leaf] = told
        }
        return builder.built()
    }

    private static func overlay(_ choices: inout Choices) -> TinyNetwork {
        var builder = TinyNetworkBuilder(devices: 2, tenants: 2)
        let (a, b) = (Tenant(0), Tenant(1))
        let targets = [a.l3Target, b.l3Target]

        var near = router + access("swp1", a.vlan) + segment(a, vrf: a.vrf)
        near += l2vni(a.l2vni, a.vlan, imports: [a.l2Target], exports: [a.l2Target])
        near += l3vni(a, a.l3vni, imports: choices.some(of: targets), exports: [a.l3Target])
        near += choices.pick([], [.endsLookup(vrf: a.vrf, .ipv4)])
        near += choices.pick([], ingress("vlan10", a.subnet(.ipv4)))
        if let vrf = choices.pick(nil, b.vrf, a.vrf, "") {
            near += access("swp2", b.vlan) + segment(b, vrf: vrf)
            builder.station(0, "swp2", scope: 1)
        }
        builder.told[0] = near
        builder.station(0, "swp1", scope: 0)

        let vni = choices.pick(b.l2vni, a.l2vni)
        var far = router + access("swp1", b.vlan) + segment(b, vrf: choices.pick(b.vrf, ""))
        far += l2vni(
            vni, b.vlan, imports: choices.some(of: [a.l2Target, b.l2Target]),
            exports: [b.l2Target])
        far += l3vni(
            b, choices.pick(b.l3vni, a.l3vni), imports: targets,
            exports: choices.pick([], [a.l3Target], [b.l3Target]))
        far += [.advertisesRoutes(vrf: b.vrf, .ipv4)]
        far += choices.pick([], [.advertisesConnected(vrf: b.vrf, b.subnet(.ipv4))])
        builder.told[1] = far
        builder.station(1, "swp1", scope: 1)
        return builder.built()
    }

    private static func filtering(_ choices: inout Choices) -> TinyNetwork {
        var builder = TinyNetworkBuilder(devices: 2, tenants: 2)
        let (a, b) = (Tenant(0), Tenant(1))
        builder.policy.permits = [
            Policy.Permit(
                contract: ContractID(0), from: 2, to: 3, sources: [a.subnet(.ipv4)],
                destinations: [b.subnet(.ipv4)], ports: [.ports(.tcp, 0...65535)])
        ]
        builder.policy.inside.append(.of("10.0.1.0/28"))
        var leaf = router + [.mtu("swp9", 1500)]
        var firewall = router + [.mtu("eth1", 1500)]
        for (tenant, vrf) in [(a, a.vrf), (b, choices.pick(b.vrf, ""))] {
            let port = "swp\(tenant.number + 1)"
            let (near, far) = ("swp9.\(tenant.transitVLAN)", "eth1.\(tenant.transitVLAN)")
            let transit = tenant.transit(.ipv4)
            leaf += access(port, tenant.vlan) + segment(tenant, vrf: tenant.vrf)
            leaf += [
                .subinterface(near, parent: "swp9", tenant.transitVLAN),
                .inVRF(near, vrf: vrf), .address(near, transit.leaf),
                .endsLookup(vrf: tenant.vrf, .ipv4),
                .staticRoute(
                    vrf: tenant.vrf, .of("0.0.0.0/0"), nextHop: transit.firewall.address,
                    distance: 1),
            ]
            firewall += [
                .subinterface(far, parent: "eth1", tenant.transitVLAN),
                .address(far, transit.firewall),
                .staticRoute(
                    vrf: "", tenant.subnet(.ipv4), nextHop: transit.leaf.address, distance: 1),
            ]
            builder.station(0, port, scope: Int(tenant.number))
        }
        leaf += choices.pick([], ingress("vlan10", a.subnet(.ipv4), to: []))
        firewall += choices.pick([], [.reversePath("eth1.210"), .reversePath("eth1.220")])
        firewall += choices.pick([], [.forwardFilter], [.forwardFilter, .stateful])
        firewall.append(
            .forwardRule(
                FilterRule(
                    action: .permit, family: .ipv4,
                    inInterface: choices.pick("eth1.210", nil),
                    outInterface: choices.pick("eth1.220", nil),
                    sources: choices.pick([a.subnet(.ipv4)], []),
                    destinations: choices.pick([b.subnet(.ipv4)], []),
                    protocols: choices.pick([6...6], []),
                    kinds: choices.pick(.all, .opens, .continues))))
        builder.told = [leaf, firewall]
        builder.cable(0, "swp9", to: 1, "eth1")
        return builder.built()
    }

    // MARK: Statements

    private static let router: [Fact] = [
        .routes(.ipv4), .routes(.ipv6), .advertisesVNIs, .inputFilter,
    ]

    private static func access(_ port: String, _ vlan: VLANID) -> [Fact] {
        [.bridged(port), .untagged(port, vlan)]
    }

    private static func trunk(_ port: String, tagged: [VLANID], native: VLANID?) -> [Fact] {
        [.bridged(port)] + tagged.map { .tagged(port, $0) }
            + (native.map { [.untagged(port, $0)] } ?? [])
    }

    private static func segment(_ tenant: Tenant, vrf: String) -> [Fact] {
        let name = "vlan\(tenant.vlan)"
        return [
            .bridgeVLAN(tenant.vlan), .svi(name, tenant.vlan), .inVRF(name, vrf: vrf),
            .address(name, tenant.gateway(.ipv4)),
        ]
    }

    private static func tunnel(_ vni: VNI, _ vlan: VLANID) -> [Fact] {
        [.tunnel("vni\(vni)", vni, local: .of("192.0.2.1"))] + access("vni\(vni)", vlan)
    }

    private static func l2vni(
        _ vni: VNI, _ vlan: VLANID, imports: [RouteTarget], exports: [RouteTarget]
    ) -> [Fact] {
        tunnel(vni, vlan) + imports.map { .importTarget(.vni(vni), $0) }
            + exports.map { .exportTarget(.vni(vni), $0) }
    }

    private static func l3vni(
        _ tenant: Tenant, _ vni: VNI, imports: [RouteTarget], exports: [RouteTarget]
    ) -> [Fact] {
        let name = "vlan\(tenant.l3VLAN)"
        return tunnel(vni, tenant.l3VLAN) + [
            .bridgeVLAN(tenant.l3VLAN), .svi(name, tenant.l3VLAN), .inVRF(name, vrf: tenant.vrf),
            .l3vni(vrf: tenant.vrf, vni),
        ] + imports.map { .importTarget(.vrf(tenant.vrf), $0) }
            + exports.map { .exportTarget(.vrf(tenant.vrf), $0) }
    }

    private static func advertised(_ tenant: Tenant) -> [Fact] {
        [
            .advertisesRoutes(vrf: tenant.vrf, .ipv4),
            .advertisesConnected(vrf: tenant.vrf, tenant.subnet(.ipv4)),
        ]
    }

    /// Only from the prefix, and to it alone or to the given ones; empty for everywhere.
    private static func ingress(
        _ name: String, _ prefix: IPPrefix, to destinations: [IPPrefix]? = nil
    ) -> [Fact] {
        let rule = FilterRule(
            action: .permit, family: .ipv4, sources: [prefix],
            destinations: destinations ?? [prefix])
        return [.ingressFilter(name), .ingressRule(name, rule)]
    }
}
