import Forwarding
import IR
import Net
import TestSupport
import Testing

@testable import Verifier

@Suite("The proof of a network")
struct ProverTests {
    @Test("the topologies of the repository are proved", arguments: CompiledTopology.names)
    func repository(name: String) throws {
        let fabric = try CompiledTopology.fabric(named: name)
        var prover = Prover(Network(fabric), against: Policy(fabric))
        let clock = ContinuousClock()
        print(clock.measure { prover.prove() })
        let breaches = prover.results.flatMap(\.breaches)
        let failing = prover.results.flatMap(\.failing) + prover.asymmetries()
        for breach in breaches.prefix(10) {
            print(breach.kind, breach.family, prover.name(ofScope: breach.source), prover.policy.zones[breach.zone].name, breach.endpoint.kind, fabric.devices[breach.endpoint.device].name)
        }
        for failure in failing.prefix(10) {
            print(failure.reason, failure.family, prover.name(ofScope: failure.source), prover.name(ofScope: failure.destination), failure.isAnswer, failure.place.kind, fabric.devices[failure.place.device].name)
        }
        #expect(breaches.count == 0)
        #expect(failing.count == 0)
        print(prover.propagation.space.nodeCount, prover.results.map(\.reached.count))
    }
}
