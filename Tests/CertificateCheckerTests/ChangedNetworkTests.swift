import CertificateChecker
import Forwarding
import TestSupport
import Testing

@testable import Verifier

/// Networks with one statement changed. What the prover finds and what the checker accepts must be
/// the same, though they share no sets.
@Suite struct ChangedNetworkTests {
    /// A statement that decides where packets go: taken away, put where it is not meant, or with what
    /// another of its kind says.
    private func changed(_ network: Network, _ random: inout SeededGenerator) -> Network {
        var network = network
        let device = Int.random(in: 0..<network.devices.count, using: &random)
        let positions = network.devices[device].statements.indices.filter {
            decides(network.devices[device].statements[$0].fact)
        }
        guard !positions.isEmpty else { return network }
        // Half of the time one of those by which zones are told apart.
        let apart = positions.filter {
            switch network.devices[device].statements[$0].fact {
            case .untagged, .importTarget, .inVRF, .ingressRule, .forwardRule: true
            default: false
            }
        }
        let position = random.pick(apart.isEmpty || random.oneIn(2) ? positions : apart)
        let statement = network.devices[device].statements[position]
        let alike = (random.pick(network.devices).statements + network.devices[device].statements)
            .filter { kind($0.fact) == kind(statement.fact) && $0.fact != statement.fact }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: network.devices[device].statements.remove(at: position)
        case 1 where !alike.isEmpty:
            network.devices[device].statements.append(random.pick(alike))
        default:
            guard let other = alike.randomElement(using: &random) else { return network }
            network.devices[device].statements[position] = other
        }
        return network
    }

    /// The name of the case.
    private func kind(_ fact: Fact) -> String? { Mirror(reflecting: fact).children.first?.label }

    private func decides(_ fact: Fact) -> Bool {
        switch fact {
        case .untagged, .tagged, .inVRF, .importTarget, .exportTarget, .staticRoute, .endsLookup,
            .ingressFilter, .ingressRule, .forwardFilter, .forwardPair, .forwardRule, .stateful,
            .inputFilter, .l3vni, .svi, .address, .reversePath:
            true
        default: false
        }
    }

    @Test(arguments: 0..<8)
    func `where the prover finds a breach the checker refuses, and nowhere else`(round: UInt64)
        throws
    {
        let certified =
            round < 2
            ? try CertifiedNetwork.named(round == 0 ? "smallest" : "tix")
            : try CertifiedNetwork.generated(Int(round), devices: 10, tenants: 4)
        var random = SeededGenerator(seed: 0xce27 &+ round)
        for number in 0..<20 {
            var network = certified.network
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                network = changed(network, &random)
            }
            let fresh = CertifiedNetwork(network, certified.policy)
            if fresh.breaches.isEmpty {
                #expect(fresh.refusal == nil, "round \(round), network \(number)")
            } else {
                #expect(fresh.refusal != nil, "round \(round), network \(number)")
                #expect(
                    certified.refusal(for: network) != nil, "round \(round), network \(number)")
            }
        }
    }

    @Test(arguments: ["sct", "generated"])
    func `whichever route target a VRF imports besides its own, the old certificate is refused`(
        name: String
    ) throws {
        let certified =
            name == "sct" ? try .named(name) : try CertifiedNetwork.generated(7, devices: 10)
        var random = SeededGenerator(seed: 0x2eaf)
        var breached = 0
        for number in 0..<(name == "sct" ? 4 : 12) {
            var network = certified.network
            let imports = network.devices.indices.flatMap { device in
                network.devices[device].statements.indices.filter {
                    kind(network.devices[device].statements[$0].fact) == "importTarget"
                }.map { (device, $0) }
            }
            let ((device, position), (other, place)) = (random.pick(imports), random.pick(imports))
            guard
                case .importTarget(let scope, _) = network.devices[device].statements[position].fact,
                case .importTarget(_, let target) = network.devices[other].statements[place].fact
            else { continue }
            network.devices[device].statements[position].fact = .importTarget(scope, target)
            if CertifiedNetwork(network, certified.policy).breaches.isEmpty { continue }
            breached += 1
            #expect(certified.refusal(for: network) != nil, "network \(number)")
        }
        #expect(breached > 0)
    }

    @Test(arguments: 0..<10)
    func `on small networks with slips the checker accepts exactly what the prover does`(
        round: UInt64
    ) {
        var breached = 0
        for seed in (round * 60 + 1)...(round * 60 + 60) {
            let generated = NetworkGenerator(seed: seed)
            let fresh = CertifiedNetwork(generated.network, generated.policy)
            #expect((fresh.refusal == nil) == fresh.breaches.isEmpty, "seed \(seed)")
            breached += fresh.breaches.isEmpty ? 0 : 1
        }
        #expect(breached > 5 && breached < 55, "round \(round)")
    }
}
