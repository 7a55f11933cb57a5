import Capture
import Diagnostics
import TestSupport
import Testing

@testable import Audit

@Suite("stretches of a capture")
struct StretchTests {
    /// What an audit in stretches says, how many there were, and the octets that had to be read anew.
    private func audit(
        _ captures: [[UInt8]], _ plan: AuditPlan, count: Int, options: AuditOptions,
        shard: AuditShard = .whole
    ) throws -> (octets: [[UInt8]], stretches: [Int], again: Int) {
        var auditor = Auditor(plan, options: options, shard: shard, seed: 7)
        var stretchCounts: [Int] = []
        var again = 0
        for (index, file) in captures.enumerated() {
            let octets = file.span.bytes
            var capture = try auditor.begin(octets, name: "capture-\(index)")
            let stretches = capture.stretches(octets, count: count, options: options)
            stretchCounts.append(stretches.count)
            // Whatever thread comes first: here the last stretch.
            var audits: [Int: StretchBox] = [:]
            for (number, stretch) in stretches.enumerated().reversed() {
                let box = StretchBox(
                    StretchAudit(stretch, of: auditor, capture, octets, seed: UInt64(number)))
                box.audit?.run(octets) { _ in true }
                audits[number] = box
            }
            for number in stretches.indices {
                guard let audit = audits[number]?.audit.take() else { continue }
                auditor.append(audit, octets, to: &capture) {
                    again += $0.octets.count
                    return true
                }
            }
            var provenance = CaptureProvenance()
            provenance.octetCount = file.count
            auditor.end(capture, provenance: provenance)
        }
        let part = try auditor.part(of: PartOfAudit.scope)
        return (PartOfAudit.octets(part, plan), stretchCounts, again)
    }

    private func options(_ random: inout SeededGenerator) -> AuditOptions {
        var options = AuditOptions()
        options.fragmentReach = random.pick([0, 500, 5000, 4 << 20])
        options.findingLimit = random.pick([2, 10_000])
        options.evidenceLimit = random.pick([1, 10])
        options.flowLimit = random.pick([40, 1 << 20])
        return options
    }

    /// The same frames as pcap, in either byte order, with times that go back now and then.
    private func pcap(_ pcapng: [UInt8], _ random: inout SeededGenerator) throws -> [UInt8] {
        let reading = try CaptureReading(pcapng)
        var builder = CaptureBuilder(bigEndian: random.oneIn(2))
        let disorder: UInt32 = random.oneIn(2) ? 5 : 0
        builder.pcapHeader(nanoseconds: random.oneIn(2))
        for (index, record) in reading.records.enumerated() {
            builder.pcapRecord(
                Array(pcapng[record.range]),
                seconds: 1000 + UInt32(index / 50)
                    - UInt32.random(in: 0...disorder, using: &random),
                original: record.originalLength)
        }
        return builder.octets
    }

    @Test(
        "give the report of the undivided audit, whatever the capture",
        arguments: [1, 2, 3, 8], 1...3 as ClosedRange<UInt64>)
    func property(count: Int, seed: UInt64) throws {
        let plan = try AuditOfFrames.sct.get()
        var random = SeededGenerator(seed: seed)
        let options = options(&random)
        var captures = PartOfAudit.captures(plan, seed: seed)
        captures.append(DemoCapture.octets(plan.fabric))
        captures.append(try pcap(captures[0], &random))
        captures.append(try pcap(captures[2], &random))
        // Two sections, the second with interfaces of its own.
        captures.append(captures[0] + captures[4])
        var mutated = captures[4]
        for _ in 0..<Int.random(in: 1...30, using: &random) {
            mutated[Int.random(in: 24..<mutated.count, using: &random)] = UInt8.random(
                in: 0...255, using: &random)
        }
        captures.append(mutated)
        captures.append(captures[5].dropLast(Int.random(in: 1...200, using: &random)))
        let shard = random.oneIn(3) ? AuditShard(2, of: 3) ?? .whole : .whole
        for capture in captures {
            let whole = try PartOfAudit.part([capture], plan, shard: shard, options: options)
            let divided = try audit([capture], plan, count: count, options: options, shard: shard)
            let matches = divided.octets == PartOfAudit.octets(whole, plan)
            #expect(matches, "seed \(seed), \(count) stretches, \(options), \(shard)")
        }
        let whole = try PartOfAudit.part(captures, plan, options: options)
        let divided = try audit(captures, plan, count: count, options: options)
        let matches = divided.octets == PartOfAudit.octets(whole, plan)
        #expect(matches, "seed \(seed), \(count) stretches, \(options), all captures")
    }

    @Test(
        "of an honest capture are found, and none of it is read twice but to warm up",
        arguments: [2, 3, 8], [false, true])
    func honest(count: Int, isPcap: Bool) throws {
        let plan = try AuditOfFrames.sct.get()
        var random = SeededGenerator(seed: 5)
        var traffic = FabricTraffic(plan.fabric, seed: 5)
        let frames = (0..<1500).map { _ in traffic.anyFrame() + Array(repeating: 0, count: 80) }
        var octets = AuditOfFrames.capture(frames)
        if isPcap { octets = try pcap(octets, &random) }
        var options = AuditOptions()
        options.fragmentReach = 3000
        let divided = try audit([octets], plan, count: count, options: options)
        #expect(divided.stretches == [count] && divided.again == 0)
    }

    @Test("that are interrupted leave what the first has read up to there", arguments: [2, 3])
    func interrupted(count: Int) throws {
        let plan = try AuditOfFrames.sct.get()
        var traffic = FabricTraffic(plan.fabric, seed: 6)
        let octets = AuditOfFrames.capture((0..<900).map { _ in traffic.anyFrame() })
        var options = AuditOptions()
        options.fragmentReach = 2000
        var auditor = Auditor(plan, options: options, seed: 1)
        let span = octets.span.bytes
        var capture = try auditor.begin(span, name: "interrupted")
        let stretches = capture.stretches(span, count: count, options: options)
        #expect(stretches.count == count)
        for stretch in stretches {
            var audit = StretchAudit(stretch, of: auditor, capture, span, seed: 2)
            audit.run(span) { _ in false }
            auditor.append(audit, span, to: &capture) { _ in false }
        }
        auditor.end(capture)
        let report = try auditor.report()
        // It is asked after the first piece, which ends where the next stretch warms up.
        let reading = try CaptureReading(octets)
        let before = reading.records.count { $0.range.upperBound <= stretches[1].warmUp }
        #expect(report.frames.read == UInt64(before) && before > 0)
        #expect(report.captures[0].end == .cut(offset: stretches[1].warmUp, .interrupted))
        #expect(report.verdict == .breach)
    }

    @Test("that a capture has made up, in what its frames carry, are found out")
    func deceived() throws {
        let plan = try AuditOfFrames.sct.get()
        var inner = CaptureBuilder()
        for _ in 0..<40 { inner.pcapRecord(Array(repeating: 0xff, count: 20), seconds: 7) }
        // Frames whose payload is a capture, so that a guess nearly always falls into one of those.
        var builder = CaptureBuilder()
        builder.pcapHeader()
        for index in 0..<300 {
            let packet = FrameBuilder.ip(
                "10.41.10.17", "10.41.10.18",
                .udp(UInt16(40_000 + index), 5000, payload: inner.octets))
            builder.pcapRecord(
                FrameBuilder.ethernet(
                    tags: [AuditOfFrames.tag(plan.vlan("comune-prato/prod/anagrafe"))], packet),
                seconds: 7)
        }
        let whole = try PartOfAudit.part([builder.octets], plan)
        let divided = try audit([builder.octets], plan, count: 3, options: AuditOptions())
        #expect(divided.octets == PartOfAudit.octets(whole, plan))
        #expect(divided.stretches == [3] && divided.again > 0)
    }
}

/// A place for a value that cannot be copied.
private final class StretchBox {
    var audit: StretchAudit?
    init(_ audit: consuming StretchAudit) { self.audit = consume audit }
}
