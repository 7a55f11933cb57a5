import Audit
import Capture
import Foundation
import Net
import TestSupport
import Testing

@Suite("the evidence file")
struct EvidenceTests {
    private func demo() throws -> (report: AuditReport, capture: [UInt8]) {
        let fabric = try CompiledTopology.fabric(named: "sct")
        let capture = DemoCapture.octets(fabric)
        var auditor = Auditor(try AuditPlan(fabric), seed: 1)
        try auditor.audit(capture.span.bytes, name: "demo.pcapng")
        return (try auditor.report(), capture)
    }

    @Test("it holds the headers of the finding's frames, of the interfaces they came from")
    func frames() throws {
        let (report, capture) = try demo()
        let octets = report.evidence
        let original = try CaptureReading(capture)
        let copy = try CaptureReading(octets)
        let numbers = report.findings.flatMap { $0.evidence.map { Int($0.packet.number) } }
        #expect(copy.records.count == numbers.count && numbers.count == 10)
        for (index, number) in numbers.enumerated() {
            let (record, source) = (copy.records[index], original.records[number - 1])
            let decoded = original.frames[number - 1]
            // All of them are TCP: ports to urgent pointer are 20 octets (RFC 9293, 3.1).
            let end = Int(decoded.transportOffset) + 20
            #expect(octets[record.range] == capture[source.range].prefix(end))
            #expect(record.originalLength == source.originalLength)
            #expect(record.timestamp == source.timestamp)
            #expect(copy.frames[index].key == decoded.key)
            let name = copy.reader.interface(of: record)?.name
            #expect(name == original.reader.interface(of: source)?.name)
        }
    }

    @Test(
        "an audit of the evidence finds the same as the audit that it is from",
        arguments: 1...6 as ClosedRange<UInt64>)
    func audited(seed: UInt64) throws {
        let plan = try AuditOfFrames.sct.get()
        var traffic = FabricTraffic(plan.fabric, seed: seed)
        let frames = (0..<300).map { _ in traffic.anyFrame() }
        var options = AuditOptions()
        options.evidenceLimit = frames.count
        let report = try AuditOfFrames.report(frames, plan, options: options)
        var auditor = Auditor(plan, options: options, seed: 1)
        try auditor.audit(report.evidence.span.bytes, name: "evidence.pcapng")
        let again = try auditor.report()
        #expect(
            again.findings.map(\.packets) == report.findings.map(\.packets), "seed \(seed)")
        #expect(
            again.findings.map(\.rule) == report.findings.map(\.rule), "seed \(seed)")
    }

    @Test("another program reads addresses, ports and a comment from each frame")
    func tshark() throws {
        guard let tshark = OutsideProgram(tool: "tshark") else { return }
        let (report, _) = try demo()
        try TemporaryDirectory.with { directory in
            let path = "\(directory)/evidence.pcapng"
            try Data(report.evidence).write(to: URL(fileURLWithPath: path))
            let fields = ["ip.src", "ip.dst", "tcp.srcport", "tcp.dstport", "frame.comment"]
            let result = try tshark.run(
                ["-r", path, "-T", "fields", "-E", "occurrence=l"] + fields.flatMap { ["-e", $0] })
            #expect(result.status == 0, "\(result.errorText)")
            let place = try #require(report.diagnostics[0].span)
            let location = report.fabric.sources.location(of: place)
            let evidence = report.findings[0].evidence
            let frames = try CaptureReading(report.evidence).frames
            let lines = zip(frames, evidence).map { frame, evidence in
                "\(frame.key.source)\t\(frame.key.destination)\t\(frame.key.sourcePort)\t"
                    + "\(frame.key.destinationPort)\taudit.unintended-flow: finding 1, "
                    + "packet \(evidence.packet.number), contradicts \(location)"
            }
            #expect(result.outputText.split(separator: "\n").map(String.init) == lines)
        }
    }
}
