import Audit
import Capture
import Foundation
import TestSupport
import Testing

@Suite("the evidence file")
struct EvidenceTests {
    private func evidence() throws -> (AuditReport, capture: [UInt8], octets: [UInt8]) {
        let fabric = try CompiledTopology.fabric(named: "sct")
        let capture = DemoCapture.octets(fabric)
        var auditor = Auditor(AuditPlan(fabric), seed: 1)
        try auditor.audit(capture.span.bytes, name: "demo.pcapng")
        let report = try auditor.report()
        var writer = EvidenceWriter(report)
        writer.append(capture.span.bytes, capture: 0)
        return (report, capture, writer.octets)
    }

    @Test("it holds the frames of the finding, octet by octet, of the interfaces they came from")
    func frames() throws {
        let (report, capture, octets) = try evidence()
        let original = try CaptureReading(capture)
        let copy = try CaptureReading(octets)
        let numbers = report.findings.flatMap { $0.evidence.map { Int($0.packet.number) } }
        #expect(copy.records.count == numbers.count && numbers.count == 10)
        for (record, number) in zip(copy.records, numbers) {
            let source = original.records[number - 1]
            #expect(octets[record.range] == capture[source.range])
            #expect(record.timestamp == source.timestamp)
            let name = copy.reader.interface(of: record)?.name
            #expect(name == original.reader.interface(of: source)?.name)
        }
    }

    @Test(
        "another program reads it, with a comment on each frame",
        .enabled(if: hasTool("tshark")))
    func tshark() throws {
        let (report, _, octets) = try evidence()
        try TemporaryDirectory.with { directory in
            let path = "\(directory)/evidence.pcapng"
            try Data(octets).write(to: URL(fileURLWithPath: path))
            let result = try runTool(
                "tshark", ["-r", path, "-T", "fields", "-e", "frame.comment"])
            #expect(result.status == 0, "\(result.errorText)")
            let comments = result.outputText.split(separator: "\n").map(String.init)
            let place = try #require(report.diagnostics[0].span)
            let location = report.fabric.sources.location(of: place)
            let numbers = report.findings[0].evidence.map(\.packet.number)
            #expect(
                comments
                    == numbers.map {
                        "audit.unintended-flow: finding 1, packet \($0), contradicts \(location)"
                    })
        }
    }
}
