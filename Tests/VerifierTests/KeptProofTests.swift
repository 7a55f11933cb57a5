import Forwarding
import IR
import Net
import TestSupport
import Testing

@testable import Verifier

/// Proving again what a change could have changed, against proving everything.
@Suite("A proof that is kept")
struct KeptProofTests {
    /// What a prover has found, with names in the place of numbers, which differ between the two.
    private func found(_ prover: inout Prover) -> Set<String> {
        var result: Set<String> = []
        func text(_ headers: HeaderSet, _ family: AddressFamily) -> String {
            prover.propagation.space.headerBoxes(of: headers, family, limit: 50).boxes
                .map(\.description).joined(separator: "; ")
        }
        for breach in prover.results.flatMap(\.breaches) {
            let place =
                breach.endpoint.kind == .local
                ? "device \(breach.endpoint.device)"
                : "\(breach.endpoint.device):\(prover.graph.port(of: breach.endpoint))"
                    + ":\(breach.endpoint.tag.map(\.description) ?? "")"
            let headers = breach.kind == .layer2 ? "" : text(breach.headers, breach.family)
            result.insert(
                "\(breach.kind) \(breach.family) \(breach.source) \(breach.zone) \(place) \(headers)"
            )
        }
        for failing in prover.results.flatMap(\.failing) {
            // Where in a circle it begins to be told is no matter.
            let headers =
                failing.headers == .all || failing.reason == .loop
                ? "" : text(failing.headers, failing.family)
            result.insert(
                "\(failing.reason) \(failing.family) \(failing.source) \(failing.destination) "
                    + "\(failing.isAnswer) \(failing.place.device) \(headers)")
        }
        return result
    }

    private func compare(
        _ kept: inout KeptProof, _ network: Network, _ policy: Policy,
        _ changes: [(Int, NetworkDevice)], _ name: String
    ) -> Int {
        guard changes.allSatisfy({ hasDistinctVNIs($0.1) }) else { return 0 }
        var (again, scopes) = kept.after(changes)
        let incremental = kept.withSpace(&again) { prover in
            prover.proveAgain(scopes)
            return found(&prover)
        }
        var changed = network
        for (device, declared) in changes { changed.devices[device] = declared }
        var whole = Prover(changed, against: policy)
        whole.prove()
        let expected = found(&whole)
        #expect(
            incremental == expected,
            """
            \(name), \(told(changes, network)): found for nothing \(incremental.subtracting(expected).sorted()), \
            missed \(expected.subtracting(incremental).sorted())
            """)
        return scopes.count
    }

    /// No system makes a second VXLAN device of a VNI, and the model does not say which one it would be.
    private func hasDistinctVNIs(_ declared: NetworkDevice) -> Bool {
        let vnis = declared.statements.compactMap { statement in
            if case .tunnel(_, let vni, _) = statement.fact { vni } else { nil }
        }
        return Set(vnis).count == vnis.count
    }

    private func told(_ changes: [(Int, NetworkDevice)], _ network: Network) -> String {
        changes.map { device, declared in
            let before = Set(network.devices[device].statements.map(\.fact.description))
            let after = Set(declared.statements.map(\.fact.description))
            return "device \(device) without \(before.subtracting(after)) and with "
                + "\(after.subtracting(before))"
        }.joined(separator: ", ")
    }

    /// Another list of statements: one taken away, doubled from another device, or replaced by one of
    /// the same device or of another.
    private func edited(
        _ network: Network, _ device: Int, _ random: inout SeededGenerator
    ) -> NetworkDevice {
        var declared = network.devices[device]
        let others = network.devices.flatMap(\.statements).map(\.fact)
        guard !others.isEmpty, !declared.statements.isEmpty else { return declared }
        let position = Int.random(in: declared.statements.indices, using: &random)
        let other = Statement(random.pick(others))
        switch random.pick([0, 1, 2, 3]) {
        case 0: declared.statements.remove(at: position)
        case 1: declared.statements.insert(other, at: position)
        case 2: declared.statements[position] = other
        default:
            let subject = declared.statements[position].fact.subject.prefix { $0 != " " }
            let alike = others.filter { $0.subject.prefix { $0 != " " } == subject }
            declared.statements[position] = Statement(random.pick(alike))
        }
        return declared
    }

    @Test(
        "finds after any edit what a new proof finds, on seeded networks",
        arguments: 1...(isThorough ? 2_000 : 80))
    func seeded(seed: Int) {
        let generated = NetworkGenerator(seed: UInt64(seed))
        guard generated.network.devices.allSatisfy(hasDistinctVNIs) else { return }
        var random = SeededGenerator(seed: UInt64(seed) &* 77)
        var kept = KeptProof(generated.network, against: generated.policy)
        for number in 0..<25 {
            let device = random.pick(Array(generated.network.devices.indices))
            var changes = [(device, edited(generated.network, device, &random))]
            let second = random.pick(Array(generated.network.devices.indices))
            if random.oneIn(3), second != device {
                changes.append((second, edited(generated.network, second, &random)))
            }
            _ = compare(
                &kept, generated.network, generated.policy, changes, "seed \(seed), edit \(number)")
        }
    }

    @Test("finds after edits of a generated fabric what a new proof finds, and proves little again")
    func fabric() throws {
        let generator = TopologyGenerator(seed: 3, devices: 12, tenants: 8, contracts: 12)
        let fabric = try CompiledTopology.fabric(generator.text, path: "generated.yaml")
        let network = Network(fabric)
        let policy = Policy(fabric)
        var random = SeededGenerator(seed: 5)
        var kept = KeptProof(network, against: policy)
        var again = 0
        for number in 0..<60 {
            let device = random.pick(Array(network.devices.indices))
            again += compare(
                &kept, network, policy, [(device, edited(network, device, &random))],
                "edit \(number)")
        }
        #expect(again < 60 * policy.scopes.count / 2)
    }
}
