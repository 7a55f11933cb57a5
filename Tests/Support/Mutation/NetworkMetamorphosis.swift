import Forwarding
import Net

/// A network and its policy said otherwise: what goes from zone to zone stays the same.
public struct NetworkMetamorphosis: Sendable, CustomStringConvertible {
    public struct Subject: Sendable {
        public var network: Network
        public var policy: Policy
        /// Where each zone of the first policy is now.
        public var zones: [Int]

        public init(_ network: Network, _ policy: Policy) {
            self.network = network
            self.policy = policy
            zones = Array(policy.zones.indices)
        }
    }

    public let name: String
    private let change: @Sendable (inout Subject, inout SeededGenerator) -> Void

    public var description: String { name }

    public func applied(to subject: Subject, seed: UInt64) -> Subject {
        var result = subject
        var random = SeededGenerator(seed: seed)
        change(&result, &random)
        return result
    }

    public static let all: [NetworkMetamorphosis] = [
        .init(name: "other names of tenants") { subject, _ in subject.renameZones() },
        .init(name: "other names of devices") { subject, _ in subject.renameDevices() },
        .init(name: "other names of VRFs") { subject, _ in subject.renameVRFs() },
        .init(name: "other names of interfaces") { subject, _ in subject.renameInterfaces() },
        .init(name: "devices in another order") { $0.permuteDevices(&$1) },
        .init(name: "statements in another order") { $0.permuteStatements(&$1) },
        .init(name: "tenants in another order") { $0.permuteZones(&$1) },
        .init(name: "prefixes of rules and permits in halves") { subject, _ in
            subject.halvePrefixes()
        },
        .init(name: "a rule for each half of a prefix") { subject, _ in subject.halveRules() },
        .init(name: "a route for each half of a prefix") { subject, _ in subject.halveRoutes() },
        .init(name: "one more device that nothing leads to") { subject, _ in
            subject.addDevice()
        },
    ]
}

extension NetworkMetamorphosis.Subject {
    private mutating func replaceStatements(_ change: (Fact) -> [Fact]) {
        for device in network.devices.indices {
            network.devices[device].statements = network.devices[device].statements.flatMap {
                statement in
                change(statement.fact).map {
                    Statement($0, line: statement.line, origins: statement.origins)
                }
            }
        }
    }

    // MARK: Names

    fileprivate mutating func renameZones() {
        for zone in policy.zones.indices { policy.zones[zone].name = "zone-\(900 - zone)" }
        for scope in policy.scopes.indices { policy.scopes[scope].name = "scope-\(900 - scope)" }
    }

    fileprivate mutating func renameDevices() {
        for device in network.devices.indices {
            network.devices[device].name = "device-\(900 - device)"
        }
    }

    /// The default VRF and that of management have their names from elsewhere.
    fileprivate mutating func renameVRFs() {
        replaceStatements { fact in
            [
                fact.renamed(
                    interface: { $0 },
                    vrf: { $0.isEmpty || $0 == "mgmt" ? $0 : "t" + String($0.reversed()) })
            ]
        }
    }

    fileprivate mutating func renameInterfaces() {
        func other(_ name: String) -> String {
            name == "lo" ? name : "i" + String(name.reversed())
        }
        replaceStatements { [$0.renamed(interface: other, vrf: { $0 })] }
        for cable in network.cables.indices {
            network.cables[cable].a.port = other(network.cables[cable].a.port)
            network.cables[cable].b.port = other(network.cables[cable].b.port)
        }
        for station in policy.stations.indices {
            policy.stations[station].port = other(policy.stations[station].port)
        }
        sortStations()
    }

    // MARK: Order

    fileprivate mutating func permuteDevices(_ random: inout SeededGenerator) {
        let order = Array(network.devices.indices).shuffled(using: &random)
        network.devices = order.map { network.devices[$0] }
        var position = order
        for (new, old) in order.enumerated() { position[old] = new }
        for cable in network.cables.indices {
            network.cables[cable].a.device = position[network.cables[cable].a.device]
            network.cables[cable].b.device = position[network.cables[cable].b.device]
        }
        network.cables.shuffle(using: &random)
        for station in policy.stations.indices {
            policy.stations[station].device = position[policy.stations[station].device]
        }
        sortStations()
    }

    /// Of filters' rules the first that matches decides: they stay in their order.
    fileprivate mutating func permuteStatements(_ random: inout SeededGenerator) {
        for device in network.devices.indices {
            let statements = network.devices[device].statements
            var rules = statements.filter { $0.fact.isRule }[...]
            network.devices[device].statements = statements.shuffled(using: &random).map {
                $0.fact.isRule ? rules.removeFirst() : $0
            }
        }
    }

    fileprivate mutating func permuteZones(_ random: inout SeededGenerator) {
        let fixed = [Policy.underlay, Policy.unassigned]
        let order =
            fixed + policy.zones.indices.filter { !fixed.contains($0) }.shuffled(using: &random)
        var position = order
        for (new, old) in order.enumerated() { position[old] = new }
        policy.zones = order.map { policy.zones[$0] }
        zones = zones.map { position[$0] }
        let scopes = Array(policy.scopes.indices).shuffled(using: &random)
        var scopePosition = scopes
        for (new, old) in scopes.enumerated() { scopePosition[old] = new }
        policy.scopes = scopes.map { policy.scopes[$0] }
        for scope in policy.scopes.indices {
            policy.scopes[scope].zone = position[policy.scopes[scope].zone]
        }
        for station in policy.stations.indices {
            policy.stations[station].scope = scopePosition[policy.stations[station].scope]
        }
        for permit in policy.permits.indices {
            policy.permits[permit].from = position[policy.permits[permit].from]
            policy.permits[permit].to = position[policy.permits[permit].to]
        }
        policy.permits.shuffle(using: &random)
    }

    private mutating func sortStations() {
        policy.stations.sort {
            ($0.device, $0.port, $0.tag?.rawValue ?? 0)
                < ($1.device, $1.port, $1.tag?.rawValue ?? 0)
        }
    }

    // MARK: Prefixes

    fileprivate mutating func halvePrefixes() {
        replaceStatements { fact in
            fact.withRule { rule in
                var halved = rule
                halved.sources = rule.sources.flatMap(\.halves)
                halved.destinations = rule.destinations.flatMap(\.halves)
                return [halved]
            }
        }
        // A permit to the whole space of a family means what lies outside, and halves do not.
        for permit in policy.permits.indices {
            policy.permits[permit].sources = policy.permits[permit].sources.flatMap {
                $0.length == 0 ? [$0] : $0.halves
            }
            policy.permits[permit].destinations = policy.permits[permit].destinations.flatMap {
                $0.length == 0 ? [$0] : $0.halves
            }
        }
        for scope in policy.scopes.indices {
            policy.scopes[scope].prefixes = policy.scopes[scope].prefixes?.flatMap(\.halves)
        }
        policy.inside = policy.inside.flatMap(\.halves)
    }

    fileprivate mutating func halveRules() {
        replaceStatements { fact in
            fact.withRule { rule in
                guard let first = rule.destinations.first else { return [rule] }
                return (first.halves.map { [$0] } + [Array(rule.destinations.dropFirst())])
                    .filter { !$0.isEmpty }.map {
                        var part = rule
                        part.destinations = $0
                        return part
                    }
            }
        }
    }

    /// Not of prefixes that a device has connected: these win against the whole, and lose against halves.
    fileprivate mutating func halveRoutes() {
        let own = Set(
            network.devices.flatMap(\.statements).compactMap { statement -> IPPrefix? in
                if case .address(_, let address) = statement.fact { address.prefix } else { nil }
            })
        replaceStatements { fact in
            guard case .staticRoute(let vrf, let prefix, let nextHop, let distance) = fact,
                !own.contains(prefix)
            else { return [fact] }
            return prefix.halves.map {
                .staticRoute(vrf: vrf, $0, nextHop: nextHop, distance: distance)
            }
        }
    }

    // MARK: Devices

    fileprivate mutating func addDevice() {
        guard let vlan = VLANID(rawValue: 2), let vni = VNI(rawValue: 4_000_000),
            let address = try? InterfaceAddress("10.1.1.1/24")
        else { preconditionFailure("numbers in range, and an address") }
        let facts: [Fact] = [
            .routes(.ipv4), .routes(.ipv6), .inputFilter, .bridged("swp1"),
            .untagged("swp1", vlan), .svi("vlan2", vlan), .bridgeVLAN(vlan), .vrf("alone"),
            .inVRF("vlan2", vrf: "alone"), .address("vlan2", address),
            .importTarget(.vni(vni), RouteTarget(administrator: 64999, number: 1)),
        ]
        network.devices.append(
            NetworkDevice(name: "alone", statements: facts.map { Statement($0) }))
    }
}

extension Fact {
    fileprivate var isRule: Bool {
        switch self {
        case .ingressRule, .forwardRule: true
        default: false
        }
    }

    /// The fact for each of the rules that stand for its own; itself where it has none.
    fileprivate func withRule(_ change: (FilterRule) -> [FilterRule]) -> [Fact] {
        switch self {
        case .ingressRule(let name, let rule): change(rule).map { .ingressRule(name, $0) }
        case .forwardRule(let rule): change(rule).map { .forwardRule($0) }
        default: [self]
        }
    }
}

extension IPPrefix {
    /// The two that it consists of; itself where it is one address.
    fileprivate var halves: [IPPrefix] {
        guard length < address.family.bitWidth else { return [self] }
        let bit = UInt128(1) << UInt128(address.family.bitWidth - length - 1)
        return [address.bits, address.bits | bit].map {
            IPPrefix(
                containing: IPAddress(family: address.family, bits: $0), length: length + 1)
        }
    }
}
