import Classifier
import Foundation
import Net
import TestSupport

/// Traffic made to be dear, against ordinary traffic: a `FlowCache` before a `FlowTable` of a firewall
/// with 100,000 rules. And what one change of a rule costs.
enum WorstCaseBenchmarks {
    static let usage = "worst [--packets N] [--rounds N]"

    static func run(_ arguments: [String]) throws {
        var flags = try BenchmarkFlags(arguments, usage: usage)
        let packets = try flags.number("--packets") ?? 1_000_000
        let rounds = try flags.number("--rounds") ?? 5
        try flags.finish()
        let rules = RuleSetKind.fw.rules(count: 100_000, seed: 1)
        try traffic(rules, packets, rounds)
        try edits(rules)
    }

    private static func traffic(_ rules: [Rule], _ packets: Int, _ rounds: Int) throws {
        let table = try FlowTable(rules)
        var inside = RuleTraffic(rules, seed: 2)
        let captures: [(name: String, keys: [FlowKey], capacity: Int)] = [
            ("ordinary: Zipf over 200,000 flows", inside.zipf(packets, flows: 200_000), 1 << 20),
            ("every packet a new flow", inside.scattered(packets), 1 << 20),
            ("every packet a new pair of prefixes", pairs(of: rules, packets), 1 << 20),
            ("tags meet, if the seed were 0", meeting(packets), 1 << 20),
            ("every packet evicts a flow", cycle(packets, flows: 60_000), 50_000),
        ]
        print(
            "\(packets) packets, fw of 100,000 rules, seeds 1 to 4; one core; CPU time per packet, "
                + "median of \(rounds) interleaved rounds (least … most), and times the first")
        let numbers = (0..<packets).map { UInt64($0) }
        let octets = [UInt32](repeating: 375, count: packets)
        var verdicts = [Int32](repeating: 0, count: packets)
        let rows = interleaved(
            rounds: rounds,
            captures.map { capture in
                (
                    capture.name,
                    {
                        var cache = FlowCache(capacity: capture.capacity, seed: 3)
                        var span = verdicts.mutableSpan
                        cache.classify(
                            capture.keys.span, numbers: numbers.span, octets: octets.span,
                            with: table, into: &span
                        ) { _ in }
                    }
                )
            })
        for row in rows {
            print(
                row.line(items: packets)
                    + String(format: "  %.2f", row.median / (rows.first?.median ?? 1)))
        }
    }

    /// Any source prefix with any destination prefix.
    private static func pairs(of rules: [Rule], _ count: Int) -> [FlowKey] {
        var traffic = RuleTraffic(rules, seed: 4)
        return (0..<count).map { _ in
            var key = traffic.key()
            key.destinationLow = traffic.key().destinationLow
            return key
        }
    }

    /// Keys whose hashes agree in 12 bits under the seed 0: what an attacker can make who has read the
    /// program.
    private static func meeting(_ count: Int) -> [FlowKey] {
        let hash = FlowHash(seed: 0)
        var generator = SeededGenerator(seed: 4)
        var keys: [FlowKey] = []
        while keys.count < count {
            let key = FlowKey(
                sourceHigh: 0, sourceLow: generator.next() >> 32, destinationHigh: 0,
                destinationLow: generator.next() >> 32, sourcePort: 1, destinationPort: 2,
                protocolNumber: 6, flags: [], context: 0)
            if hash(key) >> 32 & 0xfff == 7 { keys.append(key) }
        }
        return keys
    }

    /// Flows in turns, more than fit.
    private static func cycle(_ count: Int, flows: Int) -> [FlowKey] {
        var generator = SeededGenerator(seed: 4)
        let keys = (0..<flows).map { _ in
            FlowKey(
                sourceHigh: 0, sourceLow: generator.next() >> 32, destinationHigh: 0,
                destinationLow: generator.next() >> 32, sourcePort: 1, destinationPort: 2,
                protocolNumber: 17, flags: [], context: 0)
        }
        return (0..<count).map { keys[$0 % flows] }
    }

    /// Rules replaced, added and removed in turns, each asked about at once.
    private static func edits(_ rules: [Rule]) throws {
        var table = try FlowTable(rules)
        var traffic = RuleTraffic(rules, seed: 5)
        var generator = SeededGenerator(seed: 6)
        var seconds: [Double] = []
        for step in 0..<3_000 {
            let (key, rule) = (traffic.key(), generator.pick(rules))
            let number = Int.random(in: 0..<rules.count, using: &generator)
            guard table.rule(number) != nil else { continue }
            seconds.append(
                try Measurement.cpuSeconds {
                    switch step % 3 {
                    case 0: table.replace(number, with: rule)
                    case 1: try table.insert(rule, before: number)
                    default: table.remove(number)
                    }
                    _ = table.firstRule(covering: key)
                })
        }
        seconds.sort()
        let microseconds = [seconds.count / 2, seconds.count * 99 / 100, seconds.count - 1].map {
            String(format: "%.1f", seconds[$0] * 1e6)
        }
        print(
            "\(seconds.count) changes of one rule, the next key decided by it: median "
                + "\(microseconds[0]) µs, 99 in 100 within \(microseconds[1]) µs, longest "
                + "\(microseconds[2]) µs")
    }
}
