public import Capture

/// One frame of every kind that the decoder tells apart, with what it must make of it.
public struct FrameSample: Sendable, CustomStringConvertible {
    public let name: String
    public let octets: [UInt8]
    public let reason: ReasonCode
    public let linkLayer: LinkLayer

    public init(
        _ name: String, _ octets: [UInt8], _ reason: ReasonCode = .ip,
        linkLayer: LinkLayer = .ethernet
    ) {
        self.name = name
        self.octets = octets
        self.reason = reason
        self.linkLayer = linkLayer
    }

    public var description: String { name }

    private typealias Build = FrameBuilder

    public static func tag(_ vlan: UInt16, _ identifier: UInt16 = 0x8100) -> VLANTag {
        VLANTag(protocolIdentifier: identifier, control: vlan)
    }

    public static let tcp = Build.ip(
        "10.0.0.1", "10.0.0.2", .tcp(4000, 443, flags: 2, payload: [1, 2]))
    public static let udp6 = Build.ip(
        "2001:db8::1", "2001:db8::2", .udp(4000, 53, payload: [1, 2]))

    public static func vxlan(_ vni: UInt32, _ frame: [UInt8]) -> [UInt8] {
        Build.ethernet(Build.ip("192.0.2.1", "192.0.2.2", .vxlan(vni: vni, frame: frame)))
    }

    public static let all: [FrameSample] =
        plain + tagged + control + extended + tunnels + otherLinks

    public static let plain: [FrameSample] = [
        .init("tcp", Build.ethernet(tcp)),
        .init("udp over IPv6", Build.ethernet(udp6)),
        .init(
            "icmp", Build.ethernet(Build.ip("10.0.0.1", "10.0.0.2", .icmp(type: 8, payload: [1])))),
        .init(
            "icmpv6",
            Build.ethernet(
                Build.ip("fe80::1", "ff02::1", .icmp(type: 134, payload: [1], ipv6: true)))),
        .init(
            "sctp", Build.ethernet(Build.ip("10.0.0.1", "10.0.0.2", .sctp(36412, 36412)))),
        .init("ospf", Build.ethernet(Build.ip("10.0.0.1", "224.0.0.5", .raw(89, [2, 1, 0, 44])))),
        .init(
            "IPv4 options",
            Build.ethernet(
                Build.ip("10.0.0.1", "10.0.0.2", .udp(1, 2), options: [0x94, 4, 0, 0]))),
        .init(
            "a later fragment",
            Build.ethernet(
                Build.ip(
                    "10.0.0.1", "10.0.0.2", .raw(17, Array(repeating: 7, count: 32)),
                    fragment: .init(offset: 1480, more: false))), .ipFragment),
        .init(
            "a first fragment",
            Build.ethernet(
                Build.ip(
                    "10.0.0.1", "10.0.0.2",
                    .raw(
                        6,
                        Build.Transport.tcp(1, 2, payload: Array(repeating: 0, count: 12))
                            .octets(from: Build.address("10.0.0.1"), to: Build.address("10.0.0.2"))),
                    fragment: .init(offset: 0, more: true)))),
        .init("arp", Build.ethernet(Build.arp(sender: "10.0.0.1", target: "10.0.0.2")), .arp),
    ]

    public static let tagged: [FrameSample] = [
        .init("one tag", Build.ethernet(tags: [tag(10)], tcp)),
        .init("two tags", Build.ethernet(tags: [tag(100, 0x88a8), tag(20)], udp6)),
        .init("a priority tag", Build.ethernet(tags: [tag(0)], tcp)),
        .init(
            "odd TPIDs",
            Build.ethernet(tags: [tag(1, 0x9100), tag(2, 0x9200), tag(3, 0x9300)], tcp)),
        .init(
            "nine tags",
            Build.ethernet(tags: Array(repeating: tag(5), count: 9), tcp), .vlanStackTooDeep),
        .init("SNAP", Build.ethernet(Build.snap(tcp))),
        .init("a tag and SNAP", Build.ethernet(tags: [tag(9)], Build.snap(udp6))),
    ]

    public static let control: [FrameSample] = [
        ethernet(0x88cc, .lldp), ethernet(0x8809, .slowProtocol), ethernet(0x888e, .eapol),
        ethernet(0x8808, .flowControl), ethernet(0x8902, .connectivityFault),
        ethernet(0x9000, .loopTest), ethernet(0x88f7, .precisionTime), ethernet(0x8847, .mpls),
        ethernet(0x8863, .pppoe), ethernet(0x88e5, .macsec), ethernet(0x8035, .rarp),
        ethernet(0x1234, .etherTypeUnknown), ethernet(0x05e0, .etherTypeUndefined),
        .init("STP", Build.ethernet(Build.llc([0x42, 0x42, 3, 0, 0])), .spanningTree),
        .init("IS-IS", Build.ethernet(Build.llc([0xfe, 0xfe, 3, 0x83])), .isis),
        .init("XID", Build.ethernet(Build.llc([0, 1, 0xaf, 0x81])), .llcTest),
        .init("NetBEUI", Build.ethernet(Build.llc([0xf0, 0xf0, 3, 0])), .llcUnknown),
        cisco(0x2000, .cdp), cisco(0x2003, .vtp), cisco(0x2004, .dtp), cisco(0x0104, .pagp),
        cisco(0x0111, .udld), cisco(0x010b, .pvst), cisco(0x9999, .snapUnknown),
    ]

    public static let extended: [FrameSample] = [
        chain("hop by hop", [.hopByHop]),
        chain(
            "all extension headers", [.hopByHop, .destinationOptions, .routing, .authentication]),
        chain("a repeated header", [.destinationOptions, .destinationOptions, .hopByHop]),
        chain(
            "nine extension headers", Array(repeating: .destinationOptions, count: 9),
            .ipv6ExtensionChain),
        .init(
            "an atomic fragment",
            Build.ethernet(
                Build.ip(
                    "2001:db8::1", "2001:db8::2", .udp(7, 8),
                    fragment: .init(offset: 0, more: false)))),
        .init(
            "a later fragment of IPv6",
            Build.ethernet(
                Build.ip(
                    "2001:db8::1", "2001:db8::2", .raw(6, Array(repeating: 0, count: 16)),
                    fragment: .init(offset: 1448, more: true))), .ipFragment),
        .init(
            "AH in IPv4",
            Build.ethernet(
                Build.ip(
                    "10.0.0.1", "10.0.0.2",
                    .raw(
                        51,
                        [17, 4] + Array(repeating: 0, count: 22)
                            + Build.Transport.udp(5, 6).octets(
                                from: Build.address("10.0.0.1"), to: Build.address("10.0.0.2")))))),
    ]

    public static let tunnels: [FrameSample] = [
        .init("VXLAN", vxlan(5010, Build.ethernet(tcp))),
        .init("VXLAN with a tag inside", vxlan(5010, Build.ethernet(tags: [tag(30)], udp6))),
        .init(
            "ARP in VXLAN",
            vxlan(7, Build.ethernet(Build.arp(sender: "10.0.0.1", target: "10.0.0.9"))), .arp),
        .init("VXLAN in VXLAN", vxlan(1, vxlan(2, Build.ethernet(tcp)))),
        .init("VXLAN four deep", vxlan(1, vxlan(2, vxlan(3, vxlan(4, Build.ethernet(tcp)))))),
        .init(
            "VXLAN five deep",
            vxlan(1, vxlan(2, vxlan(3, vxlan(4, vxlan(5, Build.ethernet(tcp)))))), .tunnelTooDeep),
        .init(
            "VXLAN without a valid VNI",
            Build.ethernet(
                Build.ip(
                    "192.0.2.1", "192.0.2.2",
                    .vxlan(vni: 9, frame: Build.ethernet(tcp), flags: 0))), .vxlanFlags),
        .init(
            "VXLAN over IPv6",
            Build.ethernet(
                Build.ip("2001:db8::a", "2001:db8::b", .vxlan(vni: 9, frame: Build.ethernet(tcp))))),
        opaque(4, .opaqueIPInIP), opaque(41, .opaqueIPv6InIP), opaque(47, .opaqueGRE),
        opaque(50, .opaqueESP), opaque(97, .opaqueEtherIP), opaque(115, .opaqueL2TP),
        opaque(137, .opaqueMPLSInIP),
    ]

    public static let otherLinks: [FrameSample] = [
        .init("raw IPv4", tcp.octets, linkLayer: .rawIP),
        .init("raw IPv6", udp6.octets, linkLayer: .rawIP),
        .init("raw nothing", [0x50, 1, 2, 3], .rawVersion, linkLayer: .rawIP),
        .init("loopback", [2, 0, 0, 0] + tcp.octets, linkLayer: .loopback),
        .init("loopback of OpenBSD", [0, 0, 0, 24] + udp6.octets, linkLayer: .loopback),
        .init("loopback of OSI", [7, 0, 0, 0, 1], .loopbackFamily, linkLayer: .loopback),
        .init(
            "cooked",
            [0, 0, 0, 1, 0, 6, 2, 0, 0x5e, 0, 0x53, 1, 0, 0, 8, 0] + tcp.octets, linkLayer: .cooked),
        .init(
            "cooked with a tag",
            [0, 0, 0, 1, 0, 6, 2, 0, 0x5e, 0, 0x53, 1, 0, 0, 0x81, 0, 0, 9, 0x86, 0xdd]
                + udp6.octets, linkLayer: .cooked),
        .init(
            "cooked CAN", [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 1, 2], .cookedProtocol,
            linkLayer: .cooked),
        .init(
            "cooked, version 2",
            [0x86, 0xdd, 0, 0, 0, 0, 0, 3, 0, 1, 0, 6, 2, 0, 0x5e, 0, 0x53, 1, 0, 0] + udp6.octets,
            linkLayer: .cooked2),
    ]

    private static func ethernet(_ etherType: UInt16, _ reason: ReasonCode) -> FrameSample {
        .init(
            "EtherType " + String(etherType, radix: 16),
            Build.ethernet(.init(etherType: etherType, octets: Array(repeating: 1, count: 46))),
            reason)
    }

    private static func cisco(_ identifier: UInt16, _ reason: ReasonCode) -> FrameSample {
        .init(
            "SNAP 00000c " + String(identifier, radix: 16),
            Build.ethernet(
                Build.llc([0xaa, 0xaa, 3, 0, 0, 0x0c] + Build.big(identifier) + [1, 2, 3, 4])),
            reason)
    }

    private static func chain(
        _ name: String, _ extensions: [FrameBuilder.Extension], _ reason: ReasonCode = .ip
    ) -> FrameSample {
        .init(
            name,
            Build.ethernet(
                Build.ip("2001:db8::1", "2001:db8::2", .tcp(5, 6), extensions: extensions)),
            reason)
    }

    private static func opaque(_ number: UInt8, _ reason: ReasonCode) -> FrameSample {
        .init(
            "protocol \(number)",
            Build.ethernet(
                Build.ip("10.0.0.1", "10.0.0.2", .raw(number, Array(repeating: 0x45, count: 40)))),
            reason)
    }
}
