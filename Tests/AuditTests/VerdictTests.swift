import Audit
import Capture
import IR
import Net
import TestSupport
import Testing

@Suite("the verdict")
struct VerdictTests {
    private static let own = "comune-prato/prod/anagrafe"

    private func tagged(_ plan: AuditPlan, _ packet: FrameBuilder.Packet) -> [UInt8] {
        FrameBuilder.ethernet(tags: [AuditOfFrames.tag(plan.vlan(Self.own))], packet)
    }

    private func permitted(_ plan: AuditPlan) -> [UInt8] {
        tagged(plan, FrameBuilder.ip("10.41.10.17", "10.41.10.18", .tcp(50_000, 22)))
    }

    private func forbidden(_ plan: AuditPlan) -> [UInt8] {
        tagged(plan, FrameBuilder.ip("10.41.10.17", "10.21.10.17", .tcp(50_000, 22)))
    }

    @Test("a clean capture is clean within its coverage, and exits 0")
    func clean() throws {
        let plan = try AuditOfFrames.sct.get()
        let report = try AuditOfFrames.report([permitted(plan)], plan)
        #expect(report.verdict == .clean && report.verdict.exitCode == 0)
        #expect(report.text().contains("A capture never proves isolation"))
    }

    @Test("a breach stays a breach, whatever else is in doubt, and exits 1")
    func breach() throws {
        let plan = try AuditOfFrames.sct.get()
        let report = try AuditOfFrames.report([forbidden(plan), [1, 2, 3]], plan)
        #expect(report.verdict == .breach && report.verdict.exitCode == 1)
        #expect(report.doubts.map(\.kind) == [.malformed])
    }

    @Test("each doubt makes a clean capture inconclusive, which exits 3")
    func doubts() throws {
        let plan = try AuditOfFrames.sct.get()
        let encrypted = tagged(
            plan, FrameBuilder.ip("10.41.10.17", "10.41.10.18", .raw(50, [0, 0, 8, 0])))
        let odd = tagged(
            plan, FrameBuilder.ip("10.41.10.17", "10.41.10.18", .raw(200, [0, 0, 8, 0])))
        let fragment = tagged(
            plan,
            FrameBuilder.ip(
                "10.41.10.17", "10.13.10.17", .raw(6, Array(repeating: 0, count: 16)),
                fragment: .init(offset: 64, more: false)))
        let cases: [([UInt8], Doubt.Kind)] = [
            ([1, 2, 3], .malformed), (encrypted, .unsupported), (odd, .opaque),
            (fragment, .fragments),
        ]
        for (frame, kind) in cases {
            let report = try AuditOfFrames.report([permitted(plan), frame], plan)
            #expect(report.doubts.map(\.kind) == [kind])
            #expect(report.verdict == .inconclusive && report.verdict.exitCode == 3)
        }
    }

    @Test("a truncated frame is in doubt only where its addresses do not decide")
    func truncated() throws {
        let plan = try AuditOfFrames.sct.get()
        for (frame, verdict) in [
            (permitted(plan), AuditVerdict.inconclusive), (forbidden(plan), .breach),
        ] {
            var capture = CaptureBuilder()
            capture.pcapHeader()
            capture.pcapRecord(Array(frame[..<40]), original: UInt32(frame.count))
            var auditor = Auditor(plan, seed: 1)
            try auditor.audit(capture.octets.span.bytes, name: "cut.pcap")
            let report = try auditor.report()
            #expect(report.verdict == verdict)
            #expect(report.doubts.map(\.kind) == [.truncated])
        }
    }

    /// The packet cut behind so many octets of its frame.
    private func cut(_ frame: [UInt8], to length: Int, _ plan: AuditPlan) throws -> AuditReport {
        var capture = CaptureBuilder()
        capture.pcapHeader()
        capture.pcapRecord(Array(frame[..<length]), original: UInt32(frame.count))
        var auditor = Auditor(plan, seed: 1)
        try auditor.audit(capture.octets.span.bytes, name: "cut.pcap")
        return try auditor.report()
    }

    @Test("a packet cut before its transport header is in doubt where a contract permits a port")
    func cutInExtension() throws {
        let plan = try AuditOfFrames.sct.get()
        let (from, contract, stranger) = (
            "2001:db8:41:10::11", "2001:db8:13:10::11", "2001:db8:21:10::11"
        )
        for chain in [
            [FrameBuilder.Extension.destinationOptions, .destinationOptions], [.authentication],
            [.hopByHop, .routing],
        ] {
            for (to, verdict) in [(contract, AuditVerdict.inconclusive), (stranger, .breach)] {
                let frame = tagged(
                    plan,
                    FrameBuilder.ip(from, to, .tcp(50_000, 443), extensions: chain))
                for length in [58 + 4, 58 + 8, 58 + 10] {
                    let report = try cut(frame, to: length, plan)
                    let breach = report.findings.filter { $0.certainty == .breach }.map(\.rule)
                    #expect(breach == (verdict == .breach ? [.unintendedFlow] : []), "\(length)")
                    #expect(report.verdict == verdict, "\(length)")
                }
            }
        }
        // IPv4 has an authentication header, too.
        for (to, verdict) in [
            ("10.13.10.17", AuditVerdict.inconclusive), ("10.21.10.17", .breach),
        ] {
            let frame = tagged(
                plan,
                FrameBuilder.ip(
                    "10.41.10.17", to,
                    .raw(51, [6, 4] + [UInt8](repeating: 1, count: 22 + 20))))
            #expect(try cut(frame, to: 38 + 10, plan).verdict == verdict)
        }
    }

    @Test("a later fragment behind an authentication header is judged as its first one")
    func authenticatedFragments() throws {
        let plan = try AuditOfFrames.sct.get()
        for (from, to) in [
            ("10.41.10.17", "10.13.10.17"), ("2001:db8:41:10::11", "2001:db8:13:10::11"),
        ] {
            for (port, verdict) in [(443, AuditVerdict.clean), (22, .breach)] {
                let segment = FrameBuilder.Transport.tcp(
                    50_000, UInt16(port), payload: [UInt8](repeating: 0, count: 64)
                ).octets(from: FrameBuilder.address(from), to: FrameBuilder.address(to))
                let whole = [6, 4] + [UInt8](repeating: 1, count: 22) + segment
                func piece(_ range: Range<Int>) -> [UInt8] {
                    tagged(
                        plan,
                        FrameBuilder.ip(
                            from, to, .raw(51, Array(whole[range])),
                            fragment: .init(
                                offset: UInt16(range.lowerBound), more: range.upperBound < 108,
                                identification: 5)))
                }
                let pieces = [piece(0..<64), piece(64..<108)]
                let both = try AuditOfFrames.report(pieces, plan)
                #expect(both.frames.read == 2 && both.doubts.isEmpty, "\(from)")
                #expect(
                    both.findings.filter { $0.certainty == .breach }.map(\.packets)
                        == (verdict == .breach ? [2] : []), "\(from)")
                // Alone it may be of a permitted packet.
                let alone = try AuditOfFrames.report([pieces[1]], plan)
                #expect(alone.doubts.map(\.kind) == [.fragments] && alone.verdict != .breach)
            }
        }
    }

    @Test("a later IPv6 fragment is of the protocol that the first one says (RFC 8200, 4.5)")
    func nextHeaders() throws {
        let plan = try AuditOfFrames.sct.get()
        let (from, to) = ("2001:db8:41:10::11", "2001:db8:13:10::11")
        let segment = FrameBuilder.Transport.tcp(
            50_000, 22, payload: [UInt8](repeating: 0, count: 44)
        ).octets(from: FrameBuilder.address(from), to: FrameBuilder.address(to))
        let pieces = [(6, 0..<32), (60, 32..<64)].map { number, range in
            tagged(
                plan,
                FrameBuilder.ip(
                    from, to, .raw(UInt8(number), Array(segment[range])),
                    fragment: .init(
                        offset: UInt16(range.lowerBound), more: number == 6, identification: 5)))
        }
        let report = try AuditOfFrames.report(pieces, plan)
        #expect(report.findings.filter { $0.rule == .unintendedFlow }.map(\.packets) == [2])
    }

    @Test("a capture that breaks off is inconclusive, and says where")
    func cut() throws {
        let plan = try AuditOfFrames.sct.get()
        let whole = AuditOfFrames.capture([permitted(plan), permitted(plan)])
        var auditor = Auditor(plan, seed: 1)
        try auditor.audit(Array(whole.dropLast(7)).span.bytes, name: "cut.pcapng")
        let report = try auditor.report()
        #expect(report.verdict == .inconclusive)
        #expect(report.doubts.map(\.kind) == [.cut])
        #expect(report.text().contains("cut at octet"))
    }

    @Test("a capture of somebody else's network is not covered, and exits 3")
    func notCovered() throws {
        let plan = try AuditOfFrames.sct.get()
        let frame = FrameBuilder.ethernet(FrameBuilder.ip("203.0.113.1", "9.9.9.9", .udp(1, 53)))
        for frames in [[frame], []] {
            let report = try AuditOfFrames.report(frames, plan)
            #expect(report.verdict == .notCovered && report.verdict.exitCode == 3)
        }
    }

    @Test("the limit of findings is kept, counted and still a breach")
    func findingLimit() throws {
        let plan = try AuditOfFrames.sct.get()
        var options = AuditOptions()
        options.findingLimit = 3
        let frames = (0..<10).map { service in
            tagged(
                plan,
                FrameBuilder.ip("10.41.10.17", "10.21.10.17", .tcp(50_000, 1000 + UInt16(service))))
        }
        let report = try AuditOfFrames.report(frames, plan, options: options)
        #expect(report.findings.count == 3)
        #expect(report.doubts.map { "\($0.count) \($0.kind)" } == ["7 findingLimit"])
        #expect(report.verdict == .breach)
    }

    @Test(
        "more flows than the limit make a clean capture inconclusive, and exactly as many do not",
        arguments: [199, 200, 201])
    func flowLimit(limit: Int) throws {
        let plan = try AuditOfFrames.sct.get()
        var options = AuditOptions()
        options.flowLimit = limit
        let frames = (0..<200).map { port in
            tagged(
                plan, FrameBuilder.ip("10.41.10.17", "10.41.10.18", .tcp(50_000 + UInt16(port), 22))
            )
        }
        let report = try AuditOfFrames.report(frames, plan, options: options)
        #expect(report.doubts.map(\.kind) == (limit < 200 ? [.flowLimit] : []))
        #expect(report.coverage.flows == min(limit, 200))
        #expect(report.coverage.flowsAreCut == (limit < 200))
        #expect(report.verdict == (limit < 200 ? .inconclusive : .clean))
        #expect(report.text().contains("more than 199 flows") == (limit == 199))
    }

    @Test("several captures make one report, each packet with its capture")
    func several() throws {
        let plan = try AuditOfFrames.sct.get()
        var auditor = Auditor(plan, seed: 1)
        let clean = AuditOfFrames.capture([permitted(plan)])
        let wrong = AuditOfFrames.capture([permitted(plan), forbidden(plan)])
        try auditor.audit(clean.span.bytes, name: "a.pcapng")
        try auditor.audit(wrong.span.bytes, name: "b.pcapng")
        let report = try auditor.report()
        #expect(report.frames.read == 3)
        #expect(report.findings.map(\.first) == [report.findings.first?.last])
        #expect(report.findings.first?.first.capture == 1)
        #expect(report.findings.first?.first.number == 2)
        #expect(report.text().contains("packet 2 of 'b.pcapng'"))
    }

    @Test("what is no capture is refused, and nothing of it is counted")
    func refused() throws {
        var auditor = Auditor(try AuditOfFrames.sct.get(), seed: 1)
        #expect(throws: CaptureError.self) {
            try auditor.audit([1, 2, 3, 4, 5].span.bytes, name: "x")
        }
        #expect(try auditor.report().captures.isEmpty)
    }
}
