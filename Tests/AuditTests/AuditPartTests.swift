import Audit
import Capture
import TestSupport
import Testing

@Suite("parts of an audit")
struct AuditPartTests {
    /// Merges in an order, a grouping and with repetitions that a seed decides.
    private func merged(_ parts: [AuditPart], _ random: inout SeededGenerator) throws -> AuditPart {
        var pool = parts.shuffled(using: &random)
        while pool.count > 1 {
            let first = pool.removeFirst()
            let index = Int.random(in: 0..<pool.count, using: &random)
            pool[index] = try first.merged(with: pool[index])
            if random.oneIn(3) { pool.append(first) }
            pool.shuffle(using: &random)
            if pool.count > 4 * parts.count {
                pool = [try pool.dropFirst().reduce(pool[0]) { try $0.merged(with: $1) }]
            }
        }
        return pool[0]
    }

    private func options(_ random: inout SeededGenerator) -> AuditOptions {
        var options = AuditOptions()
        options.findingLimit = random.pick([1, 3, 20, 10_000])
        options.evidenceLimit = random.pick([1, 2, 10])
        options.flowLimit = random.pick([7, 150, 1 << 20])
        return options
    }

    @Test(
        "in any order, any grouping and with repetition give the report of the undivided audit",
        arguments: 1...7, ["sct", "tix"])
    func property(count: Int, topology: String) throws {
        let plan = try topology == "sct" ? AuditOfFrames.sct.get() : AuditOfFrames.tix.get()
        for round in 0..<3 {
            let seed = UInt64(100 * count + round)
            var random = SeededGenerator(seed: seed)
            let options = options(&random)
            let captures =
                topology == "sct"
                ? PartOfAudit.captures(plan, seed: seed)
                : [AuditOfFrames.capture(generated(plan, seed: seed))]
            let whole = try PartOfAudit.part(captures, plan, options: options)
            let expected = PartOfAudit.octets(whole, plan)
            let parts = try PartOfAudit.parts(captures, plan, count: count, options: options)
            for _ in 0..<4 {
                let part = try merged(parts, &random)
                #expect(part.missingShards == [])
                let matches = PartOfAudit.octets(part, plan) == expected
                #expect(matches, "seed \(seed), \(count) shards, \(options)")
            }
        }
    }

    private func generated(_ plan: AuditPlan, seed: UInt64) -> [[UInt8]] {
        var traffic = FabricTraffic(plan.fabric, seed: seed)
        return (0..<600).map { _ in traffic.anyFrame() }
    }

    @Test("of the demonstration give its report", arguments: 1...7)
    func demonstration(count: Int) throws {
        let plan = try AuditOfFrames.sct.get()
        let capture = DemoCapture.octets(plan.fabric)
        let expected = PartOfAudit.octets(try PartOfAudit.part([capture], plan), plan)
        let parts = try PartOfAudit.parts([capture], plan, count: count)
        let merged = try parts.dropFirst().reduce(parts[0]) { try $0.merged(with: $1) }
        #expect(PartOfAudit.octets(merged, plan) == expected)
        #expect(AuditReport(plan, merged).verdict == .breach)
    }

    @Test("each judge some of the frames, and none of them twice", arguments: [2, 3, 7])
    func division(count: Int) throws {
        let plan = try AuditOfFrames.sct.get()
        let capture = DemoCapture.octets(plan.fabric)
        let read = try PartOfAudit.parts([capture], plan, count: count)
            .map { AuditReport(plan, $0).frames.read }
        #expect(
            read.reduce(0, +)
                == AuditReport(plan, try PartOfAudit.part([capture], plan)).frames.read)
        #expect(read.allSatisfy { $0 > 0 })
    }

    @Test("are never clean while a shard is missing, and say which")
    func missing() throws {
        let plan = try AuditOfFrames.sct.get()
        let frame = FrameBuilder.ethernet(
            tags: [AuditOfFrames.tag(plan.vlan("comune-prato/prod/anagrafe"))],
            FrameBuilder.ip("10.41.10.17", "10.41.10.18", .tcp(50_000, 22)))
        let parts = try PartOfAudit.parts([AuditOfFrames.capture([frame])], plan, count: 4)
        let whole = try parts.dropFirst().reduce(parts[0]) { try $0.merged(with: $1) }
        #expect(AuditReport(plan, whole).verdict == .clean)
        for lost in 1...4 {
            let rest = parts.filter { $0.shards != [lost] }
            let part = try rest.dropFirst().reduce(rest[0]) { try $0.merged(with: $1) }
            let report = AuditReport(plan, part)
            #expect(report.verdict == .inconclusive && report.verdict.exitCode == 3)
            #expect(report.doubts.map { "\($0.count) \($0.kind)" } == ["1 shards"])
            #expect(report.missingShards == [lost])
            #expect(report.text().contains("of 4 these are missing: \(lost)"))
        }
        let leak = try PartOfAudit.parts([DemoCapture.octets(plan.fabric)], plan, count: 3)
        let breaches = leak.map { AuditReport(plan, $0).verdict }
        #expect(breaches.count { $0 == .breach } == 1, "one connection is in one shard")
    }

    @Test("of different audits are told apart and refused")
    func mismatch() throws {
        let plan = try AuditOfFrames.sct.get()
        let capture = DemoCapture.octets(plan.fabric)
        let part = try PartOfAudit.parts([capture], plan, count: 2)[0]
        var auditor = Auditor(plan, shard: AuditShard(2, of: 2) ?? .whole, seed: 1)
        try auditor.audit(capture.span.bytes, name: "capture-0")
        let topology = try auditor.part(of: AuditScope(topology: "another", program: "1.0"))
        let program = try auditor.part(
            of: AuditScope(topology: PartOfAudit.scope.topology, program: "2.0"))
        let vantage = try auditor.part(
            of: AuditScope(
                topology: PartOfAudit.scope.topology, program: "1.0", vantage: "leaf-1:swp1"))
        let shards = try PartOfAudit.parts([capture], plan, count: 3)[1]
        let others = try PartOfAudit.parts([capture, capture], plan, count: 2)[1]
        let shorter = try PartOfAudit.parts([Array(capture.dropLast(9))], plan, count: 2)[1]
        var options = AuditOptions()
        options.evidenceLimit = 3
        let optional = try PartOfAudit.parts([capture], plan, count: 2, options: options)[1]
        let contradicting = try PartOfAudit.part(
            [capture], plan, shard: AuditShard(1, of: 2) ?? .whole, seed: 1)
        #expect(try part.merged(with: contradicting) == part)
        for (other, word) in [
            (topology, "topologies"), (program, "versions 1.0 and 2.0"), (vantage, "options"),
            (shards, "2 and in 3 shards"),
            (others, "captures"), (shorter, "captures"), (optional, "options"),
        ] {
            let first = #expect(throws: AuditPartMismatch.self) { try part.merged(with: other) }
            #expect(first?.description.contains(word) == true)
            #expect(throws: AuditPartMismatch.self) { try other.merged(with: part) }
        }
    }
}
