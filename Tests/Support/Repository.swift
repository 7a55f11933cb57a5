import Foundation

/// Where the files of this repository stand, for tests that read fixtures.
public enum Repository {
    /// The path of the repository's root, without a slash at its end.
    public static let root: String = {
        // This file is Tests/Support/Repository.swift.
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()

    public static func path(_ relative: String) -> String { root + "/" + relative }

    /// Whether a file is there; for data that stands beside the repository and may be absent.
    public static func has(_ relative: String) -> Bool {
        FileManager.default.fileExists(atPath: path(relative))
    }

    public static func octets(_ relative: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path(relative))))
    }

    public static func text(_ relative: String) throws -> String {
        String(decoding: try octets(relative), as: UTF8.self)
    }
}
