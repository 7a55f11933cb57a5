import Diagnostics
import Foundation
import Intent
import Net
import TestSupport

/// The fixtures of checks: `intent.SLUG.yaml` must give what `intent.SLUG.txt` says, and
/// `intent.SLUG.ok.yaml`, its near miss, nothing.
enum CheckFixtures {
    static let folder = "Fixtures/Diagnostics"

    static let isRecording = ProcessInfo.processInfo.environment["CRISTALLO_RECORD"] == "1"

    /// The path of a fixture below the repository's root.
    static func path(_ code: String, _ suffix: String) -> String { "\(folder)/\(code)\(suffix)" }

    /// What ages in the fixtures are counted to.
    static let now = UTCTime(startOf: CalendarDate(days: 20_788))

    static func read(_ path: String) throws -> ReadOutcome {
        readTopology([(path, try Repository.octets(path))])
    }

    /// Names of the files in the folder that begin with `intent.`, sorted.
    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(Repository.root)/\(folder)")
            .filter { $0.hasPrefix("intent.") }.sorted()
    }
}
