import Audit
import Capture
import TestSupport
import Testing

@Suite("a capture that is not as it should be")
struct BadCaptureTests {
    /// A packet within a segment, with its tag.
    private func frame(_ plan: AuditPlan) -> [UInt8] {
        FrameBuilder.ethernet(
            tags: [AuditOfFrames.tag(plan.vlan("comune-prato/prod/anagrafe"))],
            FrameBuilder.ip("10.41.10.17", "10.41.10.18", .tcp(50_000, 22)))
    }

    private func report(
        _ plan: AuditPlan, _ build: (inout CaptureBuilder) -> Void
    ) throws -> AuditReport {
        var builder = CaptureBuilder()
        build(&builder)
        var auditor = Auditor(plan, seed: 1)
        try auditor.audit(builder.octets.span.bytes, name: "bad.pcap")
        return try auditor.report()
    }

    @Test(
        "a captured length that is impossible ends it there",
        arguments: [0x7fff_ffff, .max, 262_145])
    func impossibleLength(length: UInt32) throws {
        let plan = try AuditOfFrames.sct.get()
        let frame = frame(plan)
        let report = try report(plan) {
            $0.pcapHeader(snapLength: 0)
            $0.pcapRecord(frame)
            $0.pcapRecord(frame, captured: length, original: length)
        }
        #expect(report.captures[0].end == .cut(offset: 24 + 16 + frame.count, .capturedLength))
        #expect(report.frames.read == 1 && report.verdict == .inconclusive)
    }

    @Test("behind garbage in the middle nothing is read, and it is said how much may be missing")
    func garbage() throws {
        let plan = try AuditOfFrames.sct.get()
        let frame = frame(plan)
        let report = try report(plan) {
            $0.pcapHeader()
            for index in 0..<5000 {
                if index == 2 { $0.append(Array(repeating: 0xa5, count: 16 + frame.count)) }
                $0.pcapRecord(frame)
            }
        }
        #expect(report.frames.read == 2)
        #expect(report.verdict == .inconclusive && report.doubts.map(\.kind) == [.cut])
        let octets = 4999 * (16 + frame.count)
        // The header of the file makes the first two frames look longer than they are.
        #expect(report.text().contains("\(octets) octets unread, about 4"))
        let cut = report.json()["captures"]?.array?.first?["cut"]
        #expect(cut?["octets_unread"]?.integer == octets)
        #expect((4000...4999).contains(cut?["frames_unread_about"]?.integer ?? 0))
    }

    @Test("of a snap length of one octet all frames are truncated, and nothing is clean")
    func oneOctet() throws {
        let plan = try AuditOfFrames.sct.get()
        let report = try report(plan) {
            $0.pcapHeader(snapLength: 1)
            for _ in 0..<100 { $0.pcapRecord([2], original: 1000) }
        }
        #expect(report.frames.truncated == 100 && report.frames.read == 100)
        #expect(report.verdict == .notCovered && report.verdict.exitCode == 3)
    }

    @Test("invalid times and times that go back are counted, and the frames judged")
    func times() throws {
        let plan = try AuditOfFrames.sct.get()
        let frame = frame(plan)
        let report = try report(plan) {
            $0.pcapHeader()
            $0.pcapRecord(frame, seconds: 9)
            $0.pcapRecord(frame, seconds: 8)
            $0.pcapRecord(frame, seconds: 9, units: 1_000_000)
        }
        #expect(report.frames.classified == 3 && report.verdict == .clean)
        #expect(report.text().contains("times went back: 1"))
        #expect(report.text().contains("invalid times: 1"))
    }

    @Test("decryption secrets are counted, and reach no output")
    func secrets() throws {
        let plan = try AuditOfFrames.sct.get()
        let leak = FrameBuilder.ethernet(
            tags: [AuditOfFrames.tag(plan.vlan("comune-prato/prod/anagrafe"))],
            FrameBuilder.ip("10.41.10.17", "10.21.10.17", .tcp(50_000, 22)))
        let report = try report(plan) {
            $0.section()
            $0.interface()
            $0.block(10) { $0.append(Array("CLIENT_RANDOM canary".utf8)) }
            $0.enhancedPacket(leak)
        }
        #expect(report.verdict == .breach)
        #expect(report.captures[0].oddities.secretsBlocks == 1)
        for octets in [report.evidence, Array(report.json().text().utf8)] {
            #expect(!String(decoding: octets, as: UTF8.self).contains("canary"))
        }
    }

    @Test("a capture that was filtered, or of the device any, is never clean")
    func blind() throws {
        let plan = try AuditOfFrames.sct.get()
        let frame = frame(plan)
        let filtered = try report(plan) {
            $0.section()
            $0.interface(options: [(11, [0] + Array("udp port 53".utf8))])
            $0.enhancedPacket(frame)
        }
        #expect(filtered.doubts.map(\.kind) == [.filtered] && filtered.verdict == .inconclusive)
        #expect(filtered.text().contains("filtered by 'udp port 53'"))
        let cooked = try report(plan) {
            $0.section()
            $0.interface()
            $0.interface(linkType: 113)
            $0.enhancedPacket(frame)
        }
        #expect(cooked.doubts.map(\.kind) == [.cooked] && cooked.verdict == .inconclusive)
    }

    @Test("counts of a port that do not add up are a mistake of ours")
    func residual() throws {
        let plan = try AuditOfFrames.sct.get()
        let octets = AuditOfFrames.capture([frame(plan), frame(plan)])
        func report(received: UInt64, filtered: UInt64 = 0) throws -> AuditReport {
            var auditor = Auditor(plan, seed: 1)
            var capture = try auditor.begin(octets.span.bytes, name: "eth0")
            auditor.feed(octets.span.bytes, from: 0, isLast: true, to: &capture)
            var provenance = CaptureProvenance()
            var counts = LiveCounts()
            (counts.received, counts.delivered, counts.dropped) = (received, 2 + filtered, 5)
            counts.filtered = filtered
            provenance.live = counts
            auditor.end(capture, provenance: provenance)
            return try auditor.report()
        }
        #expect(try report(received: 7).frames.read == 2)
        #expect(try report(received: 9, filtered: 2).frames.read == 2)
        #expect(throws: AuditResidual.self) { _ = try report(received: 8) }
        #expect(throws: AuditResidual.self) { _ = try report(received: 7, filtered: 1) }
    }
}
