import Capture
import Net
import TestSupport
import Testing

@testable import Audit

@Suite("fragments that overlap")
struct FragmentOverlapTests {
    /// A piece with octets of one value, in the order of the capture.
    private func piece(
        _ number: UInt64, at offset: UInt16, _ octets: [UInt8], seconds: Int64 = 0,
        ipv6: Bool = false
    ) -> FragmentOverlap.Piece {
        let transport = FrameBuilder.Transport.raw(6, octets)
        let octets = FrameBuilder.ethernet(
            FrameBuilder.ip(
                ipv6 ? "2001:db8::1" : "10.0.0.1", ipv6 ? "2001:db8::2" : "10.0.0.2", transport,
                fragment: .init(offset: offset, more: true, identification: 9)))
        var record = FrameRecord()
        record.number = number
        record.timestamp = seconds * 1_000_000_000
        let frame = FrameDecoder().decode(octets)
        let span = octets.span.bytes
        guard let payload = FragmentPayload(span, at: 14) else {
            preconditionFailure("the builder makes fragments")
        }
        let packet = PacketReference(capture: 0, number: number)
        let first = EvidenceFrame(packet, record, frame, span, FrameDecoder())
        return (
            FragmentPiece(frame, record, .unlabelled, span.extracting(payload.range)),
            FragmentArrival(first, at: Int(offset), span.extracting(payload.range), .tcp)
        )
    }

    /// The octet that a policy takes where two pieces have it, as a port of 16 equal octets.
    private func taken(
        _ policy: ReassemblyPolicy, _ early: FragmentOverlap.Piece, _ late: FragmentOverlap.Piece
    ) throws -> String {
        policy.keeps(early.key, against: late.key) ? "early" : "late"
    }

    @Test("each policy takes the piece that its hosts take")
    func policies() throws {
        let (low, high) = (
            piece(1, at: 0, Array(repeating: 1, count: 24)),
            piece(2, at: 8, Array(repeating: 2, count: 24))
        )
        let same = piece(3, at: 0, Array(repeating: 3, count: 24))
        // The later piece begins behind, with, and before the earlier one.
        let expected: [ReassemblyPolicy: [String]] = [
            .first: ["early", "early", "early"], .last: ["late", "late", "late"],
            .bsd: ["early", "early", "late"], .bsdRight: ["late", "late", "early"],
            .linux: ["early", "late", "late"],
        ]
        for policy in ReassemblyPolicy.allCases {
            let answers = try [
                taken(policy, low, high), taken(policy, low, same), taken(policy, high, low),
            ]
            #expect(answers == expected[policy], "\(policy)")
        }
    }

    @Test("the ports and flags of each reading are those of the pieces that it is made of")
    func readings() throws {
        func segment(_ port: UInt16, _ flags: UInt8) -> [UInt8] {
            FrameBuilder.Transport.tcp(50_000, port, flags: flags, payload: [0, 0, 0, 0]).octets(
                from: FrameBuilder.address("10.0.0.1"), to: FrameBuilder.address("10.0.0.2"))
        }
        let overlap = try #require(
            FragmentOverlap([
                piece(1, at: 0, segment(443, 0x10)), piece(2, at: 0, segment(22, 0x02)),
            ]))
        let readings = Set(
            overlap.readings.map { "\($0.destinationPort) \($0.flags.contains(.opens))" })
        #expect(readings == ["443 false", "22 true"])
        // A piece at octet 8 has the flags and not the ports.
        let flags = try #require(
            FragmentOverlap([
                piece(1, at: 0, segment(443, 0x10)),
                piece(2, at: 8, Array(segment(22, 0x02)[8...])),
            ]))
        let mixed = Set(flags.readings.map { "\($0.destinationPort) \($0.flags.contains(.opens))" })
        #expect(mixed == ["443 false", "443 true"])
    }

    @Test("nothing behind the headers is kept")
    func payload() {
        let octets = [UInt8](repeating: 0xaa, count: 64)
        let evidence = EvidenceFrame(
            PacketReference(capture: 0, number: 1), FrameRecord(), layer: 0)
        for (number, kept) in [
            (IPProtocol.tcp, 14), (.udp, 4), (.sctp, 4), (.icmp, 1), (.icmpv6, 1),
            (IPProtocol(rawValue: 47), 0),
        ] {
            for (offset, expected) in [(0, kept), (8, max(0, kept - 8)), (16, 0)] {
                let arrival = FragmentArrival(evidence, at: offset, octets.span.bytes, number)
                #expect(arrival.head.nonzeroBitCount == 4 * expected, "\(number) at \(offset)")
            }
        }
    }

    @Test("pieces that only touch, and copies, do not overlap")
    func none() {
        let first = piece(1, at: 0, Array(repeating: 1, count: 24))
        let next = piece(2, at: 24, Array(repeating: 2, count: 24))
        #expect(FragmentOverlap([first, next]) == nil)
        #expect(first.key == piece(9, at: 0, Array(repeating: 1, count: 24)).key)
        #expect(first.key != piece(9, at: 0, Array(repeating: 2, count: 24)).key)
    }

    @Test("an overlap is sure at once and in IPv6, later it may be an identification used again")
    func certainty() {
        let octets: [[UInt8]] = [1, 2].map { Array(repeating: $0, count: 24) }
        for (seconds, ipv6, certainty) in [
            (0, false, Certainty.breach), (1, false, .suspect), (2, false, .suspect),
            (50, true, .breach),
        ] as [(Int64, Bool, Certainty)] {
            let overlap = FragmentOverlap([
                piece(1, at: 0, octets[0], ipv6: ipv6),
                piece(2, at: 0, octets[1], seconds: seconds, ipv6: ipv6),
            ])
            #expect(overlap?.certainty == certainty, "\(seconds) s")
        }
        #expect(
            FragmentOverlap([
                piece(1, at: 0, octets[0]), piece(2, at: 0, octets[1], seconds: 65),
            ]) == nil)
    }

    /// The findings about fragments with these times, in the VLAN of one segment.
    private func found(
        _ pieces: [(milliseconds: Int64, offset: UInt16, octets: [UInt8])],
        to destination: String = "10.41.10.18"
    ) throws -> [String] {
        let plan = try AuditOfFrames.sct.get()
        var writer = PcapngWriter(application: "test")
        let interface = writer.addInterface(name: nil)
        for piece in pieces {
            let frame = FrameBuilder.ethernet(
                tags: [AuditOfFrames.tag(plan.vlan("comune-prato/prod/anagrafe"))],
                FrameBuilder.ip(
                    "10.41.10.17", destination, .raw(6, piece.octets),
                    fragment: .init(offset: piece.offset, more: true, identification: 9)))
            writer.append(
                frame.span.bytes, interface: interface,
                timestamp: 1_795_420_835_000_000_000 + piece.milliseconds * 1_000_000)
        }
        var auditor = Auditor(plan, seed: 1)
        let octets = writer.octets
        try auditor.audit(octets.span.bytes, name: "fragments.pcapng")
        return try auditor.report().findings
            .filter { [.fragmentOverlap, .fragmentAmbiguity].contains($0.rule) }
            .map { "\($0.rule) \($0.certainty)" }
    }

    private func segment(_ port: UInt16, count: Int = 44) -> [UInt8] {
        FrameBuilder.Transport.tcp(50_000, port, payload: [UInt8](repeating: 5, count: count))
            .octets(
                from: FrameBuilder.address("10.41.10.17"),
                to: FrameBuilder.address("10.41.10.18"))
    }

    @Test("pieces sent before or around them do not make two that overlap less sure")
    func decoys() throws {
        let (one, two) = (segment(443), segment(22))
        let wide = segment(443, count: 1380)
        let sure = ["fragmentOverlap breach"]
        #expect(try found([(0, 0, one), (1, 0, two)]) == sure)
        // A piece that covers both, long before, too long before, and soon behind.
        for time in [-20_000, -70_000, 900] as [Int64] {
            #expect(try found([(time, 0, wide), (0, 0, one), (1, 0, two)]) == sure, "\(time) ms")
            #expect(
                try found([(time, 0, wide), (0, 800, one), (1, 808, two)]) == sure, "\(time) ms")
        }
        // Copies of one of them, and of both, before.
        #expect(try found([(-20_000, 0, one), (0, 0, one), (1, 0, two)]) == sure)
        #expect(
            try found([(-20_000, 0, one), (-10_000, 0, two), (0, 0, one), (9, 0, two)]) == sure)
        #expect(try found([(-9, 0, one), (0, 0, one), (9, 0, two)]) == sure)
        // And these are only suspect.
        #expect(
            try found([(-20_000, 0, one), (0, 0, one), (50, 0, two)]) == ["fragmentOverlap suspect"]
        )
        #expect(try found([(-20_000, 0, one), (0, 0, one), (50, 0, one)]) == [])
    }

    @Test("nor do they hide that two readings differ")
    func hiddenAmbiguity() throws {
        let ambiguous = ["fragmentAmbiguity breach"]
        let (right, wrong) = (segment(443), segment(22))
        let to = "10.13.10.17"
        #expect(try found([(0, 0, right), (1, 0, wrong)], to: to) == ambiguous)
        let other = segment(443, count: 60)
        #expect(
            try found(
                [(-30_000, 0, other), (0, 0, right), (1, 0, wrong), (30_000, 0, other + [1])],
                to: to) == ambiguous)
    }
}
