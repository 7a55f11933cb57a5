import Audit
import IR
import Net
import TestSupport
import Testing

@Suite("servers of addresses")
struct RogueServerTests {
    private static let segment = "asl-centro/prod/cartella"

    /// What is found of an offer in a segment where a VRF has a server with the same address.
    private func found(serverIn vrf: String) throws -> [Certainty] {
        var fabric = try CompiledTopology.fabric(named: "sct")
        var server = fabric.services[0]
        let index = try #require(fabric.vrfs.indices.first { fabric.path(of: VRFID($0)) == vrf })
        server.vrf = VRFID(index)
        server.prefixes = [try IPPrefix("10.21.10.66/32")]
        server.ports = [.ports(.udp, 67...67)]
        fabric.services.append(server)
        let plan = try AuditPlan(fabric)
        let offer: [UInt8] =
            [2, 1, 6, 0] + [UInt8](repeating: 0, count: 232)
            + [0x63, 0x82, 0x53, 0x63, 53, 1, 2, 255]
        let frame = FrameBuilder.ethernet(
            from: MACAddress(rawValue: 0x0200_0000_0007), to: .broadcast,
            tags: [AuditOfFrames.tag(plan.vlan(Self.segment))],
            FrameBuilder.ip("10.21.10.66", "255.255.255.255", .udp(67, 68, payload: offer)))
        return try AuditOfFrames.report([frame], plan).findings
            .filter { $0.rule == .rogueDHCP }.map(\.certainty)
    }

    @Test("are right in the VRF that has them, and nowhere else")
    func vrf() throws {
        #expect(try found(serverIn: "asl-centro/prod") == [])
        #expect(try found(serverIn: "sct-core/services") == [.suspect])
    }
}
