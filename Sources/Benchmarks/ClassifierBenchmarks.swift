import Classifier
import Net
import TestSupport

/// Building and asking a `FlowTable` of a tenant matrix, and the `FlowCache` in front of it. The
/// verdicts are compared with a linear scan first.
enum ClassifierBenchmarks {
    static let usage = "classify [ROUNDS]"

    private static let keyCount = 1_000_000
    private static let scannedCount = 500

    static func run(_ arguments: [String]) throws {
        guard arguments.count <= 1, let rounds = Int(arguments.first ?? "5"), rounds > 0 else {
            throw BenchmarkError(message: "usage: \(usage)")
        }
        for ruleCount in [1_000, 10_000, 100_000] {
            var matrix = TenantMatrix(ruleCount: ruleCount, seed: 1)
            let keys = (0..<keyCount).map { _ in matrix.key() }
            let flows = Array(keys[..<10_000])
            let packets = (0..<keyCount).map { flows[$0 &* 7919 % flows.count] }
            try run(matrix.rules, keys: keys, packets: packets, rounds: rounds)
        }
    }

    private static func run(
        _ rules: [Rule], keys: [FlowKey], packets: [FlowKey], rounds: Int
    ) throws {
        let model = LinearTable(rules)
        let fresh = FlowTable(rules, pairLimit: keyCount)
        var warm = fresh
        var verdicts = [Int32](repeating: 0, count: keys.count)
        let numbers = (0..<keys.count).map { UInt64($0) }
        let octets = [UInt32](repeating: 375, count: keys.count)
        classify(keys, with: &warm, into: &verdicts)
        for index in stride(from: 0, to: keys.count, by: keys.count / scannedCount) {
            guard verdicts[index] == model.firstRule(covering: keys[index]).map(Int32.init) ?? -1
            else { throw BenchmarkError(message: "the table and the linear scan disagree") }
        }

        print(
            "\(rules.count) rules between 300 tenants of 12 prefixes, seed 1: \(keys.count) keys "
                + "drawn inside rules; one core; CPU time per key, median of \(rounds) interleaved "
                + "rounds (least … most)")
        let rows = interleaved(
            rounds: rounds,
            [
                (
                    "each pair new to the memo",
                    {
                        var cold = fresh
                        classify(keys, with: &cold, into: &verdicts)
                    }
                ),
                ("all pairs in the memo", { classify(keys, with: &warm, into: &verdicts) }),
                (
                    "flow cache in front, 10,000 flows",
                    {
                        var table = fresh
                        var cache = FlowCache(capacity: 1_000_000, seed: 1)
                        var span = verdicts.mutableSpan
                        cache.classify(
                            packets.span, numbers: numbers.span, octets: octets.span, with: &table,
                            into: &span
                        ) { _ in }
                    }
                ),
            ])
        for row in rows { print(row.line(items: keys.count, baseline: rows[0].median)) }
        let build = interleaved(rounds: rounds, [("building, per rule", { _ = FlowTable(rules) })])
        print(build[0].line(items: rules.count, baseline: build[0].median))
    }

    @inline(never)
    private static func classify(
        _ keys: [FlowKey], with table: inout FlowTable, into verdicts: inout [Int32]
    ) {
        var span = verdicts.mutableSpan
        table.classify(keys.span, into: &span)
    }
}

/// Permissions between the prefixes of tenants, each for one service, and keys inside them.
private struct TenantMatrix {
    let rules: [Rule]
    private var generator: SeededGenerator

    private static let ports: [ClosedRange<UInt16>] = [
        22...22, 25...25, 53...53, 80...80, 123...123, 389...389, 443...443, 445...445,
        1433...1433, 3389...3389, 5000...5010, 6000...6063, 8000...8100, 0...65535,
    ]

    init(ruleCount: Int, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        // A third of the rules stays inside a tenant.
        let prefixes = (0..<3600 as Range<UInt32>).map { index in
            IPPrefix(
                containing: .ipv4(IPv4Address(rawValue: 10 << 24 | index << 12 | 0xa00)),
                length: Int.random(in: 20...25, using: &generator))
        }
        rules = (0..<ruleCount).map { _ in
            let source = Int.random(in: 0..<300, using: &generator)
            let destination =
                generator.oneIn(3) ? source : Int.random(in: 0..<300, using: &generator)
            return Rule(
                match: Match(
                    source: prefixes[source * 12 + Int.random(in: 0..<12, using: &generator)],
                    destination:
                        prefixes[destination * 12 + Int.random(in: 0..<12, using: &generator)],
                    protocolNumber: generator.oneIn(4) ? .udp : .tcp,
                    destinationPorts: generator.pick(Self.ports)),
                action: .permit, admitsReplies: true)
        }
        self.generator = generator
    }

    mutating func key() -> FlowKey {
        let match = generator.pick(rules).match
        let key = FlowKey(
            source: address(in: match.source), destination: address(in: match.destination),
            protocolNumber: match.protocolNumber ?? .tcp,
            sourcePort: .random(in: match.sourcePorts, using: &generator),
            destinationPort: .random(in: match.destinationPorts, using: &generator))
        return generator.oneIn(2) ? key : key.reversed
    }

    private mutating func address(in prefix: IPPrefix) -> IPAddress {
        let index = UInt128.random(in: 0...prefix.lastIndex, using: &generator)
        return prefix.address(at: index) ?? prefix.address
    }
}
