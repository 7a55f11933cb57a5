import Capture
import Net

private typealias Build = FrameBuilder
private typealias Scene = AttackScene

extension AttackCase {
    static let tagging: [AttackCase] = [
        AttackCase(
            "double-tag", [.doubleTag: .breach], at: "leaf-b1:swp1",
            "two tags into an access port, the first that of the port",
            attack: {
                [
                    Build.ethernet(
                        from: $0.mac("10.11.30.17"),
                        tags: [$0.tag(Scene.backup), $0.tag(Scene.cartella)],
                        Build.ip("10.11.30.17", "10.21.10.17", .tcp(50_000, 22)))
                ]
            }, but: "no tag",
            twin: { [$0.packet(in: nil, "10.11.30.17", "10.11.30.18")] }),
        AttackCase(
            "double-tag-arrived", [.stationElsewhere: .breach, .unintendedFlow: .breach],
            "the same beyond the trunk: one ordinary tag, another tenant's MAC and IP address",
            attack: {
                [
                    $0.packet(
                        in: Scene.cartella, "10.41.10.17", "10.21.10.17", to: $0.mac("10.21.10.17"))
                ] + [
                    $0.arp(
                        in: Scene.cartella, "10.21.10.99", asks: "10.21.10.17",
                        from: $0.mac("10.41.10.17"))
                ]
            }, but: "a host of the segment",
            twin: {
                [
                    $0.packet(in: Scene.cartella, "10.21.10.18", "10.21.10.17"),
                    $0.arp(in: Scene.cartella, "10.21.10.18", asks: "10.21.10.17"),
                ]
            }),
        AttackCase(
            "priority-tag-hides-vlan", [.doubleTag: .breach], at: "leaf-b1:swp1",
            "a VLAN behind a priority tag, through an access port",
            attack: {
                [
                    Build.ethernet(
                        from: $0.mac("10.11.30.17"),
                        tags: [FrameSample.tag(0), $0.tag(Scene.cartella)],
                        Build.ip("10.11.30.17", "10.21.10.17", .tcp(50_000, 22)))
                ]
            }, but: "a priority tag alone (802.1p)",
            twin: {
                [
                    Build.ethernet(
                        from: $0.mac("10.11.30.17"), to: $0.mac("10.11.30.18"),
                        tags: [FrameSample.tag(0xa000)],
                        Build.ip("10.11.30.17", "10.11.30.18", .tcp(50_000, 22)))
                ]
            }),
        AttackCase(
            "service-tag-stack", [.doubleTag: .breach], "a service tag around the victim's",
            attack: {
                [
                    Build.ethernet(
                        tags: [FrameSample.tag(5, 0x88a8), $0.tag(Scene.cartella)],
                        Build.ip("10.21.10.17", "10.21.10.18", .tcp(50_000, 22)))
                ]
            }, but: "the tag alone",
            twin: { [$0.packet(in: Scene.cartella, "10.21.10.17", "10.21.10.18")] }),
        AttackCase(
            "service-tag", [.tagType: .breach], at: "leaf-h1:swp2",
            "the VLAN of the segment in a service tag",
            attack: {
                [
                    Build.ethernet(
                        from: $0.mac("10.21.10.17"), to: $0.mac("10.21.10.18"),
                        tags: [FrameSample.tag($0.vlan(Scene.cartella), 0x88a8)],
                        Build.ip("10.21.10.17", "10.21.10.18", .tcp(50_000, 22)))
                ]
            }, but: "the VLAN in a customer tag",
            twin: { [$0.packet(in: Scene.cartella, "10.21.10.17", "10.21.10.18")] }),
        AttackCase(
            "odd-tag-types", [.tagType: .breach, .doubleTag: .breach],
            "tags of EtherTypes 9100 to 9300, one and three of them",
            attack: { scene in
                let vlan = scene.vlan(Scene.cartella)
                return [
                    [FrameSample.tag(vlan, 0x9100)],
                    [
                        FrameSample.tag(vlan, 0x9100), FrameSample.tag(vlan, 0x9200),
                        FrameSample.tag(vlan, 0x9300),
                    ],
                ].map {
                    Build.ethernet(
                        tags: $0, Build.ip("10.21.10.17", "10.21.10.18", .tcp(50_000, 22)))
                }
            }, but: "a customer tag",
            twin: { [$0.packet(in: Scene.cartella, "10.21.10.17", "10.21.10.18")] }),
        AttackCase(
            "control-behind-tags", [.doubleTag: .breach], "nine tags, and LLDP behind two",
            attack: { scene in
                [9, 2].map { count in
                    Build.ethernet(
                        tags: Array(repeating: scene.tag(Scene.cartella), count: count),
                        Build.Packet(etherType: 0x88cc, octets: [0, 0]))
                }
            }, but: "an ARP message with one tag",
            twin: { [$0.arp(in: Scene.cartella, "10.21.10.17", asks: "10.21.10.1")] }),
        AttackCase(
            "native-leak", [.untaggedOnTrunk: .breach], at: "sleaf-1:swp1",
            "a packet without a tag, among others that have one, where every VRF has one",
            attack: {
                [
                    Build.ethernet(
                        tags: [$0.transitTag("comune-prato/prod")],
                        Build.ip("10.41.10.17", "10.13.10.17", .tcp(50_000, 443))),
                    Build.ethernet(Build.ip("10.41.10.17", "10.13.10.17", .tcp(50_000, 443))),
                ]
            }, but: "LLDP without a tag, which has none by design",
            twin: {
                [
                    Build.ethernet(
                        tags: [$0.transitTag("comune-prato/prod")],
                        Build.ip("10.41.10.17", "10.13.10.17", .tcp(50_000, 443))),
                    $0.control(
                        to: 0x0180_c200_000e, Build.Packet(etherType: 0x88cc, octets: [0, 0])),
                ]
            }),
        AttackCase(
            "tags-stripped", [.untaggedOnTrunk: .suspect], at: "leaf-h1:swp2",
            "packets without a tag and none with one: a leak, or a card that takes tags off",
            attack: { [$0.packet(in: nil, "10.21.10.17", "10.21.10.18")] },
            but: "packets with their tags",
            twin: { [$0.packet(in: Scene.cartella, "10.21.10.17", "10.21.10.18")] }),
        AttackCase(
            "tag-into-access-port", [.unknownTag: .breach], at: "leaf-b1:swp1",
            "an access port used as a trunk: another segment's tag, on a packet and on control",
            attack: {
                [
                    $0.packet(in: Scene.cartella, "10.21.10.17", "10.21.10.18"),
                    $0.control(
                        in: Scene.cartella, to: 0x0180_c200_0003,
                        Build.Packet(etherType: 0x888e, octets: [2, 0, 0, 0])),
                ]
            }, but: "no tag",
            twin: { [$0.packet(in: nil, "10.11.30.17", "10.11.30.18")] }),
        AttackCase(
            "trunk-too-wide", [.unknownTag: .breach], at: "leaf-h1:swp2",
            "a VLAN on a trunk that its attachment does not have",
            attack: { [$0.packet(in: Scene.anagrafe, "10.41.10.17", "10.41.10.18")] },
            but: "a VLAN that it has",
            twin: { [$0.packet(in: Scene.cartella, "10.21.10.17", "10.21.10.18")] }),
        AttackCase(
            "ip-behind-snap", [.hiddenInLLC: .breach], "IP and ARP behind SNAP headers",
            attack: { scene in
                [
                    Build.ip("10.21.10.17", "10.21.10.18", .tcp(50_000, 22)),
                    Build.arp(
                        sender: "10.21.10.17", senderMAC: scene.mac("10.21.10.17"),
                        target: "10.21.10.1"),
                ].map {
                    Build.ethernet(
                        from: scene.mac("10.21.10.17"), tags: [scene.tag(Scene.cartella)],
                        Build.snap($0))
                }
            }, but: "XID, which LLC is for",
            twin: {
                [
                    $0.packet(in: Scene.cartella, "10.21.10.17", "10.21.10.18"),
                    $0.control(
                        in: Scene.cartella, to: 0xffff_ffff_ffff,
                        Build.llc([0, 1, 0xaf, 0x81, 1, 0])),
                ]
            }),
        AttackCase(
            "length-beyond-frame", [.hiddenInLLC: .breach], at: "leaf-b1:swp1",
            "an 802.3 length beyond the frame, which hosts let pass",
            attack: {
                [
                    $0.control(
                        to: $0.mac("10.11.30.18").rawValue,
                        Build.llc(
                            Build.snap(Build.ip("10.11.30.17", "10.11.30.18", .udp(1, 2))).octets,
                            length: 0x5dc))
                ]
            }, but: "IP in Ethernet II",
            twin: { [$0.packet(in: nil, "10.11.30.17", "10.11.30.18")] }),
    ]
}
