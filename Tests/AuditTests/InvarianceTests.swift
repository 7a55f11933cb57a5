import Audit
import Capture
import Diagnostics
import Net
import TestSupport
import Testing

@Suite("what an audit does not depend on")
struct InvarianceTests {
    /// The report without what must differ: what is said of the cache.
    private func essence(_ report: AuditReport, shiftedBy shift: UInt64 = 0) -> [String] {
        let findings = report.findings.map { finding in
            let evidence = finding.evidence.map { "\($0.packet.number - shift)" }
            return "\(finding.rule.rawValue) \(finding.source) \(finding.destination) "
                + "\(finding.service?.description ?? "-") \(finding.subject) \(finding.flows) "
                + "\(finding.forward) \(finding.backward) \(finding.first.number - shift) "
                + "\(finding.last.number - shift) \(finding.places) \(evidence)"
        }
        let doubts = report.doubts.filter { $0.kind != .flowLimit }.map { "\($0)" }
        let coverage = report.coverage
        return findings + doubts + [
            "\(coverage.contracts) \(coverage.withinVRFs) \(coverage.link) "
                + "\(coverage.infrastructure) \(coverage.exchange) \(coverage.unrelated)"
        ]
    }

    private func frames(_ plan: AuditPlan, seed: UInt64) -> [[UInt8]] {
        var traffic = FabricTraffic(plan.fabric, seed: seed)
        let pool = (0..<300).map { _ in traffic.anyFrame() }
        return (0..<2000).map { _ in traffic.random.pick(pool) }
    }

    @Test(
        "the answers are the same for any seed of the hash and any size of the cache",
        arguments: 1...6 as ClosedRange<UInt64>)
    func cache(seed: UInt64) throws {
        let plan = try AuditOfFrames.sct.get()
        let frames = frames(plan, seed: seed)
        let expected = essence(try AuditOfFrames.report(frames, plan))
        for (limit, hashSeed) in [(1 << 20, 99 as UInt64), (1, 1), (3, 2), (40, 3)] {
            var options = AuditOptions()
            options.flowLimit = limit
            let report = try AuditOfFrames.report(frames, plan, options: options, seed: hashSeed)
            #expect(essence(report) == expected, "seed \(seed), \(limit) flows")
            #expect(report.coverage.flowsAreCut == (limit < 1 << 20))
        }
    }

    @Test("the answers are the same wherever a batch ends", arguments: [1, 2, 31, 32, 33, 63])
    func batches(shift: Int) throws {
        let plan = try AuditOfFrames.sct.get()
        let frames = frames(plan, seed: 7)
        // Layer-2 control says nothing to an audit.
        let control = FrameBuilder.ethernet(.init(etherType: 0x88cc, octets: [0, 0]))
        let expected = essence(try AuditOfFrames.report(frames, plan))
        let shifted = try AuditOfFrames.report(
            Array(repeating: control, count: shift) + frames, plan)
        #expect(essence(shifted, shiftedBy: UInt64(shift)) == expected)
    }

    @Test(
        "every frame of a mutated capture is accounted for",
        arguments: 1...40 as ClosedRange<UInt64>)
    func conservation(seed: UInt64) throws {
        let plan = try AuditOfFrames.sct.get()
        var octets = DemoCapture.octets(plan.fabric)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let index = Int.random(in: 200..<octets.count, using: &random)
            octets[index] = random.oneIn(2) ? UInt8.random(in: 0...255, using: &random) : 0
        }
        if random.oneIn(3) { octets.removeLast(Int.random(in: 1..<5000, using: &random)) }
        var auditor = Auditor(plan, seed: seed)
        try auditor.audit(octets.span.bytes, name: "mutated")
        // Throws where a frame was lost.
        let report = try auditor.report()
        let frames = report.frames
        #expect(
            frames.read == frames.classified + frames.malformed + frames.truncated
                + frames.unsupported, "seed \(seed)")
        #expect(frames.read == report.captures[0].frameCount, "seed \(seed)")
        #expect(!report.text().isEmpty && !report.json().text().isEmpty)
    }
}
