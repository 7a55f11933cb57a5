import Capture
import Net

private typealias Build = FrameBuilder
private typealias Scene = AttackScene

extension AttackCase {
    private static let bpdu = Build.llc(
        [0x42, 0x42, 3, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 31))
    private static let lldp = Build.Packet(
        etherType: 0x88cc, octets: [2, 7, 4, 2, 0, 0, 0, 0, 7, 0, 0])
    private static let lacp = Build.Packet(
        etherType: 0x8809, octets: [1, 1] + [UInt8](repeating: 0, count: 44))
    private static let pause = Build.Packet(etherType: 0x8808, octets: [0, 1, 0xff, 0xff])
    private static let cfm = Build.Packet(etherType: 0x8902, octets: [0, 1, 0, 70, 0, 0, 0, 9])
    private static let loopTest = Build.Packet(etherType: 0x9000, octets: [0, 0, 1, 0])

    /// A BPDU of Cisco's per-VLAN tree for a VLAN.
    private static func pvst(_ scene: AttackScene, in path: String, names vlan: UInt16) -> [UInt8] {
        scene.cisco(
            in: path, 0x010b, to: 0x0100_0ccc_cccd,
            [UInt8](repeating: 0, count: 36) + [0, 0, 0, 2] + Build.big(vlan))
    }

    static let linkLayer: [AttackCase] = [
        AttackCase(
            "switch-protocols", [.switchProtocol: .breach], at: "leaf-b1:swp1",
            "DTP, VTP, PAgP and UDLD from a station",
            attack: { scene in [0x2004, 0x2003, 0x0104, 0x0111].map { scene.cisco($0) } },
            but: "ARP from a station",
            twin: { [$0.arp(in: nil, "10.11.30.17", asks: "10.11.30.1")] }),
        AttackCase(
            "bpdu", [.spanningTree: .breach], at: "leaf-b1:swp1", twinAt: "leaf-h5:swp49",
            "a BPDU from a station",
            attack: { [$0.control(to: 0x0180_c200_0000, bpdu)] }, but: "a BPDU between devices",
            twin: {
                [
                    $0.control(to: 0x0180_c200_0000, bpdu),
                    $0.tunnelled(Scene.anagrafe, $0.packet(in: nil, "10.41.10.17", "10.41.10.18")),
                ]
            }),
        AttackCase(
            "pvst-mismatch", [.pvstMismatch: .breach],
            "a PVST message of one tenant's VLAN in another's",
            attack: { [pvst($0, in: Scene.anagrafe, names: $0.vlan(Scene.cartella))] },
            but: "a multicast listener report of the segment's own",
            twin: {
                [
                    $0.packet(
                        in: Scene.anagrafe, "fe80::29:a11", "ff02::16",
                        .icmp(type: 143, payload: [0, 0, 0, 0], ipv6: true),
                        from: $0.mac("10.41.10.17"), to: MACAddress(rawValue: 0x3333_0000_0016),
                        extensions: [.hopByHop]),
                    $0.packet(in: Scene.anagrafe, "10.41.10.17", "10.41.10.18"),
                ]
            }),
        AttackCase(
            "pvst", [.spanningTree: .breach], "a PVST message in its own VLAN, among stations",
            attack: { [pvst($0, in: Scene.anagrafe, names: $0.vlan(Scene.anagrafe))] },
            but: "no spanning tree",
            twin: { [$0.packet(in: Scene.anagrafe, "10.41.10.17", "10.41.10.18")] }),
        AttackCase(
            "discovery-leak", [.discoveryLeak: .suspect], in: .tix, at: "edge-1:swp1",
            twinAt: "edge-1:swp31", "LLDP, CDP, MNDP and mDNS from a member's router",
            attack: { scene in
                let router = scene.mac("192.0.2.10")
                return [
                    scene.control(from: router, to: 0x0180_c200_000e, lldp), scene.cisco(0x2000),
                    scene.packet(
                        in: nil, "192.0.2.10", "255.255.255.255",
                        .udp(5678, 5678, payload: [0, 0]),
                        to: .broadcast),
                    scene.packet(
                        in: nil, "192.0.2.10", "224.0.0.251", .udp(5353, 5353, payload: [0, 0]),
                        to: MACAddress(rawValue: 0x0100_5e00_00fb)),
                ]
            }, but: "LLDP between devices",
            twin: {
                [
                    $0.control(to: 0x0180_c200_000e, lldp),
                    $0.packet(in: nil, "fe80::1", "fe80::2", .tcp(179, 50_000)),
                ]
            }),
        AttackCase(
            "lacp-leak", [.linkAggregation: .breach], in: .tix, at: "edge-1:swp1",
            twinAt: "edge-2:swp3", "LACP from a member that has no LAG",
            attack: { [$0.control(from: $0.mac("192.0.2.10"), to: 0x0180_c200_0002, lacp)] },
            but: "LACP at the leg of a LAG",
            twin: {
                [
                    $0.control(from: $0.mac("192.0.2.15"), to: 0x0180_c200_0002, lacp),
                    $0.packet(in: nil, "192.0.2.15", "192.0.2.10", .tcp(50_000, 179)),
                ]
            }),
        AttackCase(
            "lacp-tenant", [.linkAggregation: .suspect], at: "leaf-b1:swp1",
            "LACP from a station at a single port",
            attack: { [$0.control(to: 0x0180_c200_0002, lacp)] }, but: "no LACP",
            twin: { [$0.packet(in: nil, "10.11.30.17", "10.11.30.18")] }),
        AttackCase(
            "pause-member", [.pauseFrame: .breach], in: .tix, at: "edge-1:swp1",
            twinAt: "edge-1:swp31", "PAUSE from a member",
            attack: { [$0.control(from: $0.mac("192.0.2.10"), to: 0x0180_c200_0001, pause)] },
            but: "PAUSE between devices",
            twin: {
                [
                    $0.control(to: 0x0180_c200_0001, pause),
                    $0.packet(in: nil, "fe80::1", "fe80::2", .tcp(179, 50_000)),
                ]
            }),
        AttackCase(
            "pause-tenant", [.pauseFrame: .suspect], at: "leaf-b1:swp1", "PAUSE from a station",
            attack: { [$0.control(to: 0x0180_c200_0001, pause)] }, but: "no flow control",
            twin: { [$0.packet(in: nil, "10.11.30.17", "10.11.30.18")] }),
        AttackCase(
            "ethertype-at-exchange", [.forbiddenEtherType: .breach], in: .tix, at: "edge-1:swp1",
            "loop tests and connectivity checks from a member",
            attack: { scene in
                [loopTest, cfm].map {
                    scene.control(from: scene.mac("192.0.2.10"), to: 0xffff_ffff_ffff, $0)
                }
            }, but: "ARP from a member",
            twin: { [$0.arp(in: nil, "192.0.2.10", asks: "192.0.2.12")] }),
        AttackCase(
            "multicast-at-exchange", [.forbiddenMulticast: .breach], in: .tix, at: "edge-1:swp1",
            "a member sends to a group",
            attack: {
                [
                    $0.packet(
                        in: nil, "192.0.2.10", "239.1.2.3", .udp(5000, 5000),
                        to: MACAddress(rawValue: 0x0100_5e01_0203))
                ]
            }, but: "it reports the groups that neighbour discovery needs",
            twin: {
                [
                    $0.packet(
                        in: nil, "fe80::c:101", "ff02::16",
                        .icmp(type: 143, payload: [0, 0, 0, 0], ipv6: true),
                        from: $0.mac("192.0.2.10"), to: MACAddress(rawValue: 0x3333_0000_0016),
                        extensions: [.hopByHop])
                ]
            }),
        AttackCase(
            "probe-crosses", [.probeCrosses: .breach],
            "the same connectivity check in the VLANs of two tenants",
            attack: { scene in
                [Scene.cartella, Scene.anagrafe].map {
                    scene.control(in: $0, to: 0x0180_c200_0030, cfm)
                }
            }, but: "the same check in two VLANs of one tenant",
            twin: { scene in
                [Scene.cartella, Scene.laboratorio].map {
                    scene.control(in: $0, to: 0x0180_c200_0030, cfm)
                } + [scene.packet(in: Scene.cartella, "10.21.10.17", "10.21.10.18")]
            }),
        AttackCase(
            "mpls-from-station", [.labelFromEdge: .breach, .unintendedFlow: .breach],
            at: "leaf-b1:swp1",
            twinAt: "leaf-h5:swp49", "a labelled frame from a station, for another tenant",
            attack: {
                [
                    $0.control(
                        to: $0.gateway.rawValue,
                        Build.Packet(
                            etherType: 0x8847,
                            octets: [0, 6, 0x41, 64]
                                + Build.ip("10.11.30.17", "10.21.10.17", .udp(1, 2)).octets))
                ]
            }, but: "VXLAN between devices",
            twin: {
                [$0.tunnelled(Scene.anagrafe, $0.packet(in: nil, "10.41.10.17", "10.41.10.18"))]
            }),
    ]
}
