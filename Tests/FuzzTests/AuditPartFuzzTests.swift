import Audit
import TestSupport
import Testing

/// Parts of audits that nobody wrote: whatever the octets, they are refused with a place, or they are
/// a part that can be written, read, merged and reported.
struct AuditPartFuzzTests {
    private let plan: AuditPlan
    private let whole: AuditPart

    init() throws {
        let fabric = try CompiledTopology.fabric(named: "tix")
        plan = try AuditPlan(fabric)
        var traffic = FabricTraffic(fabric, seed: 1)
        let frames = (0..<120).map { _ in traffic.anyFrame() }
        var options = AuditOptions()
        options.evidenceLimit = 2
        var auditor = Auditor(
            plan, options: options, shard: AuditShard(2, of: 3) ?? .whole, seed: 1)
        var builder = CaptureBuilder()
        builder.pcapHeader()
        for frame in frames { builder.pcapRecord(frame) }
        try auditor.audit(builder.octets.span.bytes, name: "fuzz.pcap")
        whole = try auditor.part(of: AuditScope(topology: "digest", program: "1.0"))
    }

    /// One to four edits: an octet changed, dropped or doubled, a number exchanged for a hostile one, a
    /// piece put elsewhere.
    private func mutated(_ octets: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        let numbers = [
            "-1", "0", "1", "255", "65536", "4294967296", "1099511627776", "9223372036854775807",
            "-9223372036854775808", "null", "[]", "{}", "\"\"", "true",
        ]
        var result = octets
        for _ in 0..<Int.random(in: 1...4, using: &random) where !result.isEmpty {
            let index = Int.random(in: 0..<result.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: result[index] = UInt8.random(in: 0...255, using: &random)
            case 1: result.remove(at: index)
            case 2: result.insert(result[index], at: index)
            case 3:
                let piece = result[index...].prefix(Int.random(in: 1...40, using: &random))
                result.insert(
                    contentsOf: piece, at: Int.random(in: 0..<result.count, using: &random))
            default:
                let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
                guard let start = result[index...].firstIndex(where: digits.contains) else { break }
                let end = result[start...].firstIndex { !digits.contains($0) } ?? result.count
                result.replaceSubrange(start..<end, with: random.pick(numbers).utf8)
            }
        }
        return result
    }

    @Test("no octets lead the reader of parts astray", arguments: 1...4 as ClosedRange<UInt64>)
    func mutations(seed: UInt64) throws {
        let octets = whole.octets
        var random = SeededGenerator(seed: seed)
        var accepted = 0
        for round in 0..<400 {
            let text = mutated(octets, &random)
            guard let part = try? AuditPart(parsing: text, of: plan, topology: "digest") else {
                continue
            }
            accepted += 1
            let again = try AuditPart(parsing: part.octets, of: plan, topology: "digest")
            #expect(again == part, "seed \(seed), mutation \(round)")
            let both = (try? part.merged(with: whole)) ?? part
            #expect(!AuditReport(plan, both).text().isEmpty, "seed \(seed), mutation \(round)")
            #expect(!AuditReport(plan, both).json().text().isEmpty)
            #expect(!AuditReport(plan, both).evidence.isEmpty)
        }
        #expect(accepted > 0, "seed \(seed): mutations of strings and numbers are parts, too")
    }

    @Test("no beginning of a part is one")
    func beginnings() {
        let octets = whole.octets
        for count in stride(from: 0, to: octets.count - 1, by: 37) {
            #expect(throws: AuditPartError.self) {
                try AuditPart(parsing: Array(octets[..<count]), of: plan, topology: "digest")
            }
        }
    }
}
