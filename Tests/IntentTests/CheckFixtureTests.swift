import Diagnostics
import Foundation
import Intent
import TestSupport
import Testing

@Suite struct CheckFixtureTests {
    static let codes = allChecks.map(\.rule.code)

    @Test(arguments: codes)
    func `a check finds in its fixture what is recorded, and no other check finds anything`(
        code: String
    ) throws {
        let read = try CheckFixtures.read(CheckFixtures.path(code, ".yaml"))
        #expect(read.diagnostics.isEmpty, "the reader must accept the fixture")
        let outcome = check(read.topology, at: CheckFixtures.now)
        #expect(Set(outcome.diagnostics.map(\.code)) == [code])
        #expect((outcome.checked == nil) == outcome.diagnostics.hasErrors)
        #expect(outcome.diagnostics.allSatisfy { $0.span != nil && $0.hint != nil })

        let text = outcome.diagnostics.text(in: read.topology.sources)
        let record = CheckFixtures.path(code, ".txt")
        if CheckFixtures.isRecording {
            try Data(text.utf8).write(to: URL(filePath: "\(Repository.root)/\(record)"))
        }
        #expect(text == String(decoding: try Repository.octets(record), as: UTF8.self))
    }

    @Test(arguments: codes)
    func `the near miss of a check passes without a word`(code: String) throws {
        let read = try CheckFixtures.read(CheckFixtures.path(code, ".ok.yaml"))
        #expect(read.diagnostics.isEmpty)
        let outcome = check(read.topology, at: CheckFixtures.now)
        #expect(outcome.diagnostics.text(in: read.topology.sources) == "")
        #expect(outcome.checked != nil)
    }

    @Test func `a check has a rule of its own, a file named after it and three fixtures`() throws {
        #expect(Set(Self.codes).count == Self.codes.count)
        let sources = try FileManager.default.contentsOfDirectory(
            atPath: "\(Repository.root)/Sources/Intent/Checks")
        let files = Set(sources.map { $0.lowercased() })
        let fixtures = Set(try CheckFixtures.names())
        for rule in allChecks.map(\.rule) {
            let slug = rule.code.dropFirst("intent.".count)
            #expect(rule.code.hasPrefix("intent."))
            let hasFile = files.contains(slug.replacing("-", with: "") + ".swift")
            #expect(hasFile, "\(rule.code)")
            let missing = [".yaml", ".ok.yaml", ".txt"].map { rule.code + $0 }
                .filter { !fixtures.contains($0) }
            #expect(missing == [])
            #expect(rule.meaning.hasSuffix("."), "\(rule.code) explains itself in sentences")
            #expect(rule.bad != rule.good && rule.bad.hasSuffix("\n") && rule.good.hasSuffix("\n"))
        }
    }

    @Test func `no fixture is left of a check that is gone`() throws {
        let codes = Set(Self.codes + ledgerRules.map(\.code))
        for name in try CheckFixtures.names() {
            let code = name.split(separator: ".").prefix(2).joined(separator: ".")
            #expect(codes.contains(code), "\(name)")
        }
    }

    @Test(arguments: ["sct", "tix", "smallest"])
    func `the topologies of the repository break no rule`(name: String) throws {
        let read = try CheckFixtures.read("Topologies/\(name).yaml")
        #expect(check(read.topology).diagnostics.text(in: read.topology.sources) == "")
    }

    @Test func `a generated fabric breaks no rule`() {
        for seed in UInt64(1)...3 {
            let text = TopologyGenerator(seed: seed, devices: 24, tenants: 12).text
            let read = readTopology([("generated.yaml", Array(text.utf8))])
            #expect(
                check(read.topology).diagnostics.text(in: read.topology.sources) == "",
                "seed \(seed)")
        }
    }
}
