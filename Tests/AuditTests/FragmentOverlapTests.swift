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
}
