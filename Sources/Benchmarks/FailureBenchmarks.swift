import Compiler
import Forwarding
import IR
import Intent
import TestSupport
import Verifier

/// What every single failure of a cable or a device does, and the union of all candidate routes.
enum FailureBenchmarks {
    static let usage = "failures [--rounds N]"

    static func run(_ arguments: [String]) throws {
        var rounds = 9
        if let flag = arguments.first {
            guard flag == "--rounds", arguments.count == 2, let count = Int(arguments[1]), count > 0
            else { throw BenchmarkError(message: "usage: \(usage)") }
            rounds = count
        }
        let generator = TopologyGenerator(seed: 1, devices: 100, tenants: 100, contracts: 200)
        let read = readTopology([(path: "generated.yaml", octets: Array(generator.text.utf8))])
        guard let checked = check(read.topology).checked else {
            throw BenchmarkError(message: "the generated topology has errors")
        }
        let fabric = compile(checked)
        let network = Network(fabric)
        let policy = Policy(fabric)
        var base = Measurement(name: "proof of the intact network")
        var single = Measurement(name: "all single failures, incrementally")
        var any = Measurement(name: "union of candidate routes")
        var effects: [OutageEffect] = []
        var exposed = 0
        for _ in 0..<rounds {
            var analysis: FailureAnalysis?
            base.seconds.append(
                Measurement.cpuSeconds { analysis = FailureAnalysis(network, against: policy) })
            guard var analysis else { continue }
            single.seconds.append(Measurement.cpuSeconds { effects = analysis.singleEffects() })
            any.seconds.append(Measurement.cpuSeconds { exposed = analysis.anyBreaches().count })
        }
        print(
            "\(network.devices.count) devices, \(network.cables.count) cables: \(effects.count) "
                + "failures, \(effects.reduce(0) { $0 + $1.provedAgain.count }) scopes proved again, "
                + "\(effects.count { !$0.breaches.isEmpty }) expose something, "
                + "\(effects.count { !$0.stopped.isEmpty }) stop something; \(exposed) breaches of "
                + "the union")
        for measurement in [base, single, any] { print(measurement.line) }
    }
}
