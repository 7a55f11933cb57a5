import TestSupport
import Testing

@testable import CLI

@Suite struct LineDifferenceTests {
    /// Lines of few words, so that most of them are there more than once.
    private static func text(_ random: inout SeededGenerator, words: Int) -> String {
        let count = Int.random(in: 0...30, using: &random)
        return (0..<count).map { _ in "line \(Int.random(in: 0..<words, using: &random))\n" }
            .joined()
    }

    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func `lines that stay are equal and in order, and the rest is counted`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for words in [3, 12, 100] {
            let old = Self.text(&random, words: words)
            let new = Self.text(&random, words: words)
            let difference = LineDifference(from: old, to: new)
            for pair in difference.kept {
                #expect(difference.old[pair.old] == difference.new[pair.new], "seed \(seed)")
            }
            for (pair, next) in zip(difference.kept, difference.kept.dropFirst()) {
                #expect(pair.old < next.old && pair.new < next.new, "seed \(seed)")
            }
            #expect(
                difference.removedCount - difference.addedCount
                    == difference.old.count - difference.new.count, "seed \(seed)")
            #expect(Self.patched(old, with: difference.hunks()) == new, "seed \(seed)")
        }
    }

    @Test func `equal texts have no hunks, and a text that is new has one`() {
        #expect(LineDifference(from: "a\nb\n", to: "a\nb\n").hunks() == "")
        #expect(LineDifference(from: "", to: "a\nb\n").hunks() == "@@ -0,0 +1,2 @@\n+a\n+b\n")
        #expect(LineDifference(from: "a\n", to: "").hunks() == "@@ -1 +0,0 @@\n-a\n")
    }

    @Test func `a line that comes between two stays within its block`() {
        let old = "a\n!\nb\n!\nc\n!\n"
        let new = "a\n!\nb\n x\n!\nc\n!\n"
        #expect(
            LineDifference(from: old, to: new).hunks(context: 1) == "@@ -3,2 +3,3 @@\n b\n+ x\n !\n"
        )
    }

    /// What patch(1) does with hunks.
    private static func patched(_ old: String, with hunks: String) -> String {
        let lines = old.split(separator: "\n")
        var result: [Substring] = []
        var position = 0
        for line in hunks.split(separator: "\n") {
            switch line.first {
            case "@":
                let numbers = line.dropFirst(4).prefix { $0 != " " }.split(separator: ",")
                let start = Int(numbers[0]) ?? 0
                let isEmpty = numbers.count > 1 && numbers[1] == "0"
                let first = isEmpty ? start : start - 1
                result += lines[position..<first]
                position = first
            case "-": position += 1
            case "+": result.append(line.dropFirst())
            default:
                result.append(line.dropFirst())
                position += 1
            }
        }
        result += lines[position...]
        return result.map { "\($0)\n" }.joined()
    }
}
