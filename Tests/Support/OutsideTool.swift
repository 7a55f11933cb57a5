import Foundation

/// A program that tests compare with: found in the PATH, run with arguments, never through a shell.
public struct OutsideTool: Sendable {
    public let name: String
    private let path: String?

    public init(_ name: String) {
        self.name = name
        let directories = ProcessInfo.processInfo.environment["PATH"] ?? ""
        path = directories.split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Whether a test that needs the tool is to run: it is there, or must be there, in which case
    /// the test fails instead of being skipped.
    public var isExpected: Bool {
        let environment = ProcessInfo.processInfo.environment
        return path != nil || environment["CI"] != nil
            || environment["CRISTALLO_REQUIRE_TOOLS"] != nil
    }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// The standard output of a run that exits with 0.
    public func run(_ arguments: [String]) throws -> String {
        guard let path else { throw Failure(description: "\(name) is not installed") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(
                description: "\(name) exited with \(process.terminationStatus): "
                    + arguments.joined(separator: " "))
        }
        return String(decoding: data, as: UTF8.self)
    }
}

/// Gives `body` the path of a file with `octets`, which is gone afterwards.
public func withTemporaryFile<Result>(
    _ octets: [UInt8], suffix: String, _ body: (String) throws -> Result
) throws -> Result {
    let path = NSTemporaryDirectory() + "/\(UUID().uuidString).\(suffix)"
    try Data(octets).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
}
