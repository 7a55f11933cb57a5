import Foundation

/// A file under `Fixtures/Golden` that says what an output has to be, octet by octet.
public enum GoldenFile {
    /// Whether CRISTALLO_RECORD=1 asks for the golden files to be written anew.
    public static var records: Bool {
        ProcessInfo.processInfo.environment["CRISTALLO_RECORD"] == "1"
    }

    /// Nil where `text` is what the file holds, else the first line that differs. Records the file
    /// where that is asked for.
    public static func difference(of text: String, from path: String) throws -> String? {
        let url = URL(fileURLWithPath: Repository.path("Fixtures/Golden/\(path)"))
        if records {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
            return nil
        }
        guard let data = try? Data(contentsOf: url) else { return "\(path) is not recorded" }
        let expected = String(decoding: data, as: UTF8.self)
        guard expected != text else { return nil }
        let lines = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let others = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, pair) in zip(lines, others).enumerated() where pair.0 != pair.1 {
            return "\(path):\(index + 1): recorded '\(pair.0)', now '\(pair.1)'"
        }
        return "\(path): \(lines.count) lines recorded, now \(others.count)"
    }
}
