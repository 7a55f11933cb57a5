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

    /// What the model leaves to the software: two VXLAN devices of one VNI, of which no system makes
    /// the second; floating routes that lose and win against each other by way of BGP; and a network
    /// of which a device passes nothing on and is a station with its routed interfaces.
    private func isUndefined(_ network: Network) -> Bool {
        network.devices.contains { device in
            let facts = device.statements.map(\.fact)
            let vnis = facts.compactMap { fact -> VNI? in
                if case .tunnel(_, let vni, _) = fact { vni } else { nil }
            }
            let hasFloating = facts.contains {
                if case .staticRoute(_, _, _, 250) = $0 { true } else { false }
            }
            let forwards = facts.contains(.routes(.ipv4)) || facts.contains(.routes(.ipv6))
            return Set(vnis).count < vnis.count || hasFloating || !forwards
        }
    }

    @Test("on 150 seeded networks of one to three devices")
    func seeded() {
        var violated = 0
        for seed in UInt64(1)...150 {
            let generated = NetworkGenerator(seed: seed)
            guard !isUndefined(generated.network) else { continue }
            let expected = tried(generated.network, generated.policy)
            let found = proved(generated.network, generated.policy)
            #expect(found == expected, "seed \(seed)")
            if !expected.layer2.isEmpty || !expected.layer3.isEmpty { violated += 1 }
        }
        #expect(violated > 12)
    }
}
