import Capture
import Net

private typealias Build = FrameBuilder
private typealias Scene = AttackScene

extension AttackCase {
    /// A TCP segment or UDP datagram of 64 octets from one host to another.
    private static func datagram(
        _ transport: FrameBuilder.Transport, _ source: String, _ destination: String
    ) -> [UInt8] {
        transport.octets(from: Build.address(source), to: Build.address(destination))
    }

    private static let filler = [UInt8](repeating: 0x5a, count: 44)

    /// Fragments of one packet in the VLAN of the register of residents.
    private static func fragments(
        _ scene: AttackScene, _ source: String, _ destination: String,
        protocolNumber: UInt8 = 6,
        _ pieces: [(offset: UInt16, more: Bool, octets: [UInt8])]
    ) -> [[UInt8]] {
        pieces.map {
            scene.packet(
                in: Scene.anagrafe, source, destination, .raw(protocolNumber, $0.octets),
                fragment: .init(offset: $0.offset, more: $0.more, identification: 0x7777))
        }
    }

    static let evasion: [AttackCase] = [
        AttackCase(
            "tiny-fragment", [.tinyFragment: .breach],
            "a first fragment that ends inside the TCP header, and one that begins there",
            attack: { scene in
                let segment = datagram(
                    .tcp(50_000, 22, payload: filler), "10.41.10.17", "10.41.10.18")
                return fragments(
                    scene, "10.41.10.17", "10.41.10.18",
                    [(0, true, Array(segment[..<8])), (8, false, Array(segment[8...]))])
            }, but: "fragments as hosts make them",
            twin: { scene in
                let segment = datagram(
                    .tcp(50_000, 22, payload: filler), "10.41.10.17", "10.41.10.18")
                return fragments(
                    scene, "10.41.10.17", "10.41.10.18",
                    [(0, true, Array(segment[..<32])), (32, false, Array(segment[32...]))])
            }),
        AttackCase(
            "fragment-overlap", [.fragmentOverlap: .breach],
            "fragments of one packet overlap, with other octets",
            attack: { scene in
                let segment = datagram(
                    .tcp(50_000, 22, payload: filler), "10.41.10.17", "10.41.10.18")
                return fragments(
                    scene, "10.41.10.17", "10.41.10.18",
                    [
                        (0, true, Array(segment[..<40])),
                        (32, false, [UInt8](repeating: 0, count: 32)),
                    ])
            }, but: "a fragment twice, octet by octet the same",
            twin: { scene in
                let segment = datagram(
                    .tcp(50_000, 22, payload: filler), "10.41.10.17", "10.41.10.18")
                return fragments(
                    scene, "10.41.10.17", "10.41.10.18",
                    [
                        (0, true, Array(segment[..<32])), (0, true, Array(segment[..<32])),
                        (32, false, Array(segment[32...])),
                    ])
            }),
        AttackCase(
            "fragment-ambiguity", [.fragmentAmbiguity: .breach, .unintendedFlow: .breach],
            "the first fragment twice: to the port of a contract, and to another",
            attack: { scene in
                let heads = [443, 22].map { port in
                    datagram(
                        .tcp(50_000, UInt16(port), payload: filler), "10.41.10.17", "10.13.10.17")
                }
                return fragments(
                    scene, "10.41.10.17", "10.13.10.17",
                    [
                        (0, true, Array(heads[0][..<32])), (0, true, Array(heads[1][..<32])),
                        (32, false, Array(heads[0][32...])),
                    ])
            }, but: "the first fragment once",
            twin: { scene in
                let segment = datagram(
                    .tcp(50_000, 443, payload: filler), "10.41.10.17", "10.13.10.17")
                return fragments(
                    scene, "10.41.10.17", "10.13.10.17",
                    [(0, true, Array(segment[..<32])), (32, false, Array(segment[32...]))])
            }),
        AttackCase(
            "fragment-reused", [.fragmentOverlap: .suspect], every: 10_000_000_000,
            "ten seconds later the same identification with other octets",
            attack: { scene in
                [filler, [UInt8](repeating: 7, count: 44)].flatMap { content in
                    let datagram = datagram(
                        .udp(50_000, 5000, payload: content), "10.41.10.17", "10.41.10.18")
                    return fragments(
                        scene, "10.41.10.17", "10.41.10.18", protocolNumber: 17,
                        [(0, true, Array(datagram[..<48]))])
                }
            }, but: "the same identification the other way",
            twin: { scene in
                [("10.41.10.17", "10.41.10.18"), ("10.41.10.18", "10.41.10.17")].flatMap {
                    let datagram = datagram(.udp(50_000, 5000, payload: filler), $0, $1)
                    return fragments(
                        scene, $0, $1, protocolNumber: 17, [(0, true, Array(datagram[..<48]))])
                }
            }),
        AttackCase(
            "atomic-fragment", [.atomicFragment: .suspect], "a whole IPv6 packet as a fragment",
            attack: {
                [
                    $0.packet(
                        in: Scene.cartella, "2001:db8:21:10::11", "2001:db8:21:10::12",
                        .udp(50_000, 5000), fragment: .init(offset: 0, more: false))
                ]
            }, but: "the packet without the header",
            twin: {
                [
                    $0.packet(
                        in: Scene.cartella, "2001:db8:21:10::11", "2001:db8:21:10::12",
                        .udp(50_000, 5000))
                ]
            }),
        AttackCase(
            "extension-chain", [.extensionChain: .breach],
            "nine extension headers before the ports",
            attack: {
                [
                    $0.packet(
                        in: Scene.cartella, "2001:db8:21:10::11", "2001:db8:21:10::12",
                        extensions: Array(repeating: .destinationOptions, count: 9))
                ]
            }, but: "one",
            twin: {
                [
                    $0.packet(
                        in: Scene.cartella, "2001:db8:21:10::11", "2001:db8:21:10::12",
                        extensions: [.destinationOptions])
                ]
            }),
        AttackCase(
            "extension-order", [.extensionChain: .suspect],
            "hop-by-hop options behind destination options",
            attack: {
                [
                    $0.packet(
                        in: Scene.cartella, "2001:db8:21:10::11", "2001:db8:21:10::12",
                        extensions: [.destinationOptions, .hopByHop])
                ]
            }, but: "the other way round",
            twin: {
                [
                    $0.packet(
                        in: Scene.cartella, "2001:db8:21:10::11", "2001:db8:21:10::12",
                        extensions: [.hopByHop, .destinationOptions])
                ]
            }),
        AttackCase(
            "source-route", [.sourceRoute: .breach],
            "loose and strict source routes, and an IPv6 routing header of type 0",
            attack: {
                [
                    $0.packet(
                        in: Scene.cartella, "10.21.10.17", "10.21.10.18",
                        options: [131, 7, 4, 10, 21, 10, 19, 0]),
                    $0.packet(
                        in: Scene.cartella, "10.21.10.17", "10.21.10.18",
                        options: [137, 7, 4, 10, 21, 10, 19, 0]),
                    $0.packet(
                        in: Scene.cartella, "2001:db8:21:10::11", "2001:db8:21:10::12",
                        extensions: [.routing]),
                ]
            }, but: "a router alert, and a routing header of type 4 (segment routing)",
            twin: {
                [
                    $0.packet(
                        in: Scene.cartella, "10.21.10.17", "10.21.10.18",
                        options: [0x94, 4, 0, 0]),
                    $0.packet(
                        in: Scene.cartella, "2001:db8:21:10::11", "2001:db8:21:10::12",
                        extensions: [.init(number: 43, content: [4, 0, 0, 0, 0, 0])]),
                ]
            }),
        AttackCase(
            "protocol-zero", [.protocolZero: .suspect], "an IPv4 packet of protocol 0",
            attack: {
                [
                    $0.packet(
                        in: Scene.cartella, "10.21.10.17", "10.21.10.18", .raw(0, [0, 0, 0, 0]))
                ]
            }, but: "an echo request",
            twin: {
                [$0.packet(in: Scene.cartella, "10.21.10.17", "10.21.10.18", .icmp(type: 8))]
            }),
    ]
}
