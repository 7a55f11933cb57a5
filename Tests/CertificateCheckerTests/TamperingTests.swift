import CertificateChecker
import TestSupport
import Testing

/// Certificates claim no more than what arrives, the least invariant. So whatever takes something
/// away from a claim must be refused.
@Suite struct TamperingTests {
    static let names = ["smallest", "tix", "sct"]

    private func lines(_ certified: CertifiedNetwork, beginning word: String) -> [Int] {
        certified.lines.indices.filter { certified.lines[$0].hasPrefix(word + " ") }
    }

    @Test(arguments: names) func `without the line of a node it is refused`(name: String) throws {
        let certified = try CertifiedNetwork.named(name)
        var random = SeededGenerator(seed: 1)
        for line in lines(certified, beginning: "at").shuffled(using: &random).prefix(
            name == "sct" ? 6 : 60)
        {
            var lines = certified.lines
            lines.remove(at: line)
            #expect(certified.refusal(of: lines) != nil, "line \(line + 1) of \(name)")
        }
    }

    @Test(arguments: names)
    func `with a smaller set at a node it is refused`(name: String) throws {
        let certified = try CertifiedNetwork.named(name)
        var random = SeededGenerator(seed: 2)
        for line in lines(certified, beginning: "at").shuffled(using: &random).prefix(
            name == "sct" ? 6 : 60)
        {
            var lines = certified.lines
            var words = lines[line].split(separator: " ").map(String.init)
            // No unwatched headers, or none at all.
            words = words.count == 3 && random.oneIn(2) ? words + ["0"] : [words[0], words[1], "0"]
            lines[line] = words.joined(separator: " ")
            guard lines != certified.lines else { continue }
            #expect(
                certified.refusal(of: lines) != nil, "\(lines[line]), line \(line + 1) of \(name)")
        }
    }

    @Test(arguments: names)
    func `with two sets exchanged it is refused`(name: String) throws {
        let certified = try CertifiedNetwork.named(name)
        var random = SeededGenerator(seed: 3)
        let claims = lines(certified, beginning: "at")
        var changes = 0
        while changes < (name == "sct" ? 6 : 60) {
            let (a, b) = (random.pick(claims), random.pick(claims))
            var lines = certified.lines
            var (first, second) = (lines[a].split(separator: " "), lines[b].split(separator: " "))
            guard first[2...] != second[2...] else { continue }
            swap(&first, &second)
            swap(&first[1], &second[1])
            (lines[a], lines[b]) = (first.joined(separator: " "), second.joined(separator: " "))
            #expect(certified.refusal(of: lines) != nil, "lines \(a + 1) and \(b + 1) of \(name)")
            changes += 1
        }
    }

    @Test(arguments: names)
    func `without a set, or with a run of it empty, it is refused`(name: String) throws {
        let certified = try CertifiedNetwork.named(name)
        var random = SeededGenerator(seed: 4)
        for line in lines(certified, beginning: "set").shuffled(using: &random).prefix(
            name == "sct" ? 4 : 40)
        {
            var lines = certified.lines
            lines.remove(at: line)
            #expect(certified.refusal(of: lines) != nil, "without line \(line + 1) of \(name)")
            lines = certified.lines
            var words = lines[line].split(separator: " ")
            let rests = words.indices.filter {
                $0 >= 3 && ($0 % 2 == 1 || $0 == words.count - 1) && words[$0] != "0"
            }
            words[random.pick(rests)] = "0"
            lines[line] = words.joined(separator: " ")
            #expect(
                certified.refusal(of: lines) != nil, "\(lines[line]), line \(line + 1) of \(name)")
        }
    }

    @Test(arguments: names)
    func `without a group, a scope or a family it is refused`(name: String) throws {
        let certified = try CertifiedNetwork.named(name)
        let groups = lines(certified, beginning: "group")
        for (position, line) in groups.enumerated() where name != "sct" || position % 20 == 0 {
            let end =
                position + 1 < groups.count ? groups[position + 1] : certified.lines.count - 1
            var lines = certified.lines
            lines.removeSubrange(line..<end)
            #expect(certified.refusal(of: lines) != nil, "without \(certified.lines[line])")
            lines = certified.lines
            lines.insert(contentsOf: certified.lines[line..<end], at: line)
            #expect(certified.refusal(of: lines)?.condition == .coverage)
            lines = certified.lines
            var words = lines[line].split(separator: " ")
            words.removeLast()
            lines[line] = words.joined(separator: " ")
            #expect(certified.refusal(of: lines) != nil, "\(lines[line])")
        }
    }

    @Test func `claims of another scope or family are refused`() throws {
        let certified = try CertifiedNetwork.named("sct")
        let groups = lines(certified, beginning: "group")
        var random = SeededGenerator(seed: 5)
        for _ in 0..<8 {
            let (a, b) = (random.pick(groups), random.pick(groups))
            guard certified.lines[a + 1].hasPrefix("at"), certified.lines[b + 1].hasPrefix("at"),
                a != b
            else { continue }
            var lines = certified.lines
            lines.swapAt(a, b)
            #expect(certified.refusal(of: lines) != nil, "lines \(a + 1) and \(b + 1)")
        }
    }

    @Test func `scopes of different zones may not share claims`() throws {
        let certified = try CertifiedNetwork.named("tix")
        let groups = lines(certified, beginning: "group")
        for (a, b) in zip(groups, groups.dropFirst(2)) where certified.lines[b + 1].hasPrefix("at")
        {
            var lines = certified.lines
            let scopes = lines[b].split(separator: " ")[2...].joined(separator: " ")
            lines[a] += " " + scopes
            lines.remove(at: b)
            #expect(certified.refusal(of: lines) != nil, "\(lines[a])")
        }
    }

    @Test(arguments: names)
    func `cut off anywhere it is refused, with the line of the cut`(name: String) throws {
        let certified = try CertifiedNetwork.named(name)
        let text = certified.text
        for cut in stride(
            from: 0, to: text.count, by: max(1, text.count / (name == "sct" ? 20 : 200)))
        {
            let refusal = try #require(certified.refusal(of: Array(text[..<cut])))
            #expect(refusal.condition == .format)
            #expect(refusal.line == text[..<cut].count { $0 == 10 } + 1, "cut at \(cut)")
        }
    }

    @Test func `lines behind the end are refused`() throws {
        let certified = try CertifiedNetwork.named("smallest")
        #expect(certified.refusal(of: certified.lines + ["end"])?.condition == .format)
        #expect(certified.refusal(of: certified.text + [32])?.condition == .format)
    }
}
