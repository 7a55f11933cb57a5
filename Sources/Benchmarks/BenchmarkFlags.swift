import Foundation

/// The arguments of a benchmark: flags, each with a value. What is asked for is taken out, and what is
/// left at the end is wrong.
struct BenchmarkFlags {
    private let usage: String
    private var values: [String: String] = [:]

    init(_ arguments: [String], usage: String) throws {
        self.usage = usage
        var rest = arguments[...]
        while let flag = rest.popFirst() {
            guard let value = rest.popFirst(), values.updateValue(value, forKey: flag) == nil
            else { throw wrong }
        }
    }

    var wrong: BenchmarkError { BenchmarkError(message: "usage: \(usage)") }

    mutating func text(_ flag: String) -> String? { values.removeValue(forKey: flag) }

    /// - Parameter range: what it may be.
    mutating func number(_ flag: String, in range: ClosedRange<Int> = 1...Int.max) throws -> Int? {
        guard let text = text(flag) else { return nil }
        guard let number = Int(text), range.contains(number) else { throw wrong }
        return number
    }

    /// The program that is measured: `--program`, or the one built beside the benchmarks.
    mutating func program() -> String { text("--program") ?? Self.builtProgram.path }

    static var builtProgram: URL {
        URL(fileURLWithPath: CommandLine.arguments[0])
            .deletingLastPathComponent().appendingPathComponent("cristallo")
    }

    /// Throws where a flag was given that nobody asked for.
    func finish() throws { if !values.isEmpty { throw wrong } }
}

struct BenchmarkError: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}
