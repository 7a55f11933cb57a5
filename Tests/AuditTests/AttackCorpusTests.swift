import Audit
import Foundation
import IR
import TestSupport
import Testing

@Suite("the corpus of attacks")
struct AttackCorpusTests {
    private static let folder = "Fixtures/Captures/attacks"
    private static let fabrics = Dictionary(
        uniqueKeysWithValues: AttackTopology.allCases.map { topology in
            (topology, Result { try topology.fabric() })
        })

    private func plan(_ example: AttackCase) throws -> AuditPlan {
        guard let fabric = Self.fabrics[example.topology] else {
            preconditionFailure("every topology of the corpus is compiled")
        }
        return try AuditPlan(fabric.get())
    }

    private func path(_ example: AttackCase, isTwin: Bool) -> String {
        "\(Self.folder)/\(example.name).\(isTwin ? "twin" : "attack").pcapng"
    }

    private func report(_ example: AttackCase, isTwin: Bool) throws -> AuditReport {
        var auditor = Auditor(try plan(example), seed: 1)
        let octets = try Repository.octets(path(example, isTwin: isTwin))
        try auditor.audit(octets.span.bytes, name: example.name)
        return try auditor.report()
    }

    @Test("the committed captures are what their generator makes", arguments: AttackCase.all)
    func generated(_ example: AttackCase) throws {
        let fabric = try plan(example).fabric
        for isTwin in [false, true] {
            let made = example.capture(isTwin: isTwin, fabric)
            let path = path(example, isTwin: isTwin)
            if Golden.isRecording {
                let url = URL(fileURLWithPath: Repository.path(path))
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(made).write(to: url)
            }
            let matches = try Repository.octets(path) == made
            #expect(matches, "\(path): CRISTALLO_RECORD=1 writes it anew")
        }
    }

    @Test("an attack is found, and so sure as it can be", arguments: AttackCase.all)
    func attack(_ example: AttackCase) throws {
        let report = try report(example, isTwin: false)
        var found: [AuditRule: Certainty] = [:]
        for finding in report.findings {
            let known = found[finding.rule]
            found[finding.rule] = known == .breach ? .breach : finding.certainty
        }
        #expect(found == example.findings)
        let isBreach = example.findings.values.contains(.breach)
        #expect(report.verdict == (isBreach ? .breach : .inconclusive))
    }

    @Test("honest traffic that looks like it is no finding", arguments: AttackCase.all)
    func twin(_ example: AttackCase) throws {
        let report = try report(example, isTwin: true)
        #expect(report.findings.map(\.rule) == [])
        #expect(report.verdict == .clean || !report.doubts.isEmpty)
        #expect(report.verdict != .breach)
    }

    @Test("every finding in the corpus has its frames and its diagnostic")
    func evidence() throws {
        for example in AttackCase.all {
            let report = try report(example, isTwin: false)
            #expect(report.findings.allSatisfy { !$0.evidence.isEmpty }, "\(example)")
            #expect(report.diagnostics.count == report.findings.count, "\(example)")
        }
    }

    @Test("the table beside the captures says what each must show")
    func table() throws {
        let rows = AttackCase.all.map { example in
            let findings = example.findings.sorted { $0.key < $1.key }
                .map { "`\($0.key.code)` \($0.value.rawValue)" }
            return "| `\(example.name)` | \(example.topology.rawValue) | \(example.port ?? "–") "
                + "| \(example.story) | \(findings.joined(separator: ", ")) "
                + "| \(example.twinStory) |"
        }
        try Golden.expect(
            """
            # Attacks

            Each attack is a capture `NAME.attack.pcapng`; `NAME.twin.pcapng` is the honest traffic that
            looks most like it, in which nothing may be found. Both are made by `Tests/Support/Attacks`,
            from the topology alone, and are written anew by `CRISTALLO_RECORD=1 swift test`. The port
            is where it was captured; a dash means that nothing says it, and only tags and VNIs do.

            | Capture | Topology | Port | What happens | What is found | The twin |
            |---|---|---|---|---|---|
            \(rows.joined(separator: "\n"))

            """, at: "\(Self.folder)/README.md")
    }
}
