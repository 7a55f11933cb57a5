import Capture

/// Everything that is counted besides findings.
struct AuditTally {
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
    /// ARP messages and IP packets that were classified, judged or found frame by frame.
    var classifiedPackets: UInt64 = 0

    init(places: Int, permissions: Int) {
        byPlace = Array(repeating: 0, count: places)
        byVerdict = Array(repeating: 0, count: 2 * permissions)
    }

    /// Whether every packet that was judged has exactly one answer.
    var isConserved: Bool {
        frames.isConserved
            && judged == byVerdict.reduce(0, +) + inFindings + undecidedFragments + undecidedOthers
    }
}
