import Net

/// What a member may send into its port, and what it may not. Octets behind what a header says are
/// padding, so that a test can mark frames.
enum EdgeFrames {
    static func all(from own: MACAddress, to victim: MACAddress) -> [EdgeFrame] {
        permitted(own, victim) + wrongStations(own, victim) + otherEthertypes(own, victim)
            + tagged(own, victim) + routersAndServers(own, victim) + groups(own)
    }

    static func hexadecimal(_ octets: [UInt8]) -> String {
        octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    static func greeting(from mac: MACAddress) -> [UInt8] {
        ethernet(.broadcast, mac, 0x0806, arp(mac))
    }

    // MARK: Kinds

    private static func permitted(_ own: MACAddress, _ victim: MACAddress) -> [EdgeFrame] {
        [
            .init(
                name: "ARP request", fate: .toAll,
                octets: ethernet(.broadcast, own, 0x0806, arp(own))),
            .init(
                name: "ARP reply", fate: .toVictim, octets: ethernet(victim, own, 0x0806, arp(own))),
            .init(
                name: "UDP over IPv4", fate: .toVictim,
                octets: ethernet(victim, own, 0x0800, ipv4(17, udp(40000, 53)))),
            .init(
                name: "echo request", fate: .toVictim,
                octets: ethernet(victim, own, 0x0800, ipv4(1, [8, 0, 0, 0, 0, 0, 0, 0]))),
            .init(
                name: "UDP over IPv6", fate: .toVictim,
                octets: ethernet(victim, own, 0x86dd, ipv6(17, 64, udp(40000, 53)))),
            .init(
                name: "neighbour solicitation", fate: .toAll,
                octets: ethernet(group(0x3333_ff00_0001), own, 0x86dd, ipv6(58, 255, icmp(135)))),
            .init(
                name: "neighbour advertisement", fate: .toVictim,
                octets: ethernet(victim, own, 0x86dd, ipv6(58, 255, icmp(136)))),
        ]
    }

    private static func wrongStations(_ own: MACAddress, _ victim: MACAddress) -> [EdgeFrame] {
        let stranger = MACAddress(rawValue: 0x0200_0000_eeee)
        return [
            .init(
                name: "IPv4 from a stranger", fate: .nowhere,
                octets: ethernet(victim, stranger, 0x0800, ipv4(17, udp(40000, 53)))),
            .init(
                name: "ARP from a stranger", fate: .nowhere,
                octets: ethernet(.broadcast, stranger, 0x0806, arp(stranger))),
            .init(
                name: "LLDP from another's station", fate: .nowhereByItself,
                octets: ethernet(group(0x0180_c200_000e), victim, 0x88cc, [2, 7, 4])),
        ]
    }

    private static func otherEthertypes(_ own: MACAddress, _ victim: MACAddress) -> [EdgeFrame] {
        let reserved: [(String, UInt64, UInt16)] = [
            ("pause", 0x01, 0x8808), ("LACP", 0x02, 0x8809), ("802.1X", 0x03, 0x888e),
            ("LLDP", 0x0e, 0x88cc), ("LLDP to the nearest bridge", 0x00, 0x88cc),
            ("GARP", 0x21, 0x88f5),
        ]
        let forwarded: Set<String> = ["LLDP to the nearest bridge", "GARP"]
        let types: [(String, UInt16)] = [
            ("slow protocols", 0x8809), ("LLDP by another way", 0x88cc), ("CFM", 0x8902),
            ("MPLS", 0x8847), ("PPPoE", 0x8863), ("loop detection", 0x9000), ("MACsec", 0x88e5),
            ("PTP", 0x88f7), ("TRILL", 0x22f3), ("RARP", 0x8035), ("IPX", 0x8137),
            ("Wake-on-LAN", 0x0842), ("EtherCAT", 0x88a4),
        ]
        return reserved.map { name, last, type in
            .init(
                name: name, fate: forwarded.contains(name) ? .nowhere : .nowhereByItself,
                octets: ethernet(
                    group(0x0180_c200_0000 | last), own, type, [UInt8](repeating: 1, count: 46)))
        }
            + types.flatMap { name, type in
                [("\(name) to all", MACAddress.broadcast), ("\(name) to one", victim)].map {
                    .init(
                        name: $0.0, fate: .nowhere,
                        octets: ethernet($0.1, own, type, [UInt8](repeating: 1, count: 46)))
                }
            }
            + [
                // 802.3 frames: a length in the place of the type, then LLC.
                ("BPDU", 0x0180_c200_0000, [0x42, 0x42, 3]),
                ("IS-IS", 0x0180_c200_0014, [0xfe, 0xfe, 3]),
                ("PVST", 0x0100_0ccc_cccd, [0xaa, 0xaa, 3, 0, 0, 0x0c, 1, 0x0b]),
                ("CDP", 0x0100_0ccc_cccc, [0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 0]),
                ("VTP", 0x0100_0ccc_cccc, [0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 3]),
                ("DTP", 0x0100_0ccc_cccc, [0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 4]),
                ("EDP", 0x00e0_2b00_0000, [0xaa, 0xaa, 3, 0, 0xe0, 0x2b, 0, 0xbb]),
            ].map { (name: String, address: UInt64, llc: [UInt8]) in
                .init(
                    name: name, fate: .nowhere,
                    octets: ethernet(
                        group(address), own, 46, llc + [UInt8](repeating: 0, count: 46 - llc.count))
                )
            }
    }

    private static func tagged(_ own: MACAddress, _ victim: MACAddress) -> [EdgeFrame] {
        let packet = [0x08, 0x00] + ipv4(17, udp(40000, 53))
        return [
            .init(
                name: "tag of the LAN", fate: .nowhere,
                octets: ethernet(victim, own, 0x8100, [0, 100] + packet)),
            .init(
                name: "priority tag", fate: .nowhere,
                octets: ethernet(victim, own, 0x8100, [0xe0, 0] + packet)),
            .init(
                name: "two tags", fate: .nowhere,
                octets: ethernet(victim, own, 0x8100, [0, 100, 0x81, 0, 0, 103] + packet)),
            .init(
                name: "service tag", fate: .nowhere,
                octets: ethernet(victim, own, 0x88a8, [0, 100] + packet)),
            .init(
                name: "tag of another VLAN", fate: .nowhereByItself,
                octets: ethernet(victim, own, 0x8100, [0, 101] + packet)),
        ]
    }

    private static func routersAndServers(
        _ own: MACAddress, _ victim: MACAddress
    ) -> [EdgeFrame] {
        let nodes = group(0x3333_0000_0001)
        let ipv6s: [(String, MACAddress, UInt8)] = [
            ("router advertisement", nodes, 134), ("router advertisement to one", victim, 134),
            ("router solicitation", group(0x3333_0000_0002), 133),
            ("redirect over IPv6", victim, 137),
        ]
        let ipv4s: [(String, MACAddress, UInt8)] = [
            ("redirect over IPv4", victim, 5), ("IRDP advertisement", group(0x0100_5e00_0001), 9),
            ("IRDP advertisement to one", victim, 9), ("IRDP solicitation", .broadcast, 10),
        ]
        let dhcp: [(String, MACAddress, UInt16, UInt16)] = [
            ("DHCP discover", .broadcast, 68, 67), ("DHCP offer", victim, 67, 68),
        ]
        return ipv6s.map {
            .init(
                name: $0.0, fate: .nowhere,
                octets: ethernet($0.1, own, 0x86dd, ipv6(58, 255, icmp($0.2))))
        }
            + ipv4s.map {
                .init(
                    name: $0.0, fate: .nowhere,
                    octets: ethernet($0.1, own, 0x0800, ipv4(1, icmp($0.2))))
            }
            + dhcp.map {
                .init(
                    name: $0.0, fate: .nowhere,
                    octets: ethernet($0.1, own, 0x0800, ipv4(17, udp($0.2, $0.3))))
            }
            + [
                .init(
                    name: "DHCPv6 solicit", fate: .nowhere,
                    octets: ethernet(
                        group(0x3333_0001_0002), own, 0x86dd, ipv6(17, 1, udp(546, 547)))),
                .init(
                    name: "DHCPv6 reply", fate: .nowhere,
                    octets: ethernet(victim, own, 0x86dd, ipv6(17, 64, udp(547, 546)))),
                .init(
                    name: "router advertisement behind options", fate: .nowhere,
                    octets: ethernet(
                        victim, own, 0x86dd,
                        ipv6(60, 255, [58, 0, 1, 4, 0, 0, 0, 0] + icmp(134)))),
            ]
    }

    /// Frames to many that are neither ARP nor neighbour discovery.
    private static func groups(_ own: MACAddress) -> [EdgeFrame] {
        let ipv4s: [(String, UInt64, UInt8)] = [
            ("IGMP", 0x0100_5e00_0001, 2), ("OSPF", 0x0100_5e00_0005, 89),
            ("EIGRP", 0x0100_5e00_000a, 88), ("PIM", 0x0100_5e00_000d, 103),
            ("VRRP", 0x0100_5e00_0012, 112), ("mDNS", 0x0100_5e00_00fb, 17),
            ("IPv4 broadcast", 0xffff_ffff_ffff, 17),
        ]
        let ipv6s: [(String, UInt64, UInt8, UInt8, [UInt8])] = [
            ("OSPFv3", 0x3333_0000_0005, 89, 1, icmp(1)),
            ("MLD", 0x3333_0000_0016, 58, 1, icmp(143)),
            ("mDNS over IPv6", 0x3333_0000_00fb, 17, 255, udp(5353, 5353)),
            ("echo request to all nodes", 0x3333_0000_0001, 58, 64, icmp(128)),
            ("solicitation over a router", 0x3333_ff00_0001, 58, 64, icmp(135)),
            ("IPv6 broadcast", 0xffff_ffff_ffff, 17, 64, udp(1, 2)),
        ]
        return ipv4s.map {
            .init(
                name: $0.0, fate: .nowhere,
                octets: ethernet(group($0.1), own, 0x0800, ipv4($0.2, udp(5353, 5353))))
        }
            + ipv6s.map {
                .init(
                    name: $0.0, fate: .nowhere,
                    octets: ethernet(group($0.1), own, 0x86dd, ipv6($0.2, $0.3, $0.4)))
            }
    }

    // MARK: Headers

    private static func group(_ rawValue: UInt64) -> MACAddress { MACAddress(rawValue: rawValue) }

    private static func ethernet(
        _ destination: MACAddress, _ source: MACAddress, _ type: UInt16, _ payload: [UInt8]
    ) -> [UInt8] {
        let padding = [UInt8](repeating: 0, count: max(0, 46 - payload.count))
        return octets(destination) + octets(source) + octets(type) + payload + padding
    }

    private static func octets(_ mac: MACAddress) -> [UInt8] {
        (0..<6).map { UInt8(truncatingIfNeeded: mac.rawValue >> UInt64(40 - 8 * $0)) }
    }

    private static func octets(_ number: UInt16) -> [UInt8] {
        [UInt8(number >> 8), UInt8(truncatingIfNeeded: number)]
    }

    private static func arp(_ sender: MACAddress) -> [UInt8] {
        [0, 1, 8, 0, 6, 4, 0, 1] + octets(sender) + [192, 0, 2, 9] + [
            0, 0, 0, 0, 0, 0, 192, 0, 2, 8,
        ]
    }

    /// Without a checksum: bridges do not look at it.
    private static func ipv4(_ number: UInt8, _ payload: [UInt8]) -> [UInt8] {
        [0x45, 0] + octets(UInt16(20 + payload.count)) + [0, 0, 0, 0, 64, number, 0, 0]
            + [192, 0, 2, 9, 192, 0, 2, 8] + payload
    }

    private static func ipv6(_ next: UInt8, _ hopLimit: UInt8, _ payload: [UInt8]) -> [UInt8] {
        let address: [UInt8] = [0xfe, 0x80] + [UInt8](repeating: 0, count: 13)
        return [0x60, 0, 0, 0] + octets(UInt16(payload.count)) + [next, hopLimit]
            + address + [1] + address + [2] + payload
    }

    private static func icmp(_ type: UInt8) -> [UInt8] {
        [type, 0] + [UInt8](repeating: 0, count: 22)
    }

    private static func udp(_ source: UInt16, _ destination: UInt16) -> [UInt8] {
        octets(source) + octets(destination) + [0, 16, 0, 0] + [UInt8](repeating: 0, count: 8)
    }
}
