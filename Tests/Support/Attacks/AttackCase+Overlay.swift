import Capture
import Net

private typealias Build = FrameBuilder
private typealias Scene = AttackScene

extension AttackCase {
    static let overlay: [AttackCase] = [
        AttackCase(
            "vxlan-from-station", [.tenantVXLAN: .breach],
            "a host sends VXLAN with the VNI of another tenant",
            attack: {
                [
                    $0.packet(
                        in: Scene.anagrafe, "10.41.10.17", "10.41.10.18",
                        .vxlan(
                            vni: $0.vni(Scene.cartella),
                            frame: $0.packet(in: nil, "10.21.10.17", "10.21.10.18")))
                ]
            }, but: "a tenant's own overlay with a number of its own",
            twin: {
                [
                    $0.packet(
                        in: Scene.anagrafe, "10.41.10.17", "10.41.10.18",
                        .vxlan(
                            vni: 5,
                            frame: Build.ethernet(Build.ip("10.244.0.1", "10.244.1.1", .tcp(1, 2))))
                    )
                ]
            }),
        AttackCase(
            "vxlan-from-nowhere", [.foreignVTEP: .breach], at: "leaf-h5:swp49",
            "VXLAN in the underlay from an address that is no VTEP",
            attack: {
                [
                    $0.tunnelled(
                        Scene.anagrafe, $0.packet(in: nil, "10.41.10.17", "10.41.10.18"),
                        from: "10.255.0.99")
                ]
            }, but: "between two VTEPs",
            twin: {
                [$0.tunnelled(Scene.anagrafe, $0.packet(in: nil, "10.41.10.17", "10.41.10.18"))]
            }),
        AttackCase(
            "vni-mapped-wrong", [.foreignAddress: .breach, .stationElsewhere: .breach],
            at: "leaf-h5:swp49",
            "packets of one tenant in the VNI of another",
            attack: {
                [$0.tunnelled(Scene.cartella, $0.packet(in: nil, "10.41.10.17", "10.41.10.18"))]
            }, but: "in its own",
            twin: {
                [$0.tunnelled(Scene.anagrafe, $0.packet(in: nil, "10.41.10.17", "10.41.10.18"))]
            }),
        AttackCase(
            "routing-at-exchange", [.routingProtocol: .breach], in: .tix, at: "edge-1:swp1",
            "OSPF, PIM, RIP, LDP, VRRP and IS-IS from a member",
            attack: { scene in
                let numbers: [UInt8] = [89, 103, 112]
                let packets = numbers.map {
                    scene.packet(
                        in: nil, "192.0.2.10", "224.0.0.5", .raw($0, [2, 1, 0, 4, 0, 0, 0, 0]))
                }
                let ports: [UInt16] = [520, 646]
                let datagrams = ports.map {
                    scene.packet(in: nil, "192.0.2.10", "224.0.0.9", .udp($0, $0, payload: [2, 2]))
                }
                return packets + datagrams + [
                    scene.control(
                        from: scene.mac("192.0.2.10"), to: 0x0180_c200_0014,
                        Build.llc([0xfe, 0xfe, 3, 0x83, 0]))
                ]
            }, but: "BGP with a route server and with a member",
            twin: {
                [
                    $0.packet(in: nil, "192.0.2.10", "192.0.2.1", .tcp(50_000, 179)),
                    $0.packet(in: nil, "192.0.2.10", "192.0.2.12", .tcp(179, 50_000)),
                ]
            }),
        AttackCase(
            "routing-in-segment", [.routingProtocol: .breach],
            "OSPF and RIPng in a tenant's segment",
            attack: {
                [
                    $0.packet(
                        in: Scene.cartella, "10.21.10.17", "224.0.0.5",
                        .raw(89, [2, 1, 0, 4, 0, 0, 0, 0])),
                    $0.packet(
                        in: Scene.cartella, "fe80::15:a11", "ff02::9",
                        .udp(521, 521, payload: [1, 1]), from: $0.mac("10.21.10.17")),
                ]
            }, but: "IGMP",
            twin: {
                [
                    $0.packet(
                        in: Scene.cartella, "10.21.10.17", "224.0.0.22",
                        .raw(2, [0x22, 0, 0, 0, 0, 0, 0, 0]), options: [0x94, 4, 0, 0])
                ]
            }),
        AttackCase(
            "shared-address", [.routingProtocol: .suspect],
            "VRRP and HSRP in a tenant's segment",
            attack: {
                [
                    $0.packet(
                        in: Scene.cartella, "10.21.10.17", "224.0.0.18",
                        .raw(112, [0x31, 1, 100, 1, 0, 0, 0, 0])),
                    $0.packet(
                        in: Scene.cartella, "10.21.10.17", "224.0.0.2",
                        .udp(1985, 1985, payload: [0, 0])),
                ]
            }, but: "a ping",
            twin: {
                [$0.packet(in: Scene.cartella, "10.21.10.17", "10.21.10.18", .icmp(type: 8))]
            }),
        AttackCase(
            "bgp-to-gateway", [.gatewaySession: .breach], "a host opens BGP to its gateway",
            attack: {
                [
                    $0.packet(
                        in: Scene.cartella, "10.21.10.17", "10.21.10.1",
                        .tcp(50_000, 179, flags: 2))
                ]
            }, but: "two hosts of the segment among themselves",
            twin: {
                [
                    $0.packet(
                        in: Scene.cartella, "10.21.10.17", "10.21.10.18",
                        .tcp(50_000, 179, flags: 2))
                ]
            }),
    ]
}
