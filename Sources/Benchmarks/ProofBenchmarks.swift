import CertificateChecker
import Compiler
import Forwarding
import Foundation
import IR
import Intent
import TestSupport
import Verifier

/// Proving generated fabrics: all ordered pairs, both families, layers 2 and 3, contracts working;
/// and checking the certificates.
enum ProofBenchmarks {
    static let usage = "prove [--rounds N] [--devices N]"

    static func run(_ arguments: [String]) throws {
        var flags = try BenchmarkFlags(arguments, usage: usage)
        let rounds = try flags.number("--rounds") ?? 9
        let sizes = try flags.number("--devices").map { [$0] } ?? [10, 100, 1_000]
        try flags.finish()
        for devices in sizes {
            try prove(
                TopologyGenerator(seed: 1, devices: devices, tenants: 333, contracts: 700), rounds)
        }
    }

    static func fabric(_ generator: TopologyGenerator) throws -> Fabric {
        let read = readTopology([(path: "generated.yaml", octets: Array(generator.text.utf8))])
        guard let checked = check(read.topology).checked else {
            throw BenchmarkError(message: "the generated topology has errors")
        }
        return compile(checked)
    }

    private static func prove(_ generator: TopologyGenerator, _ rounds: Int) throws {
        let fabric = try fabric(generator)
        var lowering = Measurement(name: "lower")
        var graph = Measurement(name: "graph")
        var proof = Measurement(name: "prove")
        var writing = Measurement(name: "certificate")
        var checking = Measurement(name: "check")
        var size = 0
        var last: Prover?
        for _ in 0..<rounds {
            var network: Network?
            lowering.seconds.append(Measurement.cpuSeconds { network = Network(fabric) })
            guard let network else { continue }
            var prover: Prover?
            graph.seconds.append(
                Measurement.cpuSeconds { prover = Prover(network, against: Policy(fabric)) })
            proof.seconds.append(Measurement.cpuSeconds { prover?.prove() })
            last = prover
            var certificate: [UInt8] = []
            writing.seconds.append(
                Measurement.cpuSeconds {
                    certificate = prover?.certificate(tool: "benchmark", files: []) ?? []
                })
            size = certificate.count
            var refusal: Refusal?
            checking.seconds.append(
                Measurement.cpuSeconds {
                    do throws(Refusal) {
                        var checker = CertificateChecker(network, against: Policy(fabric))
                        try checker.check(try Certificate(reading: certificate))
                    } catch {
                        refusal = error
                    }
                })
            if let refusal { throw BenchmarkError(message: "refused: \(refusal)") }
        }
        print(
            "\(fabric.devices.count) devices, \(fabric.tenants.count) tenants, "
                + "\(fabric.devices.reduce(0) { $0 + $1.vrfInstances.count }) VRF instances, "
                + "\(fabric.contracts.count) contracts, "
                + "\(fabric.contracts.reduce(0) { $0 + $1.flows.count }) flows: \(last?.summary ?? ""), "
                + "\(size) octets of certificate"
        )
        for measurement in [lowering, graph, proof, writing, checking] { print(measurement.line) }
    }
}
