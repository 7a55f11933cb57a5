import Forwarding
import IR
import Net
import Oracle
import TestSupport
import Testing

private typealias Pair = OracleVerdict.ZonePair

/// Zones 2 and 3 with a segment each, 10.0.0.0/30 at `swp1` and 10.0.0.4/30 at `swp2`; zone 4 with
/// what lies outside behind `swp3`; the management zone 5 at `eth0`.
private func policy(_ permits: Policy.Permit...) -> Policy {
    Policy(
        zones: [
            Policy.Zone(kind: .underlay, name: "underlay"),
            Policy.Zone(kind: .unassigned, name: "unassigned"),
            Policy.Zone(kind: .vrf(VRFID(0)), name: "a"),
            Policy.Zone(kind: .vrf(VRFID(1)), name: "b"),
            Policy.Zone(kind: .vrf(VRFID(2)), name: "c"),
            Policy.Zone(kind: .management, name: "management"),
        ],
        scopes: [
            Policy.Scope(zone: 2, name: "a", prefixes: [.of("10.0.0.0/30")]),
            Policy.Scope(zone: 3, name: "b", prefixes: [.of("10.0.0.4/30")]),
            Policy.Scope(zone: 4, name: "outside", prefixes: nil),
            Policy.Scope(zone: 5, name: "management", prefixes: [.of("192.0.2.0/24")]),
        ],
        stations: [
            Policy.Station(device: 0, port: "eth0", tag: nil, scope: 3),
            Policy.Station(device: 0, port: "swp1", tag: nil, scope: 0),
            Policy.Station(device: 0, port: "swp2", tag: nil, scope: 1),
            Policy.Station(device: 0, port: "swp3", tag: nil, scope: 2),
        ], permits: permits, inside: [.of("10.0.0.0/29")])
}

private func permit(
    from: Int = 2, to: Int = 3, _ sources: [String] = ["10.0.0.0/30"],
    _ destinations: [String] = ["10.0.0.4/30"], _ ports: [ServicePort] = []
) -> Policy.Permit {
    Policy.Permit(
        contract: ContractID(0), from: from, to: to, sources: sources.map(IPPrefix.of),
        destinations: destinations.map(IPPrefix.of), ports: ports)
}

@Suite("what a policy permits")
struct OraclePolicyTests {
    let a = OracleVerdict.Origin(device: 0, port: "swp1", tag: nil, scope: 0)
    let b = OracleVerdict.Origin(device: 0, port: "swp2", tag: nil, scope: 1)
    let outside = OracleVerdict.Origin(device: 0, port: "swp3", tag: nil, scope: 2)
    let management = OracleVerdict.Origin(device: 0, port: "eth0", tag: nil, scope: 3)
    let nobody = OracleVerdict.Origin(device: 0, port: "swp4", tag: nil, scope: nil)

    @Test("everything within a zone, nothing without a permit")
    func zones() {
        let policy = policy()
        let plain = packet("10.0.0.2", "10.0.0.6")
        #expect(policy.isPermitted(plain, from: a, to: edge(0, "swp1")))
        #expect(!policy.isPermitted(plain, from: a, to: edge(0, "swp2")))
        #expect(!policy.isPermitted(plain, from: a, to: edge(0, "swp4")))
        #expect(!policy.isPermitted(plain, from: nobody, to: edge(0, "swp1")))
        #expect(policy.isPermitted(plain, from: nobody, to: edge(0, "swp4")))
    }

    @Test("a station at the same port with another tag is somebody else")
    func tags() {
        let plain = packet("10.0.0.2", "10.0.0.6")
        #expect(!policy().isPermitted(plain, from: a, to: edge(0, "swp1", 10)))
        #expect(policy().isPermitted(plain, from: nobody, to: edge(0, "swp1", 10)))
    }

    @Test("devices hear ICMP of the family, and management")
    func devices() {
        let policy = policy()
        let plain = packet("10.0.0.2", "10.0.0.1")
        #expect(!policy.isPermitted(plain, from: a, to: .device(0)))
        #expect(!policy.isPermitted(plain, from: nobody, to: .device(0)))
        #expect(policy.isPermitted(plain, from: management, to: .device(0)))
        #expect(
            policy.isPermitted(
                packet("10.0.0.2", "10.0.0.1", .icmp, kind: .opens), from: a, to: .device(0)))
        #expect(
            !policy.isPermitted(packet("10.0.0.2", "10.0.0.1", .icmpv6), from: a, to: .device(0)))
        #expect(
            policy.isPermitted(
                packet("2001:db8::2", "2001:db8::1", .icmpv6, kind: .discovery), from: nobody,
                to: .device(0)))
    }

    @Test(
        "a permit opens from its sources in the sender's scope to its destinations in the other's")
    func addresses() {
        let policy = policy(permit(from: 2, to: 3, ["10.0.0.0/29"], ["10.0.0.0/29"]))
        #expect(policy.isPermitted(packet("10.0.0.2", "10.0.0.6"), from: a, to: edge(0, "swp2")))
        #expect(!policy.isPermitted(packet("10.0.0.6", "10.0.0.6"), from: a, to: edge(0, "swp2")))
        #expect(!policy.isPermitted(packet("10.0.0.2", "10.0.0.2"), from: a, to: edge(0, "swp2")))
        let narrow = VerifierTests.policy(permit(from: 2, to: 3, ["10.0.0.2/32"], ["10.0.0.6/32"]))
        #expect(narrow.isPermitted(packet("10.0.0.2", "10.0.0.6"), from: a, to: edge(0, "swp2")))
        #expect(!narrow.isPermitted(packet("10.0.0.3", "10.0.0.6"), from: a, to: edge(0, "swp2")))
        #expect(!narrow.isPermitted(packet("10.0.0.2", "10.0.0.7"), from: a, to: edge(0, "swp2")))
    }

    @Test("a destination of length 0 means what lies outside, and nothing else means it")
    func outsideScope() {
        let out = policy(permit(from: 2, to: 4, ["10.0.0.0/30"], ["0.0.0.0/0"]))
        #expect(out.isPermitted(packet("10.0.0.2", "10.9.9.9"), from: a, to: edge(0, "swp3")))
        #expect(!out.isPermitted(packet("10.0.0.2", "10.0.0.6"), from: a, to: edge(0, "swp3")))
        let half = policy(permit(from: 2, to: 4, ["10.0.0.0/30"], ["0.0.0.0/1"]))
        #expect(!half.isPermitted(packet("10.0.0.2", "10.9.9.9"), from: a, to: edge(0, "swp3")))
        let whole = policy(permit(from: 2, to: 3, ["10.0.0.0/30"], ["0.0.0.0/0"]))
        #expect(!whole.isPermitted(packet("10.0.0.2", "10.0.0.6"), from: a, to: edge(0, "swp2")))
        // From outside: sources that are not inside.
        let inward = policy(permit(from: 4, to: 2, ["0.0.0.0/0"], ["10.0.0.0/30"]))
        #expect(
            inward.isPermitted(packet("10.9.9.9", "10.0.0.2"), from: outside, to: edge(0, "swp1")))
        #expect(
            !inward.isPermitted(packet("10.0.0.6", "10.0.0.2"), from: outside, to: edge(0, "swp1")))
    }

    @Test("a permit names protocols and destination ports, none for all")
    func ports() {
        func permits(_ ports: [ServicePort], _ packet: Packet) -> Bool {
            policy(permit(ports)).isPermitted(packet, from: a, to: edge(0, "swp2"))
        }
        func permit(_ ports: [ServicePort]) -> Policy.Permit {
            VerifierTests.permit(["10.0.0.0/30"], ["10.0.0.4/30"], ports)
        }
        let web = packet("10.0.0.2", "10.0.0.6", .tcp, ports: (5, 443), kind: .opens)
        #expect(permits([.ports(.tcp, 443...444)], web))
        #expect(!permits([.ports(.tcp, 444...445)], web))
        #expect(!permits([.ports(.udp, 443...444)], web))
        #expect(permits([.icmp, .any], web))
        #expect(!permits([.icmp], web))
        #expect(permits([.icmp], packet("10.0.0.2", "10.0.0.6", .icmp)))
        #expect(!permits([.icmp], packet("10.0.0.2", "10.0.0.6", .icmpv6)))
    }

    @Test("what continues may answer; what opens may not, and discovery may nothing")
    func answers() {
        let policy = policy(permit(["10.0.0.0/30"], ["10.0.0.4/30"], [.ports(.tcp, 443...443)]))
        func answers(_ kind: PacketKinds, _ port: UInt16 = 443) -> Bool {
            policy.isPermitted(
                packet("10.0.0.6", "10.0.0.2", .tcp, ports: (port, 5), kind: kind), from: b,
                to: edge(0, "swp1"))
        }
        #expect(answers(.continues))
        #expect(!answers(.opens))
        #expect(!answers(.continues, 444))
        let all = VerifierTests.policy(permit())
        #expect(
            !all.isPermitted(
                packet("10.0.0.2", "10.0.0.6", .icmpv6, kind: .discovery), from: a,
                to: edge(0, "swp2")))
    }
}

@Suite("the oracle's verdicts")
struct OracleVerdictTests {
    private let router =
        routes + access("swp1", 10) + access("swp2", 20) + svi(10, "10.0.0.1/30")
        + svi(20, "10.0.0.5/30")

    @Test("zones that reach each other by a router are violated at layer 3 alone")
    func layer3() {
        let network = Network(told: [router])
        let verdict = OracleVerdict(network, policy())
        #expect(verdict.layer2Pairs == [])
        #expect(
            verdict.layer3Pairs == [
                Pair(from: 2, to: 0), Pair(from: 3, to: 0), Pair(from: 2, to: 3),
                Pair(from: 3, to: 2),
            ])
        let witness = verdict.layer3[Pair(from: 2, to: 3)]
        #expect(witness?.end == edge(0, "swp2"))
        #expect(witness?.origin.port == "swp1")
    }

    @Test("zones in one VLAN are violated at layer 2")
    func layer2() {
        let network = Network(told: [access("swp1", 10) + access("swp2", 10)])
        let verdict = OracleVerdict(network, policy())
        #expect(verdict.layer2Pairs == [Pair(from: 2, to: 3), Pair(from: 3, to: 2)])
        #expect(verdict.layer3Pairs == [])
    }

    @Test("a permit takes what it permits away, no more")
    func permitted() {
        var told = router + [.inputFilter, .ingressFilter("vlan10"), .ingressFilter("vlan20")]
        var web = FilterRule(
            action: .permit, family: .ipv4, sources: [.of("10.0.0.0/30")],
            destinations: [.of("10.0.0.4/30")], protocols: [6...6], destinationPorts: [443...443])
        told.append(.ingressRule("vlan10", web))
        (web.sources, web.destinations) = (web.destinations, web.sources)
        (web.sourcePorts, web.destinationPorts) = (web.destinationPorts, web.sourcePorts)
        let tcp = policy(permit(["10.0.0.0/30"], ["10.0.0.4/30"], [.ports(.tcp, 443...443)]))
        func pairs(_ policy: Policy) -> Set<OracleVerdict.ZonePair> {
            OracleVerdict(Network(told: [told]), policy).layer3Pairs
        }
        #expect(pairs(tcp) == [])
        #expect(pairs(policy()) == [Pair(from: 2, to: 3)])
        // The way back is open for what opens as well.
        told.append(.ingressRule("vlan20", web))
        #expect(pairs(tcp) == [Pair(from: 3, to: 2)])
        web.kinds = .continues
        told[told.count - 1] = .ingressRule("vlan20", web)
        #expect(pairs(tcp) == [])
    }

    @Test("ports without a station are unassigned, on either side")
    func unassigned() {
        let network = Network(told: [
            routes + access("swp1", 10) + trunk("swp2", tagged: [10]) + port("swp8", "10.0.0.1/30")
                + [.subinterface("swp9.5", parent: "swp9", .of(5))] + [.down("swp7")]
        ])
        #expect(
            OracleVerdict.origins(network, policy()).filter { $0.scope == nil }.map {
                edge($0.device, $0.port, $0.tag?.rawValue)
            } == [edge(0, "swp2", 10), edge(0, "swp8"), edge(0, "swp9"), edge(0, "swp9", 5)])
        #expect(
            OracleVerdict(network, policy()).layer2Pairs
                == [Pair(from: 2, to: 1), Pair(from: 1, to: 2)])
    }

    @Test("a verdict over one packet of each sort is one over all packets", arguments: 1...3)
    func universe(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let rule = FilterRule(
            action: .permit, family: .ipv4, sources: [.of("10.0.0.2/31")], protocols: [17...17],
            destinationPorts: [7...9])
        let network = Network(told: [
            router + [.ingressFilter("vlan10"), .ingressRule("vlan10", rule)]
        ])
        let universe = OracleUniverse(network, policy(), families: [.ipv4])
        let oracle = PacketOracle(network)
        func fate(_ packet: Packet) -> Set<PacketOracle.Endpoint> {
            oracle.deliveries(packet, from: 0, "swp1")
        }
        let fates = Set(universe.packets.map(fate))
        for _ in 0..<2000 {
            let number = IPProtocol(rawValue: random.pick([6, 17, 17, 17, 200]))
            func address() -> IPAddress {
                IPAddress(family: .ipv4, bits: 0x0a00_0000 + .random(in: 0..<12, using: &random))
            }
            let packet = Packet(
                source: address(), destination: address(), protocolNumber: number,
                destinationPort: number.hasPorts ? .random(in: 5..<12, using: &random) : 0)
            #expect(fates.contains(fate(packet)), "seed \(seed)")
        }
        #expect(universe.ports.count == 2)
        #expect(universe.sources.count == 5)
    }
}
