import Backends
import ConfigReader
import Forwarding
import IR
import TestSupport

/// Reading generated configurations back, and comparing them with what was meant. The baseline is
/// the one pass over all octets that counts lines.
enum ReaderBenchmarks {
    static let usage = "read [--rounds N]"

    static func run(_ arguments: [String]) throws {
        var rounds = 9
        if !arguments.isEmpty {
            guard arguments.count == 2, arguments[0] == "--rounds", let value = Int(arguments[1]),
                value > 0
            else { throw BenchmarkError(message: "usage: \(usage)") }
            rounds = value
        }
        try run("sct.yaml", CompiledTopology.fabric(named: "sct"), rounds)
        let generator = TopologyGenerator(seed: 1, devices: 1_000, tenants: 333, contracts: 700)
        let large = try CompiledTopology.fabric(generator.text, path: "generated.yaml")
        try run("1,000 devices, 333 tenants, seed 1", large, rounds)
    }

    private static func run(_ name: String, _ fabric: Fabric, _ rounds: Int) throws {
        let files = generateFiles(of: fabric).files.map {
            (path: $0.path, octets: Array($0.text.utf8))
        }
        let intended = Network(fabric)
        let devices = intended.devices.map(\.name)
        func read() -> Network {
            readConfigurations(files, devices: devices, cables: intended.cables)
        }
        let network = read()
        guard network.devices.allSatisfy(\.unmodelled.isEmpty),
            network.differences(from: intended).isEmpty
        else { throw BenchmarkError(message: "what was read is not what was meant") }
        let octets = files.reduce(0) { $0 + $1.octets.count }
        let statements = network.devices.reduce(0) { $0 + $1.statements.count }
        var lines = 0
        let rows = interleaved(
            rounds: rounds,
            [
                (
                    "count lines",
                    { lines = files.reduce(0) { $0 + $1.octets.count { $0 == 0x0a } } }
                ),
                ("lower the intent", { _ = Network(fabric) }),
                ("read", { _ = read() }),
                ("differences", { _ = network.differences(from: intended) }),
            ])
        print(
            "\(name): \(files.count) files, \(octets) octets, \(lines) lines -> \(statements) "
                + "statements; CPU time, median of \(rounds) interleaved rounds (least … most)")
        for row in rows { print(row.line) }
    }
}
