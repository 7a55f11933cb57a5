import Diagnostics
import TestSupport
import Testing

@testable import ForwardingRules

/// Rule files that nobody meant: whatever they are, they are read, with places that exist, and
/// what was read can be applied.
@Suite struct RuleFileFuzzTests {
    private func run(_ octets: [UInt8], _ origin: @autoclosure () -> String) {
        let (updates, diagnostics) = readRuleUpdates(
            [("fuzz.txt", octets)], diagnosticLimit: 50)
        let lines = octets.count { $0 == 0x0a } + 1
        #expect(diagnostics.count <= 51, "\(origin())")
        for span in diagnostics.compactMap(\.span) {
            #expect(
                (1...lines).contains(Int(span.line)) && span.column >= 1
                    && Int(span.column) <= octets.count + 1, "\(origin())")
        }
        // What others wrote reaches a terminal escaped.
        let text = diagnostics.text(in: updates.sources).unicodeScalars
        #expect(text.allSatisfy { $0 == "\n" || $0 == "…" || (" "..."~").contains($0) })

        let linked = LinkedUpdates(updates)
        #expect(linked.updates.count == updates.updates.count, "\(origin())")
        var checker = LoopChecker(deviceCount: linked.deviceCount, cellLimit: 4_096)
        do {
            try checker.apply(linked.updates.span)
        } catch {
            #expect(error.cellLimit == 4_096, "\(origin())")
        }
        let present = Set(checker.presentLoops().map(\.devices))
        #expect(present.isSubset(of: Set(checker.loops.map(\.devices))), "\(origin())")
        _ = checker.diagnostics(for: updates)
    }

    @Test func `random octets are read`() {
        for seed in 0..<300 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let octets = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            run(octets, "seed \(seed)")
        }
    }

    @Test(arguments: 0..<4)
    func `mutations of a rule file are read and applied`(round: UInt64) {
        let whole = Array(RuleFileGenerator(seed: 1, devices: 5, links: 7, prefixes: 6).text.utf8)
        var random = SeededGenerator(seed: 0xf0 &+ round)
        for index in 0..<50 {
            run(mutated(whole, &random), "seed \(0xf0 &+ round), mutation \(index)")
        }
    }

    /// Up to twelve edits: an octet changed, a verb or a number exchanged, a line doubled, dropped,
    /// moved or cut.
    private func mutated(_ octets: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var lines = octets.split(separator: 0x0a, omittingEmptySubsequences: false).map(Array.init)
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            let line = Int.random(in: 0..<lines.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0 where !lines[line].isEmpty:
                let place = Int.random(in: 0..<lines[line].count, using: &random)
                lines[line][place] = .random(in: 0...255, using: &random)
            case 1 where !lines[line].isEmpty: lines[line][0] = random.pick(Array("+-".utf8))
            case 2: lines.insert(lines[line], at: line)
            case 3 where lines.count > 2: lines.remove(at: line)
            case 4:
                let fields = lines[line].split(separator: 0x20).map(Array.init)
                let numbers = ["0", "32", "33", "4294967295", "4294967296", "10.0.0.1"]
                guard let place = fields.indices.randomElement(using: &random) else { continue }
                var changed = fields
                changed[place] = Array(random.pick(numbers).utf8)
                lines[line] = Array(changed.joined(separator: [0x20]))
            default: lines.swapAt(line, Int.random(in: 0..<lines.count, using: &random))
            }
        }
        return Array(lines.joined(separator: [0x0a]))
    }
}
