import Diagnostics
import Foundation
import Intent
import TestSupport
import Testing

/// Octets that nobody meant: whatever they are, the reader returns, within its limits, with places
/// that exist. `Fixtures/Fuzz/yaml` holds the seeds and every input that ever did harm; the traps
/// of `Fixtures/Diagnostics` and the topologies are seeds too.
@Suite struct YAMLFuzzTests {
    /// Small, so that a mutation that finds a way to multiply meets a limit soon.
    static let limits: ReadingLimits = {
        var limits = ReadingLimits()
        limits.nodes = 20_000
        limits.diagnostics = 50
        return limits
    }()

    static let seeds: [String] = {
        ["Fixtures/Fuzz/yaml", "Fixtures/Diagnostics", "Topologies"].flatMap { folder in
            let names = try? FileManager.default.contentsOfDirectory(
                atPath: Repository.path(folder))
            return (names ?? []).sorted().filter { $0.hasSuffix(".yaml") }
                .map { "\(folder)/\($0)" }
        }
    }()

    /// Reads and checks what holds of every outcome.
    private func read(_ octets: [UInt8], _ origin: @autoclosure () -> String) {
        let outcome = readTopology([("fuzz.yaml", octets)], limits: Self.limits)
        let lines = octets.count { $0 == 0x0a || $0 == 0x0d } + 1
        #expect(outcome.diagnostics.count <= Self.limits.diagnostics + 1, "\(origin())")
        for diagnostic in outcome.diagnostics {
            let spans = [diagnostic.span] + diagnostic.notes.map(\.span)
            for span in spans.compactMap({ $0 }) {
                #expect(
                    span.line >= 1 && span.column >= 1 && Int(span.line) <= lines + 1
                        && Int(span.column) <= octets.count + 1, "\(origin())")
            }
            // What others wrote reaches a terminal escaped.
            let text = diagnostic.text(in: outcome.topology.sources)
            let isPlain = text.unicodeScalars.allSatisfy {
                $0 == "\n" || $0 == "…" || ($0.value >= 0x20 && $0.value < 0x7f)
            }
            #expect(isPlain, "\(origin()): \(text)")
        }
        #expect(outcome.isComplete || outcome.diagnostics.hasErrors, "\(origin())")
    }

    @Test func `every seed is read`() throws {
        #expect(Self.seeds.count > 90)
        for seed in Self.seeds { read(try Repository.octets(seed), seed) }
    }

    @Test(arguments: 0..<8)
    func `mutations of the seeds are read`(round: UInt64) throws {
        let corpus = try Self.seeds.map { try Repository.octets($0) }.filter { $0.count < 20_000 }
        var random = SeededGenerator(seed: 0xa17 &+ round)
        for index in 0..<250 {
            var octets = random.pick(corpus)
            for _ in 0...Int.random(in: 0..<6, using: &random) {
                mutate(&octets, corpus: corpus, using: &random)
            }
            read(octets, "seed \(0xa17 &+ round), mutation \(index)")
        }
    }

    /// One edit: most of them put something where YAML has a meaning for it.
    private func mutate(
        _ octets: inout [UInt8], corpus: [[UInt8]], using random: inout SeededGenerator
    ) {
        let fragments = [
            "[", "]", "{", "}", ": ", "- ", "\n", "\r\n", "  ", "\t", "&a ", "*a", "<<: ", "!!str ",
            "---\n", "...\n", "\"", "'", "|\n", ">-\n", "? ", "#", "%YAML 1.2\n", "\u{feff}", "\0",
            "\u{202e}", "\\x00", "~", ",", "@", "`", "0x1F", "é", "😀", "name: ", "[[[[[[[[[[",
        ]
        let place = Int.random(in: 0...octets.count, using: &random)
        let end = min(octets.count, place + Int.random(in: 0..<40, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: octets.insert(contentsOf: random.pick(fragments).utf8, at: place)
        case 1: octets.removeSubrange(place..<end)
        case 2: octets.insert(contentsOf: octets[place..<end], at: place)
        case 3 where place < octets.count: octets[place] = UInt8.random(in: 0...255, using: &random)
        case 4:
            let other = random.pick(corpus)
            octets.replaceSubrange(place..<end, with: other.suffix(Int(place % 200)))
        default: octets.replaceSubrange(place..<end, with: Array(random.pick(fragments).utf8))
        }
    }

    @Test func `random octets are read`() {
        for seed in 0..<300 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let octets = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            read(octets, "seed \(seed)")
        }
    }
}
