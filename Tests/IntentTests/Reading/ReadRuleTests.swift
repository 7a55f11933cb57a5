import Diagnostics
import Foundation
import Intent
import TestSupport
import Testing

@Suite struct ReadRuleTests {
    @Test func `every code of the reader has one rule, and every rule a place that finds it`()
        throws
    {
        let folder = "Sources/Intent/Reading"
        let root = URL(fileURLWithPath: Repository.path(folder))
        var used: Set<String> = []
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        for case let file as URL in files?.allObjects ?? []
        where file.pathExtension == "swift" && file.lastPathComponent != "ReadRules.swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /"(read\.[a-z-]+)"/) { used.insert(String(match.1)) }
        }
        let declared = readRules.map(\.code)
        #expect(used == Set(declared))
        #expect(declared.count == Set(declared).count)
    }

    /// What the rules say of these needs more than one file, or octets that are no text.
    static let selfContained = readRules.filter {
        !["read.encoding", "read.duplicate-section"].contains($0.code)
    }

    @Test(arguments: selfContained.map(\.code))
    func `the bad example of a rule breaks it and the good one breaks none`(code: String) throws {
        let rule = try #require(readRules.first { $0.code == code })
        let bad = readTopology([("bad.yaml", Array(rule.bad.utf8))])
        #expect(bad.diagnostics.contains { $0.code == code })
        let good = readTopology([("good.yaml", Array(rule.good.utf8))])
        #expect(good.diagnostics.text(in: good.topology.sources) == "")
    }
}
