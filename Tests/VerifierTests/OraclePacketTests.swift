import Forwarding
import Net
import Oracle
import TestSupport
import Testing

/// A router with the stations `swp1` in VLAN 10 (10.0.0.0/30) and `swp2` in VLAN 20 (10.0.0.4/30),
/// both in the default VRF.
private let router =
    routes + access("swp1", 10) + access("swp2", 20) + svi(10, "10.0.0.1/30")
    + svi(20, "10.0.0.5/30")

@Suite("the oracle's routers")
struct OracleRouterTests {
    @Test("a connected destination is heard in its VLAN, by whoever sits there")
    func connected() {
        let oracle = PacketOracle([router + access("swp3", 20)])
        #expect(
            oracle.deliveries(packet("10.0.0.2", "10.0.0.6"), from: 0, "swp1")
                == [edge(0, "swp2"), edge(0, "swp3")])
        #expect(
            oracle.deliveries(packet("10.0.0.2", "10.0.0.3"), from: 0, "swp1") == [edge(0, "swp1")])
        #expect(oracle.drops(packet("10.0.0.2", "10.0.0.8"), from: 0, "swp1") == [.noRoute])
    }

    @Test("the addresses of what is down do not count")
    func down() {
        let oracle = PacketOracle([router + [.down("vlan20")]])
        #expect(oracle.drops(packet("10.0.0.2", "10.0.0.6"), from: 0, "swp1") == [.noRoute])
        #expect(oracle.drops(packet("10.0.0.2", "10.0.0.5"), from: 0, "swp1") == [.noRoute])
    }

    @Test("the first rule of an ingress filter that matches decides, and none means no")
    func ingress() {
        func drops(_ rules: [FilterRule], _ packet: Packet) -> [PacketOracle.Drop] {
            PacketOracle([
                router + [.ingressFilter("vlan10")] + rules.map { .ingressRule("vlan10", $0) }
            ]).drops(packet, from: 0, "swp1")
        }
        let hello = packet("10.0.0.2", "10.0.0.6", .tcp, ports: (5, 80), kind: .opens)
        let all = FilterRule(action: .permit, family: .ipv4)
        #expect(drops([], hello) == [.ingressFilter])
        #expect(drops([all], hello) == [])
        #expect(
            drops([FilterRule(action: .deny, family: .ipv4), all], hello) == [.ingressFilter])
        #expect(drops([FilterRule(action: .permit, family: .ipv6)], hello) == [.ingressFilter])
        func only(_ change: (inout FilterRule) -> Void) -> [PacketOracle.Drop] {
            var rule = all
            change(&rule)
            return drops([rule], hello)
        }
        #expect(only { $0.sources = [.of("10.0.0.0/30")] } == [])
        #expect(only { $0.sources = [.of("10.0.0.4/30")] } == [.ingressFilter])
        #expect(only { $0.destinations = [.of("10.0.0.6/32")] } == [])
        #expect(only { $0.destinations = [.of("10.0.0.7/32")] } == [.ingressFilter])
        #expect(only { $0.protocols = [6...6] } == [])
        #expect(only { $0.protocols = [0...5, 7...255] } == [.ingressFilter])
        #expect(only { $0.sourcePorts = [5...6] } == [])
        #expect(only { $0.sourcePorts = [6...7] } == [.ingressFilter])
        #expect(only { $0.destinationPorts = [70...80] } == [])
        #expect(only { $0.destinationPorts = [81...90] } == [.ingressFilter])
        #expect(only { $0.kinds = .opens } == [])
        #expect(only { $0.kinds = [.continues, .discovery] } == [.ingressFilter])
        // A filter that nothing turns on holds nothing up.
        #expect(
            PacketOracle([
                router + [.ingressRule("vlan10", FilterRule(action: .deny, family: .ipv4))]
            ])
            .drops(hello, from: 0, "swp1") == [])
    }

    @Test("a rule that names ports matches no protocol without them")
    func portsOfProtocols() {
        let rule = FilterRule(action: .permit, family: .ipv4, destinationPorts: [0...65535])
        let oracle = PacketOracle([
            router + [.ingressFilter("vlan10"), .ingressRule("vlan10", rule)]
        ])
        #expect(oracle.drops(packet("10.0.0.2", "10.0.0.6", .icmp), from: 0, "swp1") != [])
        #expect(oracle.drops(packet("10.0.0.2", "10.0.0.6", .udp), from: 0, "swp1") == [])
    }

    @Test("where the reverse path is checked, the source is routed to where it comes from")
    func reversePath() {
        let oracle = PacketOracle([
            router + [.reversePath("vlan10"), route("10.1.0.0/30", via: "10.0.0.2")]
        ])
        for source in ["10.0.0.2", "10.1.0.3"] {
            #expect(oracle.drops(packet(source, "10.0.0.6"), from: 0, "swp1") == [])
        }
        // The device's own address comes from nowhere.
        for source in ["10.0.0.6", "10.1.0.4", "10.0.0.1"] {
            #expect(
                oracle.drops(packet(source, "10.0.0.6"), from: 0, "swp1") == [.reversePath])
        }
    }

    @Test(
        "what is for the link goes no further",
        arguments: ["224.0.0.5", "239.1.1.1", "255.255.255.255"])
    func linkScopeIPv4(destination: String) {
        let oracle = PacketOracle([router + [route("0.0.0.0/0", via: "10.0.0.6")]])
        #expect(oracle.drops(packet("10.0.0.2", destination), from: 0, "swp1") == [.linkScope])
        #expect(oracle.drops(packet("10.0.0.2", "223.255.255.255"), from: 0, "swp1") == [])
    }

    @Test("what is for the link goes no further in IPv6", arguments: ["ff02::1", "fe80::5"])
    func linkScopeIPv6(destination: String) {
        let oracle = PacketOracle([
            router + svi(10, "2001:db8::1/64") + svi(20, "fe80::5/64", "2001:db8:1::1/64")
                + [route("::/0", via: "2001:db8:1::2")]
        ])
        let fate = oracle.fate(packet("2001:db8::2", destination), from: 0, "swp1")
        #expect(fate.drops == [.linkScope])
        #expect(fate.deliveries == [])
        #expect(oracle.drops(packet("2001:db8::2", "fec0::1"), from: 0, "swp1") == [])
    }

    @Test("an own address is the device itself, which hears ICMP alone where its input is filtered")
    func input() {
        let toIt = packet("10.0.0.2", "10.0.0.5")
        let echo = packet("10.0.0.2", "10.0.0.5", .icmp, kind: .opens)
        #expect(PacketOracle([router]).deliveries(toIt, from: 0, "swp1") == [.device(0)])
        let filtered = PacketOracle([router + [.inputFilter]])
        #expect(filtered.drops(toIt, from: 0, "swp1") == [.inputFilter])
        #expect(filtered.deliveries(toIt, from: 0, "swp1") == [])
        #expect(filtered.deliveries(echo, from: 0, "swp1") == [.device(0)])
        #expect(
            filtered.drops(packet("10.0.0.2", "10.0.0.5", .icmpv6), from: 0, "swp1")
                == [.inputFilter])
        // On interfaces of management and of the underlay everything is heard.
        let management = PacketOracle([
            routes + [.inputFilter] + port("eth0", vrf: "mgmt", "192.0.2.1/24")
        ])
        #expect(
            management.deliveries(packet("192.0.2.9", "192.0.2.1", .tcp), from: 0, "eth0")
                == [.device(0)])
        let underlay = PacketOracle([
            routes + [.inputFilter, .session("swp9")] + port("swp9", "192.0.2.1/24")
        ])
        #expect(
            underlay.deliveries(packet("192.0.2.9", "192.0.2.1", .tcp), from: 0, "swp9")
                == [.device(0)])
    }

    @Test("an interface in a VRF knows nothing of other tables")
    func vrfs() {
        let device =
            routes + access("swp1", 10) + access("swp2", 20) + svi(10, vrf: "a", "10.0.0.1/30")
            + svi(20, vrf: "b", "10.0.0.5/30")
        #expect(
            PacketOracle([device]).drops(packet("10.0.0.2", "10.0.0.6"), from: 0, "swp1")
                == [.noRoute])
        // Two VRFs at once.
        #expect(
            PacketOracle([device + [.inVRF("vlan10", vrf: "b")]])
                .deliveries(packet("10.0.0.2", "10.0.0.6"), from: 0, "swp1") == [edge(0, "swp2")])
    }

    @Test("a lookup goes on in the default table unless its own ends")
    func fallThrough() {
        let device =
            routes + access("swp1", 10) + access("swp2", 20) + svi(10, vrf: "a", "10.0.0.1/30")
            + svi(20, "10.0.0.5/30")
        let there = packet("10.0.0.2", "10.0.0.6")
        let itself = packet("10.0.0.2", "10.0.0.5")
        let open = PacketOracle([device])
        #expect(open.deliveries(there, from: 0, "swp1") == [edge(0, "swp2")])
        #expect(open.deliveries(itself, from: 0, "swp1") == [.device(0)])
        // The way back: the default table has no other behind it.
        #expect(open.drops(packet("10.0.0.6", "10.0.0.2"), from: 0, "swp2") == [.noRoute])
        let ended = PacketOracle([device + [.endsLookup(vrf: "a", .ipv4)]])
        #expect(ended.drops(there, from: 0, "swp1") == [.noRoute])
        #expect(ended.drops(itself, from: 0, "swp1") == [.noRoute])
        let wrongFamily = PacketOracle([device + [.endsLookup(vrf: "a", .ipv6)]])
        #expect(wrongFamily.deliveries(there, from: 0, "swp1") == [edge(0, "swp2")])
        // A route of its own, even a less specific one, keeps the packet in the table.
        let routed = PacketOracle([device + [route("0.0.0.0/0", via: "10.0.0.3", vrf: "a")]])
        #expect(routed.deliveries(there, from: 0, "swp1") == [edge(0, "swp1")])
    }

    @Test("the longest prefix wins, of equal ones the least distance, and all of those")
    func longestPrefix() {
        let device = router + access("swp3", 30) + svi(30, "10.0.0.9/30")
        func deliveries(_ statics: Fact...) -> Set<Endpoint> {
            PacketOracle([device + statics])
                .deliveries(packet("10.0.0.2", "10.9.9.9"), from: 0, "swp1")
        }
        let (swp2, swp3) = ("10.0.0.6", "10.0.0.10")
        #expect(
            deliveries(route("10.0.0.0/8", via: swp2), route("10.9.0.0/16", via: swp3))
                == [edge(0, "swp3")])
        #expect(
            deliveries(
                route("10.0.0.0/8", via: swp2), route("10.9.0.0/16", via: swp3, distance: 250))
                == [edge(0, "swp3")])
        #expect(
            deliveries(
                route("10.9.0.0/16", via: swp2, distance: 2), route("10.9.0.0/16", via: swp3))
                == [edge(0, "swp3")])
        #expect(
            deliveries(route("10.9.0.0/16", via: swp2), route("10.9.0.0/16", via: swp3))
                == [edge(0, "swp2"), edge(0, "swp3")])
        // Without a connected next hop a route does not exist.
        #expect(
            deliveries(route("10.0.0.0/8", via: swp2), route("10.9.0.0/16", via: "10.5.0.1"))
                == [edge(0, "swp2")])
    }

    @Test("connected beats any static route of its prefix")
    func connectedFirst() {
        let oracle = PacketOracle([router + [route("10.0.0.4/30", via: "10.0.0.3")]])
        #expect(
            oracle.deliveries(packet("10.0.0.2", "10.0.0.6"), from: 0, "swp1")
                == [edge(0, "swp2")])
    }

    @Test("the owner of a next hop receives the packet; without one everybody there hears it")
    func nextHop() {
        let near = router + port("swp9", "10.0.1.0/31") + [route("10.2.0.0/30", via: "10.0.1.1")]
        let far = routes + port("swp9", "10.0.1.1/31") + port("swp1", "10.2.0.1/30")
        let there = packet("10.0.0.2", "10.2.0.2")
        let cable: [(Network.End, Network.End)] = [(.of(0, "swp9"), .of(1, "swp9"))]
        #expect(
            PacketOracle([near, far], cables: cable).deliveries(there, from: 0, "swp1")
                == [edge(1, "swp1")])
        // Nobody at the other end of the cable has the address.
        let other = routes + port("swp9", "10.0.1.2/31") + port("swp1", "10.2.0.1/30")
        #expect(
            PacketOracle([near, other], cables: cable).deliveries(there, from: 0, "swp1") == [])
        #expect(PacketOracle([near]).deliveries(there, from: 0, "swp1") == [edge(0, "swp9")])
    }

    @Test("a sub-interface sends with its tag on its parent")
    func subinterface() {
        let near =
            router + port("swp9") + [.subinterface("swp9.7", parent: "swp9", .of(7))]
            + port("swp9.7", "10.0.1.0/31") + [route("10.2.0.0/30", via: "10.0.1.1")]
        let there = packet("10.0.0.2", "10.2.0.2")
        #expect(PacketOracle([near]).deliveries(there, from: 0, "swp1") == [edge(0, "swp9", 7)])
        let far =
            routes + [.subinterface("eth1.7", parent: "eth1", .of(7))]
            + port("eth1.7", "10.0.1.1/31") + port("swp1", "10.2.0.1/30")
        #expect(
            PacketOracle([near, far], cables: [(.of(0, "swp9"), .of(1, "eth1"))])
                .deliveries(there, from: 0, "swp1") == [edge(1, "swp1")])
        #expect(
            PacketOracle([near + [.down("swp9")]]).drops(there, from: 0, "swp1") == [.noRoute])
    }

    @Test("an interface elsewhere that owns a connected destination receives the packet")
    func connectedOwner() {
        let near = router + port("swp9", "10.0.1.0/31")
        let far = routes + port("swp9", "10.0.1.1/31")
        let toIt = packet("10.0.0.2", "10.0.1.1")
        let cable: [(Network.End, Network.End)] = [(.of(0, "swp9"), .of(1, "swp9"))]
        #expect(
            PacketOracle([near, far], cables: cable).deliveries(toIt, from: 0, "swp1")
                == [.device(1)])
        let fate = PacketOracle([near, far + [.ingressFilter("swp9")]], cables: cable)
            .fate(toIt, from: 0, "swp1")
        #expect(fate.deliveries == [])
        #expect(fate.drops == [.ingressFilter])
    }

    @Test("what a router sends hides no tags")
    func noHiddenTags() {
        let near = router + access("swp9", 20)
        let far = access("swp1", 20) + access("swp2", 30) + trunk("swp9", tagged: [30], native: 20)
        let oracle = PacketOracle([near, far], cables: [(.of(0, "swp9"), .of(1, "swp9"))])
        #expect(
            oracle.deliveries(packet("10.0.0.2", "10.0.0.6"), from: 0, "swp1")
                == [edge(0, "swp2"), edge(1, "swp1")])
        #expect(oracle.frames(0, "swp2").contains(edge(1, "swp2")))
    }

    @Test("a packet that comes back is a loop")
    func loop() {
        func device(_ own: String, _ other: String) -> [Fact] {
            routes + port("swp9", own + "/31") + [route("10.2.0.0/30", via: other)]
        }
        let oracle = PacketOracle(
            [router + device("10.0.1.0", "10.0.1.1"), device("10.0.1.1", "10.0.1.0")],
            cables: [(.of(0, "swp9"), .of(1, "swp9"))])
        #expect(oracle.fate(packet("10.0.0.2", "10.2.0.2"), from: 0, "swp1").canLoop)
        #expect(!oracle.fate(packet("10.0.0.2", "10.0.0.6"), from: 0, "swp1").canLoop)
    }
}

@Suite("the oracle's forward filters")
struct OracleForwardTests {
    /// Whether a packet from 10.0.0.2 at `swp1` gets to 10.0.0.6 at `swp2`.
    func passes(
        _ packet: Packet = packet("10.0.0.2", "10.0.0.6"), _ told: Fact...
    ) -> Bool {
        !PacketOracle([router + told]).deliveries(packet, from: 0, "swp1").isEmpty
    }

    func rule(
        _ family: AddressFamily = .ipv4, in: String? = nil, out: String? = nil,
        _ change: (inout FilterRule) -> Void = { _ in }
    ) -> Fact {
        var rule = FilterRule(
            action: .permit, family: family, inInterface: `in`, outInterface: out)
        change(&rule)
        return .forwardRule(rule)
    }

    @Test("a pair names the VRF that a packet enters by and the interface it leaves by")
    func pairs() {
        let plain = packet("10.0.0.2", "10.0.0.6")
        #expect(passes())
        #expect(!passes(plain, .forwardFilter))
        #expect(passes(plain, .forwardFilter, .forwardPair(vrf: "", out: "vlan20")))
        #expect(!passes(plain, .forwardFilter, .forwardPair(vrf: "", out: "vlan10")))
        #expect(!passes(plain, .forwardFilter, .forwardPair(vrf: "a", out: "vlan20")))
        // It is the VRF that it enters by, not the table that has the route.
        #expect(
            passes(
                plain, .forwardFilter, .inVRF("vlan10", vrf: "a"),
                .forwardPair(vrf: "a", out: "vlan20")))
    }

    @Test("from the underlay a packet may leave by interfaces named for it")
    func underlay() {
        let plain = packet("10.0.0.2", "10.0.0.6")
        #expect(
            passes(plain, .forwardFilter, .session("vlan10"), .forwardUnderlay("vlan20")))
        #expect(!passes(plain, .forwardFilter, .forwardUnderlay("vlan20")))
    }

    @Test("a rule lets pass what matches, by interfaces and fields")
    func rules() {
        let plain = packet("10.0.0.2", "10.0.0.6")
        for filter in [[Fact.forwardFilter], [.forwardFilter, .stateful]] {
            func passes(_ rules: Fact...) -> Bool {
                !PacketOracle([router + filter + rules])
                    .deliveries(plain, from: 0, "swp1").isEmpty
            }
            #expect(!passes())
            #expect(passes(rule()))
            #expect(passes(rule(in: "vlan10", out: "vlan20")))
            #expect(!passes(rule(in: "vlan11")) && !passes(rule(out: "vlan21")))
            #expect(!passes(rule(.ipv6)))
            #expect(!passes(rule { $0.action = .deny }, rule()))
        }
    }

    @Test("an answer passes a stateful filter, and opens nothing")
    func answers() {
        // What swp2 may open towards swp1.
        let back = rule(in: "vlan20", out: "vlan10") {
            $0.sources = [.of("10.0.0.4/30")]
            $0.destinations = [.of("10.0.0.0/30")]
            $0.protocols = [6...6]
            $0.destinationPorts = [443...443]
        }
        let answer = packet("10.0.0.2", "10.0.0.6", .tcp, ports: (443, 5))
        #expect(passes(answer, .forwardFilter, .stateful, back))
        #expect(!passes(answer, .forwardFilter, back))
        let opening = packet("10.0.0.2", "10.0.0.6", .tcp, ports: (443, 5), kind: .opens)
        #expect(!passes(opening, .forwardFilter, .stateful, back))
        let otherPort = packet("10.0.0.2", "10.0.0.6", .tcp, ports: (444, 443))
        #expect(!passes(otherPort, .forwardFilter, .stateful, back))
    }

    @Test("an answer answers whatever the rules let open, be it of another kind")
    func kindsOfAnswers() {
        func back(_ kinds: PacketKinds) -> Fact {
            rule(in: "vlan20", out: "vlan10") { $0.kinds = kinds }
        }
        let answer = packet("10.0.0.2", "10.0.0.6", .tcp)
        #expect(passes(answer, .forwardFilter, .stateful, back(.opens)))
        #expect(passes(answer, .forwardFilter, .stateful, back(.continues)))
        #expect(!passes(answer, .forwardFilter, .stateful, back(.discovery)))
        // No packet of UDP opens, as far as it tells.
        let datagram = packet("10.0.0.2", "10.0.0.6", .udp)
        #expect(!passes(datagram, .forwardFilter, .stateful, back(.opens)))
        #expect(passes(datagram, .forwardFilter, .stateful, back(.continues)))
    }

    @Test("neighbour discovery passes by pairs alone")
    func discovery() {
        let discovery = packet("10.0.0.2", "10.0.0.6", .icmpv6, kind: .discovery)
        #expect(!passes(discovery, .forwardFilter, .stateful, rule()))
        #expect(
            passes(
                discovery, .forwardFilter, .stateful, .forwardPair(vrf: "", out: "vlan20")))
    }

    @Test("a filter that sends a packet on is a firewall that it passes, if it is stateful")
    func firewalls() {
        let plain = packet("10.0.0.2", "10.0.0.6")
        func firewalls(_ told: Fact...) -> Set<Int> {
            PacketOracle([router + told]).fate(plain, from: 0, "swp1").firewalls
        }
        #expect(firewalls(.forwardFilter, .stateful, rule()) == [0])
        #expect(firewalls(.forwardFilter, .stateful) == [])
        #expect(firewalls(.forwardFilter, rule()) == [])
    }
}
