import Forwarding
import Foundation
import IR
import TestSupport
import Verifier

/// Proving again after one statement of a device is gone.
enum ReproofBenchmarks {
    static let usage = "reprove [--changes N] [--devices N]"

    static func run(_ arguments: [String]) throws {
        var flags = try BenchmarkFlags(arguments, usage: usage)
        let changes = try flags.number("--changes") ?? 400
        let sizes = try flags.number("--devices").map { [$0] } ?? [10, 100, 1_000]
        try flags.finish()
        for devices in sizes {
            try reprove(
                TopologyGenerator(seed: 1, devices: devices, tenants: 333, contracts: 700), changes)
        }
    }

    private static func reprove(_ generator: TopologyGenerator, _ changes: Int) throws {
        let fabric = try ProofBenchmarks.fabric(generator)
        let network = Network(fabric)
        var kept = KeptProof(network, against: Policy(fabric))
        var random = SeededGenerator(seed: 9)
        var seconds: [Double] = []
        var again = 0
        var found = 0
        let busy = network.devices.indices.filter { !network.devices[$0].statements.isEmpty }
        for _ in 0..<changes {
            let device = random.pick(busy)
            var declared = network.devices[device]
            declared.statements.remove(
                at: Int.random(in: declared.statements.indices, using: &random))
            seconds.append(
                Measurement.cpuSeconds {
                    let finding = kept.finding(after: [(device, declared)])
                    again += finding.provedAgain.count
                    found += finding.breaches.isEmpty && finding.failing.isEmpty ? 0 : 1
                })
        }
        seconds.sort()
        func microseconds(_ share: Double) -> String {
            let position = min(seconds.count - 1, Int(Double(seconds.count) * share))
            return String(format: "%.0f us", seconds[position] * 1e6)
        }
        print(
            "\(fabric.devices.count) devices, \(changes) changes of one statement: "
                + "\(again) scopes proved again, \(found) changes do harm; "
                + "median \(microseconds(0.5)), 99 % \(microseconds(0.99)), "
                + "most \(microseconds(1))")
    }
}
