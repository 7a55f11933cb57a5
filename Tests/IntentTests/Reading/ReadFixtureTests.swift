import Diagnostics
import Foundation
import Intent
import TestSupport
import Testing

/// `Fixtures/Diagnostics/read.*.yaml`: every trap with the exact text of what the reader says of
/// it in the `.txt` beside it, and near misses (`.ok.yaml`) of which it must say nothing.
/// `CRISTALLO_RECORD=1` rewrites the texts.
@Suite struct ReadFixtureTests {
    static let folder = "Fixtures/Diagnostics"
    static let traps = fixtures { !$0.hasSuffix(".ok.yaml") }
    static let nearMisses = fixtures { $0.hasSuffix(".ok.yaml") }

    private static func fixtures(_ isWanted: (String) -> Bool) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: Repository.path(folder))
        return (names ?? [])
            .filter { $0.hasPrefix("read.") && $0.hasSuffix(".yaml") && isWanted($0) }
            .sorted()
    }

    @Test(arguments: traps)
    func `a trap is refused in these words`(name: String) throws {
        let path = "\(Self.folder)/\(name)"
        let outcome = readTopology([(path, try Repository.octets(path))])
        #expect(outcome.diagnostics.hasErrors)
        let text = outcome.diagnostics.text(in: outcome.topology.sources)
        let expected = "\(Self.folder)/\(name.dropLast(5)).txt"
        if ProcessInfo.processInfo.environment["CRISTALLO_RECORD"] == "1" {
            try Data(text.utf8).write(to: URL(fileURLWithPath: Repository.path(expected)))
        }
        #expect(text == (try Repository.text(expected)))
    }

    @Test(arguments: nearMisses)
    func `a near miss passes without a word`(name: String) throws {
        let path = "\(Self.folder)/\(name)"
        let outcome = readTopology([(path, try Repository.octets(path))])
        #expect(outcome.diagnostics.text(in: outcome.topology.sources) == "")
    }

    @Test func `there are fixtures`() {
        #expect(Self.traps.count >= 60 && Self.nearMisses.count >= 20)
    }
}
