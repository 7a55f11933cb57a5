import Capture
import Classifier
import Net

/// How an audit is done.
public struct AuditOptions: Hashable, Sendable {
    /// UDP ports that carry VXLAN besides 4789 and 8472; at most
    /// `FrameDecoder.mostVXLANPorts`.
    public var additionalVXLANPorts: [UInt16] = []
    /// Flows remembered at most, by each auditor of a capture.
    public var flowLimit = 1 << 20
    /// Findings kept apart at most, the first ones by rule and content.
    public var findingLimit = 10_000
    /// Frames kept as evidence for each finding, at least 1.
    public var evidenceLimit = 10
    /// How far a first fragment counts for later ones, in octets of the file.
    var fragmentReach = FragmentMemory.defaultReach

    public init() {}

    /// Memory that a flow takes at the worst: its record and its part of the index (`FlowCache`).
    public static let octetsPerFlow = 100

    /// Remembers as many flows as so much memory has room for, one at least.
    public mutating func limitFlows(toOctets octets: Int) {
        flowLimit = min(max(1, octets / Self.octetsPerFlow), Int(Int32.max))
    }
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
/// A capture that arrives in pieces is begun, fed and ended; `audit` is one use of that.
///
/// In the steady state, with no new flow and no finding, nothing is allocated.
public struct Auditor: ~Copyable, Sendable {
    var plan: AuditPlan
    let options: AuditOptions
    let shard: AuditShard
    let decoder: FrameDecoder
    var table: FlowTable
    var cache: FlowCache
    var fragments: FragmentMemory
    var tally: AuditTally
    var findings: FindingSet
    var observations = Observations()
    /// By the number of the vantage.
    var portCounts: [Observations.PortCounts] = []
    private(set) var captures: [AuditedCapture]
    /// Captures that were to be audited and were not begun.
    private var unread: [String] = []
    /// Frames of earlier captures: the cache needs numbers that ascend.
    var framesBefore: UInt64 = 0

    /// - Parameters:
    ///   - shard: the frames to be judged; all others are read over and counted nowhere.
    ///   - seed: of the hash that flows are found by. No answer depends on it; one that nobody can
    ///     guess keeps a capture from choosing flows that meet in the table.
    public init(
        _ plan: AuditPlan, options: AuditOptions = AuditOptions(), shard: AuditShard = .whole,
        seed: UInt64
    ) {
        self.plan = plan
        self.options = options
        self.shard = shard
        captures = []
        fragments = FragmentMemory(reach: options.fragmentReach)
        decoder = FrameDecoder(additionalVXLANPorts: options.additionalVXLANPorts)
        table = plan.table
        cache = FlowCache(capacity: options.flowLimit, seed: seed)
        tally = AuditTally(
            places: plan.places.places.count, permissions: plan.permissions.count)
        findings = FindingSet(limit: options.findingLimit, evidenceLimit: options.evidenceLimit)
    }

    /// An auditor of the same captures that has found nothing yet.
    init(beside other: borrowing Auditor, seed: UInt64) {
        self.init(other.plan, options: other.options, shard: other.shard, seed: seed)
        captures = other.captures
    }

    /// Adds a capture. Nothing of it is counted if an error is thrown.
    ///
    /// An interface of the capture whose name is a port of the fabric, `device:port`, is a vantage
    /// of its own.
    ///
    /// - Parameters:
    ///   - octets: the whole file.
    ///   - vantage: where it was captured, for interfaces that do not say it themselves.
    public mutating func audit(
        _ octets: RawSpan, name: String, vantage: VantageIndex = .none
    ) throws(CaptureError) {
        var capture = try begin(octets, name: name, vantage: vantage)
        feed(octets, from: 0, isLast: true, to: &capture)
        var provenance = CaptureProvenance()
        provenance.octetCount = octets.byteCount
        end(capture, provenance: provenance)
    }

    /// Begins a capture, of which nothing is counted yet. One is fed and ended after the other.
    ///
    /// - Parameter octets: the first `CaptureReader.longestHeader` octets of the file, or more; all
    ///   octets of a file that has fewer.
    public mutating func begin(
        _ octets: RawSpan, name: String, vantage: VantageIndex = .none
    ) throws(CaptureError) -> CaptureInProgress {
        let reader = try CaptureReader(octets)
        fragments.clear()
        return CaptureInProgress(reader: reader, name: name, vantage: vantage)
    }

    /// Audits the records that lie whole in a part of the file.
    ///
    /// - Parameters:
    ///   - octets: a part of the file that begins at the reader's `offset` or before, and has as many
    ///     octets from there as the reader said that it `needed`, or the last ones of the file.
    ///   - origin: the octet of the file that the part begins at.
    ///   - isLast: whether the file ends with this part.
    public mutating func feed(
        _ octets: RawSpan, from origin: Int, isLast: Bool, to capture: inout CaptureInProgress
    ) {
        while capture.reader.next(octets, from: origin, isLast: isLast, into: &capture.batch) {
            renumberFindingsIfNeeded()
            fragments.origin = capture.batch.origin
            while capture.rows.count < capture.reader.interfaces.count {
                let named = capture.reader.interfaces[capture.rows.count].name
                    .flatMap { plan.vantage(named: $0) }
                capture.rows.append(4096 * (named ?? capture.vantage).rawValue)
            }
            decoder.decode(capture.batch, of: octets, into: &capture.decoded)
            if shard != .whole {
                retainShard(of: &capture.batch, &capture.decoded, octets, capture.rows)
            }
            tally.frames.countRead(capture.batch)
            tally.frames.countDecoded(capture.decoded)
            observe(capture.batch, capture.rows)
            collect(capture.batch, capture.decoded, octets, capture.rows, into: &capture.lanes)
            judge(capture.batch, capture.decoded, octets, &capture.lanes)
            findings.copyHeaders(from: octets, decoder)
        }
    }

    /// Ends a capture. What was fed of it is in the report.
    ///
    /// - Parameters:
    ///   - reason: why it was not fed to its end, where it was not.
    ///   - provenance: what its reader knows of it besides its frames.
    public mutating func end(
        _ capture: consuming CaptureInProgress, brokenOff reason: CutReason = .interrupted,
        provenance: CaptureProvenance = CaptureProvenance()
    ) {
        let reader = capture.reader
        framesBefore += reader.frameCount
        captures.append(
            AuditedCapture(
                name: capture.name, reader,
                end: reader.end ?? .cut(offset: reader.offset, reason), provenance))
    }

    /// Counts a capture that was to be audited and was not begun: it is gone, or is none, or a signal
    /// came first. The first ones are named in the report.
    public mutating func noteUnread(_ name: String) {
        tally.unreadCaptures += 1
        if unread.count < AuditPart.mostUnreadNamed { unread.append(name) }
    }

    /// What was found so far.
    public func report() throws(AuditResidual) -> AuditReport {
        AuditReport(plan, try part(of: AuditScope(topology: "", program: "")))
    }

    /// What was found so far, to be merged with other shards of the same audit.
    public func part(of scope: AuditScope) throws(AuditResidual) -> AuditPart {
        guard tally.isConserved else {
            throw AuditResidual(message: "frames read and frames accounted for differ")
        }
        for capture in captures {
            guard let live = capture.provenance.live else { continue }
            guard live.isConserved && live.read == capture.frameCount else {
                throw AuditResidual(
                    message: "the port's kernel counted \(live.received) frames, and "
                        + "\(live.delivered) delivered and \(live.dropped) dropped do not add up to "
                        + "them, or \(live.read) were to be read and \(capture.frameCount) were")
            }
        }
        return AuditPart(
            scope: scope, captures: captures, unread: unread, options: options,
            shardCount: shard.count,
            factsByShard: [
                shard.number: AuditFacts(
                    tally: tally, findings: findings.list, flows: flowCount,
                    observations: observed)
            ])
    }
}

/// A capture that is being audited: its reader, and the batches that it is read into.
public struct CaptureInProgress: ~Copyable, Sendable {
    public internal(set) var reader: CaptureReader
    let name: String
    let vantage: VantageIndex
    /// For each interface, where its row of places begins.
    var rows: [Int] = []
    var batch = FrameBatch()
    var decoded = DecodedBatch()
    var lanes = AuditBatch()
    /// Places in the file that stretches begin or warm up at and where a record does begin.
    var marks: Set<Int>

    init(reader: CaptureReader, name: String, vantage: VantageIndex) {
        self.reader = reader
        self.name = name
        self.vantage = vantage
        marks = [reader.offset]
    }
}

extension AuditPlan {
    /// The vantage that an interface's name gives, `device:port`; nil where it names no port.
    mutating func vantage(named name: String) -> VantageIndex? {
        guard let port = try? PortReference(name) else { return nil }
        return addVantage(port)
    }
}
