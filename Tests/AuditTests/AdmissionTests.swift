import Audit
import Capture
import Net
import TestSupport
import Testing

@Suite("quarantine")
struct AdmissionTests {
    private static let port = "edge-1:swp1"

    /// The admission of the port after frames that are evenly spread over a time.
    private func admission(
        _ frames: [[UInt8]], seconds: Int64 = 600, at name: String = port
    ) throws -> Admission {
        let plan = try AuditOfFrames.tix.get()
        var writer = PcapngWriter(application: "test")
        let interface = writer.addInterface(name: name)
        for (index, frame) in frames.enumerated() {
            let part = Int64(index) * seconds * 1_000_000_000 / Int64(max(1, frames.count - 1))
            writer.append(frame.span.bytes, interface: interface, timestamp: part)
        }
        var auditor = Auditor(plan, seed: 1)
        let octets = writer.octets
        try auditor.audit(octets.span.bytes, name: "quarantine.pcapng")
        return Admission(try auditor.report(), at: try PortReference(name))
    }

    private let member = MACAddress(rawValue: 0x0200_000c_0101)
    private let server = MACAddress(rawValue: 0x0200_0006_0001)
    private let router = MACAddress(rawValue: 0x0200_0000_0007)

    /// What a router does that waits for its peers: ARP, neighbour discovery, BGP, and answers.
    private var honest: [[UInt8]] {
        let target = FrameBuilder.octets(FrameBuilder.address("2001:db8:0:1::1"))
        return [
            FrameBuilder.ethernet(
                from: member, to: .broadcast,
                FrameBuilder.arp(sender: "192.0.2.10", senderMAC: member, target: "192.0.2.1")),
            FrameBuilder.ethernet(
                from: server, to: member,
                FrameBuilder.arp(
                    operation: 2, sender: "192.0.2.1", senderMAC: server, target: "192.0.2.10")),
            FrameBuilder.ethernet(
                from: member, to: MACAddress(rawValue: 0x3333_ff00_0001),
                FrameBuilder.ip(
                    "2001:db8:0:1::a", "ff02::1:ff00:1",
                    .icmp(
                        type: 135,
                        payload: target + [1, 1] + FrameBuilder.octets(member), ipv6: true),
                    timeToLive: 255)),
            FrameBuilder.ethernet(
                from: member, to: server,
                FrameBuilder.ip("192.0.2.10", "192.0.2.1", .tcp(50_000, 179, flags: 2))),
            FrameBuilder.ethernet(
                from: server, to: member,
                FrameBuilder.ip("192.0.2.1", "192.0.2.10", .tcp(179, 50_000, flags: 0x14))),
        ]
    }

    @Test("a router that does what it must and nothing else is admitted")
    func admitted() throws {
        let admission = try admission(honest)
        #expect(admission.diagnostics.map(\.code) == [])
        #expect(admission.verdict == .admitted && admission.verdict.exitCode == 0)
        #expect(admission.report().rendered(as: .text).contains("edge-1:swp1: admitted"))
    }

    @Test("each thing that an exchange forbids refuses it, with its code")
    func refused() throws {
        func frame(_ etherType: UInt16, to: UInt64, _ octets: [UInt8]) -> [UInt8] {
            FrameBuilder.ethernet(
                from: member, to: MACAddress(rawValue: to),
                FrameBuilder.Packet(etherType: etherType, octets: octets))
        }
        func packet(_ to: String, _ transport: FrameBuilder.Transport, group: UInt64) -> [UInt8] {
            FrameBuilder.ethernet(
                from: member, to: MACAddress(rawValue: group),
                FrameBuilder.ip(
                    to.contains(":") ? "fe80::c:101" : "192.0.2.10", to, transport))
        }
        let bpdu = FrameBuilder.llc([0x42, 0x42, 3] + [UInt8](repeating: 0, count: 35))
        let wrong: [([UInt8], String)] = [
            (frame(0x88cc, to: 0x0180_c200_000e, [0, 0]), "audit.discovery-leak"),
            (frame(0x8809, to: 0x0180_c200_0002, [1, 1]), "audit.link-aggregation"),
            (frame(bpdu.etherType, to: 0x0180_c200_0000, bpdu.octets), "audit.spanning-tree"),
            (frame(0x9000, to: 0xffff_ffff_ffff, [0, 0]), "audit.forbidden-ethertype"),
            (
                packet(
                    "ff02::1", .icmp(type: 134, payload: [0, 0, 0, 0], ipv6: true),
                    group: 0x3333_0000_0001), "audit.rogue-router"
            ),
            (
                packet("255.255.255.255", .udp(68, 67), group: 0xffff_ffff_ffff),
                "audit.rogue-dhcp"
            ),
            (
                packet("239.1.2.3", .udp(5000, 5000), group: 0x0100_5e01_0203),
                "audit.forbidden-multicast"
            ),
            (
                FrameBuilder.ethernet(
                    from: member, to: .broadcast,
                    FrameBuilder.arp(
                        sender: "192.0.2.10", senderMAC: member, target: "198.51.100.9")),
                "audit.arp-beyond-lan"
            ),
            (
                FrameBuilder.ethernet(
                    from: member, to: .broadcast,
                    FrameBuilder.arp(
                        operation: 2, sender: "192.0.2.12", senderMAC: member,
                        target: "192.0.2.1")), "audit.address-claimed"
            ),
        ]
        for (octets, code) in wrong {
            let admission = try admission(honest + [octets])
            #expect(admission.verdict == .refused && admission.verdict.exitCode == 1, "\(code)")
            #expect(admission.diagnostics.filter { $0.severity == .error }.map(\.code) == [code])
            #expect(admission.diagnostics.first?.notes.isEmpty == false)
        }
    }

    @Test("a second address behind the port refuses it; that of a route server does not")
    func secondMAC() throws {
        let stranger = FrameBuilder.ethernet(
            from: router, to: server,
            FrameBuilder.ip("192.0.2.10", "192.0.2.1", .tcp(50_000, 179)))
        let codes = try admission(honest + [stranger]).diagnostics.map(\.code)
        #expect(codes.contains("audit.quarantine-second-mac"))
        #expect(codes.contains("audit.unknown-mac"))
    }

    @Test(
        "another member's address sends at the port: whoever it is, it is not the one to be tried")
    func othersMAC() throws {
        let other = MACAddress(rawValue: 0x0200_000c_0201)
        func packet(from source: MACAddress, to destination: MACAddress) -> [UInt8] {
            FrameBuilder.ethernet(
                from: source, to: destination,
                FrameBuilder.ip("192.0.2.12", "192.0.2.1", .tcp(50_000, 179)))
        }
        let claim = FrameBuilder.ethernet(
            from: other, to: .broadcast,
            FrameBuilder.arp(sender: "192.0.2.12", senderMAC: other, target: "192.0.2.1"))
        for frame in [packet(from: other, to: server), claim] {
            let admission = try admission(honest + [frame])
            #expect(admission.verdict == .refused)
            #expect(admission.diagnostics.map(\.code).contains("audit.quarantine-second-mac"))
        }
        // Even behind an answer that did come from there, and as a route server.
        let answer = packet(from: other, to: member)
        #expect(try admission(honest + [answer]).verdict == .admitted)
        #expect(
            try admission(honest + [answer, packet(from: other, to: server)]).verdict == .refused)
        #expect(try admission(honest + [packet(from: server, to: other)]).verdict == .refused)
    }

    @Test("what the member does is its doing where others did it first")
    func othersFirst() throws {
        func probe(from source: MACAddress) -> [UInt8] {
            FrameBuilder.ethernet(
                from: source, to: .broadcast,
                FrameBuilder.Packet(etherType: 0x9000, octets: [0, 0]))
        }
        #expect(try admission(honest + [probe(from: server)]).verdict == .admitted)
        let both = try admission(honest + [probe(from: server), probe(from: member)])
        #expect(both.verdict == .refused)
        #expect(both.diagnostics.first?.code == "audit.forbidden-ethertype")
    }

    @Test("too little traffic is no admission, and says what is missing")
    func undecided() throws {
        let short = try admission(honest, seconds: Admission.leastSeconds - 1)
        #expect(short.verdict == .undecided && short.verdict.exitCode == 3)
        #expect(short.diagnostics.map(\.code) == ["audit.quarantine-short"])
        let silent = try admission([honest[1], honest[4]])
        #expect(silent.verdict == .undecided)
        #expect(silent.diagnostics.map(\.code) == ["audit.quarantine-silent"])
        let none = try admission([])
        #expect(none.verdict == .undecided)
        let unread = try admission(honest + [[1, 2, 3]])
        #expect(unread.diagnostics.map(\.code) == ["audit.quarantine-unread"])
    }

    @Test("what others send towards the port is not the member's doing")
    func others() throws {
        let leak = FrameBuilder.ethernet(
            from: server, to: MACAddress(rawValue: 0x0180_c200_000e),
            FrameBuilder.Packet(etherType: 0x88cc, octets: [0, 0]))
        #expect(try admission(honest + [leak]).verdict == .admitted)
    }
}
