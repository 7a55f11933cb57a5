import Forwarding
import Net
import TestSupport
import Testing

@testable import Verifier

/// The prover against an interpreter of single packets that shares nothing with it but the statements.
@Suite("The prover and the oracle say the same")
struct OracleAgreementTests {
    /// Pairs of zones between which something goes that must not, at each layer.
    private struct Pairs: Hashable {
        var layer2: Set<[Int]> = []
        var layer3: Set<[Int]> = []
    }

    private func proved(_ network: Network, _ policy: Policy) -> Pairs {
        var prover = Prover(network, against: policy)
        prover.prove()
        var pairs = Pairs()
        for breach in prover.results.flatMap(\.breaches) where breach.kind != .bypass {
            let pair = [prover.zone(of: breach.source), breach.zone]
            if breach.kind == .layer2 {
                pairs.layer2.insert(pair)
            } else {
                pairs.layer3.insert(pair)
            }
        }
        return pairs
    }

    private func tried(_ network: Network, _ policy: Policy) -> Pairs {
        let verdict = OracleVerdict(network, policy)
        return Pairs(
            layer2: Set(verdict.layer2Pairs.map { [$0.from, $0.to] }),
            layer3: Set(verdict.layer3Pairs.map { [$0.from, $0.to] }))
    }

    @Test("on 150 seeded networks of one to three devices")
    func seeded() {
        var violated = 0
        for seed in UInt64(1)...150 {
            let generated = NetworkGenerator(seed: seed)
            let expected = tried(generated.network, generated.policy)
            let found = proved(generated.network, generated.policy)
            #expect(found == expected, "seed \(seed)")
            if found != expected, violated < 8 {
                print(seed, "found", found, "expected", expected)
                let verdict = OracleVerdict(generated.network, generated.policy)
                for (pair, witness) in verdict.layer3 { print(pair, witness) }
            }
            if !expected.layer2.isEmpty || !expected.layer3.isEmpty { violated += 1 }
        }
        print("violated", violated)
        #expect(violated > 30)
    }
}
