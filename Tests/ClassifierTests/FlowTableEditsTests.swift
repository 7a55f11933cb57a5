import Net
import TestSupport
import Testing

@testable import Classifier

@Suite("Edits of a FlowTable")
struct FlowTableEditsTests {
    /// The rules of a table in the order of their priority, with their numbers.
    private struct Model {
        var rules: [(number: Int, rule: Rule)]
        var next: Int

        init(_ rules: [Rule]) {
            self.rules = rules.enumerated().map { ($0.offset, $0.element) }
            next = rules.count
        }

        func firstRule(covering key: FlowKey) -> Int32 {
            rules.first { $0.rule.covers(key) }.map { Int32($0.number) } ?? FlowTable.noRule
        }

        func covers(ignoringPorts key: FlowKey) -> Bool {
            LinearTable(rules.map(\.rule)).covers(ignoringPorts: key)
        }
    }

    @Test(
        "leave the verdicts of a linear scan of the rules as they are now",
        arguments: 0..<(isThorough ? 400 : 20) as Range<UInt64>)
    func agreesWithLinearScan(seed: UInt64) throws {
        var policy = RandomPolicy(seed: seed)
        var table = try FlowTable(policy.rules)
        var model = Model(policy.rules)
        for step in 0..<250 {
            // Rules of the same draw, so that prefixes meet and nest with those compiled.
            let rule = RandomPolicy.rule(&policy.generator)
            let place =
                model.rules.isEmpty
                ? nil : Int.random(in: 0..<model.rules.count, using: &policy.generator)
            switch (Int.random(in: 0..<10, using: &policy.generator), place) {
            case (0..<3, let place?):
                table.remove(model.rules[place].number)
                model.rules.remove(at: place)
            case (3..<6, let place?):
                table.replace(model.rules[place].number, with: rule)
                model.rules[place].rule = rule
            default:
                let isLast = policy.generator.oneIn(4) || place == nil
                let before = isLast ? model.rules.count : place ?? 0
                let number = try table.insert(
                    rule, before: isLast ? nil : model.rules[before].number)
                #expect(number == model.next)
                model.rules.insert((number, rule), at: before)
                model.next += 1
            }
            if step % 83 == 82 { table = table.compacted() }
            let keys = (0..<20).map { _ in
                model.rules.isEmpty || policy.generator.oneIn(2)
                    ? policy.key()
                    : policy.edgeKey(of: policy.generator.pick(model.rules.map(\.rule)))
            }
            var verdicts = [Int32](repeating: -2, count: keys.count)
            var span = verdicts.mutableSpan
            table.classify(keys.span, into: &span)
            #expect(
                verdicts == keys.map { model.firstRule(covering: $0) }, "seed \(seed), step \(step)"
            )
            #expect(
                table.covers(ignoringPorts: keys[0]) == model.covers(ignoringPorts: keys[0]),
                "seed \(seed), step \(step)")
        }
        let held = Dictionary(uniqueKeysWithValues: model.rules.map { ($0.number, $0.rule) })
        for number in 0..<model.next { #expect(table.rule(number) == held[number]) }
    }

    @Test("find room between two neighbours any number of times", arguments: [true, false])
    func crowded(inFront: Bool) throws {
        let all = Match(source: try IPPrefix("0.0.0.0/0"), destination: try IPPrefix("0.0.0.0/0"))
        func rule(port: UInt16) -> Rule {
            var match = all
            match.destinationPorts = port...UInt16.max
            return Rule(match: match, action: .permit)
        }
        var table = try FlowTable([rule(port: 1000), rule(port: 0)])
        var order = [0, 1]
        for step in 0..<300 {
            // Each before the last one added, or each before the same: gaps halve either way.
            let place = inFront ? 1 : step == 0 ? 1 : order.count - 1
            let number = try table.insert(rule(port: 0), before: order[place])
            order.insert(number, at: place)
        }
        for number in order {
            let key = FlowKey(
                source: try IPAddress("192.0.2.1"), destination: try IPAddress("192.0.2.2"),
                protocolNumber: .tcp, destinationPort: 7)
            let expected = order.first { $0 != 0 && table.rule($0) != nil }
            #expect(table.firstRule(covering: key) == expected)
            table.remove(number)
        }
        #expect(table.rule(0) == nil)
    }

    @Test("of a copy leave the original alone")
    func copies() throws {
        let all = Match(source: try IPPrefix("::/0"), destination: try IPPrefix("::/0"))
        let table = try FlowTable([Rule(match: all, action: .permit)])
        var edited = table
        edited.remove(0)
        let key = FlowKey(
            source: try IPAddress("::1"), destination: try IPAddress("::2"), protocolNumber: .udp)
        #expect(table.firstRule(covering: key) == 0)
        #expect(edited.firstRule(covering: key) == nil)
        #expect(edited.compacted().firstRule(covering: key) == nil)
    }

    @Test("refuse a number that no rule has, or has any more")
    func refused() async {
        await #expect(processExitsWith: .failure) {
            var table = try FlowTable([])
            table.remove(0)
        }
        await #expect(processExitsWith: .failure) {
            let any = try IPPrefix("0.0.0.0/0")
            let rule = Rule(match: Match(source: any, destination: any), action: .permit)
            var table = try FlowTable([rule])
            table.remove(0)
            try table.insert(rule, before: 0)
        }
    }
}
