import Forwarding
import TestSupport
import Testing

@testable import Verifier

@Suite("Networks said otherwise")
struct MetamorphicTests {
    /// What the prover says of each pair of zones, in the order of the first policy's zones.
    private struct Answer: Equatable {
        var verdicts: [[Verdict]] = []
        var layer2: Set<[Int]> = []
        var layer3: Set<[Int]> = []
        var isViolated: Bool { !layer2.isEmpty || !layer3.isEmpty }

        init(_ subject: NetworkMetamorphosis.Subject) {
            var prover = Prover(subject.network, against: subject.policy)
            prover.prove()
            let count = subject.policy.zones.count
            let all = prover.verdicts()
            verdicts = subject.zones.map { from in
                subject.zones.map { all[from * count + $0] }
            }
            var before = [Int](repeating: 0, count: count)
            for (old, new) in subject.zones.enumerated() { before[new] = old }
            let pairs = ViolatedPairs(prover)
            layer2 = Set(pairs.layer2.map { $0.map { before[$0] } })
            layer3 = Set(pairs.layer3.map { $0.map { before[$0] } })
        }
    }

    @Test(
        "have the verdicts that they had, proved or violated", arguments: NetworkMetamorphosis.all)
    func verdicts(metamorphosis: NetworkMetamorphosis) throws {
        for (index, subject) in try Self.subjects.get().enumerated() {
            let other = metamorphosis.applied(to: subject.subject, seed: UInt64(index))
            let isEqual = Answer(other) == subject.answer
            #expect(isEqual, "\(metamorphosis), \(subject.name)")
        }
    }

    @Test("are violated in many ways")
    func violated() throws {
        let subjects = try Self.subjects.get()
        #expect(subjects.count { $0.answer.isViolated } >= 12)
        #expect(subjects.count { !$0.answer.isViolated } >= 5)
    }

    @Test("a generated fabric with other names of tenants, and lists in another order")
    func generated() throws {
        let generator = TopologyGenerator(seed: 5, devices: 12, tenants: 4, contracts: 10)
        func verdicts(_ text: String, _ name: (String) -> String) throws -> [[String]: Verdict] {
            let fabric = try CompiledTopology.fabric(text, path: "generated.yaml")
            let policy = Policy(fabric)
            var prover = Prover(Network(fabric), against: policy)
            prover.prove()
            let all = prover.verdicts()
            var result: [[String]: Verdict] = [:]
            for (from, first) in policy.zones.enumerated() {
                for (to, second) in policy.zones.enumerated() {
                    result[[name(first.name), name(second.name)]] =
                        all[from * policy.zones.count + to]
                }
            }
            return result
        }
        let expected = try verdicts(generator.text) { $0 }
        let renamed = generator.text.replacingOccurrences(of: "comune-", with: "a-paese-")
        #expect(renamed != generator.text)
        let otherNames = try verdicts(renamed) {
            $0.replacingOccurrences(of: "a-paese-", with: "comune-")
        }
        #expect(otherNames == expected)
        #expect(try verdicts(generator.reorderingLists(seed: 3).text) { $0 } == expected)
    }

    // MARK: Subjects

    private struct Named: Sendable {
        var name: String
        var subject: NetworkMetamorphosis.Subject
        var answer: Answer
    }

    private static let subjects = Result { try made() }

    /// The topologies of the repository, small fabrics, and mutants of both that are violated.
    private static func made() throws -> [Named] {
        var result: [Named] = []
        func add(_ name: String, _ network: Network, _ policy: Policy, mutants: Int) {
            let subject = NetworkMetamorphosis.Subject(network, policy)
            result.append(Named(name: name, subject: subject, answer: Answer(subject)))
            var left = mutants
            for seed in UInt64(1)...60 {
                for kind in NetworkMutation.Operator.allCases where left > 0 {
                    guard let mutation = NetworkMutation(of: network, by: kind, seed: seed) else {
                        continue
                    }
                    let mutant = NetworkMetamorphosis.Subject(mutation.network, policy)
                    let answer = Answer(mutant)
                    guard answer.isViolated else { continue }
                    left -= 1
                    result.append(
                        Named(name: "\(name), \(mutation)", subject: mutant, answer: answer))
                }
            }
        }
        for name in isThorough ? CompiledTopology.names : ["smallest", "tix"] {
            let fabric = try CompiledTopology.fabric(named: name)
            add(name, Network(fabric), Policy(fabric), mutants: name == "smallest" ? 0 : 3)
        }
        for seed in UInt64(1)...(isThorough ? 6 : 2) {
            for (contracts, filters) in [(false, true), (true, false)] {
                let small = try SmallFabric(seed: seed, contracts: contracts, filters: filters)
                add("small \(seed)", small.network, small.policy, mutants: 4)
            }
        }
        let generator = TopologyGenerator(seed: 1, devices: 10, tenants: 3, contracts: 8)
        let fabric = try CompiledTopology.fabric(generator.text, path: "generated.yaml")
        add("generated", Network(fabric), Policy(fabric), mutants: isThorough ? 6 : 2)
        return result
    }
}
