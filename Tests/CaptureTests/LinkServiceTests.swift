import Capture
import Foundation
import Net
import TestSupport
import Testing

private typealias Build = FrameBuilder

@Suite("services of the link")
struct LinkServiceTests {
    private func flags(_ packet: FrameBuilder.Packet, tags: [VLANTag] = []) -> FrameFlags {
        FrameDecoder().decode(Build.ethernet(tags: tags, packet)).flags
    }

    @Test("a datagram is marked exactly where its destination port is of a service of the link")
    func ports() {
        let services: Set<UInt16> = [
            67, 68, 137, 138, 520, 521, 546, 547, 646, 1900, 1985, 2029, 3222, 5353, 5355, 5678,
        ]
        let edges = services.sorted().flatMap { port -> [UInt16] in [port - 1, port, port + 1] }
        let neighbours: [UInt16] = edges + [0, 53, 443, 4788, 65_535]
        for port in neighbours {
            let isMarked = flags(Build.ip("10.0.0.1", "10.0.0.2", .udp(40_000, port)))
                .contains(.linkService)
            #expect(isMarked == services.contains(port), "port \(port)")
        }
    }

    @Test("an ICMP message is marked exactly where it tells the way or a neighbour")
    func messages() {
        for type in UInt8.min...UInt8.max {
            let ipv4 = flags(Build.ip("10.0.0.1", "10.0.0.2", .icmp(type: type)))
            #expect(ipv4.contains(.linkService) == [5, 9, 10].contains(type), "ICMP \(type)")
            let ipv6 = flags(Build.ip("fe80::1", "ff02::1", .icmp(type: type, ipv6: true)))
            #expect(ipv6.contains(.linkService) == (133...137).contains(type), "ICMPv6 \(type)")
        }
    }

    @Test(
        "a tag is unusual where another EtherType than 8100 announces it",
        arguments: [0x8100, 0x88a8, 0x9100, 0x9200, 0x9300] as [UInt16])
    func tags(identifier: UInt16) {
        let isMarked = flags(
            FrameSample.tcp, tags: [VLANTag(protocolIdentifier: identifier, control: 5)]
        ).contains(.unusualTag)
        #expect(isMarked == (identifier != 0x8100))
    }

    @Test("source routes are seen among other options, and nothing else is one")
    func sourceRoutes() {
        let routes: [([UInt8], Bool)] = [
            ([131, 7, 4, 10, 0, 0, 9, 0], true), ([1, 137, 7, 4, 10, 0, 0, 9], true),
            ([0x94, 4, 0, 0, 131, 3, 4, 0], true), ([0x94, 4, 131, 137], false),
            ([0, 131, 3, 4], false), ([7, 4, 0, 0], false), ([7, 0, 131, 3], false),
            ([7, 40, 131, 3], false), ([1, 1, 1, 7], false),
        ]
        for (options, isRouted) in routes {
            let packet = Build.ip("10.0.0.1", "10.0.0.2", .udp(1, 2), options: options)
            #expect(flags(packet).contains(.sourceRoute) == isRouted, "\(options)")
        }
        for type: UInt8 in 0...4 {
            let header = Build.Extension(number: 43, content: [type, 0, 0, 0, 0, 0])
            let packet = Build.ip("2001:db8::1", "2001:db8::2", .udp(1, 2), extensions: [header])
            #expect(flags(packet).contains(.sourceRoute) == (type == 0), "type \(type)")
        }
    }
}

@Suite("messages of one kind")
struct MessageTests {
    private static let cookie: [UInt8] = [0x63, 0x82, 0x53, 0x63]

    // The macros of the tests do not lend spans.
    private func read(dhcp octets: [UInt8]) -> DHCPMessage? {
        DHCPMessage(octets.span.bytes, at: 0)
    }
    private func read(neighbour octets: [UInt8]) -> NeighbourMessage? {
        NeighbourMessage(octets.span.bytes, at: 0)
    }
    private func read(fragment octets: [UInt8]) -> FragmentPayload? {
        FragmentPayload(octets.span.bytes, at: 14)
    }
    private func read(pvst octets: [UInt8]) -> PVSTMessage? {
        PVSTMessage(octets.span.bytes, at: 0)
    }

    private func dhcp(_ operation: UInt8, options: [UInt8]) -> [UInt8] {
        [operation, 1, 6, 0] + [UInt8](repeating: 0, count: 232) + Self.cookie + options
    }

    @Test("the type of a DHCP message is found behind other options, to the last octet")
    func dhcp() {
        let message = dhcp(2, options: [0, 54, 4, 10, 0, 0, 1, 53, 1, 2])
        #expect(read(dhcp: message)?.operation == .reply)
        #expect(read(dhcp: message)?.type == 2)
        let shorter = Array(message.dropLast())
        #expect(read(dhcp: shorter)?.type == nil)
        let ended = dhcp(1, options: [255, 53, 1, 2])
        #expect(read(dhcp: ended)?.type == nil)
        #expect(read(dhcp: dhcp(3, options: [])) == nil)
    }

    @Test("the payload of a fragment ends where its packet does, in both families")
    func fragmentPayload() {
        let content = [UInt8](repeating: 7, count: 24)
        for (isIPv6, extensions, start) in [
            (false, [], 34), (true, [], 62), (true, [.hopByHop], 70),
        ] as [(Bool, [FrameBuilder.Extension], Int)] {
            let frame = FrameBuilder.ethernet(
                FrameBuilder.ip(
                    isIPv6 ? "2001:db8::1" : "10.0.0.1", isIPv6 ? "2001:db8::2" : "10.0.0.2",
                    .raw(17, content), extensions: extensions,
                    fragment: .init(offset: 64, more: true)))
            // Ethernet pads short frames.
            let padded = frame + [UInt8](repeating: 0, count: 9)
            #expect(read(fragment: padded)?.range == start..<start + 24)
            for length in 0..<frame.count {
                #expect(read(fragment: Array(frame[..<length])) == nil, "\(length) octets")
            }
        }
        let whole = FrameBuilder.ethernet(FrameBuilder.ip("10.0.0.1", "10.0.0.2", .udp(1, 2)))
        #expect(read(fragment: whole) == nil)
    }

    @Test("a neighbour message gives the address that its own option gives")
    func neighbour() throws {
        let target = [UInt8](repeating: 0x20, count: 16)
        let mac: [UInt8] = [2, 0, 0, 0, 0, 9]
        let advertisement: [UInt8] = [136, 0, 0, 0, 0x20, 0, 0, 0] + target
        let message = try #require(
            read(neighbour: advertisement + [1, 1, 2, 0, 0, 0, 0, 1, 2, 1] + mac))
        #expect(
            message.isAdvertisement
                && message.hardwareAddress == MACAddress(rawValue: 0x0200_0000_0009))
        #expect(
            message.target == IPv6Address(rawValue: UInt128(0x2020_2020_2020_2020) * (1 << 64 + 1)))
        let bare = read(neighbour: advertisement)
        #expect(bare != nil && bare?.hardwareAddress == nil)
        // An option of length 0 would be walked for ever.
        let endless = advertisement + [2, 0, 0, 0, 0, 0, 0, 0]
        #expect(read(neighbour: endless)?.hardwareAddress == nil)
    }

    @Test("every message is read without a trap at every length")
    func lengths() {
        let messages: [[UInt8]] = [
            dhcp(2, options: [53, 1, 5, 255]),
            [136, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 2, count: 40),
            Self.pvst(vlan: 10),
        ]
        for message in messages {
            for length in 0...message.count {
                let octets = Array(message[..<length])
                let isWhole = length == message.count
                #expect(
                    (read(dhcp: octets) != nil) == (message == messages[0] && length >= 240))
                #expect(
                    (read(neighbour: octets) != nil) == (message == messages[1] && length >= 24))
                #expect((read(pvst: octets) != nil) == (message == messages[2] && isWhole))
            }
        }
    }

    /// A configuration BPDU of a VLAN, behind its SNAP header.
    static func pvst(vlan: UInt16) -> [UInt8] {
        let bridge: [UInt8] = [0x80, 0, 2, 0, 0, 0, 0, 1]
        let head: [UInt8] = [0, 0, 0, 0, 0] + bridge + [0, 0, 0, 0] + bridge + [0x80, 1]
        return head + [0, 0, 20, 0, 2, 0, 15, 0, 0] + [0, 0, 0, 2] + FrameBuilder.big(vlan)
    }

    @Test(
        "another dissector reads the same VLAN in a PVST message", .enabled(if: hasTool("tshark")),
        arguments: [1, 10, 4094] as [UInt16])
    func tshark(vlan: UInt16) throws {
        let message = Self.pvst(vlan: vlan)
        #expect(read(pvst: message)?.vlan.rawValue == vlan)
        let frame = FrameBuilder.ethernet(
            to: MACAddress(rawValue: 0x0100_0ccc_cccd),
            FrameBuilder.llc([0xaa, 0xaa, 3, 0, 0, 0x0c, 1, 0x0b] + message))
        var writer = PcapngWriter(application: "test")
        let interface = writer.addInterface(name: nil)
        writer.append(frame.span.bytes, interface: interface, timestamp: 0)
        let octets = writer.octets
        try TemporaryDirectory.with { directory in
            let path = "\(directory)/pvst.pcapng"
            try Data(octets).write(to: URL(fileURLWithPath: path))
            let result = try runTool(
                "tshark", ["-r", path, "-T", "fields", "-e", "stp.pvst.origvlan"])
            #expect(result.outputText == "\(vlan)\n")
        }
    }
}
