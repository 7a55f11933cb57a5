import Audit
import Capture
import Diagnostics
import TestSupport
import Testing

@Suite("payloads")
struct CanaryTests {
    @Test("no form of a report and no evidence holds any", arguments: ["sct", "tix"])
    func reports(topology: String) throws {
        let fabric = try CompiledTopology.fabric(named: topology)
        let capture = CanaryCapture.octets(fabric, seed: 3, frames: 400)
        #expect(CanaryCapture.isIn(capture))
        var options = AuditOptions()
        options.evidenceLimit = 100
        var auditor = Auditor(try AuditPlan(fabric), options: options, seed: 1)
        try auditor.audit(capture.span.bytes, name: "canary.pcapng")
        let report = try auditor.report()
        #expect(report.findings.count > 20)
        for format in ReportFormat.allCases {
            let text = report.report().rendered(as: format, style: TextStyle())
            #expect(!CanaryCapture.isIn(Array(text.utf8)), "\(format)")
        }
        #expect(!CanaryCapture.isIn(Array(report.text().utf8)))
        #expect(!CanaryCapture.isIn(Array(report.json().text().utf8)))
        #expect(!CanaryCapture.isIn(report.evidence))
        #expect(try CaptureReading(report.evidence).records.count > 50)
    }
}
