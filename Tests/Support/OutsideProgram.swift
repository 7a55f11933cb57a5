import Foundation

/// What a program answered.
public struct ProgramResult: Sendable {
    /// The exit status; 128 and the number of the signal where one ended it, as shells have it.
    public let status: Int32
    public let output: [UInt8]
    public let errors: [UInt8]

    public var outputText: String { String(decoding: output, as: UTF8.self) }
    public var errorText: String { String(decoding: errors, as: UTF8.self) }
}

/// A program that a test asks, and how.
public struct OutsideProgram: Sendable {
    public var path: String
    /// Added to the test's own; nil takes a variable away.
    public var environment: [String: String?] = [:]
    /// The working directory; the test's own where nil.
    public var directory: String?

    public init(path: String) { self.path = path }

    /// The tool of that name on the PATH or where administrators' tools are, or at that path. Nil where it is not
    /// installed; with CRISTALLO_REQUIRE_TOOLS=1 its name alone, so that running it fails.
    public init?(tool name: String) {
        let own = ProcessInfo.processInfo.environment
        let folders = (own["PATH"] ?? "").split(separator: ":").map(String.init)
        let others = ["/usr/sbin", "/sbin", "/usr/lib/frr"]
        let candidates =
            name.hasPrefix("/") ? [name] : (folders + others).map { "\($0)/\(name)" }
        let found =
            candidates
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        if let found {
            path = found
        } else if own["CRISTALLO_REQUIRE_TOOLS"] == "1" {
            path = name
        } else {
            return nil
        }
    }

    /// Runs to the end. Input and outputs go through files, so that no pipe can fill up.
    public func run(_ arguments: [String], input: [UInt8] = []) throws -> ProgramResult {
        try TemporaryDirectory.with { directory in
            let files = ["in", "out", "err"].map { "\(directory)/\($0)" }
            for (path, octets) in zip(files, [input, [], []]) {
                try Data(octets).write(to: URL(fileURLWithPath: path))
            }
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
            process.environment = ProcessInfo.processInfo.environment
                .merging(environment.compactMapValues { $0 }) { _, new in new }
                .filter { environment[$0.key].map { $0 != nil } ?? true }
            if let folder = self.directory {
                process.currentDirectoryURL = URL(fileURLWithPath: folder)
            }
            process.standardInput = FileHandle(forReadingAtPath: files[0])
            process.standardOutput = FileHandle(forWritingAtPath: files[1])
            process.standardError = FileHandle(forWritingAtPath: files[2])
            try process.run()
            process.waitUntilExit()
            let signal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
            return ProgramResult(
                status: signal + process.terminationStatus,
                output: Array(try Data(contentsOf: URL(fileURLWithPath: files[1]))),
                errors: Array(try Data(contentsOf: URL(fileURLWithPath: files[2]))))
        }
    }
}

/// Runs a tool that tests rely on, such as python3.
public func runTool(
    _ name: String, _ arguments: [String], input: [UInt8] = []
) throws -> ProgramResult {
    guard let tool = OutsideProgram(tool: name) else { throw ToolMissing(name: name) }
    return try tool.run(arguments, input: input)
}

/// Whether a test that needs the tool can run, or has to because the machine promises all tools.
public func hasTool(_ name: String) -> Bool { OutsideProgram(tool: name) != nil }

public struct ToolMissing: Error {
    public let name: String
}
