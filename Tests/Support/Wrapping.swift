/// One way to wrap traffic: what it makes of a packet or a frame.
///
/// Composed, wrappings nest: what one gives, another takes.
public struct Wrapping: Sendable, CustomStringConvertible {
    /// Traffic on its way into a frame.
    public enum Content: Sendable {
        case packet(FrameBuilder.Packet)
        /// With an Ethernet header.
        case frame([UInt8])

        /// As an Ethernet frame, which a packet gets a header for.
        public var frame: [UInt8] {
            switch self {
            case .packet(let packet): FrameBuilder.ethernet(packet)
            case .frame(let octets): octets
            }
        }

        /// Nil for a frame.
        var packet: FrameBuilder.Packet? {
            if case .packet(let packet) = self { packet } else { nil }
        }
    }

    public let name: String
    /// The header does not announce what it carries: readers can only guess.
    public let isGuess: Bool
    private let body: @Sendable (Content) -> Content?

    init(
        _ name: String, isGuess: Bool = false, _ body: @escaping @Sendable (Content) -> Content?
    ) {
        self.name = name
        self.isGuess = isGuess
        self.body = body
    }

    public var description: String { name }

    /// Nil where this way carries no such content.
    public func callAsFunction(_ content: Content) -> Content? { body(content) }

    public static let all: [Wrapping] = tags + shims + overUDP + overIP

    private typealias Build = FrameBuilder

    // MARK: Behind the link header

    private static let tags: [Wrapping] = [
        tagged("802.1Q", [(10, 0x8100)]), tagged("priority tag", [(0, 0x8100)]),
        tagged("8100/8100", [(10, 0x8100), (20, 0x8100)]),
        tagged("88a8/8100", [(10, 0x88a8), (20, 0x8100)]),
        tagged("9100/8100", [(10, 0x9100), (20, 0x8100)]),
        tagged("four tags", [(1, 0x8100), (2, 0x8100), (3, 0x8100), (4, 0x8100)]),
        linked("LLC/SNAP") { .frame(Build.ethernet(Build.snap($0))) },
        linked("LLC/SNAP, wrong length") { packet in
            var wrong = Build.snap(packet)
            wrong.etherType = 0x05dc
            return .frame(Build.ethernet(wrong))
        },
        linked("priority tag and LLC/SNAP") {
            .frame(Build.ethernet(tags: [FrameSample.tag(0)], Build.snap($0)))
        },
    ]

    private static func tagged(_ name: String, _ tags: [(UInt16, UInt16)]) -> Wrapping {
        linked(name) { packet in
            .frame(Build.ethernet(tags: tags.map { FrameSample.tag($0.0, $0.1) }, packet))
        }
    }

    /// A way that stands between a link header and a packet.
    private static func linked(
        _ name: String, _ body: @escaping @Sendable (FrameBuilder.Packet) -> Content
    ) -> Wrapping {
        Wrapping(name) { content in content.packet.map(body) }
    }

    private static let shims: [Wrapping] = [
        labelled("MPLS, 1 label", [100]), labelled("MPLS, 3 labels", [100, 101, 102]),
        Wrapping("MPLS pseudowire, control word", isGuess: true) {
            .packet(mpls([300], [0, 0, 0, 0] + $0.frame))
        },
        Wrapping("PPPoE") { content in
            guard let packet = content.packet, let number = ppp(packet.etherType) else {
                return nil
            }
            let header: [UInt8] = [0x11, 0, 0, 1] + Build.big(UInt16(packet.octets.count + 2))
            return .packet(
                .init(etherType: 0x8864, octets: header + Build.big(number) + packet.octets))
        },
    ]

    /// The last label says that no other follows: what it carries is IP.
    private static func labelled(_ name: String, _ labels: [UInt32]) -> Wrapping {
        Wrapping(name) { content in
            guard let packet = content.packet, ipProtocol(packet.etherType) != nil else {
                return nil
            }
            return .packet(mpls(labels, packet.octets))
        }
    }

    private static func mpls(_ labels: [UInt32], _ content: [UInt8]) -> FrameBuilder.Packet {
        let stack = labels.enumerated().flatMap { index, label in
            Build.big(label << 12 | (index == labels.count - 1 ? 0x100 : 0) | 64)
        }
        return .init(etherType: 0x8847, octets: stack + content)
    }

    private static func ppp(_ etherType: UInt16) -> UInt16? {
        switch etherType {
        case 0x0800: 0x0021
        case 0x86dd: 0x0057
        case 0x8847: 0x0281
        default: nil
        }
    }

    // MARK: In UDP

    private static let overUDP: [Wrapping] = [
        Wrapping("VXLAN") { .packet(udp(4789, vxlan(5010, $0.frame))) },
        Wrapping("VXLAN, port 8472") { .packet(udp(8472, vxlan(5010, $0.frame))) },
        Wrapping("VXLAN in VXLAN") { content in
            let inner = Build.ethernet(udp(4789, vxlan(2, content.frame)))
            return .packet(udp(4789, vxlan(1, inner)))
        },
        Wrapping("Geneve") {
            .packet(udp(6081, [0, 0, 0x65, 0x58] + Build.big(UInt32(5010 << 8)) + $0.frame))
        },
        Wrapping("Teredo") { content in
            guard let packet = content.packet, packet.etherType == 0x86dd else { return nil }
            return .packet(udp(3544, packet.octets, from: 3544))
        },
        Wrapping("GUE") { content in
            guard let packet = content.packet, let number = ipProtocol(packet.etherType) else {
                return nil
            }
            return .packet(udp(6080, [0, number, 0, 0] + packet.octets))
        },
        Wrapping("FOU, port 5555", isGuess: true) { content in
            guard let packet = content.packet, ipProtocol(packet.etherType) != nil else {
                return nil
            }
            return .packet(udp(5555, packet.octets))
        },
    ]

    private static func vxlan(_ vni: UInt32, _ frame: [UInt8]) -> [UInt8] {
        [8, 0, 0, 0] + Build.big(vni << 8) + frame
    }

    private static func udp(
        _ port: UInt16, _ payload: [UInt8], from source: UInt16 = 50_000
    ) -> FrameBuilder.Packet {
        Build.ip("203.0.113.1", "203.0.113.2", .udp(source, port, payload: payload))
    }

    private static func ipProtocol(_ etherType: UInt16) -> UInt8? {
        etherType == 0x0800 ? 4 : etherType == 0x86dd ? 41 : nil
    }

    // MARK: In IP

    private static let overIP: [Wrapping] = [
        Wrapping("GRE") { content in
            guard let packet = content.packet else { return nil }
            return carried([0, 0] + Build.big(packet.etherType) + packet.octets, 47)
        },
        Wrapping("GRE, bridged") { carried([0, 0, 0x65, 0x58] + $0.frame, 47) },
        Wrapping("NVGRE") {
            carried([0x20, 0, 0x65, 0x58] + Build.big(UInt32(0x139200)) + $0.frame, 47)
        },
        inIP("IPv4 in IPv4", 0x0800, ipv6: false), inIP("6in4", 0x86dd, ipv6: false),
        inIP("4in6", 0x0800, ipv6: true), inIP("IPv6 in IPv6", 0x86dd, ipv6: true),
        Wrapping("L2TPv3", isGuess: true) { carried([0, 0, 0, 1] + $0.frame, 115) },
        Wrapping("EtherIP") { carried([0x30, 0] + $0.frame, 97) },
    ]

    private static func inIP(_ name: String, _ etherType: UInt16, ipv6: Bool) -> Wrapping {
        Wrapping(name) { content in
            guard let packet = content.packet, packet.etherType == etherType,
                let number = ipProtocol(etherType)
            else { return nil }
            return carried(packet.octets, number, ipv6: ipv6)
        }
    }

    private static func carried(
        _ octets: [UInt8], _ number: UInt8, ipv6: Bool = false
    ) -> Content {
        .packet(
            ipv6
                ? Build.ip("2001:db8:cafe::1", "2001:db8:cafe::2", .raw(number, octets))
                : Build.ip("203.0.113.1", "203.0.113.2", .raw(number, octets)))
    }
}

/// The flow that wrappings hide, and the forms that its packets take by themselves.
public struct WrappedFlow: Sendable {
    public let ipv4: (source: String, destination: String)
    public let ipv6: (source: String, destination: String)
    public let ports: (source: UInt16, destination: UInt16) = (6666, 7777)

    public init(
        ipv4: (source: String, destination: String), ipv6: (source: String, destination: String)
    ) {
        self.ipv4 = ipv4
        self.ipv6 = ipv6
    }

    /// One datagram of the flow.
    public func packet(
        ipv6 isIPv6: Bool, options: [UInt8] = [], extensions: [FrameBuilder.Extension] = [],
        fragment: FrameBuilder.Fragment? = nil
    ) -> FrameBuilder.Packet {
        let (source, destination) = isIPv6 ? ipv6 : ipv4
        return FrameBuilder.ip(
            source, destination,
            .udp(ports.source, ports.destination, payload: Array("tenantA->B".utf8)),
            options: options, extensions: extensions, fragment: fragment)
    }

    /// The datagram cut into fragments of eight octets: the first has the ports, the others none.
    private var tinyFragments: [FrameBuilder.Packet] {
        let datagram = FrameBuilder.Transport.udp(ports.source, ports.destination, payload: pad)
            .octets(
                from: FrameBuilder.address(ipv4.source), to: FrameBuilder.address(ipv4.destination))
        return (0..<3).map { (index: Int) -> FrameBuilder.Packet in
            let start = 8 * index
            let piece = Array(datagram[start..<start + 8])
            return FrameBuilder.ip(
                ipv4.source, ipv4.destination, .raw(17, piece),
                fragment: .init(offset: UInt16(start), more: true, identification: 99))
        }
    }

    private var pad: [UInt8] { Array(repeating: 0x7a, count: 64) }

    /// Forms of the flow's packets that need no wrapping: as frames, in an order in which fragments
    /// can be told.
    public var plainForms: [(name: String, frame: [UInt8])] {
        let routing = FrameBuilder.Extension(number: 43, content: [0, 0, 0, 0, 0, 0])
        let record: [UInt8] = [7, 39, 4] + Array(repeating: 0, count: 36) + [0]
        var forms = [
            ("plain", packet(ipv6: false)), ("IPv6", packet(ipv6: true)),
            (
                "hop-by-hop and destination options",
                packet(ipv6: true, extensions: [.hopByHop, .destinationOptions])
            ),
            ("routing header", packet(ipv6: true, extensions: [routing])),
            (
                "atomic fragment",
                packet(ipv6: true, fragment: .init(offset: 0, more: false, identification: 9))
            ),
            ("record route option", packet(ipv6: false, options: record)),
        ].map { ($0.0, FrameBuilder.ethernet($0.1)) }
        forms += tinyFragments.enumerated().map {
            ("tiny fragment \($0.offset)", FrameBuilder.ethernet($0.element))
        }
        forms.append(
            ("padded", FrameBuilder.ethernet(packet(ipv6: false)) + [0, 0, 0, 0, 0, 0]))
        return forms.map { (name: $0.0, frame: $0.1) }
    }

    /// The flow in a wrapping, of the family that it carries.
    public func wrapped(by wrapping: Wrapping) -> Wrapping.Content? {
        wrapping(.packet(packet(ipv6: false))) ?? wrapping(.packet(packet(ipv6: true)))
    }

    /// The flow in `inner` in `outer`; nil where the one does not carry the other.
    public func wrapped(by inner: Wrapping, in outer: Wrapping) -> Wrapping.Content? {
        let contents = [false, true].compactMap { inner(.packet(packet(ipv6: $0))) }
        return contents.lazy.compactMap { outer($0) }.first
    }
}
