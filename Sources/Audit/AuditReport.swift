import Capture
import Diagnostics
import IR

/// What an audit found and what it covered: a value, complete without the captures.
public struct AuditReport: Sendable {
    /// Names for everything that findings refer to.
    public let fabric: Fabric
    /// In the order they were read.
    public internal(set) var captures: [AuditedCapture]
    /// Names of captures that were to be read and were not begun, the first ones of them.
    public let unread: [String]
    public let frames: FrameCounts
    /// In the order of their first packets.
    public internal(set) var findings: [Finding]
    public let coverage: Coverage
    /// What keeps a clean audit from being called clean; empty where nothing does.
    public let doubts: [Doubt]
    /// What the captures themselves keep from being seen.
    public let blindSpots: [BlindSpot]
    /// Which rules had something to see.
    public let vantages: VantageCoverage
    public let verdict: AuditVerdict
    /// What the verdict would be without any finding.
    private let verdictWithoutFindings: AuditVerdict
    /// Numbers of the shards that are not in it, of how many; none of an audit of all frames.
    public let missingShards: [Int]
    public let shardCount: Int
    let contractsBetween: ContractsBetween
    let observations: Observations
    let stations: StationBook
    let decoder: FrameDecoder

    /// What a part shows.
    ///
    /// - Parameter plan: of the topology that the part is of.
    public init(_ plan: AuditPlan, _ part: AuditPart) {
        let facts = part.facts
        let observations = facts.observations
        fabric = plan.fabric
        self.observations = observations
        stations = plan.stations
        contractsBetween = ContractsBetween(plan.fabric)
        captures = part.captures
        unread = part.unread
        frames = facts.tally.frames
        let decoder = FrameDecoder(additionalVXLANPorts: part.options.additionalVXLANPorts)
        // In the order of their first packets.
        let list = facts.findings.merged(
            with: observations.conclusions(plan, decoder, part.options))
        findings = list.findings.sorted { ($0.first, $0.key) < ($1.first, $1.key) }
            .map { Finding($0, places: plan.places, decoder: decoder, observations) }
        self.decoder = decoder
        coverage = Coverage(plan, facts.tally, facts.flows)
        doubts = Doubt.all(part, facts, packetsBeyondLimit: list.packetsBeyondLimit)
        blindSpots = BlindSpot.all((coverage, frames), plan, observations, captures)
        vantages = VantageCoverage(plan, facts.tally, observations)
        missingShards = part.missingShards
        shardCount = part.shardCount
        let isDoubtful = !doubts.isEmpty || blindSpots.contains { $0.kind.weakensVerdict }
        verdictWithoutFindings =
            if !missingShards.isEmpty {
                .inconclusive
            } else if !coverage.concernsFabric {
                .notCovered
            } else {
                isDoubtful ? .inconclusive : .clean
            }
        verdict = Self.verdict(of: findings, otherwise: verdictWithoutFindings)
    }

    private static func verdict(
        of findings: [Finding], otherwise verdict: AuditVerdict
    ) -> AuditVerdict {
        if findings.contains(where: { $0.certainty == .breach }) { return .breach }
        return findings.isEmpty ? verdict : .inconclusive
    }

    /// The verdict of the findings that nobody accepted.
    ///
    /// - Parameter report: of this audit.
    public func verdict(besidesAcceptedIn report: Report) -> AuditVerdict {
        Self.verdict(
            of: findings.filter { report.acceptance(of: diagnostic(for: $0)) == nil },
            otherwise: verdictWithoutFindings)
    }
}

/// What an audit may say. It never says "isolated": only a proof over the topology can.
public enum AuditVerdict: String, Sendable, CaseIterable {
    /// A frame contradicts the intent.
    case breach
    /// No frame does, and every frame was decided.
    case clean = "clean-within-coverage"
    /// No frame does for certain, but some are suspect or could not be decided.
    case inconclusive
    /// No frame had to do with the topology.
    case notCovered = "not-covered"

    /// The exit code of the command.
    public var exitCode: Int32 {
        switch self {
        case .clean: 0
        case .breach: 1
        case .inconclusive, .notCovered: 3
        }
    }
}

/// One capture of an audit.
public struct AuditedCapture: Equatable, Sendable {
    public let name: String
    /// Octets that were read of the file.
    public let octetCount: Int
    public let format: CaptureReader.Format
    public internal(set) var interfaces: [CaptureInterface]
    public let frameCount: UInt64
    public let end: CaptureEnd
    public let oddities: CaptureOddities
    public let provenance: CaptureProvenance

    init(
        name: String, _ reader: CaptureReader, end: CaptureEnd, _ provenance: CaptureProvenance
    ) {
        self.name = name
        octetCount = reader.offset
        format = reader.format
        interfaces = reader.interfaces
        frameCount = reader.frameCount
        self.end = end
        oddities = reader.oddities
        self.provenance = provenance
    }

    /// Its name and its size, for people.
    var identity: String { "'\(name)' with \(frameCount) frames in \(octetCount) octets" }

    /// What lies behind the place where the reading ended: octets, and about as many frames as so many
    /// octets had before; nil where it did not end early, or nobody knows.
    var rest: (octets: Int, frames: UInt64)? {
        guard case .cut(let offset, _) = end, let whole = provenance.octetCount, whole > offset
        else { return nil }
        let octets = whole - offset
        let frames = UInt64(octets).multipliedFullWidth(by: frameCount)
        return (octets, UInt64(max(offset, 1)).dividingFullWidth(frames).quotient)
    }

    /// Leaves open what the filters were, not that there were some.
    mutating func hideFilters() { interfaces = interfaces.map { $0.hidingFilter() } }

    /// Whether a filter chose the frames of an interface.
    var isFiltered: Bool { interfaces.contains { $0.filter != nil } }

    /// Whether an interface is Linux' device `any`, whose frames have lost their link headers.
    var isCooked: Bool {
        interfaces.contains { [.cooked, .cooked2].contains($0.linkType.linkLayer) }
    }

    /// Frames that the capturing systems say they dropped.
    public var droppedFrames: UInt64 {
        interfaces.reduce(0) { $0 &+ ($1.droppedFrames ?? 0) }
    }
}

/// Something that an audit could not see or could not keep.
public struct Doubt: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case malformed, truncated, unsupported
        case fragments = "undecided-fragments"
        case opaque = "opaque-content"
        case cut = "captures-cut"
        case dropped = "frames-dropped"
        case unread = "captures-unread"
        case filtered
        case cooked
        case findingLimit = "finding-limit"
        case flowLimit = "flow-limit"
        case shards = "missing-shards"

        /// What a number of it means.
        public var meaning: String {
            switch self {
            case .malformed: "frames contradict themselves"
            case .truncated: "frames were cut by the capture"
            case .unsupported: "frames are of protocols that are not opened"
            case .fragments: "fragments whose first one was not seen may go to permitted ports"
            case .opaque: "packets carry protocols that are not opened"
            case .cut: "captures end where no record can be read"
            case .dropped: "frames were dropped while capturing"
            case .unread: "captures were not read: they were gone, or none, or a signal came first"
            case .filtered: "captures were taken through a filter, which hides frames"
            case .cooked: "captures have no link headers: tags and MAC addresses are not seen"
            case .findingLimit: "packets belong to findings beyond the limit"
            case .flowLimit: "flows are told apart at most, and there were more"
            case .shards: "shards of the audit are missing"
            }
        }
    }

    public let kind: Kind
    public let count: UInt64

    /// The doubts there are, in the order of their kinds.
    ///
    /// - Parameter packetsBeyondLimit: those of findings that were left out.
    static func all(
        _ part: AuditPart, _ facts: AuditFacts, packetsBeyondLimit: UInt64
    ) -> [Doubt] {
        let tally = facts.tally
        return Kind.allCases.map { kind in
            let count =
                switch kind {
                case .malformed: tally.frames.malformed
                case .truncated: tally.frames.truncated
                case .unsupported: tally.frames.unsupported
                case .fragments: tally.undecidedFragments
                case .opaque: tally.opaque
                case .cut: UInt64(part.captures.count { $0.end != .complete })
                case .dropped: part.captures.reduce(0) { $0 &+ $1.droppedFrames }
                case .unread: tally.unreadCaptures
                case .filtered: UInt64(part.captures.count(where: \.isFiltered))
                case .cooked: UInt64(part.captures.count(where: \.isCooked))
                case .findingLimit: packetsBeyondLimit
                case .flowLimit: facts.flows.isBeyondLimit ? UInt64(facts.flows.limit) : 0
                case .shards: UInt64(part.missingShards.count)
                }
            return Doubt(kind: kind, count: count)
        }.filter { $0.count > 0 }
    }
}
