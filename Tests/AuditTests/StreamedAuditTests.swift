import Audit
import Capture
import TestSupport
import Testing

@Suite("a capture that arrives in pieces")
struct StreamedAuditTests {
    /// Audits `octets` in pieces of lengths that `random` draws.
    private func report(
        streaming octets: [UInt8], _ plan: AuditPlan, _ random: inout SeededGenerator
    ) throws -> AuditReport {
        var auditor = Auditor(plan, seed: 1)
        var start = 0
        var end = min(octets.count, CaptureReader.longestHeader)
        let span = octets.span.bytes
        var capture = try auditor.begin(span.extracting(start..<end), name: "test.pcapng")
        while capture.reader.end == nil {
            start = capture.reader.offset
            let more = Int.random(in: 0...20_000, using: &random)
            end = min(octets.count, max(end + more, start + capture.reader.needed))
            auditor.feed(
                span.extracting(start..<end), from: start, isLast: end == octets.count,
                to: &capture)
        }
        var provenance = CaptureProvenance()
        provenance.octetCount = octets.count
        auditor.end(capture, provenance: provenance)
        return try auditor.report()
    }

    @Test("has the same report, evidence included", arguments: 1...12 as ClosedRange<UInt64>)
    func same(seed: UInt64) throws {
        let plan = try AuditOfFrames.sct.get()
        var random = SeededGenerator(seed: seed)
        var octets = DemoCapture.octets(plan.fabric)
        if random.oneIn(3) { octets.removeLast(Int.random(in: 1..<5000, using: &random)) }
        if random.oneIn(3) { octets = random.mutation(of: octets) }
        guard (try? CaptureReader(octets.span.bytes)) != nil else { return }
        var whole = Auditor(plan, seed: 2)
        try whole.audit(octets.span.bytes, name: "test.pcapng")
        let expected = try whole.report()
        let report = try report(streaming: octets, plan, &random)
        #expect(report.json() == expected.json(), "seed \(seed)")
        #expect(report.evidence == expected.evidence, "seed \(seed)")
    }

    @Test("and is broken off has a report of what came, and is in doubt")
    func brokenOff() throws {
        let plan = try AuditOfFrames.sct.get()
        let octets = AuditOfFrames.capture([[1, 2, 3], [1, 2, 3]])
        var auditor = Auditor(plan, seed: 1)
        let span = octets.span.bytes
        var capture = try auditor.begin(span, name: "test.pcapng")
        auditor.feed(span.extracting(0..<octets.count - 1), from: 0, isLast: false, to: &capture)
        var provenance = CaptureProvenance()
        provenance.notes = ["came by pigeon"]
        auditor.end(capture, brokenOff: .packedDataCut, provenance: provenance)
        let report = try auditor.report()
        #expect(report.frames.read == 1)
        guard case .cut(_, .packedDataCut) = report.captures[0].end else {
            Issue.record("ended with \(report.captures[0].end)")
            return
        }
        #expect(report.doubts.map(\.kind) == [.malformed, .cut])
        #expect(report.text().contains("came by pigeon"))
    }
}
