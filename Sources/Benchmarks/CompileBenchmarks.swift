import Backends
import Compiler
import Foundation
import IR
import Intent
import TestSupport

/// Compiling topologies: the program from a cold start, and its stages on generated fabrics.
enum CompileBenchmarks {
    static let usage = "compile [--rounds N] [--program PATH]"

    static func run(_ arguments: [String]) throws {
        var flags = try BenchmarkFlags(arguments, usage: usage)
        let rounds = try flags.number("--rounds") ?? 9
        let program = flags.program()
        try flags.finish()
        try coldStart(program, rounds: rounds)
        for (devices, tenants, contracts) in [(10, 10, 20), (100, 100, 200), (1_000, 333, 700)] {
            try stages(
                TopologyGenerator(
                    seed: 1, devices: devices, tenants: tenants, contracts: contracts),
                rounds: rounds)
        }
    }

    /// CPU time of user and system of a whole process, release directory written and synchronized.
    private static func coldStart(_ program: String, rounds: Int) throws {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw BenchmarkError(
                message: "no program \(program): swift build -c release --product cristallo")
        }
        let topology = Repository.path("Topologies/sct.yaml")
        let ledger = Repository.path("Topologies/sct.ids.lock")
        try TemporaryDirectory.with { directory in
            try FileManager.default.copyItem(atPath: topology, toPath: "\(directory)/sct.yaml")
            try FileManager.default.copyItem(atPath: ledger, toPath: "\(directory)/sct.ids.lock")
            let large = TopologyGenerator(seed: 1, devices: 1_000, tenants: 333, contracts: 700)
            try Data(large.text.utf8).write(to: URL(fileURLWithPath: "\(directory)/large.yaml"))
            print("cold start, user and system, median of \(rounds) interleaved rounds")
            let rows = [
                ("cristallo version", ["version"]),
                ("cristallo check sct.yaml", ["check", "\(directory)/sct.yaml"]),
                (
                    "cristallo compile sct.yaml",
                    ["compile", "\(directory)/sct.yaml", "--out"]
                ),
                (
                    "cristallo compile, 1,000 devices",
                    ["compile", "\(directory)/large.yaml", "--out"]
                ),
            ]
            var measurements = rows.map { Measurement(name: $0.0) }
            for round in 0..<rounds {
                for (index, row) in rows.enumerated() {
                    // A new directory each time: ext4 takes long to find numbers for new files where
                    // it has just removed as many.
                    let out =
                        row.1.last == "--out" ? ["\(directory)/release-\(index)-\(round)"] : []
                    measurements[index].seconds.append(try childSeconds(program, row.1 + out))
                }
            }
            for measurement in measurements { print(measurement.line) }
            print("peak resident of the largest: \(Measurement.peakMegabytes(RUSAGE_CHILDREN)) MB")
        }
    }

    static func childSeconds(_ program: String, _ arguments: [String]) throws -> Double {
        let before = childTime()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchmarkError(message: "\(arguments[0]) ended with \(process.terminationStatus)")
        }
        return childTime() - before
    }

    private static func childTime() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        func seconds(_ time: timeval) -> Double {
            Double(time.tv_sec) + Double(time.tv_usec) / 1e6
        }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static func stages(_ generator: TopologyGenerator, rounds: Int) throws {
        let octets = Array(generator.text.utf8)
        var stages = ["read", "check", "compile", "print"].map { Measurement(name: $0) }
        var total = Measurement(name: "all stages")
        var output = (files: 0, octets: 0)
        for _ in 0..<rounds {
            let topology = measured(&stages[0]) {
                readTopology([(path: "generated.yaml", octets: octets)]).topology
            }
            let outcome = measured(&stages[1]) { check(topology) }
            guard let checked = outcome.checked else {
                throw BenchmarkError(message: "the generated topology has errors")
            }
            let fabric = measured(&stages[2]) { compile(checked) }
            let files = measured(&stages[3]) { generateFiles(of: fabric).files }
            output = (files.count, files.reduce(0) { $0 + $1.text.utf8.count })
            total.seconds.append(stages.reduce(0) { $0 + ($1.seconds.last ?? 0) })
        }
        print(
            "\(generator.devices) devices, \(generator.tenantNumbers.count) tenants, "
                + "\(octets.count) octets of YAML -> \(output.files) files, \(output.octets) "
                + "octets; peak resident so far \(Measurement.peakMegabytes(RUSAGE_SELF)) MB")
        for measurement in stages + [total] { print(measurement.line) }
    }

    private static func measured<Result>(
        _ measurement: inout Measurement, _ body: () -> Result
    ) -> Result {
        var result: Result?
        measurement.seconds.append(Measurement.cpuSeconds { result = body() })
        guard let result else { preconditionFailure("the body ran") }
        return result
    }
}

extension Measurement {
    /// One line: median, smallest and largest in milliseconds.
    var line: String {
        name.padding(toLength: 34, withPad: " ", startingAt: 0)
            + String(
                format: "%8.1f ms  (%.1f … %.1f)", median * 1e3, (seconds.min() ?? 0) * 1e3,
                (seconds.max() ?? 0) * 1e3)
    }
}
