import Compiler
import Foundation
import IR
import Intent
import Net
import RouteDecisions
import TestSupport

/// An exchange with many members: compiling it, asking about a route, and what the daemon takes to
/// load what came of it. Whole programs, from a cold start; and the decision about a route alone,
/// for all clients, which is what is left where the topology has been read before.
enum ExchangeBenchmarks {
    static let usage =
        "exchange [--members N] [--prefixes N] [--origins N] [--rounds N] [--program PATH]"

    static func run(_ arguments: [String]) throws {
        var topology = ExchangeTopology(
            members: 1_000, prefixes: 100, origins: 10, platform: "bird2")
        var flags = try BenchmarkFlags(arguments, usage: usage)
        topology.members = try flags.number("--members", in: 1...4_000) ?? topology.members
        topology.prefixes = try flags.number("--prefixes") ?? topology.prefixes
        topology.origins = try flags.number("--origins") ?? topology.origins
        let rounds = try flags.number("--rounds") ?? 5
        let program = flags.program()
        try flags.finish()
        try TemporaryDirectory.with { directory in
            let path = "\(directory)/exchange.yaml"
            let text = topology.text
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            try measure(topology, path, directory, program, rounds: rounds, octets: text.utf8.count)
        }
    }

    private static func measure(
        _ topology: ExchangeTopology, _ path: String, _ directory: String, _ program: String,
        rounds: Int, octets: Int
    ) throws {
        let release = "\(directory)/release"
        let explain = [
            "rs", "explain", path, "--route", "11.0.0.0/24", "--from", "member-0", "--path",
            "200000 300000",
        ]
        _ = try CompileBenchmarks.childSeconds(program, ["compile", path, "--out", release])
        let file = "\(release)/rs-1/bird.conf"
        let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
        print(
            "\(topology.members) members, \(4 * topology.members) sessions of two servers, "
                + "\(topology.prefixes) prefixes of each family and \(topology.origins) origins "
                + "each: \(octets) octets of YAML, bird.conf \(size) octets; user and system, "
                + "median of \(rounds) interleaved rounds")
        var rows = [
            (name: "cristallo compile", program: program, ["compile", path, "--out", release]),
            (name: "cristallo rs explain", program: program, explain),
        ]
        if let bird = OutsideProgram(tool: "bird") {
            rows.append((name: "bird -p", program: bird.path, ["-p", "-c", file]))
        }
        var measurements = rows.map { Measurement(name: $0.name) }
        let server = try server(of: topology)
        var decision = Measurement(name: "  the decision alone")
        for _ in 0..<rounds {
            for (index, row) in rows.enumerated() {
                measurements[index].seconds.append(
                    try CompileBenchmarks.childSeconds(row.program, row.2))
            }
            decision.seconds.append(try Measurement.cpuSeconds { try decide(at: server) })
        }
        measurements.insert(decision, at: 2)
        for measurement in measurements { print(measurement.line) }
        print("peak resident of the largest: \(Measurement.peakMegabytes(RUSAGE_CHILDREN)) MB")
    }

    private static func server(of topology: ExchangeTopology) throws -> IR.RouteServer {
        let read = readTopology([(path: "exchange.yaml", octets: Array(topology.text.utf8))])
        guard let checked = check(read.topology).checked,
            let server = compile(checked).devices.lazy.compactMap(\.routeServer).first
        else { throw BenchmarkError(message: "the exchange has errors") }
        return server
    }

    /// As `rs explain` does, with a new evaluator.
    private static func decide(at server: IR.RouteServer) throws {
        let evaluator = RouteEvaluator(server)
        let asn = server.clients[0].asn.rawValue
        let route = Route(
            prefix: try IPPrefix("11.0.0.0/24"),
            path: ASPath(segments: [.sequence([asn, 300_000])]),
            nextHop: server.clients[0].address)
        guard case .accepted(let received) = evaluator.outcome(of: route, from: 0),
            !received.isEmpty
        else { throw BenchmarkError(message: "nobody gets the route") }
    }
}
