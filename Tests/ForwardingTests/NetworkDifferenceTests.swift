import Diagnostics
import Forwarding
import Net
import TestSupport
import Testing

@Suite("Differences between networks")
struct NetworkDifferenceTests {
    private func network(_ facts: [Fact], name: String = "a", read: Bool = false) -> Network {
        let statements = facts.enumerated().map { index, fact in
            read
                ? Statement(fact, line: FileLine(file: 0, line: index + 1))
                : Statement(
                    fact, origins: [SourceSpan(file: 0, line: UInt32(index + 1), column: 1)])
        }
        return Network(
            devices: [NetworkDevice(name: name, statements: statements)], cables: [])
    }

    private func differences(_ read: [Fact], _ intended: [Fact]) -> [NetworkDifference] {
        network(read, read: true).differences(from: network(intended))
    }

    private func rule(_ port: UInt16, at name: String = "vlan1") -> Fact {
        .ingressRule(
            name,
            FilterRule(action: .permit, family: .ipv4, destinationPorts: [port...port]))
    }

    @Test("there are none where the statements are the same in another order")
    func order() {
        let facts: [Fact] = [.transits, .vrf("a"), .vrf("b"), .down("swp1"), .mtu("swp1", 9_000)]
        #expect(differences(facts.reversed(), facts).isEmpty)
    }

    @Test("name what is missing by its origins and what is extra by its line")
    func places() throws {
        let result = differences([.vrf("a"), .transits], [.vrf("a"), .vrf("b")])
        #expect(result.map(\.kind) == [.missing, .extra])
        #expect(result.map(\.fact) == [.vrf("b"), .transits])
        #expect(result[0].line == nil)
        #expect(result[0].origins == [SourceSpan(file: 0, line: 2, column: 1)])
        #expect(result[1].line == FileLine(file: 0, line: 2))
        #expect(result[1].origins.isEmpty)
    }

    @Test("count statements that stand more than once")
    func multisets() {
        #expect(differences([.vrf("a")], [.vrf("a"), .vrf("a")]).map(\.kind) == [.missing])
        let extra = differences([.vrf("a"), .vrf("a"), .vrf("a")], [.vrf("a")])
        #expect(extra.map(\.kind) == [.extra, .extra])
        #expect(extra.map(\.line) == [FileLine(file: 0, line: 2), FileLine(file: 0, line: 3)])
    }

    @Test("say of one rule that it moved, where one rule stands elsewhere")
    func moved() {
        let rules = (1...9).map { rule($0) }
        var read = rules
        read.append(read.remove(at: 2))
        let result = differences(read, rules)
        #expect(result.map(\.kind) == [.moved])
        #expect(result.map(\.fact) == [rules[2]])
        #expect(result[0].line == FileLine(file: 0, line: 9))
        #expect(result[0].origins == [SourceSpan(file: 0, line: 3, column: 1)])
    }

    @Test("keep the filters apart")
    func filters() {
        let forward = Fact.forwardRule(FilterRule(action: .deny, family: .ipv6))
        let facts = [rule(1), rule(2), forward, rule(2, at: "vlan2"), rule(1, at: "vlan2")]
        let read = [rule(2, at: "vlan2"), rule(1), rule(1, at: "vlan2"), forward, rule(2)]
        #expect(differences(read, facts).isEmpty)
    }

    @Test("leave it open how rules of the two families stand to each other")
    func families() {
        let ipv6 = (1...2).map { port in
            Fact.ingressRule(
                "vlan1",
                FilterRule(action: .permit, family: .ipv6, destinationPorts: [port...port]))
        }
        let intended = [rule(1), ipv6[0], rule(2), ipv6[1]]
        #expect(differences(ipv6 + [rule(1), rule(2)], intended).isEmpty)
        let swapped = differences([ipv6[1], ipv6[0], rule(1), rule(2)], intended)
        #expect(swapped.map(\.kind) == [.moved])
    }

    @Test("do not take a rule that is missing for one that moved")
    func missingRule() {
        let rules = (1...5).map { rule($0) }
        let result = differences([rules[0], rules[2], rule(7), rules[3], rules[4]], rules)
        #expect(result.map(\.kind) == [.missing, .extra])
    }

    @Test("are of devices with the same name; one that is not there has all or nothing")
    func devices() {
        let both = Network(
            devices: network([.vrf("a")], name: "a").devices
                + network([.vrf("b")], name: "b").devices, cables: [])
        let other = Network(
            devices: network([.vrf("c")], name: "c", read: true).devices
                + network([.vrf("a")], name: "a", read: true).devices, cables: [])
        let result = other.differences(from: both)
        #expect(result.map(\.device) == ["b", "c"])
        #expect(result.map(\.kind) == [.missing, .extra])
    }

    /// The plain model: remove equal statements one by one; of what is left in common, the order
    /// tells how many rules have to move, found by trying every part of it.
    @Test("agree with a plain model", arguments: 1...60 as ClosedRange<UInt64>)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func facts() -> [Fact] {
            (0..<Int.random(in: 0...7, using: &random)).map { _ in
                random.oneIn(3)
                    ? .vrf(random.pick(["a", "b"]))
                    : rule(UInt16.random(in: 1...4, using: &random), at: random.pick(["x", "y"]))
            }
        }
        for _ in 0..<40 {
            let read = facts()
            let intended = facts()
            let result = differences(read, intended)
            var missing = intended
            for fact in read {
                if let index = missing.firstIndex(of: fact) { missing.remove(at: index) }
            }
            var extra = read
            for fact in intended {
                if let index = extra.firstIndex(of: fact) { extra.remove(at: index) }
            }
            let context = "seed \(seed): \(read) from \(intended)"
            #expect(counts(result, .missing) == counts(missing), "\(context)")
            #expect(counts(result, .extra) == counts(extra), "\(context)")
            let moved = ["x", "y"].reduce(0) {
                $0 + leastMoves(rules(read, of: $1), rules(intended, of: $1))
            }
            // Of equal rules the first is the partner of the first, which may cost a move more.
            let isUnique = Set(intended).count == intended.count && Set(read).count == read.count
            let found = result.count { $0.kind == .moved }
            #expect(isUnique ? found == moved : found >= moved, "\(context)")
        }
    }

    private func counts(_ result: [NetworkDifference], _ kind: NetworkDifference.Kind) -> [Fact:
        Int]
    {
        counts(result.filter { $0.kind == kind }.map(\.fact))
    }

    private func counts(_ facts: [Fact]) -> [Fact: Int] {
        facts.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    private func rules(_ facts: [Fact], of name: String) -> [Fact] {
        facts.filter { if case .ingressRule(name, _) = $0 { true } else { false } }
    }

    /// Length of what both have in common, less the longest part that is in order in both.
    private func leastMoves(_ read: [Fact], _ intended: [Fact]) -> Int {
        var rest = intended
        let common = read.filter { fact in
            guard let index = rest.firstIndex(of: fact) else { return false }
            rest.remove(at: index)
            return true
        }
        let longest = (0..<1 << common.count).map { mask -> Int in
            let part = common.indices.filter { mask >> $0 & 1 == 1 }.map { common[$0] }
            return isSubsequence(part, of: intended) ? part.count : 0
        }.max()
        return common.count - (longest ?? 0)
    }

    private func isSubsequence(_ part: [Fact], of whole: [Fact]) -> Bool {
        var rest = part[...]
        for fact in whole where fact == rest.first { rest = rest.dropFirst() }
        return rest.isEmpty
    }
}
