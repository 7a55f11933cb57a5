import Foundation
import TestSupport

/// An exchange side by side: Cristallo and arouteserver make the configuration of BIRD from the same
/// members, and BIRD loads both. Whole programs, from a cold start, in turns.
///
/// Ours writes two route servers and the edge besides; arouteserver one route server.
enum ArouteserverBenchmarks {
    static let usage = "arouteserver [--members N] [--rounds N] [--program PATH]"

    static func run(_ arguments: [String]) throws {
        var topology = ExchangeTopology(
            members: 1_000, prefixes: 100, origins: 10, platform: "bird2")
        var flags = try BenchmarkFlags(arguments, usage: usage)
        topology.members = try flags.number("--members", in: 1...4_000) ?? topology.members
        let rounds = try flags.number("--rounds") ?? 1
        let program = flags.program()
        try flags.finish()
        try TemporaryDirectory.with { directory in
            try compare(topology, directory, program, rounds: rounds)
        }
    }

    private static func compare(
        _ topology: ExchangeTopology, _ directory: String, _ program: String, rounds: Int
    ) throws {
        guard let bird = OutsideProgram(tool: "bird") else {
            throw BenchmarkError(message: "bird is absent")
        }
        let path = "\(directory)/exchange.yaml"
        try Data(topology.text.utf8).write(to: URL(fileURLWithPath: path))
        let release = "\(directory)/release"
        let ours = "\(release)/rs-1/bird.conf"
        let input = ArouteserverInput(topology, in: directory)
        if input == nil { print("arouteserver is absent: it is looked for on the PATH") }
        var rows: [(name: String, run: () throws -> Double)] = [
            (
                "cristallo compile",
                {
                    try CompileBenchmarks.childSeconds(
                        program, ["compile", path, "--out", release])
                }
            ),
            (
                "  bird -p of its file",
                { try CompileBenchmarks.childSeconds(bird.path, ["-p", "-c", ours]) }
            ),
        ]
        if let input {
            rows += [
                (
                    "arouteserver bird",
                    {
                        try input.write()
                        return try CompileBenchmarks.childSeconds(input.program, input.arguments)
                    }
                ),
                (
                    "  bird -p of its file",
                    { try CompileBenchmarks.childSeconds(bird.path, ["-p", "-c", input.output]) }
                ),
            ]
        }
        var measurements = rows.map { Measurement(name: $0.name) }
        for _ in 0..<rounds {
            for (index, row) in rows.enumerated() {
                measurements[index].seconds.append(try row.run())
            }
        }
        print(
            "\(topology.members) members, \(topology.prefixes) prefixes of each family and "
                + "\(topology.origins) origins each; user and system of the program and its "
                + "children, median of \(rounds) interleaved rounds")
        for measurement in measurements { print(measurement.line) }
        for (name, file) in [("cristallo", ours), ("arouteserver", input?.output)] {
            guard let file else { continue }
            print("\(name): bird.conf of \(try size(of: file)) octets")
        }
    }

    private static func size(of file: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
    }
}
