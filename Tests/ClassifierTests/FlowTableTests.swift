import Net
import TestSupport
import Testing

@testable import Classifier

@Suite("A FlowTable")
struct FlowTableTests {
    /// Blocks that a direct table may have: plenty, and none at all.
    static let blockLimits = [16384, 0]

    @Test("decides exactly like a linear scan, on 1,000 random tables", arguments: 0..<50)
    func agreesWithLinearScan(block: Int) throws {
        for seed in UInt64(block) * 20..<UInt64(block + 1) * 20 {
            var policy = RandomPolicy(seed: seed)
            let model = LinearTable(policy.rules)
            let keys = (0..<100).map { _ in policy.key() }
            let expected = keys.map { model.firstRule(covering: $0).map(Int32.init) ?? -1 }
            for limit in Self.blockLimits {
                let table = try FlowTable(policy.rules, blockLimit: limit)
                #expect(classify(keys, with: table) == expected, "seed \(seed), blocks \(limit)")
            }
        }
    }

    @Test("gives the same verdicts in batches of any size", arguments: [1, 2, 31, 32, 33, 64, 65])
    func batchSizes(size: Int) throws {
        for seed in 0..<50 as Range<UInt64> {
            var policy = RandomPolicy(seed: seed)
            let model = LinearTable(policy.rules)
            let keys = (0..<130).map { _ in policy.key() }
            let table = try FlowTable(policy.rules)
            var verdicts: [Int32] = []
            for start in stride(from: 0, to: keys.count, by: size) {
                verdicts += classify(
                    Array(keys[start..<min(start + size, keys.count)]), with: table)
            }
            #expect(
                verdicts == keys.map { model.firstRule(covering: $0).map(Int32.init) ?? -1 },
                "seed \(seed)")
        }
    }

    @Test("tells whether other ports could have been permitted, as a linear scan does")
    func ignoringPorts() throws {
        var (yes, no) = (0, 0)
        for seed in 0..<200 as Range<UInt64> {
            var policy = RandomPolicy(seed: seed)
            let model = LinearTable(policy.rules)
            let table = try FlowTable(policy.rules)
            for _ in 0..<50 {
                let key = policy.key()
                let expected = model.covers(ignoringPorts: key)
                #expect(table.covers(ignoringPorts: key) == expected, "seed \(seed), \(key)")
                if expected { yes += 1 } else { no += 1 }
            }
        }
        #expect(yes > 1000 && no > 1000, "the draw exercises both answers")
    }

    @Test("is exercised by the random draw on every kind of answer")
    func drawIsFair() {
        var hits: [Bool: Int] = [:]
        var replies = 0
        for seed in 0..<100 as Range<UInt64> {
            var policy = RandomPolicy(seed: seed)
            let model = LinearTable(policy.rules)
            for _ in 0..<100 {
                let key = policy.key()
                let rule = model.firstRule(covering: key)
                hits[rule != nil, default: 0] += 1
                if let rule, !policy.rules[rule].match.contains(key) { replies += 1 }
            }
        }
        #expect((hits[true] ?? 0) > 2000 && (hits[false] ?? 0) > 2000 && replies > 300)
    }

    @Test("never takes a packet that opens a connection for a reply")
    func opens() throws {
        let rule = Rule(
            match: Match(
                source: try IPPrefix("10.0.0.0/24"), destination: try IPPrefix("10.0.1.0/24"),
                protocolNumber: .tcp, destinationPorts: 443...443),
            action: .permit, admitsReplies: true)
        let table = try FlowTable([rule])
        let request = FlowKey(
            source: try IPAddress("10.0.0.1"), destination: try IPAddress("10.0.1.1"),
            protocolNumber: .tcp, sourcePort: 40000, destinationPort: 443)
        var opening = request.reversed
        opening.rest |= UInt64(FlowKey.Flags.opens.rawValue) << 16
        #expect(table.firstRule(covering: request) == 0)
        #expect(table.firstRule(covering: request.reversed) == 0)
        #expect(table.firstRule(covering: opening) == nil)
        #expect(table.firstRule(covering: opening.reversed) == 0)
    }

    @Test("of no rules covers nothing")
    func empty() throws {
        let table = try FlowTable([])
        let key = FlowKey(
            source: try IPAddress("::1"), destination: try IPAddress("::2"),
            protocolNumber: .udp)
        #expect(table.firstRule(covering: key) == nil)
        #expect(!table.covers(ignoringPorts: key))
        #expect(classify([], with: table) == [])
    }

    @Test("of more rules than it can number is refused, not built")
    func tooLarge() throws {
        let any = try IPPrefix("0.0.0.0/0")
        let rule = Rule(match: Match(source: any, destination: any), action: .permit)
        let count = FlowTable.ruleLimit + 1
        let refusal = #expect(throws: PolicyTooLarge.self) {
            try FlowTable(Array(repeating: rule, count: count))
        }
        #expect(refusal == PolicyTooLarge(ruleCount: count, limit: count - 1))
    }

    private func classify(_ keys: [FlowKey], with table: FlowTable) -> [Int32] {
        var verdicts = [Int32](repeating: -2, count: keys.count)
        var span = verdicts.mutableSpan
        table.classify(keys.span, into: &span)
        return verdicts
    }
}
