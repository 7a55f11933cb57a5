import Forwarding
import IR
import Net

/// A tiny network from a seed, and the policy that it was to keep: about half of them do not.
///
/// One or two leaves, now and then with a firewall;
/// two or three tenants with a segment each, on some of the leaves, at access ports or on trunks;
/// leaves joined by EVPN, by a trunk, or both; an exit, a management port and contracts here and
/// there. All is as it should be, but a seed decides how often a number is another of its kind, a
/// statement is forgotten, or a native VLAN is that of a tenant.
public struct NetworkGenerator: Sendable {
    public let seed: UInt64
    public let network: Network
    public let policy: Policy

    public init(seed: UInt64) {
        var generation = NetworkGeneration(seed: seed)
        generation.generate()
        let tiny = generation.builder.built()
        self.seed = seed
        network = tiny.network
        policy = tiny.policy
    }
}

private struct NetworkGeneration {
    typealias Tenant = TinyNetworkBuilder.Tenant

    private(set) var builder: TinyNetworkBuilder
    private var random: SeededGenerator
    /// Once in how many times something is wrong.
    private let slips: Int
    private let family: AddressFamily
    private let tenants: [Tenant]
    private let leaves: Int
    private let firewall: Int?
    private let isOverlay: Bool
    private let hasTrunk: Bool
    /// Where the exit of tenant 0 is.
    private let exit: Int?
    /// The tenants on each leaf.
    private var places: [[Tenant]] = []
    /// Who may open what towards whom; nil for what lies outside.
    private var contracts: [(from: Tenant, to: Tenant, isOutside: Bool, port: ServicePort)] = []

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let leaves = random.pick([1, 2, 2])
        let isOverlay = leaves == 2 && !random.oneIn(4)
        slips = random.pick([1_000_000, 120, 60, 30])
        family = random.pick([.ipv4, .ipv4, .ipv6])
        tenants = (0..<random.pick([2, 2, 3])).map { Tenant($0) }
        firewall = random.oneIn(3) ? leaves : nil
        hasTrunk = leaves == 2 && (!isOverlay || random.oneIn(4))
        exit = random.oneIn(3) ? Int.random(in: 0..<leaves, using: &random) : nil
        builder = TinyNetworkBuilder(
            devices: leaves + (firewall == nil ? 0 : 1), tenants: tenants.count,
            families: [family])
        self.leaves = leaves
        self.isOverlay = isOverlay
        self.random = random
    }

    // MARK: Choices

    /// What is meant, or now and then another of its kind.
    private mutating func slip<Value>(_ meant: Value, _ others: [Value]) -> Value {
        random.oneIn(slips) ? random.pick(others) : meant
    }

    private mutating func slip(_ vlan: VLANID) -> VLANID {
        slip(vlan, tenants.map(\.vlan))
    }

    private mutating func slip(_ vni: VNI) -> VNI {
        slip(vni, tenants.map(\.l2vni) + tenants.map(\.l3vni))
    }

    private mutating func slip(_ target: RouteTarget) -> RouteTarget {
        slip(target, tenants.map(\.l2Target) + tenants.map(\.l3Target))
    }

    private mutating func slip(vrf: String) -> String { slip(vrf, tenants.map(\.vrf) + [""]) }

    /// Says the facts, but for what is forgotten.
    private mutating func tell(_ device: Int, _ facts: Fact...) {
        for fact in facts where !random.oneIn(slips) && isPossible(fact, on: device) {
            builder.told[device].append(fact)
        }
    }

    /// No system makes a second VXLAN device of a VNI, or a second interface of a VLAN over one
    /// bridge or port.
    private func isPossible(_ fact: Fact, on device: Int) -> Bool {
        !builder.told[device].contains { told in
            switch (told, fact) {
            case (.tunnel(_, let vni, _), .tunnel(_, let other, _)): vni == other
            case (.svi(_, let vlan), .svi(_, let other)): vlan == other
            case (
                .subinterface(_, let parent, let vlan),
                .subinterface(_, let otherParent, let other)
            ): (parent, vlan) == (otherParent, other)
            default: false
            }
        }
    }

    // MARK: Devices

    mutating func generate() {
        places = (0..<leaves).map { _ in
            tenants.filter { _ in !random.oneIn(4) }
        }
        if firewall != nil { places[0] = tenants }
        makeContracts()
        for leaf in 0..<leaves {
            tellRouter(leaf)
            let isTrunk = random.oneIn(3)
            for tenant in places[leaf] {
                attach(tenant, to: leaf, isTrunk: isTrunk)
                tellVRF(of: tenant, leaf)
                tellIngress(of: tenant, leaf)
            }
            if random.oneIn(3) { tell(leaf, .mtu("swp5", 1500), .down("swp5")) }
        }
        if leaves == 2 { joinLeaves() }
        if let firewall { place(firewall) }
        if let exit { placeExit(exit) }
        if random.oneIn(6) { placeManagement() }
    }

    private mutating func makeContracts() {
        let isReachable = firewall != nil || isOverlay && random.oneIn(3)
        guard isReachable else { return }
        let ports: [ServicePort] = [
            .any, .icmp, .ports(.tcp, 443...443), .ports(.udp, 53...54), .ports(.tcp, 0...1023),
        ]
        for from in tenants {
            for to in tenants where from.number != to.number && random.oneIn(3) {
                let isOutside = exit != nil && to.number == 0 && firewall != nil && random.oneIn(2)
                contracts.append((from, to, isOutside, random.pick(ports)))
                let destination = isOutside ? whole : to.subnet(family)
                builder.policy.permits.append(
                    Policy.Permit(
                        contract: ContractID(contracts.count - 1), from: 2 + Int(from.number),
                        to: 2 + Int(to.number), sources: [from.subnet(family)],
                        destinations: [destination], ports: [contracts[contracts.count - 1].port]))
            }
        }
    }

    private var whole: IPPrefix {
        IPPrefix(containing: IPAddress(family: family, bits: 0), length: 0)
    }

    private mutating func tellRouter(_ device: Int) {
        tell(device, .routes(family), .inputFilter)
        if device != firewall { tell(device, .forwardFilter, .advertisesVNIs) }
    }

    private mutating func attach(_ tenant: Tenant, to leaf: Int, isTrunk: Bool) {
        let port = isTrunk ? "swp9" : "swp\(tenant.number + 1)"
        if isTrunk {
            if !builder.told[leaf].contains(.bridged(port)) { tell(leaf, .bridged(port)) }
            tell(leaf, .tagged(port, slip(tenant.vlan)))
        } else {
            tell(leaf, .bridged(port), .untagged(port, slip(tenant.vlan)))
        }
        builder.station(
            leaf, port, tag: isTrunk ? tenant.vlan : nil, scope: Int(tenant.number))
        let name = "vlan\(tenant.vlan)"
        tell(
            leaf, .bridgeVLAN(tenant.vlan), .svi(name, slip(tenant.vlan)),
            .inVRF(name, vrf: slip(vrf: tenant.vrf)), .address(name, tenant.gateway(family)),
            .forwardPair(vrf: tenant.vrf, out: name))
        guard isOverlay else { return }
        tellTunnel(leaf, tenant.l2vni, tenant.vlan)
        tell(
            leaf, .importTarget(.vni(tenant.l2vni), slip(tenant.l2Target)),
            .exportTarget(.vni(tenant.l2vni), slip(tenant.l2Target)))
    }

    private mutating func tellTunnel(_ device: Int, _ vni: VNI, _ vlan: VLANID) {
        let name = "vni\(vni)"
        tell(
            device, .tunnel(name, slip(vni), local: .of("192.0.2.\(device + 1)")),
            .bridged(name), .untagged(name, slip(vlan)))
    }

    private mutating func tellVRF(of tenant: Tenant, _ leaf: Int) {
        let (vrf, name) = (tenant.vrf, "vlan\(tenant.l3VLAN)")
        tell(leaf, .vrf(vrf), .endsLookup(vrf: vrf, family))
        guard isOverlay else { return }
        tellTunnel(leaf, tenant.l3vni, tenant.l3VLAN)
        tell(
            leaf, .bridgeVLAN(tenant.l3VLAN), .svi(name, tenant.l3VLAN),
            .inVRF(name, vrf: slip(vrf: vrf)), .forwardPair(vrf: vrf, out: name),
            .l3vni(vrf: vrf, slip(tenant.l3vni)),
            .importTarget(.vrf(vrf), slip(tenant.l3Target)),
            .exportTarget(.vrf(vrf), slip(tenant.l3Target)),
            .advertisesRoutes(vrf: vrf, family), .advertisesStatic(vrf: vrf, family),
            .advertisesConnected(vrf: vrf, tenant.subnet(family)))
        // Without a firewall tenants with a contract import each other's routes.
        for contract in contracts where firewall == nil {
            if contract.from.number == tenant.number {
                tell(leaf, .importTarget(.vrf(vrf), contract.to.l3Target))
            }
            if contract.to.number == tenant.number {
                tell(leaf, .importTarget(.vrf(vrf), contract.from.l3Target))
            }
        }
    }

    private mutating func joinLeaves() {
        builder.cable(0, "swp48", to: 1, "swp48")
        let native: VLANID? = random.pick([nil, nil, .of(40), slip(.of(40))])
        for leaf in 0...1 {
            guard hasTrunk else {
                tell(leaf, .mtu("swp48", 9216), .session("swp48"))
                continue
            }
            tell(leaf, .bridged("swp48"))
            for tenant in tenants where !random.oneIn(5) {
                tell(leaf, .tagged("swp48", slip(tenant.vlan)))
            }
            if let native { tell(leaf, .untagged("swp48", native)) }
        }
    }

    // MARK: Filters

    private mutating func tellIngress(of tenant: Tenant, _ leaf: Int) {
        let name = "vlan\(tenant.vlan)"
        let subnet = tenant.subnet(family)
        tell(leaf, .ingressFilter(name))
        tellRule(leaf, name, FilterRule(to: [subnet], from: [subnet]))
        for contract in contracts where contract.from.number == tenant.number {
            if contract.isOutside {
                var deny = FilterRule(to: builder.policy.inside, from: [subnet])
                deny.action = .deny
                tellRule(leaf, name, deny)
            }
            let destinations = contract.isOutside ? [] : [contract.to.subnet(family)]
            tellRule(
                leaf, name,
                FilterRule(to: destinations, from: [subnet], opening: contract.port))
        }
        for contract in contracts where contract.to.number == tenant.number {
            tellRule(
                leaf, name,
                FilterRule(
                    to: [contract.from.subnet(family)], from: [subnet], answering: contract.port))
        }
    }

    private mutating func tellRule(_ device: Int, _ name: String, _ rule: FilterRule) {
        var rule = rule
        if random.oneIn(slips) { rule.sources = [] }
        if random.oneIn(slips) { rule.destinations = [] }
        tell(device, .ingressRule(name, rule))
    }

    // MARK: Places

    private mutating func place(_ firewall: Int) {
        builder.cable(0, "swp47", to: firewall, "eth1")
        tellRouter(firewall)
        tell(firewall, .mtu("eth1", 1500), .forwardFilter, .stateful)
        tell(0, .mtu("swp47", 1500))
        for tenant in tenants {
            let (near, far) = ("swp47.\(tenant.transitVLAN)", "eth1.\(tenant.transitVLAN)")
            let (leafAddress, firewallAddress) = tenant.transit(family)
            // What leads out has no way to the firewall but for the tenants that it serves.
            let destinations =
                tenant.number == 0 && exit != nil
                ? tenants.dropFirst().map { $0.subnet(family) } : [whole]
            tell(
                0, .subinterface(near, parent: "swp47", slip(tenant.transitVLAN, transits)),
                .inVRF(near, vrf: slip(vrf: tenant.vrf)), .address(near, leafAddress),
                .forwardPair(vrf: tenant.vrf, out: near))
            for destination in destinations {
                tell(
                    0,
                    .staticRoute(
                        vrf: tenant.vrf, destination, nextHop: firewallAddress.address,
                        distance: slip(1, [StaticRoute.floating])))
            }
            tell(
                firewall, .subinterface(far, parent: "eth1", tenant.transitVLAN),
                .address(far, firewallAddress), .reversePath(far),
                .staticRoute(
                    vrf: "", tenant.subnet(family), nextHop: leafAddress.address, distance: 1))
            if tenant.number == 0 && exit != nil {
                tell(
                    firewall,
                    .staticRoute(vrf: "", whole, nextHop: leafAddress.address, distance: 1))
            }
            builder.policy.inside += [leafAddress.prefix]
        }
        for contract in contracts {
            var rule = FilterRule(
                to: contract.isOutside ? [] : [contract.to.subnet(family)],
                from: [contract.from.subnet(family)], opening: contract.port)
            rule.inInterface = "eth1.\(contract.from.transitVLAN)"
            rule.outInterface = "eth1.\(contract.to.transitVLAN)"
            if contract.isOutside {
                var deny = FilterRule(to: builder.policy.inside, from: rule.sources)
                (deny.inInterface, deny.outInterface) = (rule.inInterface, rule.outInterface)
                deny.action = .deny
                tell(firewall, .forwardRule(deny))
            }
            if random.oneIn(slips) { rule.inInterface = nil }
            if random.oneIn(slips) { rule.outInterface = nil }
            tell(firewall, .forwardRule(rule))
        }
    }

    private var transits: [VLANID] { tenants.map(\.transitVLAN) }

    private mutating func placeExit(_ leaf: Int) {
        let tenant = tenants[0]
        let (own, other): (InterfaceAddress, IPAddress) =
            family == .ipv4
            ? (.of("198.51.100.0/31"), .of("198.51.100.1"))
            : (.of("2001:db8:ffff::/127"), .of("2001:db8:ffff::1"))
        if !places[leaf].contains(where: { $0.number == 0 }) { tellVRF(of: tenant, leaf) }
        tell(
            leaf, .inVRF("swp40", vrf: slip(vrf: tenant.vrf)), .address("swp40", own),
            .forwardPair(vrf: tenant.vrf, out: "swp40"),
            .staticRoute(
                vrf: tenant.vrf, whole, nextHop: other,
                distance: random.pick([1, StaticRoute.floating])))
        builder.policy.scopes.append(
            Policy.Scope(zone: 2, name: "outside", prefixes: nil, gateways: [own.address]))
        builder.station(leaf, "swp40", scope: builder.policy.scopes.count - 1)
    }

    private mutating func placeManagement() {
        let own: InterfaceAddress =
            family == .ipv4 ? .of("192.0.2.129/30") : .of("2001:db8:fffe::1/126")
        tell(
            0, .inVRF("eth0", vrf: slip(vrf: "mgmt")), .address("eth0", own),
            .endsLookup(vrf: "mgmt", family))
        builder.policy.zones.append(Policy.Zone(kind: .management, name: "management"))
        builder.policy.scopes.append(
            Policy.Scope(
                zone: builder.policy.zones.count - 1, name: "management", prefixes: [own.prefix],
                gateways: [own.address]))
        builder.policy.inside.append(own.prefix)
        builder.station(0, "eth0", scope: builder.policy.scopes.count - 1)
    }
}

extension FilterRule {
    /// What opens a connection with the service; every packet by default.
    fileprivate init(
        to destinations: [IPPrefix], from sources: [IPPrefix], opening port: ServicePort = .any
    ) {
        self.init(
            action: .permit, family: sources[0].family, sources: sources,
            destinations: destinations)
        if let number = port.protocolNumber(for: family) {
            protocols = [number.rawValue...number.rawValue]
        }
        if let range = port.destinationPorts { destinationPorts = [range] }
        if port == .icmp { kinds = [.opens, .continues] }
    }

    /// What answers it.
    fileprivate init(
        to destinations: [IPPrefix], from sources: [IPPrefix], answering port: ServicePort
    ) {
        self.init(to: destinations, from: sources, opening: port)
        (sourcePorts, destinationPorts) = (destinationPorts, [])
        kinds = .continues
    }
}
