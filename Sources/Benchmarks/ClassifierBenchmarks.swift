import Classifier
import Foundation
import Net
import TestSupport

/// Building and asking a `FlowTable` of the four kinds of rule sets, or of a file's rules about a
/// file's headers. A sample of the verdicts is compared with a linear scan first.
enum ClassifierBenchmarks {
    static let usage =
        "classify [--set acl|fw|ipc|matrix] [--size N] [--keys N] [--rounds N] "
        + "[--rules FILE --trace FILE]"

    private struct Options {
        var kinds = RuleSetKind.allCases
        var sizes = [1_000, 10_000, 100_000]
        var keyCount = 1_000_000
        var rounds = 5
        var rulePath: String?
        var tracePath: String?

        init(_ arguments: [String]) throws {
            var flags = try BenchmarkFlags(arguments, usage: usage)
            if let name = flags.text("--set") {
                kinds = RuleSetKind(rawValue: name).map { [$0] } ?? []
            }
            sizes = try flags.number("--size").map { [$0] } ?? sizes
            keyCount = try flags.number("--keys") ?? keyCount
            rounds = try flags.number("--rounds") ?? rounds
            rulePath = flags.text("--rules")
            tracePath = flags.text("--trace")
            try flags.finish()
            guard !kinds.isEmpty, (rulePath == nil) == (tracePath == nil) else {
                throw BenchmarkError(message: "usage: \(usage)")
            }
        }
    }

    static func run(_ arguments: [String]) throws {
        let options = try Options(arguments)
        print(
            "one core; CPU time, median of \(options.rounds) rounds; cold: the first pass "
                + "over the keys after building; warm: the next; memory: all that was compiled")
        if let rulePath = options.rulePath, let tracePath = options.tracePath {
            let keys = try ClassBenchFile.keys(path: tracePath)
            return try measure(
                rulePath, ClassBenchFile.rules(path: rulePath), [("trace", keys)], options.rounds)
        }
        for kind in options.kinds {
            for size in options.sizes {
                let rules = kind.rules(count: size, seed: 1)
                var traffic = RuleTraffic(rules, seed: 2)
                let traces = [
                    ("random", traffic.scattered(options.keyCount)),
                    ("zipf", traffic.zipf(options.keyCount, flows: options.keyCount / 5)),
                ]
                try measure("\(kind.rawValue) \(size)", rules, traces, options.rounds)
            }
        }
    }

    private static func measure(
        _ name: String, _ rules: [Rule], _ traces: [(name: String, keys: [FlowKey])],
        _ rounds: Int
    ) throws {
        for (trace, keys) in traces {
            var build = Measurement(name: "build")
            var cold = Measurement(name: "cold")
            var warm = Measurement(name: "warm")
            var verdicts = [Int32](repeating: 0, count: keys.count)
            var memory = 0
            for _ in 0..<rounds {
                var table = try FlowTable([])
                build.seconds.append(try Measurement.cpuSeconds { table = try FlowTable(rules) })
                for pass in 0..<2 {
                    let seconds = Measurement.cpuSeconds {
                        classify(keys, with: table, into: &verdicts)
                    }
                    if pass == 0 {
                        cold.seconds.append(seconds)
                    } else {
                        warm.seconds.append(seconds)
                    }
                }
                memory = table.memoryInOctets
            }
            try check(keys, verdicts, rules)
            print(
                String(
                    format: "%@ cold %6.2f  warm %6.2f M/s  build %5.1f ms  %5.1f MB",
                    "\(name) \(trace)".padding(toLength: 24, withPad: " ", startingAt: 0),
                    Double(keys.count) / cold.median / 1e6, Double(keys.count) / warm.median / 1e6,
                    build.median * 1e3, Double(memory) / 1e6))
        }
    }

    /// Compares verdicts with a linear scan, as many as take about a second.
    private static func check(_ keys: [FlowKey], _ verdicts: [Int32], _ rules: [Rule]) throws {
        let model = LinearTable(rules)
        let count = min(keys.count, max(200, 20_000_000 / max(rules.count, 1)))
        for index in stride(from: 0, to: keys.count, by: keys.count / count) {
            guard verdicts[index] == model.firstRule(covering: keys[index]).map(Int32.init) ?? -1
            else { throw BenchmarkError(message: "the table and the linear scan disagree") }
        }
    }

    @inline(never)
    private static func classify(
        _ keys: [FlowKey], with table: FlowTable, into verdicts: inout [Int32]
    ) {
        var span = verdicts.mutableSpan
        table.classify(keys.span, into: &span)
    }
}
