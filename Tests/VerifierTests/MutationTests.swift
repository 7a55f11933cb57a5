import Forwarding
import TestSupport
import Testing

@testable import Verifier

/// Small mistakes of all sorts, made from fixed seeds: the oracle says which of them are violations.
///
/// Every day those of fabrics that the oracle can try completely; with CRISTALLO_THOROUGH=1 more of
/// them, and of the cloud and of generated fabrics, where the oracle tries some packets, and where
/// it has to see every packet arrive that the prover shows.
@Suite("Mutants of networks")
struct MutationTests {
    @Test("violations are caught, what is clean raises no alarm, and the changed line is blamed")
    func mutants() throws {
        var figures = MutationFigures()
        for (base, seeds) in try Self.bases() {
            let isClean = base.isClean
            #expect(isClean, "\(base.name)")
            for seed in seeds {
                for kind in NetworkMutation.Operator.allCases {
                    guard
                        let mutation = NetworkMutation(of: base.network, by: kind, seed: seed)
                    else { continue }
                    let judged = base.judged(mutation)
                    figures.add(judged)
                    let (isCaught, isFalseAlarm) = (judged.isCaught, judged.isFalseAlarm)
                    #expect(isCaught, "\(judged)")
                    #expect(!isFalseAlarm, "\(judged)")
                }
            }
        }
        if isThorough { print(figures) }
        #expect(figures.mutants >= (isThorough ? 500 : 100))
        #expect(figures.violations >= (isThorough ? 100 : 8), "mutants that prove nothing")
        #expect(figures.blameRate >= 0.95, "\(figures.notBlamed)")
    }

    private static func bases() throws -> [(MutationBase, ClosedRange<UInt64>)] {
        var result: [(MutationBase, ClosedRange<UInt64>)] = []
        func add(
            _ name: String, _ network: Network, _ policy: Policy, isSmall: Bool,
            _ seeds: ClosedRange<UInt64>
        ) {
            let base = MutationBase(
                name: name, network: network, policy: policy, isSmall: isSmall)
            result.append((base, seeds))
        }
        for seed in UInt64(1)...(isThorough ? 12 : 3) {
            for (contracts, filters) in [
                (false, true), (false, false), (true, true), (true, false),
            ] {
                let small = try SmallFabric(
                    seed: seed, contracts: contracts, filters: filters,
                    dualStack: isThorough || contracts)
                add(
                    "small \(seed), contracts: \(contracts), filters: \(filters)", small.network,
                    small.policy, isSmall: true, seed * 100 + 1...seed * 100 + (isThorough ? 3 : 1))
            }
        }
        add(
            "filters alone", FilteredRouter.network, FilteredRouter.policy, isSmall: true,
            1...(isThorough ? 12 : 1))
        let smallest = try CompiledTopology.fabric(named: "smallest")
        add("smallest", Network(smallest), Policy(smallest), isSmall: true, 1...1)
        guard isThorough else { return result }
        let sct = try CompiledTopology.fabric(named: "sct")
        add("sct", Network(sct), Policy(sct), isSmall: false, 1...10)
        for seed in UInt64(1)...5 {
            let generator = TopologyGenerator(seed: seed, devices: 12, tenants: 6, contracts: 10)
            let fabric = try CompiledTopology.fabric(generator.text, path: "generated.yaml")
            add(
                "generated \(seed)", Network(fabric), Policy(fabric), isSmall: false,
                seed * 10 + 1...seed * 10 + 3)
        }
        return result
    }
}

/// What became of mutants, by operator.
struct MutationFigures: CustomStringConvertible {
    private struct Row {
        var mutants = 0
        var violations = 0
        var caught = 0
        var falseAlarms = 0
        var blamed = 0
    }

    private var rows: [NetworkMutation.Operator: Row] = [:]
    private(set) var notBlamed: [String] = []

    mutating func add(_ judged: JudgedMutant) {
        var row = rows[judged.mutation.operator] ?? Row()
        row.mutants += 1
        if judged.isFalseAlarm { row.falseAlarms += 1 }
        if judged.isViolation {
            row.violations += 1
            if judged.isCaught { row.caught += 1 }
            if judged.isBlamed {
                row.blamed += 1
            } else {
                notBlamed.append("\(judged)")
            }
        }
        rows[judged.mutation.operator] = row
    }

    private var total: Row {
        rows.values.reduce(into: Row()) { total, row in
            total.mutants += row.mutants
            total.violations += row.violations
            total.caught += row.caught
            total.falseAlarms += row.falseAlarms
            total.blamed += row.blamed
        }
    }

    var mutants: Int { total.mutants }
    var violations: Int { total.violations }

    /// Of the violations, those whose changed line is in a list of repairs.
    var blameRate: Double {
        total.violations == 0 ? 1 : Double(total.blamed) / Double(total.violations)
    }

    var description: String {
        func line(_ name: String, _ row: Row) -> String {
            name.padding(toLength: 30, withPad: " ", startingAt: 0)
                + [row.mutants, row.violations, row.caught, row.falseAlarms, row.blamed]
                .map { number in
                    let text = "\(number)"
                    return String(repeating: " ", count: 12 - text.count) + text
                }.joined()
        }
        return
            ([
                "operator                           mutants  violations      caught false alarms"
                    + "      blamed"
            ]
            + NetworkMutation.Operator.allCases.map { line("\($0)", rows[$0] ?? Row()) }
            + [line("total", total)]).joined(separator: "\n")
    }
}
