import Forwarding
import Net
import Oracle
import TestSupport
import Testing

/// A leaf with a VRF and a station at `swp1` in VLAN 10 of it.
///
/// - Parameter vni: the L3VNI of the VRF, in VLAN 110.
private func leaf(
    _ vrf: String, vni: UInt32, imports: [UInt32], exports: [UInt32], _ address: String
) -> [Fact] {
    routes + access("swp1", 10) + svi(10, vrf: vrf, address)
        + l3vni(vrf, vni, vlan: 110, imports: imports, exports: exports)
}

private let there = packet("10.0.0.2", "10.0.0.6")

/// The near leaf of most tests: VRF `a` with 10.0.0.0/30 imports target 1.
private let near = leaf("a", vni: 201, imports: [1], exports: [1], "10.0.0.1/30")

@Suite("the oracle's routes between devices")
struct OracleRouteTests {
    /// A far leaf: VRF `a` with 10.0.0.4/30, which it advertises.
    func far(vrf: String = "a", vni: UInt32 = 201, exports: [UInt32] = [1]) -> [Fact] {
        leaf(vrf, vni: vni, imports: [], exports: exports, "10.0.0.5/30")
            + advertises(vrf, "10.0.0.4/30")
    }

    func deliveries(_ near: [Fact], _ far: [Fact]) -> Set<Endpoint> {
        PacketOracle([near, far]).deliveries(there, from: 0, "swp1")
    }

    @Test("a VRF has the routes of VRFs elsewhere that export a target it imports")
    func targets() {
        #expect(deliveries(near, far()) == [edge(1, "swp1")])
        #expect(deliveries(near, far(exports: [2])) == [])
        #expect(deliveries(near + [.importTarget(.vrf("b"), .of(2))], far(exports: [2])) == [])
        #expect(
            deliveries(near + [.importTarget(.vrf("a"), .of(2))], far(exports: [3, 2]))
                == [edge(1, "swp1")])
    }

    @Test("not those of other VRFs of the device itself")
    func ownDevice() {
        let both =
            near + access("swp2", 20) + svi(20, vrf: "b", "10.0.0.5/30")
            + l3vni("b", 202, vlan: 120, imports: [], exports: [1])
            + advertises("b", "10.0.0.4/30")
        #expect(PacketOracle([both]).drops(there, from: 0, "swp1") == [.noRoute])
    }

    @Test("a connected prefix is advertised if its list names it and its family is advertised")
    func connected() {
        let silent = leaf("a", vni: 201, imports: [], exports: [1], "10.0.0.5/30")
        let prefix = IPPrefix.of("10.0.0.4/30")
        #expect(deliveries(near, silent) == [])
        #expect(deliveries(near, silent + [.advertisesConnected(vrf: "a", prefix)]) == [])
        #expect(deliveries(near, silent + [.advertisesRoutes(vrf: "a", .ipv4)]) == [])
        #expect(
            deliveries(
                near,
                silent + [
                    .advertisesConnected(vrf: "a", prefix), .advertisesRoutes(vrf: "a", .ipv6),
                ]) == [])
        // A list does not make a prefix.
        #expect(deliveries(near, silent + advertises("a", "10.0.0.4/31")) == [])
        #expect(deliveries(near, far() + [.down("vlan10")]) == [])
    }

    @Test("a VRF without a usable L3VNI has no routes of others")
    func usable() {
        let l3vni = Fact.l3vni(vrf: "a", .of(201))
        #expect(deliveries(near.filter { $0 != l3vni }, far()) == [])
        for fact in [Fact.down("vni201"), .down("vlan110")] {
            #expect(deliveries(near + [fact], far()) == [])
        }
        let svi = Fact.svi("vlan110", .of(110))
        #expect(deliveries(near.filter { $0 != svi }, far()) == [])
        // It has no route at all, so that a lookup goes on.
        let open =
            near.filter { $0 != l3vni } + access("swp2", 20) + VerifierTests.svi(20, "10.0.0.5/30")
        #expect(deliveries(open, far()) == [edge(0, "swp2")])
    }

    @Test("a packet has the sender's VNI or the advertised one, and the receiver knows what it is")
    func numbers() {
        // The far VRF has another number for itself.
        #expect(deliveries(near, far(vni: 202)) == [edge(1, "swp1")])
        // The sender's number is that of another VRF there, which has the prefix elsewhere.
        let other =
            access("swp2", 20) + svi(20, vrf: "b", "10.0.0.5/30")
            + l3vni("b", 201, vlan: 120, imports: [], exports: [])
        #expect(deliveries(near, far(vni: 202) + other) == [edge(1, "swp1"), edge(1, "swp2")])
        // Or that of a VLAN, where all hear it.
        let vlan = access("swp3", 30) + tunnel(201, vlan: 30)
        #expect(deliveries(near, far(vni: 202) + vlan) == [edge(1, "swp1"), edge(1, "swp3")])
    }

    @Test("out of a tunnel a packet is received by the SVI of its VLAN, and heard there")
    func arrival() {
        #expect(deliveries(near, far().filter { $0 != .bridgeVLAN(.of(110)) }) == [])
        #expect(deliveries(near, far().filter { $0 != .bridged("vni201") }) == [])
        #expect(deliveries(near, far() + [.ingressFilter("vlan110")]) == [])
        #expect(
            deliveries(near, far() + access("swp4", 110)) == [edge(1, "swp1"), edge(1, "swp4")])
        // Not by routed interfaces of third devices, even if they are in the same VLAN.
        let cabled = PacketOracle(
            [
                near, far() + access("swp4", 110),
                routes + port("swp4") + access("swp1", 10) + svi(10, "10.0.0.5/30"),
            ], cables: [(.of(1, "swp4"), .of(2, "swp4"))])
        #expect(cabled.deliveries(there, from: 0, "swp1") == [edge(1, "swp1")])
    }

    @Test("a packet into a tunnel leaves by the SVI of the L3VNI")
    func forwardPair() {
        let pair = Fact.forwardPair(vrf: "a", out: "vlan110")
        #expect(deliveries(near + [.forwardFilter], far()) == [])
        #expect(deliveries(near + [.forwardFilter, pair], far()) == [edge(1, "swp1")])
        // Where sources are checked, that is where they come from.
        let back = far() + [.importTarget(.vrf("a"), .of(1)), .reversePath("vlan110")]
        #expect(deliveries(near, back) == [])
        #expect(deliveries(near + advertises("a", "10.0.0.0/30"), back) == [edge(1, "swp1")])
    }

    @Test("what was imported is not advertised again")
    func onlyOnce() {
        // The middle VRF imports from the far one and exports to the near one.
        let middle =
            leaf("a", vni: 201, imports: [2], exports: [1], "10.0.0.9/30")
            + advertises("a", "10.0.0.8/30")
        #expect(
            PacketOracle([near, middle, far(exports: [2])]).deliveries(there, from: 0, "swp1")
                == [])
    }

    @Test("BGP has distance 20")
    func distance() {
        func deliveries(_ distance: UInt8) -> Set<Endpoint> {
            self.deliveries(
                near + [route("10.0.0.4/30", via: "10.0.0.3", vrf: "a", distance: distance)],
                far())
        }
        #expect(deliveries(19) == [edge(0, "swp1")])
        #expect(deliveries(20) == [edge(0, "swp1"), edge(1, "swp1")])
        #expect(deliveries(21) == [edge(1, "swp1")])
    }

    @Test("static routes are advertised where it is said, if they are usable")
    func statics() {
        // Behind the station at the far leaf.
        let behind = route("10.1.0.0/30", via: "10.0.0.6", vrf: "a")
        func deliveries(_ more: Fact...) -> Set<Endpoint> {
            PacketOracle([near, far() + more])
                .deliveries(packet("10.0.0.2", "10.1.0.2"), from: 0, "swp1")
        }
        #expect(deliveries(behind) == [])
        #expect(deliveries(behind, .advertisesStatic(vrf: "a", .ipv6)) == [])
        #expect(deliveries(behind, .advertisesStatic(vrf: "a", .ipv4)) == [edge(1, "swp1")])
        #expect(
            deliveries(
                route("10.1.0.0/30", via: "10.5.0.6", vrf: "a"),
                .advertisesStatic(vrf: "a", .ipv4)) == [])
    }
}

@Suite("the oracle's floating routes")
struct OracleFloatingTests {
    let destination = packet("10.0.0.2", "10.9.0.1")

    /// A border of VRF `a` with an exit at `swp9` and the static default route of a distance.
    func border(_ number: Int, distance: UInt8, imports: [UInt32] = [1]) -> [Fact] {
        routes + l3vni("a", 201, vlan: 110, imports: imports, exports: [1])
            + port("swp9", vrf: "a", "198.51.100.\(number * 2)/31")
            + [
                .advertisesRoutes(vrf: "a", .ipv4), .advertisesStatic(vrf: "a", .ipv4),
                route(
                    "0.0.0.0/0", via: "198.51.100.\(number * 2 + 1)", vrf: "a",
                    distance: distance),
            ]
    }

    func deliveries(_ borders: [Fact]...) -> Set<Endpoint> {
        PacketOracle([near] + borders).deliveries(destination, from: 0, "swp1")
    }

    @Test("a floating route is used as long as there is no other")
    func alone() {
        #expect(deliveries(border(1, distance: 250)) == [edge(1, "swp9")])
        #expect(
            deliveries(border(1, distance: 1), border(2, distance: 250)) == [edge(1, "swp9")])
        #expect(
            deliveries(border(1, distance: 1), border(2, distance: 1))
                == [edge(1, "swp9"), edge(2, "swp9")])
    }

    @Test("one that is not imported by the other is advertised and loses all the same")
    func loses() {
        #expect(
            deliveries(border(1, distance: 1), border(2, distance: 250, imports: []))
                == [edge(1, "swp9")])
    }

    @Test("one with a better route beside it is not advertised")
    func better() {
        let both =
            border(1, distance: 250) + [
                route("0.0.0.0/0", via: "198.51.100.9", vrf: "a")
            ]
        // The better one leads nowhere: its next hop is not connected.
        #expect(deliveries(both) == [edge(1, "swp9")])
        // This one is there, but not advertised, as it is in no list.
        #expect(
            deliveries(border(1, distance: 250) + port("swp8", vrf: "a", "203.0.113.1/0")) == [])
    }

    @Test("of several devices with one, each uses its own and that of the others")
    func chance() {
        #expect(
            deliveries(border(1, distance: 250), border(2, distance: 250))
                == [edge(1, "swp9"), edge(2, "swp9")])
        // The packet may go from one to the other.
        let fate = PacketOracle([near, border(1, distance: 250), border(2, distance: 250)])
            .fate(destination, from: 0, "swp1")
        #expect(fate.canLoop)
    }
}

@Suite("the oracle's MAC/IP routes")
struct OracleHostRouteTests {
    /// A far leaf whose VNI 101 is VLAN 10, the SVI in VRF `b`, and which advertises no prefix.
    func far(_ more: [Fact]) -> [Fact] {
        leaf("b", vni: 202, imports: [], exports: [], "10.0.0.5/30")
            + tunnel(101, vlan: 10) + more
    }

    func deliveries(_ more: Fact...) -> Set<Endpoint> {
        PacketOracle([near, far(more)]).deliveries(there, from: 0, "swp1")
    }

    @Test("stations of a VNI are known to a VRF that imports the VNI's target")
    func targetOfVNI() {
        #expect(deliveries() == [])
        #expect(deliveries(.exportTarget(.vni(.of(101)), .of(1))) == [])
        #expect(
            deliveries(.exportTarget(.vni(.of(101)), .of(1)), .advertisesVNIs)
                == [edge(1, "swp1")])
        #expect(deliveries(.exportTarget(.vni(.of(101)), .of(2)), .advertisesVNIs) == [])
    }

    @Test("or the target of the VRF that its SVI is in")
    func targetOfVRF() {
        #expect(
            deliveries(.exportTarget(.vrf("b"), .of(1)), .advertisesVNIs) == [edge(1, "swp1")])
        #expect(deliveries(.exportTarget(.vrf("c"), .of(1)), .advertisesVNIs) == [])
    }
}

@Suite("the oracle in IPv6")
struct OracleIPv6Tests {
    @Test("everything holds for IPv6 alike")
    func routed() {
        let device =
            routes + access("swp1", 10) + access("swp2", 20) + svi(10, vrf: "a", "2001:db8::1/126")
            + svi(20, "2001:db8::5/126") + [.inputFilter]
        let there = packet("2001:db8::2", "2001:db8::6")
        #expect(PacketOracle([device]).deliveries(there, from: 0, "swp1") == [edge(0, "swp2")])
        let ended = PacketOracle([device + [.endsLookup(vrf: "a", .ipv6)]])
        #expect(ended.drops(there, from: 0, "swp1") == [.noRoute])
        let echo = packet("2001:db8::2", "2001:db8::1", .icmpv6, kind: .opens)
        #expect(ended.deliveries(echo, from: 0, "swp1") == [.device(0)])
        let wrong = packet("2001:db8::2", "2001:db8::1", .icmp)
        #expect(ended.drops(wrong, from: 0, "swp1") == [.inputFilter])
        let filtered = PacketOracle([
            device + [
                .ingressFilter("vlan10"),
                .ingressRule("vlan10", FilterRule(action: .permit, family: .ipv4)),
            ]
        ])
        #expect(filtered.drops(there, from: 0, "swp1") == [.ingressFilter])
    }
}
