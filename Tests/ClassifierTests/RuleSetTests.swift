import Net
import TestSupport
import Testing

@testable import Classifier

/// The rule sets that classifiers are measured with, against the linear scan: large ones in the
/// thorough lane, small ones always.
@Suite("On acl, fw, ipc and tenant sets a FlowTable")
struct RuleSetTests {
    static let sizes = isThorough ? [1_000, 10_000, 100_000] : [300]

    /// Keys compared for each claim: as many as a linear scan can do.
    private static func keyCount(_ size: Int) -> Int {
        isThorough ? max(2_000, 20_000_000 / size) : 300
    }

    @Test(
        "decides like a linear scan on headers inside rules, whatever the batch",
        arguments: RuleSetKind.allCases, sizes)
    func traces(kind: RuleSetKind, size: Int) throws {
        let rules = kind.rules(count: size, seed: 3)
        var traffic = RuleTraffic(rules, seed: 4)
        let count = Self.keyCount(size)
        for keys in [traffic.scattered(count), traffic.zipf(count, flows: count / 5)] {
            try expectAgreement(keys, rules, "\(kind) \(size), seeds 3 and 4")
        }
    }

    @Test(
        "decides like a linear scan at, before and behind every bound of a rule",
        arguments: RuleSetKind.allCases, sizes)
    func bounds(kind: RuleSetKind, size: Int) throws {
        let rules = kind.rules(count: size, seed: 5)
        var generator = SeededGenerator(seed: 6)
        // Sixteen keys a rule: all rules where the scan can do it, a sample of the others.
        let sample = (0..<min(size, Self.keyCount(size) / 16)).map { _ in generator.pick(rules) }
        try expectAgreement(sample.flatMap(Self.edges), rules, "\(kind) \(size), seeds 5 and 6")
    }

    @Test(
        "decides like a linear scan on keys with one bit flipped",
        arguments: RuleSetKind.allCases, sizes)
    func mutations(kind: RuleSetKind, size: Int) throws {
        let rules = kind.rules(count: size, seed: 7)
        var traffic = RuleTraffic(rules, seed: 8)
        let keys = traffic.scattered(Self.keyCount(size) / 104).flatMap { key in
            // 32 bits of each address; ports, protocol and the flags that may go with IPv4.
            (0..<32).flatMap { bit in
                var (source, destination) = (key, key)
                source.sourceLow ^= 1 << UInt64(bit)
                destination.destinationLow ^= 1 << UInt64(bit)
                return [source, destination]
            }
                + (17..<64).filter { !(19..<24).contains($0) }.map { bit in
                    var other = key
                    other.rest ^= 1 << UInt64(bit)
                    return other
                }
        }
        try expectAgreement(keys, rules, "\(kind) \(size), seeds 7 and 8")
    }

    @Test("holds more rules than direct lookup has blocks for", arguments: RuleSetKind.allCases)
    func withoutDirectLookup(kind: RuleSetKind) throws {
        let rules = kind.rules(count: 300, seed: 9)
        var traffic = RuleTraffic(rules, seed: 10)
        let keys = traffic.scattered(300) + rules.prefix(20).flatMap(Self.edges)
        let ranges = try FlowTable(rules, blockLimit: 0)
        let direct = try FlowTable(rules, blockLimit: 1 << 15)
        #expect(verdicts(keys, ranges, batch: 64) == verdicts(keys, direct, batch: 64))
        #expect(verdicts(keys, ranges, batch: 64) == scan(keys, rules))
    }

    private func expectAgreement(_ keys: [FlowKey], _ rules: [Rule], _ comment: String) throws {
        let table = try FlowTable(rules)
        let expected = scan(keys, rules)
        for batch in [1, 2, 31, 32, 33, 64] {
            let answers = verdicts(keys, table, batch: batch)
            #expect(
                zip(answers, expected).allSatisfy { $0 == $1 }, "\(comment), batches of \(batch)")
        }
        #expect(expected.contains { $0 >= 0 }, "\(comment): some rule covers some key")
    }

    private func scan(_ keys: [FlowKey], _ rules: [Rule]) -> [Int32] {
        let model = LinearTable(rules)
        return keys.map { model.firstRule(covering: $0).map(Int32.init) ?? FlowTable.noRule }
    }

    private func verdicts(_ keys: [FlowKey], _ table: FlowTable, batch: Int) -> [Int32] {
        var verdicts: [Int32] = []
        for start in stride(from: 0, to: keys.count, by: batch) {
            let range = start..<min(start + batch, keys.count)
            var part = [Int32](repeating: -2, count: range.count)
            var span = part.mutableSpan
            table.classify(keys.span.extracting(range), into: &span)
            verdicts += part
        }
        return verdicts
    }

    /// Keys in the middle of a rule but for one field, which is just before, at and just behind
    /// either bound.
    private static func edges(of rule: Rule) -> [FlowKey] {
        let match = rule.match
        func key(_ source: UInt128, _ destination: UInt128, _ from: UInt16, _ to: UInt16) -> FlowKey
        {
            FlowKey(
                source: IPAddress(family: .ipv4, bits: source & 0xffff_ffff),
                destination: IPAddress(family: .ipv4, bits: destination & 0xffff_ffff),
                protocolNumber: match.protocolNumber ?? .tcp, sourcePort: from, destinationPort: to)
        }
        func around<Number: FixedWidthInteger>(_ low: Number, _ high: Number) -> [Number] {
            [low &- 1, low, high, high &+ 1]
        }
        let (source, destination) = (match.source.address.bits, match.destination.address.bits)
        let (from, to) = (match.sourcePorts.lowerBound, match.destinationPorts.upperBound)
        return around(source, match.source.lastAddress.bits).map { key($0, destination, from, to) }
            + around(destination, match.destination.lastAddress.bits).map {
                key(source, $0, from, to)
            }
            + around(from, match.sourcePorts.upperBound).map { key(source, destination, $0, to) }
            + around(match.destinationPorts.lowerBound, to).map {
                key(source, destination, from, $0)
            }
    }
}
