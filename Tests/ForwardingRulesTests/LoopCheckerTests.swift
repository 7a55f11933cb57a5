import Diagnostics
import Net
import TestSupport
import Testing

@testable import ForwardingRules

@Suite("A loop checker")
struct LoopCheckerTests {
    /// Reads, links and applies a text.
    private func check(_ text: String) throws -> (checker: LoopChecker, updates: RuleUpdates) {
        let (updates, diagnostics) = readRuleUpdates([("rules.txt", Array(text.utf8))])
        #expect(diagnostics.text(in: updates.sources) == "")
        let linked = LinkedUpdates(updates)
        var checker = LoopChecker(deviceCount: linked.deviceCount)
        try checker.apply(linked.updates.span)
        return (checker, updates)
    }

    /// The rings of loops by the numbers in the names `d0`, `d1`, …, from the lowest on.
    private func rings(_ loops: [ForwardingLoop], _ updates: RuleUpdates) throws -> Set<[Int32]> {
        var rings: Set<[Int32]> = []
        for loop in loops {
            let numbers = try loop.devices.map {
                try #require(Int32(updates.name(of: $0).dropFirst()))
            }
            let turn = numbers.indices.min { numbers[$0] < numbers[$1] } ?? 0
            rings.insert(Array(numbers[turn...] + numbers[..<turn]))
        }
        return rings
    }

    @Test(
        "finds in a file the rings that follow from the cables, after every line",
        arguments: 0..<5)
    func model(block: UInt64) throws {
        var (closed, quiet) = (0, 0)
        for seed in block * 10..<(block + 1) * 10 {
            let network = RandomNetwork(seed: seed)
            let (updates, diagnostics) = readRuleUpdates(
                [("rules.txt", Array(network.text.utf8))])
            #expect(diagnostics.isEmpty && updates.updates.count == network.lines.count)
            let linked = LinkedUpdates(updates)
            var checker = LoopChecker(deviceCount: linked.deviceCount)
            var model = SlowNetwork<UInt32>(devices: network.devices)
            var ever: Set<[Int32]> = []
            for (step, line) in network.lines.enumerated() {
                let one = [linked.updates[step]]
                try checker.apply(one.span)
                _ = line.isInsert ? model.insert(line.rule) : model.remove(line.rule)
                let present = model.rings
                ever.formUnion(present)
                let context = "seed \(seed), line \(step + 1): \(line.text)"
                #expect(try rings(checker.presentLoops(), updates) == present, "\(context)")
                #expect(try rings(checker.loops, updates) == ever, "\(context)")
                #expect(checker.counts.atoms == model.stretches.count, "\(context)")
                if present.isEmpty { quiet += 1 } else { closed += 1 }
            }
        }
        #expect(closed > 100 && quiet > 100, "the draw exercises both answers")
    }

    @Test("finds a planted ring at the line that closes it, of any length", arguments: [2, 3, 40])
    func planted(count: Int) throws {
        // A ring of /31 links: device n reaches the next one at 10.0.0.(2n+1).
        let connected = (0..<count).flatMap { device in
            [
                "+ fwd d\(device) \(10 << 24 | 2 * device) 31 right 31 0.0.0.0",
                "+ fwd d\((device + 1) % count) \(10 << 24 | 2 * device) 31 left 31 0.0.0.0",
            ]
        }
        let routes = (0..<count).map { device in
            "+ fwd d\(device) 3405803776 24 right 24 10.0.0.\(2 * device + 1)"
        }
        let whole = try check((connected + routes).joined(separator: "\n"))
        let loop = try #require(whole.checker.loops.first)
        #expect(whole.checker.loops.count == 1)
        #expect(loop.devices.map { whole.updates.name(of: $0) } == (0..<count).map { "d\($0)" })
        #expect(loop.example == IPv4Address(rawValue: 3_405_803_776))
        #expect(loop.origin?.line == UInt32(3 * count))

        // One link less, and packets leave.
        let open = try check((connected + routes.dropLast()).joined(separator: "\n"))
        #expect(open.checker.loops.isEmpty && open.checker.presentLoops().isEmpty)

        // The removal of one route breaks the ring; that it was there is still known.
        let broken = try check(
            (connected + routes + ["-" + routes[0].dropFirst()]).joined(separator: "\n"))
        #expect(broken.checker.loops == whole.checker.loops)
        #expect(broken.checker.presentLoops().isEmpty)
    }

    @Test("finds a loop that a removal closes, where a shorter prefix holds again")
    func closedByRemoval() throws {
        let (checker, _) = try check(
            """
            + fwd a 167772160 31 p 31 0.0.0.0
            + fwd b 167772160 31 p 31 0.0.0.0
            + fwd a 3405803776 24 p 24 10.0.0.1
            + fwd b 3405803776 24 q 24 0.0.0.0
            + fwd b 3405774848 16 p 16 10.0.0.0
            - fwd b 3405803776 24 q 24 0.0.0.0
            """)
        #expect(checker.loops.map(\.origin?.line) == [6])
        #expect(checker.loops.map(\.example) == [IPv4Address(rawValue: 3_405_803_776)])
    }

    @Test("tells loops as errors, and updates without effect as warnings, at their lines")
    func diagnostics() throws {
        let (checker, updates) = try check(
            """
            + fwd a 167772160 31 p 31 0.0.0.0
            + fwd b 167772160 31 p 31 0.0.0.0
            + fwd a 167772160 31 p 31 0.0.0.0
            - fwd a 167772160 31 q 31 0.0.0.0
            + fwd a 0 0 p 0 10.0.0.1
            + fwd b 0 0 p 0 10.0.0.0
            """)
        #expect(
            checker.diagnostics(for: updates).text(in: updates.sources) == """
                rules.txt:3:1: warning: the device has this rule already [rules.repeated-insert]
                  hint: remove the line; one removal takes the rule away
                rules.txt:4:1: warning: the device has no such rule [rules.absent-remove]
                  hint: compare prefix, port, priority and next hop with the line that inserts it
                rules.txt:6:1: error: packets to 0.0.0.0 go round: a > b > a [rules.loop]
                  hint: let one of the devices send them out of the ring

                """)
        let counts = checker.counts
        #expect(counts.inserts == 5 && counts.removes == 1 && counts.rules == 4)
        #expect(counts.repeatedInserts == 1 && counts.absentRemoves == 1)
    }

    @Test("finds a loop on one of several ways of equal cost, by whichever it is entered")
    func equalCost() throws {
        let (checker, updates) = try check(
            """
            + fwd a 167772160 31 p 31 0.0.0.0
            + fwd b 167772160 31 p 31 0.0.0.0
            + fwd a 167772162 31 q 31 0.0.0.0
            + fwd c 167772162 31 q 31 0.0.0.0
            + fwd a 0 0 p 0 10.0.0.1
            + fwd a 0 0 q 0 10.0.0.3
            + fwd b 0 0 p 0 10.0.0.0
            + fwd c 0 0 q 0 10.0.0.2
            """)
        let names = checker.loops.map { $0.devices.map { updates.name(of: $0) } }
        #expect(names == [["a", "b"], ["a", "c"]])
        #expect(checker.loops.map(\.origin?.line) == [7, 8])
    }

    @Test("knows what is installed after inserts and removals")
    func installed() {
        let text = """
            + fwd a 0 0 p 0 0.0.0.0
            + fwd a 0 0 q 0 0.0.0.0
            - fwd a 0 0 p 0 0.0.0.0
            + fwd a 0 0 q 0 0.0.0.0
            + fwd a 0 0 r 0 0.0.0.0
            - fwd a 0 0 r 0 0.0.0.0
            + fwd a 0 0 r 0 0.0.0.0
            """
        let linked = LinkedUpdates(readRuleUpdates([("", Array(text.utf8))]).updates)
        #expect(linked.installed.map { LinkedUpdate.span($0.origin).line } == [4, 7])
    }

    @Test("finds no loop in a generated network, and every loop that one wrong route makes")
    func generated() throws {
        for seed in 0..<5 as Range<UInt64> {
            let text = RuleFileGenerator(seed: seed, devices: 12, links: 16, prefixes: 14).text
            let (checker, updates) = try check(text)
            #expect(checker.loops.isEmpty, "seed \(seed)")
            #expect(checker.counts.rules == 4 * 16 + 2 * 14 + 11 * 14, "seed \(seed)")
            // Device 0 is connected to the first prefix; sent on instead, packets come back.
            let home = try #require(updates.updates.last { $0.device.rawValue == 1 })
            #expect(home.nextHop.rawValue > 0)
            let wrong =
                "- fwd router-0 2147483648 24 port-16 24 0.0.0.0\n"
                + "- fwd router-0 2147483649 32 port-16 32 0.0.0.0\n"
                + "+ fwd router-0 2147483648 24 port-0 24 10.0.0.1\n"
            #expect(try !check(text + wrong).checker.loops.isEmpty, "seed \(seed)")
        }
    }

    @Test(
        "or the reader finds the bad example of a rule, and nothing in the good one",
        arguments: ruleUpdateRules)
    func examples(rule: Rule) throws {
        func codes(_ text: String) throws -> [String] {
            let (updates, diagnostics) = readRuleUpdates([("rules.txt", Array(text.utf8))])
            let linked = LinkedUpdates(updates)
            var checker = LoopChecker(deviceCount: linked.deviceCount)
            try checker.apply(linked.updates.span)
            return (diagnostics + checker.diagnostics(for: updates)).map(\.code)
        }
        // What that rule says of itself is a sentence.
        let isLimit = rule.code == "rules.limit"
        let bad = isLimit ? String(repeating: "another form\n", count: 1_001) : rule.bad
        #expect(try codes(bad).contains(rule.code))
        #expect(try codes(rule.good) == [])
    }

    @Test("and the reader have rules in order of their codes, each once")
    func rules() {
        let codes = ruleUpdateRules.map(\.code)
        #expect(codes == Set(codes).sorted())
    }

    static let usCarrier = "../shared/data/rule-updates/uscarrier.txt"

    @Test(
        "finds no loop in the rules of US Carrier",
        .enabled(if: Repository.has(usCarrier), "skipped: no rule files"))
    func usCarrierRules() throws {
        let (updates, diagnostics) = readRuleUpdates(
            [("uscarrier.txt", try Repository.octets(Self.usCarrier))])
        #expect(diagnostics.text(in: updates.sources) == "")
        let linked = LinkedUpdates(updates)
        // Every next hop of the file is a device of the file.
        #expect(linked.leadingOn == 32_870 && linked.leadingOut == 0 && linked.linkCount == 205)
        var checker = LoopChecker(deviceCount: linked.deviceCount)
        try checker.apply(linked.updates.span)
        #expect(checker.loops.isEmpty)
        #expect(linked.deviceCount == 174)
        #expect(checker.counts.rules == 34_070 && checker.counts.inserts == 34_070)
        #expect(checker.counts.atoms == 984 && checker.counts.prefixes == 995)
    }
}
