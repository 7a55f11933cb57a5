import Capture

/// Everything that is counted besides findings.
struct AuditTally: Equatable, Sendable {
    var frames = FrameCounts()
    /// Frames by place.
    var byPlace: [UInt64]
    /// Judged packets by permission, twice each: there and back.
    var byVerdict: [UInt64]
    /// Packets that were given to the cache, and what came back: checked against each other.
    var judged: UInt64 = 0
    var inFindings: UInt64 = 0
    /// Later fragments whose ports are not known and decide.
    var undecidedFragments: UInt64 = 0
    /// As above, of frames that are counted as truncated or unsupported already.
    var undecidedOthers: UInt64 = 0
    /// Packets whose addresses are judged and whose content is of a protocol that is not read.
    var opaque: UInt64 = 0
    /// Captures that were to be read and were gone, or were no captures.
    var unreadCaptures: UInt64 = 0

    init(places: Int, permissions: Int) {
        byPlace = Array(repeating: 0, count: places)
        byVerdict = Array(repeating: 0, count: 2 * permissions)
    }

    /// The counts of frames that the two do not share; both are of the same topology.
    func merged(with other: AuditTally) -> AuditTally {
        var sum = self
        sum.frames = frames.merged(with: other.frames)
        for index in byPlace.indices { sum.byPlace[index] += other.byPlace[index] }
        for index in byVerdict.indices { sum.byVerdict[index] += other.byVerdict[index] }
        for (_, counter) in Self.counters { sum[keyPath: counter] += other[keyPath: counter] }
        return sum
    }

    /// The counters that stand for themselves, with their names in a part that is written down.
    static let counters: [(name: String, path: WritableKeyPath<AuditTally, UInt64> & Sendable)] = [
        ("judged", \.judged), ("in_findings", \.inFindings),
        ("undecided_fragments", \.undecidedFragments), ("undecided_others", \.undecidedOthers),
        ("opaque", \.opaque), ("unread_captures", \.unreadCaptures),
    ]

    /// Whether every packet that was judged has exactly one answer.
    var isConserved: Bool {
        frames.isConserved
            && judged == byVerdict.reduce(0, +) + inFindings + undecidedFragments + undecidedOthers
    }
}
