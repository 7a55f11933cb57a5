import Capture
import Net

private typealias Build = FrameBuilder
private typealias Scene = AttackScene

extension AttackCase {
    static let stations: [AttackCase] = [
        AttackCase(
            "station-elsewhere", [.stationElsewhere: .breach],
            "a host's MAC address in the VLAN of another tenant",
            attack: {
                [
                    $0.arp(
                        in: Scene.cartella, "10.21.10.99", asks: "10.21.10.1",
                        from: $0.mac("10.41.10.17"))
                ]
            }, but: "the gateway's MAC address in both VLANs",
            twin: { scene in
                [(Scene.cartella, "10.21.10"), (Scene.anagrafe, "10.41.10")].map {
                    scene.arp(in: $0, "\($1).1", asks: "\($1).17", operation: 2)
                }
            }),
        AttackCase(
            "station-sends-elsewhere", [.stationElsewhere: .breach],
            "packets from a host's MAC address in the VLAN and in the VNI of another tenant",
            attack: { scene in
                func packet(_ path: String?) -> [UInt8] {
                    scene.packet(
                        in: path, "10.21.10.99", "10.21.10.18", from: scene.mac("10.41.10.17"))
                }
                return [
                    packet(Scene.cartella), packet(Scene.cartella),
                    scene.tunnelled(Scene.cartella, packet(nil)),
                ]
            }, but: "packets from the same address in its own",
            twin: { scene in
                func packet(_ path: String?) -> [UInt8] {
                    scene.packet(in: path, "10.41.10.17", "10.41.10.18")
                }
                return [packet(Scene.anagrafe), scene.tunnelled(Scene.anagrafe, packet(nil))]
            }),
        AttackCase(
            "broadcast-crosses", [.stationElsewhere: .breach, .foreignARP: .breach],
            "a broadcast of one tenant in the VNI of another",
            attack: {
                [
                    $0.tunnelled(
                        Scene.cartella, $0.arp(in: nil, "10.41.10.17", asks: "10.41.10.1"))
                ]
            }, but: "the broadcast in its own VNI",
            twin: {
                [
                    $0.tunnelled(
                        Scene.anagrafe, $0.arp(in: nil, "10.41.10.17", asks: "10.41.10.1"))
                ]
            }),
        AttackCase(
            "mac-in-two-networks", [.sharedMAC: .suspect],
            "a station that nobody knows speaks in the VLANs of two tenants",
            attack: {
                [
                    $0.arp(
                        in: Scene.cartella, "10.21.10.99", asks: "10.21.10.1",
                        from: Scene.stranger),
                    $0.arp(
                        in: Scene.anagrafe, "10.41.10.99", asks: "10.41.10.1",
                        from: Scene.stranger),
                ]
            }, but: "in two VLANs of one tenant",
            twin: {
                [
                    $0.arp(
                        in: Scene.cartella, "10.21.10.99", asks: "10.21.10.1",
                        from: Scene.stranger),
                    $0.arp(
                        in: Scene.laboratorio, "10.21.20.99", asks: "10.21.20.1",
                        from: Scene.stranger),
                ]
            }),
        AttackCase(
            "stray-unicast", [.strayUnicast: .breach], at: "leaf-b1:swp1",
            every: 200_000_000_000, "for ten minutes frames for a station of another port",
            attack: { scene in
                (0..<4).map { _ in
                    scene.packet(in: nil, "10.11.20.17", "10.11.30.18", from: scene.gateway)
                }
            }, but: "frames for the station of the port",
            twin: { scene in
                (0..<4).map { _ in
                    scene.packet(in: nil, "10.11.20.17", "10.11.30.17", from: scene.gateway)
                }
            }),
        AttackCase(
            "stray-unicast-burst", [.strayUnicast: .suspect], at: "leaf-b1:swp1",
            "some frames for a station of another port, as after a change",
            attack: { [$0.packet(in: nil, "10.11.20.17", "10.11.30.18", from: $0.gateway)] },
            but: "a broadcast of that station",
            twin: { [$0.arp(in: nil, "10.11.30.18", asks: "10.11.30.1")] }),
        AttackCase(
            "gateway-hairpin", [.gatewayHairpin: .breach], at: "leaf-h1:swp2",
            "two stations of one segment through its gateway, there and back",
            attack: {
                [
                    $0.packet(in: Scene.cartella, "10.21.10.17", "10.21.10.18", to: $0.gateway),
                    $0.packet(in: Scene.cartella, "10.21.10.18", "10.21.10.17", from: $0.gateway),
                ]
            }, but: "the two stations directly",
            twin: {
                [
                    $0.packet(in: Scene.cartella, "10.21.10.17", "10.21.10.18"),
                    $0.packet(in: Scene.cartella, "10.21.10.18", "10.21.10.17"),
                ]
            }),
        AttackCase(
            "gateway-hairpin-one-way", [.gatewayHairpin: .suspect], at: "leaf-h1:swp2",
            "a packet for a neighbour sent to the gateway, and nothing back",
            attack: {
                [$0.packet(in: Scene.cartella, "10.21.10.17", "10.21.10.18", to: $0.gateway)]
            }, but: "a packet for the gateway itself",
            twin: {
                [$0.packet(in: Scene.cartella, "10.21.10.17", "10.21.10.1", .icmp(type: 8))]
            }),
        AttackCase(
            "spoofed-source", [.spoofedSource: .breach], at: "leaf-h1:swp2",
            "a station sends from its neighbour's address",
            attack: {
                [
                    $0.packet(
                        in: Scene.cartella, "10.21.10.18", "10.21.10.19",
                        from: $0.mac("10.21.10.17"))
                ]
            }, but: "a station sends from its own",
            twin: { [$0.packet(in: Scene.cartella, "10.21.10.17", "10.21.10.19")] }),
        AttackCase(
            "undeclared-source", [.spoofedSource: .suspect], at: "leaf-h1:swp2",
            "a station sends from an address of its segment that nobody has",
            attack: {
                [
                    $0.packet(
                        in: Scene.cartella, "10.21.10.99", "10.21.10.19",
                        from: $0.mac("10.21.10.17"))
                ]
            }, but: "a station asks for an address",
            twin: {
                [
                    $0.packet(
                        in: Scene.cartella, "0.0.0.0", "255.255.255.255", .udp(68, 67),
                        from: $0.mac("10.21.10.17"), to: .broadcast)
                ]
            }),
    ]
}
