import Forwarding
import Net
import Oracle
import TestSupport
import Testing

@testable import Verifier

/// The prover against an interpreter of single packets that shares nothing with it but the statements.
///
/// `Scripts/thorough` compares them on all small networks and on 10,000 seeds; here a sample is taken.
@Suite("The prover and the oracle say the same")
struct OracleAgreementTests {
    /// What was compared.
    private struct Comparison {
        var networks = 0
        var violated = 0
        /// Names of the networks of which both say something else.
        var disagreements: [String] = []
    }

    private func compare(
        _ network: Network, _ policy: Policy, _ name: String, _ comparison: inout Comparison
    ) {
        let expected = ViolatedPairs(OracleVerdict(network, policy))
        var prover = Prover(network, against: policy)
        prover.prove()
        comparison.networks += 1
        if !expected.isEmpty { comparison.violated += 1 }
        if ViolatedPairs(prover) != expected { comparison.disagreements.append(name) }
    }

    @Test("on seeded networks of one to three devices", arguments: 0..<10)
    func seeded(block: UInt64) {
        var comparison = Comparison()
        let first = 1000 * block + 1
        for seed in first..<first + (isThorough ? 1000 : 30) {
            let tiny = NetworkGenerator(seed: seed)
            compare(tiny.network, tiny.policy, "\(seed)", &comparison)
        }
        #expect(comparison.disagreements == [])
        #expect(comparison.violated > comparison.networks / 10)
    }

    @Test("on all networks of a small family", arguments: ExhaustiveNetworks.Family.allCases)
    func exhaustive(family: ExhaustiveNetworks.Family) {
        var comparison = Comparison()
        let networks = ExhaustiveNetworks(family)
        if isThorough {
            for (number, tiny) in networks.enumerated() {
                compare(tiny.network, tiny.policy, "\(number)", &comparison)
            }
        } else {
            for seed in UInt64(1)...50 {
                let tiny = networks.drawn(seed: seed)
                compare(tiny.network, tiny.policy, "seed \(seed)", &comparison)
            }
        }
        if isThorough {
            print("\(family): \(comparison.networks) networks, \(comparison.violated) violated")
        }
        #expect(comparison.disagreements == [])
        #expect(comparison.violated > 0 && comparison.violated < comparison.networks)
    }
}
