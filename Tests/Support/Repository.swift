import Foundation

/// The clone that the tests were built from.
public enum Repository {
    /// The path of its root, without a slash at the end.
    public static let root: String = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    public static func path(_ relative: String) -> String { root + "/" + relative }

    public static func octets(_ relative: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path(relative))))
    }

    public static func text(_ relative: String) throws -> String {
        String(decoding: try octets(relative), as: UTF8.self)
    }
}
