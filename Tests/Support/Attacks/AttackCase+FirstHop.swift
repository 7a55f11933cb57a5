import Capture
import Net

private typealias Build = FrameBuilder
private typealias Scene = AttackScene

extension AttackCase {
    private static let allNodes = MACAddress(rawValue: 0x3333_0000_0001)

    /// A DHCP message with an operation and a type, without a lease in it.
    private static func dhcp(_ operation: UInt8, type: UInt8) -> [UInt8] {
        [operation, 1, 6, 0] + [UInt8](repeating: 0, count: 232) + [0x63, 0x82, 0x53, 0x63]
            + [53, 1, type, 255]
    }

    /// A neighbour advertisement of an address, with the hardware address in it.
    private static func advertisement(_ address: String, _ mac: MACAddress)
        -> FrameBuilder.Transport
    {
        let target = FrameBuilder.octets(FrameBuilder.address(address))
        return .icmp(
            type: 136, payload: target + [2, 1] + FrameBuilder.octets(mac), ipv6: true)
    }

    private static let routerAdvertisement = Build.Transport.icmp(
        type: 134, payload: [0, 0, 0, 0, 0, 0, 0, 0], ipv6: true)

    static let firstHop: [AttackCase] = [
        AttackCase(
            "gateway-claimed", [.addressClaimed: .breach],
            "a host answers ARP for the gateway",
            attack: {
                [
                    $0.arp(
                        in: Scene.cartella, "10.21.10.1", asks: "10.21.10.17",
                        from: $0.mac("10.21.10.18"), operation: 2)
                ]
            }, but: "the gateway answers",
            twin: { [$0.arp(in: Scene.cartella, "10.21.10.1", asks: "10.21.10.17", operation: 2)] }),
        AttackCase(
            "neighbour-claimed", [.addressClaimed: .breach],
            "a host announces its neighbour's IPv6 address, a stranger its IPv4 address",
            attack: {
                [
                    $0.packet(
                        in: Scene.cartella, "2001:db8:21:10::12", "ff02::1",
                        advertisement("2001:db8:21:10::12", $0.mac("10.21.10.17")),
                        from: $0.mac("10.21.10.17"), to: allNodes),
                    $0.arp(
                        in: Scene.cartella, "10.21.10.18", asks: "10.21.10.18",
                        from: Scene.stranger),
                ]
            }, but: "the neighbour announces both",
            twin: {
                [
                    $0.packet(
                        in: Scene.cartella, "2001:db8:21:10::12", "ff02::1",
                        advertisement("2001:db8:21:10::12", $0.mac("10.21.10.18")), to: allNodes),
                    $0.arp(in: Scene.cartella, "10.21.10.18", asks: "10.21.10.18"),
                ]
            }),
        AttackCase(
            "arp-mismatch", [.arpMismatch: .suspect],
            "an ARP message speaks for another station than the frame comes from",
            attack: {
                [
                    $0.arp(
                        in: Scene.cartella, "10.21.10.99", asks: "10.21.10.17",
                        from: MACAddress(rawValue: 0x0200_0000_0008), frameFrom: Scene.stranger)
                ]
            }, but: "both are one",
            twin: {
                [
                    $0.arp(
                        in: Scene.cartella, "10.21.10.99", asks: "10.21.10.17",
                        from: Scene.stranger)
                ]
            }),
        AttackCase(
            "proxy-arp", [.proxyARP: .breach], in: .tix, at: "edge-1:swp1",
            "a member answers for an address of the LAN that nobody has",
            attack: {
                [
                    $0.arp(
                        in: nil, "192.0.2.99", asks: "192.0.2.12", from: $0.mac("192.0.2.10"),
                        operation: 2)
                ]
            }, but: "it answers for its own",
            twin: { [$0.arp(in: nil, "192.0.2.10", asks: "192.0.2.12", operation: 2)] }),
        AttackCase(
            "arp-beyond-lan", [.arpBeyondLAN: .breach], in: .tix, at: "edge-1:swp1",
            "a member asks for an address outside the LAN",
            attack: { [$0.arp(in: nil, "192.0.2.10", asks: "192.0.2.200")] },
            but: "it asks for a neighbour",
            twin: { [$0.arp(in: nil, "192.0.2.10", asks: "192.0.2.12")] }),
        AttackCase(
            "dhcp-at-exchange", [.rogueDHCP: .breach], in: .tix, at: "edge-1:swp1",
            "a member's router asks for an address, by DHCP and by DHCPv6",
            attack: {
                [
                    $0.packet(
                        in: nil, "0.0.0.0", "255.255.255.255",
                        .udp(68, 67, payload: dhcp(1, type: 1)), from: $0.mac("192.0.2.10"),
                        to: .broadcast),
                    $0.packet(
                        in: nil, "fe80::c:101", "ff02::1:2", .udp(546, 547, payload: [1, 0, 0, 1]),
                        from: $0.mac("192.0.2.10"), to: MACAddress(rawValue: 0x3333_0001_0002)),
                ]
            }, but: "BGP with a route server",
            twin: { [$0.packet(in: nil, "192.0.2.10", "192.0.2.1", .tcp(50_000, 179))] }),
        AttackCase(
            "rogue-dhcp", [.rogueDHCP: .suspect],
            "a host offers addresses where the topology names no server",
            attack: {
                [
                    $0.packet(
                        in: Scene.cartella, "10.21.10.66", "255.255.255.255",
                        .udp(67, 68, payload: dhcp(2, type: 2)), from: Scene.stranger,
                        to: .broadcast),
                    $0.packet(
                        in: Scene.cartella, "fe80::7", "fe80::15:a11",
                        .udp(547, 546, payload: [2, 0, 0, 1]), from: Scene.stranger),
                ]
            }, but: "a relay answers as the gateway, a host asks",
            twin: {
                [
                    $0.packet(
                        in: Scene.cartella, "10.21.10.1", "10.21.10.17",
                        .udp(67, 68, payload: dhcp(2, type: 2))),
                    $0.packet(
                        in: Scene.cartella, "0.0.0.0", "255.255.255.255",
                        .udp(68, 67, payload: dhcp(1, type: 1)), from: $0.mac("10.21.10.17"),
                        to: .broadcast),
                ]
            }),
        AttackCase(
            "rogue-router", [.rogueRouter: .breach],
            "a router advertisement from a host",
            attack: {
                [
                    $0.packet(
                        in: Scene.cartella, "fe80::7", "ff02::1", routerAdvertisement,
                        from: Scene.stranger, to: allNodes)
                ]
            }, but: "one from the gateway, and a solicitation",
            twin: {
                [
                    $0.packet(
                        in: Scene.cartella, "fe80::1", "ff02::1", routerAdvertisement,
                        from: $0.gateway, to: allNodes),
                    $0.packet(
                        in: Scene.cartella, "fe80::15:a11", "ff02::2",
                        .icmp(type: 133, ipv6: true), from: $0.mac("10.21.10.17")),
                ]
            }),
        AttackCase(
            "router-at-exchange", [.rogueRouter: .breach], in: .tix, at: "edge-1:swp1",
            "a router advertisement from a member",
            attack: {
                [
                    $0.packet(
                        in: nil, "fe80::c:101", "ff02::1", routerAdvertisement,
                        from: $0.mac("192.0.2.10"), to: allNodes)
                ]
            }, but: "a neighbour advertisement from it",
            twin: {
                [
                    $0.packet(
                        in: nil, "2001:db8:0:1::a", "ff02::1",
                        advertisement("2001:db8:0:1::a", $0.mac("192.0.2.10")), to: allNodes)
                ]
            }),
        AttackCase(
            "router-behind-options", [.hiddenDiscovery: .breach],
            "a router advertisement behind destination options, one in a fragment",
            attack: { scene in
                let advertised = routerAdvertisement.octets(
                    from: Build.address("fe80::7"), to: Build.address("ff02::1"))
                return [
                    scene.packet(
                        in: Scene.cartella, "fe80::7", "ff02::1", routerAdvertisement,
                        from: Scene.stranger, to: allNodes, extensions: [.destinationOptions]),
                    scene.packet(
                        in: Scene.cartella, "fe80::7", "ff02::1", .raw(58, advertised),
                        from: Scene.stranger, to: allNodes,
                        fragment: .init(offset: 0, more: true)),
                ]
            }, but: "a multicast listener report behind hop-by-hop options, as it must be",
            twin: {
                [
                    $0.packet(
                        in: Scene.cartella, "fe80::15:a11", "ff02::16",
                        .icmp(type: 143, payload: [0, 0, 0, 0], ipv6: true),
                        from: $0.mac("10.21.10.17"), to: MACAddress(rawValue: 0x3333_0000_0016),
                        extensions: [.hopByHop])
                ]
            }),
        AttackCase(
            "ipv6-in-ipv4-segment", [.unintendedIPv6: .breach], in: .ipv4, at: "leaf-1:swp1",
            "IPv6 beyond the link in a segment that has none",
            attack: {
                [$0.packet(in: nil, "2001:db8:9::5", "2001:db8:a::1", .tcp(50_000, 443))]
            }, but: "neighbour discovery of a host with two families",
            twin: {
                [
                    $0.packet(
                        in: nil, "fe80::5", "ff02::2", .icmp(type: 133, ipv6: true),
                        from: Scene.stranger),
                    $0.packet(
                        in: nil, "10.1.0.5", "10.1.0.6", from: Scene.stranger,
                        to: MACAddress(rawValue: 0x0200_0000_0008)),
                ]
            }),
        AttackCase(
            "names-leak", [.foreignAddress: .breach],
            "mDNS of one tenant in the VLAN of another",
            attack: {
                [
                    $0.packet(
                        in: Scene.cartella, "10.41.10.99", "224.0.0.251", .udp(5353, 5353),
                        from: Scene.stranger, to: MACAddress(rawValue: 0x0100_5e00_00fb))
                ]
            }, but: "in its own",
            twin: {
                [
                    $0.packet(
                        in: Scene.anagrafe, "10.41.10.17", "224.0.0.251", .udp(5353, 5353),
                        to: MACAddress(rawValue: 0x0100_5e00_00fb))
                ]
            }),
        AttackCase(
            "redirect-at-exchange", [.redirect: .breach], in: .tix, at: "edge-1:swp1",
            "a redirect and a router advertisement of ICMP from a member",
            attack: {
                [
                    $0.packet(
                        in: nil, "192.0.2.10", "192.0.2.12",
                        .icmp(type: 5, code: 1, payload: [0, 0, 0, 0])),
                    $0.packet(in: nil, "192.0.2.10", "224.0.0.1", .icmp(type: 9)),
                ]
            }, but: "time exceeded from a member",
            twin: {
                [$0.packet(in: nil, "192.0.2.10", "192.0.2.12", .icmp(type: 11))]
            }),
        AttackCase(
            "redirect", [.redirect: .suspect], "a redirect in a tenant's segment",
            attack: {
                [
                    $0.packet(
                        in: Scene.cartella, "10.21.10.17", "10.21.10.18",
                        .icmp(type: 5, code: 1, payload: [0, 0, 0, 0]))
                ]
            }, but: "an unreachable port",
            twin: {
                [
                    $0.packet(
                        in: Scene.cartella, "10.21.10.17", "10.21.10.18",
                        .icmp(type: 3, code: 3, payload: [0, 0, 0, 0]))
                ]
            }),
    ]
}
