public import Capture

/// One frame of every kind that the decoder tells apart, with what it must make of it.
public struct FrameSample: Sendable, CustomStringConvertible {
    public let name: String
    public let octets: [UInt8]
    public let reason: ReasonCode
    public let linkLayer: LinkLayer
    /// What is inside can only be guessed.
    public let isGuess: Bool

    public init(
        _ name: String, _ octets: [UInt8], _ reason: ReasonCode = .ip,
        linkLayer: LinkLayer = .ethernet, isGuess: Bool = false
    ) {
        self.isGuess = isGuess
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
        ethernet(0x9000, .loopTest), ethernet(0x88f7, .precisionTime),
        ethernet(0x8863, .pppoeDiscovery), ethernet(0x88e5, .macsec), ethernet(0x8035, .rarp),
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

    public static let tunnels: [FrameSample] =
        [
            .init("VXLAN", vxlan(5010, Build.ethernet(tcp))),
            .init("VXLAN with a tag inside", vxlan(5010, Build.ethernet(tags: [tag(30)], udp6))),
            .init(
                "ARP in VXLAN",
                vxlan(7, Build.ethernet(Build.arp(sender: "10.0.0.1", target: "10.0.0.9"))), .arp),
            .init("VXLAN in VXLAN", vxlan(1, vxlan(2, Build.ethernet(tcp)))),
            .init("VXLAN four deep", vxlan(1, vxlan(2, vxlan(3, vxlan(4, Build.ethernet(tcp)))))),
            .init(
                "VXLAN five deep",
                vxlan(1, vxlan(2, vxlan(3, vxlan(4, vxlan(5, Build.ethernet(tcp)))))),
                .tunnelTooDeep),
            .init(
                "VXLAN without a valid VNI",
                Build.ethernet(
                    Build.ip(
                        "192.0.2.1", "192.0.2.2",
                        .vxlan(vni: 9, frame: Build.ethernet(tcp), flags: 0))), .vxlanFlags),
            .init(
                "VXLAN over IPv6",
                Build.ethernet(
                    Build.ip(
                        "2001:db8::a", "2001:db8::b", .vxlan(vni: 9, frame: Build.ethernet(tcp))))),
            protocolSample(50, [0, 0, 0, 1], .opaqueESP),
            protocolSample(97, [0x20, 0], .etherIPVersion),
            protocolSample(115, [0, 0, 0, 0], .l2tpControl),
            protocolSample(115, [0, 0, 0, 9], .opaqueL2TP),
            protocolSample(47, [0, 2, 8, 0], .greVersion),
            protocolSample(47, [0x40, 0, 8, 0], .greRouting),
            protocolSample(47, [0x10, 0, 0x88, 0xbe, 0, 0, 0, 1], .mirroredFrame),
            protocolSample(47, [0, 0, 0x88, 0xb7], .tunnelProtocol),
            protocolSample(
                47,
                [0x30, 0x81, 0x88, 0x0b, 0, 9, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0xff, 3, 0x21]
                    + tcp.octets, .ip, filled: false),
            protocolSample(137, [0, 0x06, 0x41, 0x40] + tcp.octets, .ip, filled: false),
            udpSample("Geneve with options", 6081, geneveWithOptions),
            udpSample(
                "Geneve, version 1", 6081, [0x40, 0, 0x65, 0x58, 0, 0, 1, 0], .geneveVersion),
            udpSample("GUE, variant 1", 6080, tcp.octets),
            udpSample("GUE, control", 6080, [0x20, 1, 0, 0], .gueControl),
            udpSample("GUE, version 2", 6080, [0x80, 4, 0, 0], .gueVersion),
            udpSample("GRE in UDP", 4754, [0, 0, 0x86, 0xdd] + udp6.octets),
            udpSample("MPLS in UDP", 6635, [0, 0x06, 0x41, 0x40] + tcp.octets),
            udpSample("ESP in UDP", 4500, [1, 2, 3, 4], .opaqueESP),
            udpSample("a key exchange", 4500, [0, 0, 0, 0, 1]),
            udpSample(
                "L2TPv2", 1701, [0, 2, 0, 1, 0, 2, 0xff, 3, 0, 0x21] + tcp.octets),
            udpSample("L2TP, control", 1701, [0xc8, 2, 0, 12, 0, 0, 0, 0], .l2tpControl),
            udpSample("L2TP, version 4", 1701, [0, 4, 0, 0, 0, 0, 0, 0], .l2tpVersion),
            udpSample(
                "Teredo with authentication and origin", 3544,
                [0, 1, 0, 0] + Array(repeating: 7, count: 9) + [0, 0, 1, 2, 3, 4, 5, 6]
                    + udp6.octets),
            .init(
                "MPLS channel",
                Build.ethernet(
                    .init(etherType: 0x8847, octets: [0, 0x0d, 0x01, 1, 0x10, 0, 0, 7, 1, 2])),
                .mplsChannel),
            .init(
                "MPLS, nothing known",
                Build.ethernet(
                    .init(etherType: 0x8847, octets: [0, 0x0d, 0x01, 1] + zeros(60, value: 0xee))),
                .mplsPayload),
            .init(
                "seventeen labels",
                Build.ethernet(.init(etherType: 0x8847, octets: zeros(17 * 4))), .mplsStackTooDeep),
            .init("LCP in PPPoE", Build.ethernet(ppp([0xc0, 0x21, 1, 1, 0, 4])), .pppControl),
            .init("OSI in PPPoE", Build.ethernet(ppp([0, 0x23, 1, 1, 0, 4])), .pppProtocol),
            .init(
                "PPPoE, version 2",
                Build.ethernet(.init(etherType: 0x8864, octets: [0x21, 0, 0, 1, 0, 2, 0, 0x21])),
                .pppoeHeader),
            .init(
                "PPPoE longer than its frame",
                Build.ethernet(.init(etherType: 0x8864, octets: [0x11, 0, 0, 1, 0, 99, 0, 0x21])),
                .pppoeLength),
        ] + wrapped

    /// The first flow in each wrapping.
    private static var wrapped: [FrameSample] {
        let flow = WrappedFlow(
            ipv4: ("10.10.0.66", "10.20.0.5"), ipv6: ("2001:db8:10::66", "2001:db8:20::5"))
        return Wrapping.all.compactMap { wrapping in
            flow.wrapped(by: wrapping).map {
                FrameSample("wrapped: " + wrapping.name, $0.frame, isGuess: wrapping.isGuess)
            }
        }
    }

    private static var geneveWithOptions: [UInt8] {
        [2, 0, 0x08, 0, 0, 0, 7, 0, 1, 2, 3, 1, 0, 0, 0, 0] + tcp.octets
    }

    private static func zeros(_ count: Int, value: UInt8 = 0) -> [UInt8] {
        Array(repeating: value, count: count)
    }

    private static func ppp(_ content: [UInt8]) -> FrameBuilder.Packet {
        let header: [UInt8] = [0x11, 0, 0, 1] + FrameBuilder.big(UInt16(content.count))
        return .init(etherType: 0x8864, octets: header + content)
    }

    private static func udpSample(
        _ name: String, _ port: UInt16, _ payload: [UInt8], _ reason: ReasonCode = .ip
    ) -> FrameSample {
        .init(
            name,
            Build.ethernet(Build.ip("192.0.2.1", "192.0.2.2", .udp(1, port, payload: payload))),
            reason)
    }

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

    /// `content` behind an IPv4 header, filled up to where every header would be there.
    private static func protocolSample(
        _ number: UInt8, _ content: [UInt8], _ reason: ReasonCode, filled: Bool = true
    ) -> FrameSample {
        let rest = filled ? Array(repeating: UInt8(0x45), count: 40) : []
        return .init(
            "protocol \(number), \(reason)",
            Build.ethernet(Build.ip("10.0.0.1", "10.0.0.2", .raw(number, content + rest))), reason)
    }
}
