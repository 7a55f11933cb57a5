import Foundation
import TestSupport

/// The built program, run as users run it.
enum CLIProgram {
    static let path = OutsideProgram(built: "cristallo").path

    /// Runs the program in `directory` with no variable that decides about colours, and an English
    /// UTF-8 locale.
    static func run(
        _ arguments: [String], in directory: String, environment: [String: String?] = [:]
    ) throws -> ProgramResult {
        var program = OutsideProgram(path: path)
        program.directory = directory
        program.environment = [
            "NO_COLOR": nil, "CLICOLOR": nil, "CLICOLOR_FORCE": nil, "TERM": "xterm", "LC_ALL": nil,
            "LC_CTYPE": nil, "LANG": "C.UTF-8",
        ].merging(environment) { _, new in new }
        return try program.run(arguments)
    }

    /// Calls `body` with a new directory that holds copies of topologies of this repository.
    static func withTopologies<Result>(
        _ names: [String], _ body: (String) throws -> Result
    ) throws -> Result {
        try TemporaryDirectory.with { directory in
            for name in names {
                try write(Repository.text("Topologies/\(name)"), to: "\(directory)/\(name)")
            }
            return try body(directory)
        }
    }

    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    static func read(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Every file below a directory by relative path.
    static func files(in directory: String) throws -> [String: [UInt8]] {
        var result: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory) {
            let full = "\(directory)/\(path)"
            let type = try FileManager.default.attributesOfItem(atPath: full)[.type]
            if type as? FileAttributeType != .typeDirectory { result[path] = try read(full) }
        }
        return result
    }
}
