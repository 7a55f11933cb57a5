import Capture
import Diagnostics

extension AuditReport {
    /// The frames of the findings as a pcapng file: their headers, an interface for each that they
    /// came from, and on each frame a comment: rule, finding, packet and the line that it contradicts.
    ///
    /// In the order of captures and packets. A frame that is evidence of two findings is there once,
    /// with both comments. Frames keep their original length, so that a reader sees what was left out.
    public var evidence: [UInt8] {
        var comments: [PacketReference: [String]] = [:]
        var frames: [EvidenceFrame] = []
        for (index, finding) in findings.enumerated() {
            let place = diagnostic(for: finding).span
                .map { ", contradicts " + fabric.sources.location(of: $0) }
            for frame in finding.evidence {
                if comments[frame.packet] == nil { frames.append(frame) }
                comments[frame.packet, default: []].append(
                    "\(finding.rule.code): finding \(index + 1), packet \(frame.packet.number)"
                        + (place ?? ""))
            }
        }
        var writer = PcapngWriter(application: "cristallo audit")
        var interfaces: [InterfaceReference: Int] = [:]
        for frame in frames.sorted(by: { $0.packet < $1.packet }) {
            let reference = InterfaceReference(
                capture: frame.packet.capture, interface: frame.interface)
            let interface = interfaces[reference] ?? writer.addInterface(reference, of: captures)
            interfaces[reference] = interface
            // Octets without padding between them are what the span of an array of octets holds.
            unsafe writer.append(
                frame.headers.span.bytes, interface: interface, timestamp: frame.timestamp,
                originalLength: frame.originalLength,
                comment: comments[frame.packet]?.joined(separator: "; "))
        }
        return writer.octets
    }
}

private struct InterfaceReference: Hashable {
    let capture: Int
    let interface: UInt32
}

extension PcapngWriter {
    fileprivate mutating func addInterface(
        _ reference: InterfaceReference, of captures: [AuditedCapture]
    ) -> Int {
        let capture = captures[reference.capture]
        guard reference.interface < capture.interfaces.count else {
            return addInterface(name: capture.name)
        }
        let interface = capture.interfaces[Int(reference.interface)]
        return addInterface(
            name: interface.name ?? capture.name, linkType: interface.linkType,
            snapLength: interface.snapLength)
    }
}
