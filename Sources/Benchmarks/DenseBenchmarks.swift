import Foundation
import TestSupport

/// Checking and compiling fabrics with every segment on every leaf: whole programs, from a cold start.
enum DenseBenchmarks {
    static let usage = "dense [--rounds N] [--leaves N] [--program PATH]"

    static func run(_ arguments: [String]) throws {
        var flags = try BenchmarkFlags(arguments, usage: usage)
        let rounds = try flags.number("--rounds") ?? 5
        let leaves = try flags.number("--leaves", in: 1...1_000)
        let program = flags.program()
        try flags.finish()
        let all = [
            DenseTopology(leaves: 4, tenants: 10, segments: 10),
            DenseTopology(leaves: 40, tenants: 100, segments: 100),
            DenseTopology(leaves: 400, tenants: 100, segments: 1_000),
        ]
        for topology in all where leaves.map({ $0 == topology.leaves }) ?? true {
            try TemporaryDirectory.with { directory in
                try measure(topology, directory, program, rounds)
            }
        }
    }

    private static func measure(
        _ topology: DenseTopology, _ directory: String, _ program: String, _ rounds: Int
    ) throws {
        let path = "\(directory)/dense.yaml"
        let text = topology.text
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        var check = Measurement(name: "cristallo check")
        var compile = Measurement(name: "cristallo compile")
        for round in 0..<rounds {
            let out = "\(directory)/release-\(round)"
            check.seconds.append(try CompileBenchmarks.childSeconds(program, ["check", path]))
            compile.seconds.append(
                try CompileBenchmarks.childSeconds(program, ["compile", path, "--out", out]))
            if round > 0 { try FileManager.default.removeItem(atPath: out) }
        }
        let files = try FileManager.default.subpathsOfDirectory(atPath: "\(directory)/release-0")
            .filter { !$0.hasPrefix("origins") }
        let octets = try files.reduce(0) { sum, file in
            let attributes = try FileManager.default.attributesOfItem(
                atPath: "\(directory)/release-0/\(file)")
            let isFile = attributes[.type] as? FileAttributeType == .typeRegular
            return sum + (isFile ? attributes[.size] as? Int ?? 0 : 0)
        }
        print(
            "\(topology.leaves) leaves, \(topology.tenants) VRFs, \(topology.segments) segments on "
                + "each: \(text.utf8.count) octets of YAML -> \(octets) octets of configuration; "
                + "median of \(rounds), user and system")
        print(check.line)
        print(compile.line)
        print("peak resident so far: \(Measurement.peakMegabytes(RUSAGE_CHILDREN)) MB")
    }
}
