import Forwarding
import Net
import Oracle
import TestSupport
import Testing

@Suite("the oracle's frames")
struct OracleFrameTests {
    @Test("ports of a VLAN hear each other, and no other VLAN does")
    func access() {
        let oracle = PacketOracle([
            VerifierTests.access("swp1", 10) + VerifierTests.access("swp2", 10)
                + VerifierTests.access("swp3", 20)
        ])
        #expect(oracle.frames(0, "swp1") == [edge(0, "swp2")])
        #expect(oracle.frames(0, "swp3") == [])
    }

    @Test("a frame leaves with its tag where the port is a tagged member")
    func tagged() {
        let oracle = PacketOracle([
            VerifierTests.access("swp1", 10) + trunk("swp2", tagged: [10, 20], native: 30)
                + VerifierTests.access("swp3", 30)
        ])
        #expect(oracle.frames(0, "swp1") == [edge(0, "swp2", 10)])
        #expect(oracle.frames(0, "swp2", 10) == [edge(0, "swp1")])
        #expect(oracle.frames(0, "swp2", 20) == [])
        #expect(oracle.frames(0, "swp2") == [edge(0, "swp3")])
        #expect(oracle.frames(0, "swp2", 40) == [])
    }

    @Test("the tag of a port's untagged VLAN is as good as none, any other is not")
    func ownTag() {
        let oracle = PacketOracle([
            VerifierTests.access("swp1", 10) + VerifierTests.access("swp2", 10)
                + VerifierTests.access("swp3", 20)
        ])
        #expect(oracle.frames(0, "swp1", 10).contains(edge(0, "swp2")))
        #expect(oracle.frames(0, "swp1", 20) == [])
    }

    @Test("a VLAN means nothing on a port that is not bridged")
    func notBridged() {
        let oracle = PacketOracle([
            routes + [.untagged("swp1", .of(10))] + VerifierTests.access("swp2", 10)
        ])
        #expect(oracle.frames(0, "swp2") == [])
        #expect(oracle.frames(0, "swp1") == [interface(0, "swp1")])
    }

    @Test("what is down, and the leg of a LAG, neither sends nor receives")
    func down() {
        let members =
            VerifierTests.access("swp1", 10) + VerifierTests.access("swp2", 10)
            + VerifierTests.access("swp3", 10) + VerifierTests.access("bond1", 10)
        let oracle = PacketOracle([
            members + [.down("swp2"), .leg("swp3", of: "bond1")]
        ])
        #expect(oracle.frames(0, "swp1") == [edge(0, "bond1")])
        #expect(oracle.frames(0, "swp2") == [])
        #expect(oracle.frames(0, "swp3") == [])
        #expect(oracle.frames(0, "bond1") == [edge(0, "swp1")])
    }

    @Test("a port that is not bridged takes what has no tag, its sub-interfaces what has theirs")
    func routedPort() {
        let ports =
            routes + port("swp1") + [.subinterface("swp1.10", parent: "swp1", .of(10))]
        #expect(PacketOracle([ports]).frames(0, "swp1") == [interface(0, "swp1")])
        #expect(PacketOracle([ports]).frames(0, "swp1", 10) == [interface(0, "swp1.10")])
        #expect(PacketOracle([ports]).frames(0, "swp1", 20) == [])
        #expect(PacketOracle([ports + [.down("swp1.10")]]).frames(0, "swp1", 10) == [])
        #expect(PacketOracle([ports + [.down("swp1")]]).frames(0, "swp1", 10) == [])
        // The bridge takes everything.
        let bridged = PacketOracle([ports + trunk("swp1", tagged: [10])])
        #expect(bridged.frames(0, "swp1") == [])
        #expect(bridged.frames(0, "swp1", 10) == [])
    }

    @Test("a port that no statement names does not exist")
    func unnamed() {
        let oracle = PacketOracle([routes + VerifierTests.access("swp1", 10)])
        #expect(oracle.frames(0, "swp2") == [])
        let cabled = PacketOracle(
            [VerifierTests.access("swp1", 10) + VerifierTests.access("swp9", 10), routes],
            cables: [(.of(0, "swp9"), .of(1, "swp9"))])
        #expect(cabled.frames(0, "swp1") == [])
    }

    @Test("an SVI hears its VLAN if it is up and the bridge is a member")
    func svi() {
        let svi = VerifierTests.svi(10, "192.0.2.1/24")
        let device = routes + VerifierTests.access("swp1", 10) + svi
        #expect(PacketOracle([device]).frames(0, "swp1") == [interface(0, "vlan10")])
        #expect(PacketOracle([device + [.down("vlan10")]]).frames(0, "swp1") == [])
        #expect(
            PacketOracle([device.filter { $0 != .bridgeVLAN(.of(10)) }]).frames(0, "swp1") == [])
    }

    @Test("a cable brings a frame to its other end, with its tag")
    func cable() {
        let oracle = PacketOracle(
            [
                VerifierTests.access("swp1", 10) + VerifierTests.access("swp2", 20)
                    + trunk("bond1", tagged: [10, 20]) + [.leg("swp9", of: "bond1")],
                VerifierTests.access("swp1", 10) + VerifierTests.access("swp2", 20)
                    + trunk("swp9", tagged: [10]),
            ], cables: [(.of(1, "swp9"), .of(0, "bond1"))])
        #expect(oracle.frames(0, "swp1") == [edge(1, "swp1")])
        #expect(oracle.frames(1, "swp1") == [edge(0, "swp1")])
        #expect(oracle.frames(0, "swp2") == [])
        #expect(oracle.frames(1, "swp2") == [])
    }

    @Test("native VLANs that differ join the two")
    func nativeVLANs() {
        let oracle = PacketOracle(
            [
                VerifierTests.access("swp1", 10) + trunk("swp9", tagged: [], native: 10),
                VerifierTests.access("swp1", 20) + trunk("swp9", tagged: [], native: 20),
            ], cables: [(.of(0, "swp9"), .of(1, "swp9"))])
        #expect(oracle.frames(0, "swp1") == [edge(1, "swp1")])
    }

    @Test("a tag behind the first comes to the front where a frame leaves untagged")
    func hiddenTags() {
        let cables: [(Network.End, Network.End)] = [(.of(0, "swp9"), .of(1, "swp9"))]
        let far =
            VerifierTests.access("swp1", 10) + VerifierTests.access("swp2", 20)
            + trunk("swp9", tagged: [20], native: 10)
        let native = PacketOracle(
            [VerifierTests.access("swp1", 10) + trunk("swp9", tagged: [20], native: 10), far],
            cables: cables)
        #expect(native.frames(0, "swp1") == [edge(1, "swp1"), edge(1, "swp2")])
        let tagged = PacketOracle(
            [VerifierTests.access("swp1", 10) + trunk("swp9", tagged: [10, 20]), far],
            cables: cables)
        #expect(tagged.frames(0, "swp1") == [edge(1, "swp1")])
        // The station of a tagged VLAN hides tags, too, and however deep they may lie.
        let deep = PacketOracle(
            [
                trunk("swp1", tagged: [10]) + trunk("swp9", tagged: [], native: 10),
                trunk("swp9", tagged: [20]) + trunk("swp8", tagged: [], native: 20),
                trunk("swp8", tagged: [30]) + VerifierTests.access("swp1", 30),
            ],
            cables: [(.of(0, "swp9"), .of(1, "swp9")), (.of(1, "swp8"), .of(2, "swp8"))])
        #expect(deep.frames(0, "swp1", 10) == [edge(2, "swp1")])
    }

    @Test("hidden tags find the sub-interfaces of a routed port")
    func hiddenTagToSubinterface() {
        let oracle = PacketOracle(
            [
                VerifierTests.access("swp1", 10) + VerifierTests.access("swp9", 10),
                routes + port("swp9") + [.subinterface("swp9.7", parent: "swp9", .of(7))],
            ], cables: [(.of(0, "swp9"), .of(1, "swp9"))])
        #expect(oracle.frames(0, "swp1") == [interface(1, "swp9"), interface(1, "swp9.7")])
    }

    @Test("nobody hears what it sent itself, but on another tag")
    func ownFrames() {
        // Two cables between the same switches are a loop.
        let ring = PacketOracle(
            [
                VerifierTests.access("swp1", 10) + trunk("swp8", tagged: [10])
                    + trunk("swp9", tagged: [10]),
                trunk("swp8", tagged: [10]) + trunk("swp9", tagged: [10]),
            ],
            cables: [(.of(0, "swp8"), .of(1, "swp8")), (.of(0, "swp9"), .of(1, "swp9"))])
        #expect(ring.frames(0, "swp1") == [])
        let joined = PacketOracle(
            [
                trunk("swp1", tagged: [10, 20]) + VerifierTests.access("swp8", 10)
                    + VerifierTests.access("swp9", 20)
            ], cables: [(.of(0, "swp8"), .of(0, "swp9"))])
        #expect(joined.frames(0, "swp1", 10) == [edge(0, "swp1", 20)])
    }

    @Test("a device that is told two things does both")
    func twice() {
        let oracle = PacketOracle([
            VerifierTests.access("swp1", 10) + [.untagged("swp1", .of(20))]
                + VerifierTests.access("swp2", 10) + VerifierTests.access("swp3", 20)
        ])
        #expect(oracle.frames(0, "swp1") == [edge(0, "swp2"), edge(0, "swp3")])
        #expect(oracle.frames(0, "swp3") == [edge(0, "swp1")])
    }

    @Test("a host is a station: it is heard and hears by the cable of its port")
    func host() {
        let oracle = PacketOracle(
            [
                VerifierTests.access("swp1", 10) + VerifierTests.access("swp9", 10),
                port("eth1", "192.0.2.1/24") + port("eth0", vrf: "mgmt", "198.51.100.1/24"),
            ], cables: [(.of(0, "swp9"), .of(1, "eth1"))])
        #expect(oracle.frames(0, "swp1") == [edge(1, "eth1")])
        #expect(oracle.frames(1, "eth1") == [edge(0, "swp1")])
        // Behind a port without a cable there is somebody else.
        #expect(oracle.frames(1, "eth0") == [])
        #expect(oracle.frames(0, "swp9") == [edge(0, "swp1")])
    }
}

@Suite("the oracle's tunnels")
struct OracleTunnelTests {
    @Test("a VNI leads to those that export what it imports, if both devices advertise VNIs")
    func targets() {
        func frames(
            imports: [UInt32], exports: [UInt32], _ change: ([Fact]) -> [Fact] = { $0 }
        ) -> Set<Endpoint> {
            let near = access("swp1", 10) + l2vni(101, vlan: 10, imports: imports, exports: [])
            let far = access("swp1", 10) + l2vni(101, vlan: 10, imports: [], exports: exports)
            return PacketOracle([near, change(far)]).frames(0, "swp1")
        }
        #expect(frames(imports: [1, 2], exports: [2, 3]) == [edge(1, "swp1")])
        #expect(frames(imports: [1], exports: [2]) == [])
        #expect(frames(imports: [], exports: []) == [])
        let one = [1 as UInt32]
        #expect(frames(imports: one, exports: one) { $0.filter { $0 != .advertisesVNIs } } == [])
        #expect(frames(imports: one, exports: one) { $0 + [.down("vni101")] } == [])
        #expect(frames(imports: one, exports: one) { $0.filter { $0 != .bridged("vni101") } } == [])
    }

    @Test("the far device knows a VNI by its number, whichever VLAN it has for it")
    func number() {
        let near = access("swp1", 10) + l2vni(101, vlan: 10, imports: [1], exports: [1])
        let far =
            access("swp1", 10) + access("swp2", 20) + access("swp3", 30)
            + l2vni(102, vlan: 20, imports: [1], exports: [1])
        #expect(PacketOracle([near, far]).frames(0, "swp1") == [edge(1, "swp2")])
        // The sender's number means something else there.
        let reused = far + l2vni(101, vlan: 30, imports: [3], exports: [3])
        #expect(
            PacketOracle([near, reused]).frames(0, "swp1") == [edge(1, "swp2"), edge(1, "swp3")])
        #expect(PacketOracle([near, reused]).frames(1, "swp3") == [])
    }

    @Test("MAC/IP routes carry the targets of the VRF that the SVI of the VNI is in")
    func targetsOfVRF() {
        let near = access("swp1", 10) + l2vni(101, vlan: 10, imports: [7], exports: [])
        func far(_ more: [Fact]) -> [Fact] {
            access("swp1", 20) + l2vni(102, vlan: 20, imports: [], exports: [2])
                + svi(20, vrf: "b") + [.exportTarget(.vrf("b"), .of(7))] + more
        }
        #expect(
            PacketOracle([near, routes + far([])]).frames(0, "swp1")
                == [edge(1, "swp1"), interface(1, "vlan20")])
        // An L3VNI has no stations.
        #expect(
            PacketOracle([near, routes + far([.l3vni(vrf: "b", .of(102))])]).frames(0, "swp1")
                == [])
    }

    @Test("hidden tags come to the front behind a tunnel")
    func hiddenTags() {
        let near = access("swp1", 10) + l2vni(101, vlan: 10, imports: [1], exports: [1])
        let far =
            access("swp1", 10) + access("swp2", 20)
            + l2vni(101, vlan: 10, imports: [1], exports: [1])
        #expect(PacketOracle([near, far]).frames(0, "swp1") == [edge(1, "swp1")])
        #expect(
            PacketOracle([near, far + [.tagged("vni101", .of(20))]]).frames(0, "swp1")
                == [edge(1, "swp1"), edge(1, "swp2")])
    }

    @Test("a frame does not go back into the tunnel that it came by")
    func splitHorizon() {
        let device = access("swp1", 10) + l2vni(101, vlan: 10, imports: [1], exports: [1])
        #expect(
            PacketOracle([device, device, device]).frames(0, "swp1")
                == [edge(1, "swp1"), edge(2, "swp1")])
    }
}
