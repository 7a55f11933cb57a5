import Audit
import Capture
import IR
import Net
import TestSupport

/// Audits frames that a test has composed.
enum AuditOfFrames {
    /// Plans are made once for each topology.
    static let sct = Result { try AuditPlan(CompiledTopology.fabric(named: "sct")) }
    static let tix = Result { try AuditPlan(CompiledTopology.fabric(named: "tix")) }

    /// - Parameter port: the name of the interface that the frames were captured at.
    static func report(
        _ frames: [[UInt8]], _ plan: AuditPlan, at port: String? = nil,
        options: AuditOptions = AuditOptions(), seed: UInt64 = 1
    ) throws -> AuditReport {
        var auditor = Auditor(plan, options: options, seed: seed)
        try auditor.audit(capture(frames, at: port).span.bytes, name: "test.pcapng")
        return try auditor.report()
    }

    static func capture(_ frames: [[UInt8]], at port: String? = nil) -> [UInt8] {
        var writer = PcapngWriter(application: "test")
        let interface = writer.addInterface(name: port)
        for (index, frame) in frames.enumerated() {
            writer.append(frame.span.bytes, interface: interface, timestamp: Int64(index) * 1000)
        }
        return writer.octets
    }

    static func tag(_ vlan: UInt16) -> VLANTag {
        VLANTag(protocolIdentifier: 0x8100, control: vlan)
    }
}

extension AuditPlan {
    func segment(_ path: String) -> Segment {
        for (index, segment) in fabric.segments.enumerated()
        where fabric.path(of: SegmentID(index)) == path {
            return segment
        }
        preconditionFailure("no segment \(path)")
    }

    func vlan(_ path: String) -> UInt16 { segment(path).vlan.rawValue }
    func vni(_ path: String) -> UInt32 { segment(path).vni.rawValue }
}
