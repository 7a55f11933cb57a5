import Foundation
import Testing

/// Golden files: what was printed once and read line by line, compared ever after.
public enum Golden {
    /// Whether this run writes golden files anew: `CRISTALLO_RECORD=1 swift test`.
    public static let isRecording =
        ProcessInfo.processInfo.environment["CRISTALLO_RECORD"] == "1"

    /// Compares a text with the file at `path` below the repository's root; the issue names the
    /// first line that differs. When recording, writes it.
    public static func expect(
        _ text: String, at path: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let url = URL(fileURLWithPath: "\(Repository.root)/\(path)")
        if isRecording {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
            return
        }
        guard let data = try? Data(contentsOf: url) else {
            Issue.record("no golden file \(path)", sourceLocation: sourceLocation)
            return
        }
        let expected = String(decoding: data, as: UTF8.self)
        guard expected != text else { return }
        let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let new = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = zip(old, new).prefix { $0 == $1 }.count
        Issue.record(
            """
            \(path):\(line + 1) differs
            golden: \(line < old.count ? old[line] : "(end)")
            now:    \(line < new.count ? new[line] : "(end)")
            """, sourceLocation: sourceLocation)
    }
}
