import Audit
import Capture
import Diagnostics
import Foundation
import IR
import TestSupport
import Testing

@Suite("the demonstration")
struct DemoTests {
    static let path = "Fixtures/Captures/demo.pcapng"

    @Test("the committed capture is what its generator makes of the topology")
    func generator() throws {
        let made = DemoCapture.octets(try CompiledTopology.fabric(named: "sct"))
        #expect(made.count < 300_000)
        if Golden.isRecording {
            let url = URL(fileURLWithPath: Repository.path(Self.path))
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(made).write(to: url)
        }
        let matches = try Repository.octets(Self.path) == made
        #expect(matches, "CRISTALLO_RECORD=1 writes it anew")
    }

    @Test("the audit finds the planted leak, both directions in one finding, and nothing else")
    func leak() throws {
        let report = try audited()
        #expect(report.verdict == .breach)
        let finding = try #require(report.findings.first)
        #expect(report.findings.count == 1)
        #expect(finding.rule == .unintendedFlow)
        #expect(finding.service?.description == "tcp/1433")
        #expect(finding.flows == 1)
        #expect(finding.forward.packets == 8 && finding.backward.packets == 4)
        let contradicted = try #require(report.diagnostics[0].span)
        let municipal = report.fabric.classes.first { $0.name.text == "municipal" }
        #expect(contradicted == municipal?.defaultRuleOrigin)
    }

    @Test("the report reads as it did when it was read line by line")
    func golden() throws {
        let report = try audited()
        let texts = SourceTexts([try Repository.octets("Topologies/sct.yaml")])
        try Golden.expect(report.text(texts: texts), at: "Fixtures/Golden/audit/demo.txt")
        try Golden.expect(
            report.json(texts: texts).text() + "\n", at: "Fixtures/Golden/audit/demo.json")
    }

    private func audited() throws -> AuditReport {
        let fabric = try CompiledTopology.fabric(named: "sct")
        var auditor = Auditor(try AuditPlan(fabric), seed: 1)
        try auditor.audit(DemoCapture.octets(fabric).span.bytes, name: "demo.pcapng")
        return try auditor.report()
    }
}
