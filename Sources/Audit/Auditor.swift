import Capture
import Classifier
import Net

/// How an audit is done.
public struct AuditOptions: Sendable {
    /// UDP ports that carry VXLAN besides 4789; at most
    /// `FrameDecoder.mostVXLANPorts`.
    public var additionalVXLANPorts: [UInt16] = []
    /// Flows remembered at most; 214 octets each.
    public var flowLimit = 1 << 20
    /// Findings kept apart at most, up to 65,535.
    public var findingLimit = 10_000
    /// Frames kept as evidence for each finding.
    public var evidenceLimit = 10

    public init() {}
}

/// The program has lost count of frames: a mistake of ours, never of the capture.
public struct AuditResidual: Error, Sendable {
    public let message: String
}

/// Audits captures, one after the other, into one report.
///
///     var auditor = Auditor(AuditPlan(fabric), seed: 1)
///     try auditor.audit(octets, name: "leaf-1.pcapng")
///     let report = try auditor.report()
///
/// In the steady state, with no new flow and no finding, nothing is allocated.
public struct Auditor: ~Copyable {
    var plan: AuditPlan
    let options: AuditOptions
    let decoder: FrameDecoder
    var table: FlowTable
    var cache: FlowCache
    var fragments = FragmentMemory()
    var tally: AuditTally
    var findings: FindingSet
    private(set) var captures: [AuditedCapture] = []
    /// Frames of earlier captures: the cache needs numbers that ascend.
    var framesBefore: UInt64 = 0

    /// - Parameter seed: of the hash that flows are found by. No answer depends on it; one that
    ///   nobody can guess keeps a capture from choosing flows that meet in the table.
    public init(_ plan: AuditPlan, options: AuditOptions = AuditOptions(), seed: UInt64) {
        self.plan = plan
        self.options = options
        decoder = FrameDecoder(additionalVXLANPorts: options.additionalVXLANPorts)
        table = plan.table
        cache = FlowCache(capacity: options.flowLimit, seed: seed)
        tally = AuditTally(
            places: plan.places.places.count, permissions: plan.permissions.count)
        findings = FindingSet(limit: options.findingLimit, evidenceLimit: options.evidenceLimit)
    }

    /// Adds a capture. Nothing of it is counted if an error is thrown.
    ///
    /// An interface of the capture whose name is a port of the fabric, `device:port`, is a vantage
    /// of its own.
    ///
    /// - Parameters:
    ///   - octets: the whole file.
    ///   - vantage: where it was captured, for interfaces that do not say it themselves.
    ///   - progress: called now and then with the octets that are done with.
    public mutating func audit(
        _ octets: RawSpan, name: String, vantage: VantageIndex = .none,
        progress: (Int) -> Void = { _ in }
    ) throws(CaptureError) {
        var reader = try CaptureReader(octets)
        fragments.clear()
        var batch = FrameBatch()
        var decoded = DecodedBatch()
        var lanes = AuditBatch()
        var rows: [Int] = []
        var batches = 0
        while reader.next(octets, into: &batch) {
            while rows.count < reader.interfaces.count {
                let named = reader.interfaces[rows.count].name.flatMap { plan.vantage(named: $0) }
                rows.append(4096 * (named ?? vantage).rawValue)
            }
            decoder.decode(batch, of: octets, into: &decoded)
            tally.frames.countRead(batch)
            tally.frames.countDecoded(decoded)
            collect(batch, decoded, octets, rows, into: &lanes)
            judge(batch, decoded, octets, lanes)
            findings.copyHeaders(from: octets, decoder)
            batches += 1
            if batches & 0x3ff == 0 { progress(reader.offset) }
        }
        progress(reader.offset)
        framesBefore += reader.frameCount
        captures.append(AuditedCapture(name: name, reader))
    }

    /// What was found so far.
    public func report() throws(AuditResidual) -> AuditReport {
        guard tally.isConserved else {
            throw AuditResidual(message: "frames read and frames accounted for differ")
        }
        return AuditReport(
            plan, tally, findings, captures, flows: cache.count, flowsGivenUp: cache.evictedFlows,
            options)
    }
}

extension AuditPlan {
    /// The vantage that an interface's name gives, `device:port`; nil where it names no port.
    mutating func vantage(named name: String) -> VantageIndex? {
        guard let port = try? PortReference(name) else { return nil }
        return addVantage(port)
    }
}
