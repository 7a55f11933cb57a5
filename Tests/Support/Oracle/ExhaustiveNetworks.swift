import Forwarding
import IR
import Net

/// All networks of a small family: every combination of a few choices, by its number.
///
/// Two tenants, VLANs 10, 20 and 30, two addresses and two routers' own in each subnet, and of
/// everything that the choices do not name what is right.
public struct ExhaustiveNetworks: RandomAccessCollection, Sendable {
    public enum Family: String, CaseIterable, Sendable {
        /// Two switches and a trunk; a station of each tenant at either. Chosen are both ends'
        /// native VLAN and tagged VLANs, the VLAN of one access port, whether a station sends with
        /// a tag, and what is between the switches: a cable, a third switch, or one that has other
        /// native VLANs on either side.
        case bridging
        /// Two leaves with EVPN; `a` at the first, `b` at the second. Chosen are the second leaf's
        /// VNIs, L2 imports, VRF of the SVI, exports, and whether it advertises its subnet; the
        /// first leaf's imports, ingress filter, end of lookup; and where it has `b`, if at all.
        case overlay
        /// A leaf with both tenants and a firewall; the policy permits TCP from `a` to `b`. Chosen
        /// are all fields of the firewall's rule but its prefixes' length, whether sources are
        /// checked, whether there is a filter and a state, the leaf's ingress filter, and the VRF
        /// of a transit.
        case filtering
    }

    public let family: Family
    public let count: Int

    public init(_ family: Family) {
        self.family = family
        var choices = Choices(number: 0)
        _ = Self.network(family, &choices)
        count = choices.combinations
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { count }

    public subscript(number: Int) -> TinyNetwork {
        precondition(indices.contains(number), "there is such a network")
        var choices = Choices(number: number)
        return Self.network(family, &choices)
    }

    /// The digits of a number; each choice has as many values as there are options. Every network
    /// of a family makes the same choices.
    private struct Choices {
        private var rest: Int
        private(set) var combinations = 1

        init(number: Int) { rest = number }

        mutating func pick<Option>(_ options: Option...) -> Option {
            defer { rest /= options.count }
            combinations *= options.count
            return options[rest % options.count]
        }

        /// Any subset.
        mutating func some<Option>(of options: [Option]) -> [Option] {
            options.filter { _ in pick(false, true) }
        }
    }

    private typealias Tenant = TinyNetworkBuilder.Tenant

    private static func network(_ family: Family, _ choices: inout Choices) -> TinyNetwork {
        switch family {
        case .bridging: bridging(&choices)
        case .overlay: overlay(&choices)
        case .filtering: filtering(&choices)
        }
    }

    // MARK: Families

    private static func bridging(_ choices: inout Choices) -> TinyNetwork {
        var builder = TinyNetworkBuilder(devices: 3, tenants: 2)
        let (a, b, spare): (VLANID, VLANID, VLANID) = (.of(10), .of(20), .of(30))
        builder.told[0] =
            access("swp1", a) + access("swp2", b)
            + trunk(
                "swp9", tagged: choices.some(of: [a, b]), native: choices.pick(nil, a, b, spare))
        builder.told[1] =
            access("swp1", choices.pick(a, b, spare))
            + trunk(
                "swp9", tagged: choices.some(of: [a, b, spare]),
                native: choices.pick(nil, a, b, spare))
        let sendsTag = choices.pick(false, true)
        builder.told[1] += sendsTag ? trunk("swp2", tagged: [b], native: nil) : access("swp2", b)
        for device in 0...1 {
            builder.station(device, "swp1", scope: 0)
            builder.station(device, "swp2", tag: device == 1 && sendsTag ? b : nil, scope: 1)
        }
        let between: [[Fact]?] = [
            nil,
            trunk("swp1", tagged: [a, b], native: nil)
                + trunk("swp2", tagged: [a, b], native: nil),
            trunk("swp1", tagged: [b], native: a) + trunk("swp2", tagged: [a], native: b),
        ]
        if let third = choices.pick(between[0], between[1], between[2]) {
            builder.told[2] = third
            builder.cable(0, "swp9", to: 2, "swp1")
            builder.cable(2, "swp2", to: 1, "swp9")
        } else {
            builder.cable(0, "swp9", to: 1, "swp9")
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
