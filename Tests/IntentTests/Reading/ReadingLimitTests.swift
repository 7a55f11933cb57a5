import Diagnostics
import Intent
import Testing

@Suite struct ReadingLimitTests {
    private func read(
        _ text: String, _ change: (inout ReadingLimits) -> Void = { _ in }
    ) -> [Diagnostic] {
        var limits = ReadingLimits()
        change(&limits)
        return readTopology([("limits.yaml", Array(text.utf8))], limits: limits).diagnostics
    }

    private func isRefused(_ diagnostics: [Diagnostic], by limit: String) -> Bool {
        diagnostics.contains { $0.code == "read.limit" && $0.message.contains(limit) }
    }

    @Test func `a file of the largest size is read, and one of an octet more is not`() {
        let text = "fabric: sct\n"
        #expect(read(text) { $0.fileSizeInOctets = 12 }.isEmpty)
        let more = read(text + "#") { $0.fileSizeInOctets = 12 }
        #expect(isRefused(more, by: "the file has 13 octets; the limit is 12"))
    }

    @Test func `depth counts collections, those behind aliases included`() {
        // The file is the first level, the list of classes the second.
        #expect(!isRefused(read("classes: [[]]") { $0.depth = 3 }, by: "3 levels"))
        #expect(isRefused(read("classes: [[[]]]") { $0.depth = 3 }, by: "3 levels"))
        let alias = "sites: &a [[]]\nclasses: [*a]"
        #expect(!isRefused(read(alias) { $0.depth = 4 }, by: "4 levels"))
        #expect(isRefused(read(alias) { $0.depth = 3 }, by: "3 levels"))
    }

    @Test func `nodes count as if aliases were written out`() {
        // Root, key, list, five items; key, list, two aliases of six nodes each.
        let text = "sites: &a [1, 2, 3, 4, 5]\nclasses: [*a, *a]"
        #expect(!isRefused(read(text) { $0.nodes = 22 }, by: "nodes"))
        #expect(isRefused(read(text) { $0.nodes = 21 }, by: "more than 21 nodes"))
    }

    @Test(arguments: [4, 9, 60])
    func `an alias bomb of any height is answered without being expanded`(levels: Int) {
        var text = "classes:\n  - &l0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...levels {
            let aliases = Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", ")
            text += "  - &l\(level) [\(aliases)]\n"
        }
        #expect(isRefused(read(text) { $0.nodes = 10_000 }, by: "10000 nodes"))
    }

    @Test func `keys are counted over all mappings`() {
        let text = "fabric: sct\nclasses: [{name: a}, {name: b}]\n"
        #expect(read(text) { $0.keys = 4 }.isEmpty)
        #expect(isRefused(read(text) { $0.keys = 3 }, by: "more than 3 keys"))
    }

    @Test func `a scalar of the longest length is read, and one of an octet more is not`() {
        #expect(read("fabric: abcd") { $0.scalarSizeInOctets = 6 }.isEmpty)
        #expect(isRefused(read("fabric: abcdefg") { $0.scalarSizeInOctets = 6 }, by: "6 octets"))
    }

    @Test func `400,000 wrong keys cost a thousand diagnostics`() {
        let text = (0..<400_000).map { "k\($0): 1\n" }.joined()
        let diagnostics = read(text)
        #expect(diagnostics.count == 1_001)
    }

    @Test func `a scalar of 10 MB is refused by its length`() {
        let text = "fabric: " + String(repeating: "a", count: 10_000_000)
        #expect(isRefused(read(text), by: "4096 octets"))
    }
}
