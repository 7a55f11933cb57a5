import Capture
import Diagnostics

/// The frames of findings as a pcapng file: their original octets, an interface for each that they
/// came from, and on each frame a comment: rule, finding, packet and the line that it contradicts.
///
///     var writer = EvidenceWriter(report)
///     writer.append(octets, capture: 0)
///     writer.octets
public struct EvidenceWriter: Sendable {
    private let report: AuditReport
    private var writer: PcapngWriter

    public init(_ report: AuditReport) {
        self.report = report
        writer = PcapngWriter(application: "cristallo audit")
    }

    /// A whole file, after every call.
    public var octets: [UInt8] { writer.octets }

    /// Adds the evidence of one capture, in the order of its packets. A frame that is evidence of two
    /// findings is there once, with both comments.
    ///
    /// - Parameters:
    ///   - octets: of the capture file, the same as were audited.
    ///   - capture: its index in `AuditReport.captures`.
    public mutating func append(_ octets: RawSpan, capture: Int) {
        var comments: [UInt64: [String]] = [:]
        var frames: [EvidenceFrame] = []
        for (index, finding) in report.findings.enumerated() {
            let place = report.diagnostic(for: finding).span
                .map { ", contradicts " + report.fabric.sources.location(of: $0) }
            for frame in finding.evidence where frame.packet.capture == capture {
                let number = frame.packet.number
                if comments[number] == nil { frames.append(frame) }
                comments[number, default: []].append(
                    "\(finding.rule.code): finding \(index + 1), packet \(number)" + (place ?? ""))
            }
        }
        let captured = report.captures[capture]
        var interfaces: [UInt32: Int] = [:]
        for frame in frames.sorted(by: { $0.packet < $1.packet }) {
            let record = frame.record
            guard record.range.upperBound <= octets.byteCount else { continue }
            let interface =
                interfaces[record.interface]
                ?? addInterface(Int(record.interface), of: captured)
            interfaces[record.interface] = interface
            writer.append(
                octets.extracting(record.range), interface: interface,
                timestamp: record.timestamp, originalLength: record.originalLength,
                comment: comments[frame.packet.number]?.joined(separator: "; "))
        }
    }

    private mutating func addInterface(_ index: Int, of capture: AuditedCapture) -> Int {
        guard index < capture.interfaces.count else {
            return writer.addInterface(name: capture.name)
        }
        let interface = capture.interfaces[index]
        return writer.addInterface(
            name: interface.name ?? capture.name, linkType: interface.linkType,
            snapLength: interface.snapLength)
    }
}
