import Audit
import Capture
import Diagnostics
import Foundation
import IR
import Net
import TestSupport
import Testing

@Suite("a part in a file")
struct AuditPartFileTests {
    private func parsed(_ octets: [UInt8], _ plan: AuditPlan) throws(AuditPartError) -> AuditPart {
        try AuditPart(parsing: octets, of: plan, topology: PartOfAudit.scope.topology)
    }

    @Test("is read as it was written", arguments: 1...6 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        let plan = try AuditOfFrames.sct.get()
        var random = SeededGenerator(seed: seed)
        var options = AuditOptions()
        options.findingLimit = random.pick([4, 10_000])
        options.evidenceLimit = random.pick([1, 10])
        options.flowLimit = random.pick([50, 1 << 20])
        let captures = PartOfAudit.captures(plan, seed: seed)
        let parts = try PartOfAudit.parts(captures, plan, count: 3, options: options)
        for part in parts + [try parts[2].merged(with: parts[0])] {
            let octets = part.octets
            let again = try parsed(octets, plan)
            #expect(again == part, "seed \(seed)")
            #expect(again.octets == octets, "seed \(seed)")
            #expect(PartOfAudit.octets(again, plan) == PartOfAudit.octets(part, plan))
        }
    }

    @Test("holds no payload")
    func canary() throws {
        let plan = try AuditOfFrames.sct.get()
        let capture = CanaryCapture.octets(plan.fabric, seed: 8, frames: 300)
        let octets = try PartOfAudit.part([capture], plan).octets
        #expect(!CanaryCapture.isIn(octets))
        // Headers are in hexadecimal.
        let hexadecimal = CanaryCapture.canary.utf8.map { octet in
            String(octet >> 4, radix: 16) + String(octet & 15, radix: 16)
        }.joined()
        #expect(!String(decoding: octets, as: UTF8.self).contains(hexadecimal.prefix(16)))
    }

    @Test("is refused with the place of what is wrong")
    func refused() throws {
        let plan = try AuditOfFrames.sct.get()
        let part = try PartOfAudit.part([DemoCapture.octets(plan.fabric)], plan)
        let text = String(decoding: part.octets, as: UTF8.self)
        let cases = [
            ("\"first\":[0,", "\"first\":[1,", "shards[0].findings[0].first"),
            (
                "\"rule\":\"unintended-flow\"", "\"rule\":\"unheard-of\"",
                "shards[0].findings[0].rule"
            ),
            ("\"read\":", "\"read\":1", "shards[0].frames"),
            ("\"shard\":1", "\"shard\":2", "shards[0].shard"),
            ("\"headers\":\"02", "\"headers\":\"0G", "shards[0].findings[0].evidence[0].headers"),
            ("\"kind\":", "\"unknown\":0,\"kind\":", "expected no member 'unknown'"),
            ("\"shard_count\":1", "\"shard_count\":9999", "shard_count"),
            ("\"format_version\":\"1.0\"", "\"format_version\":\"2.0\"", "format_version"),
            (
                "\"kind\":\"cristallo audit part\"", "\"kind\":\"a cake\"",
                "expected a part of an audit"
            ),
            ("\"topology\":\"digest", "\"topology\":\"other", "another topology"),
            ("{", "[", "octet"),
        ]
        for (right, wrong, place) in cases {
            guard let range = text.range(of: right) else {
                Issue.record("\(right) is not in the part")
                continue
            }
            let changed = text.replacingCharacters(in: range, with: wrong)
            let error = #expect(throws: AuditPartError.self) {
                try parsed(Array(changed.utf8), plan)
            }
            #expect(error?.description.contains(place) == true, "\(right): \(error as Any)")
        }
    }
}
