import Forwarding
import Foundation
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
        let expected = tried(network, policy)
        comparison.networks += 1
        if expected != Pairs() { comparison.violated += 1 }
        if proved(network, policy) != expected { comparison.disagreements.append(name) }
    }

    /// Whether everything is compared, which takes minutes of a release build.
    private static let isThorough =
        ProcessInfo.processInfo.environment["CRISTALLO_THOROUGH"] == "1"

    @Test("on seeded networks of one to three devices", arguments: 0..<10)
    func seeded(block: UInt64) {
        var comparison = Comparison()
        let first = 1000 * block + 1
        for seed in first..<first + (Self.isThorough ? 1000 : 30) {
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
        if Self.isThorough {
            for (number, tiny) in networks.enumerated() {
                compare(tiny.network, tiny.policy, "\(number)", &comparison)
            }
        } else {
            for seed in UInt64(1)...50 {
                let tiny = networks.drawn(seed: seed)
                compare(tiny.network, tiny.policy, "seed \(seed)", &comparison)
            }
        }
        if Self.isThorough {
            print("\(family): \(comparison.networks) networks, \(comparison.violated) violated")
        }
        #expect(comparison.disagreements == [])
        #expect(comparison.violated > 0 && comparison.violated < comparison.networks)
    }
}
