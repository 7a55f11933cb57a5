import TestSupport
import Testing

@testable import CertificateChecker

/// Certificates that nobody wrote. Whatever the text, it is refused with a line that exists, or holds
/// and claims no less than what arrives.
@Suite struct CertificateFuzzTests {
    @Test(arguments: 0..<8)
    func `mutated certificates are refused, or claim no less`(round: UInt64) throws {
        let certified =
            switch round % 4 {
            case 0: try CertifiedNetwork.named("smallest")
            case 1: try CertifiedNetwork.named("tix")
            default: try CertifiedNetwork.generated(Int(round), devices: 10, tenants: 2)
            }
        let whole = try Certificate(reading: certified.text)
        var random = SeededGenerator(seed: 0xf022 &+ round)
        for number in 0..<250 {
            let text = mutated(certified.text, &random)
            if let refusal = certified.refusal(of: text) {
                let lines = text.count { $0 == 10 } + 1
                #expect((0...lines).contains(refusal.line), "round \(round), text \(number)")
            } else if text != certified.text {
                let other = try Certificate(reading: text)
                #expect(
                    claimsNoLess(other, than: whole, &random), "round \(round), text \(number)")
            }
        }
    }

    @Test func `numbers of any size are read or refused`() {
        for number in [
            "", "-1", "g", "00", "ffffffff", "100000000", "ffffffffffffffff", "10000000000000000",
            String(repeating: "f", count: 32), String(repeating: "f", count: 33),
        ] {
            for line in [
                "value \(number)", "set \(number) 0 1", "set 5 \(number) 0 1",
                "set 5 0 \(number) 1",
                "group \(number) 0", "group 4 \(number)", "group 4 0\nat \(number) 0",
                "group 4 0\nat 1 \(number)", "group 4 0\nat 1 0 \(number)", "end \(number)",
            ] {
                let text = "cristallo-certificate 1 0\nvalue 0\n\(line)\nend\n"
                do throws(Refusal) {
                    _ = try Certificate(reading: Array(text.utf8))
                } catch {
                    #expect(error.condition == .format)
                }
            }
        }
    }

    /// One to three edits: an octet changed, dropped or put in, a line doubled, dropped, exchanged with
    /// another, cut, or a word of it with another's value.
    private func mutated(_ octets: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var lines = octets.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let line = Int.random(in: 0..<lines.count, using: &random)
            let place = Int.random(in: 0...max(0, lines[line].count - 1), using: &random)
            switch Int.random(in: 0..<8, using: &random) {
            case 0 where !lines[line].isEmpty:
                lines[line][place] = .random(in: 0...255, using: &random)
            case 1 where !lines[line].isEmpty:
                lines[line][place] = random.pick(Array("0123456789abcdef ".utf8))
            case 2: lines.insert(lines[line], at: line)
            case 3 where lines.count > 2: lines.remove(at: line)
            case 4: lines.swapAt(line, Int.random(in: 0..<lines.count, using: &random))
            case 5 where !lines[line].isEmpty: lines[line].remove(at: place)
            case 6: lines[line].insert(random.pick(Array("0123456789abcdef ".utf8)), at: place)
            default:
                var words = lines[line].split(separator: 32).map(Array.init)
                guard !words.isEmpty else { continue }
                let other = random.pick(lines).split(separator: 32).map(Array.init)
                guard !other.isEmpty else { continue }
                words[Int.random(in: 0..<words.count, using: &random)] = random.pick(other)
                lines[line] = Array(words.joined(separator: [32]))
            }
        }
        return Array(lines.joined(separator: [10]))
    }

    /// Whether each claim of `least` is in the claim of `other`, by headers from the edges of its runs.
    private func claimsNoLess(
        _ other: Certificate, than least: Certificate, _ random: inout SeededGenerator
    ) -> Bool {
        for group in least.groups {
            guard
                let same = other.groups.first(where: {
                    $0.family == group.family && $0.scopes.contains(group.scopes[0])
                })
            else { return false }
            for claim in group.claims {
                let position = same.position(of: claim.node)
                let far = position.map { same.claims[$0] } ?? Certificate.Claim(node: claim.node)
                for _ in 0..<20 {
                    for (mine, theirs) in [(claim.all, far.all), (claim.unwatched, far.unwatched)]
                    where mine != 0 {
                        let header = header(of: mine, in: least.sets, &random)
                        if !contains(theirs, header, in: other.sets) { return false }
                    }
                }
            }
        }
        return true
    }

    /// A header of a set, at an edge of a run wherever the set asks.
    private func header(
        of set: Int32, in sets: SetTable, _ random: inout SeededGenerator
    ) -> [UInt128] {
        var values = SetTable.lastValues.map { _ in UInt128(0) }
        var node = set
        while node > 1 {
            let runs = Array(sets.runs(of: node))
            let taken = random.pick(runs.indices.filter { runs[$0].rest != 0 })
            let first = taken == 0 ? 0 : runs[taken - 1].last + 1
            values[Int(sets.fields[Int(node)])] = random.oneIn(2) ? first : runs[taken].last
            node = runs[taken].rest
        }
        return values
    }

    private func contains(_ set: Int32, _ header: [UInt128], in sets: SetTable) -> Bool {
        var node = set
        while node > 1 {
            let value = header[Int(sets.fields[Int(node)])]
            guard let run = sets.runs(of: node).first(where: { $0.last >= value }) else {
                return false
            }
            node = run.rest
        }
        return node == 1
    }
}
