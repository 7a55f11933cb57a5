import Foundation

/// A directory for one test.
public enum TemporaryDirectory {
    /// Calls `body` with the path of a new, empty directory and removes it afterwards.
    public static func with<Result>(_ body: (String) throws -> Result) throws -> Result {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("cristallo-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        return try body(url.path)
    }
}
