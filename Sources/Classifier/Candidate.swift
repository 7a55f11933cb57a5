import Net

/// What remains to be tested of a rule once addresses and context are known to match: 16 octets.
///
///      63        48 47        32 31        16 15         0
///     +------------+------------+------------+------------+
///     | source low | source span| dest. low  | dest. span |  ports
///     +------------+------------+------------+------------+
///     |           rank          |  tag mask  |    tag     |  rest
///     +-------------------------+------------+------------+
///
/// A rule that admits replies has two candidates, the second with the sides exchanged and a mask
/// that refuses packets which open a connection.
struct Candidate: BitwiseCopyable {
    let ports: UInt64
    let rest: UInt64

    /// Covers nothing, and comes after every other.
    static let none = Candidate(ports: 0, rest: UInt64(UInt32.max) << 32 | impossible)

    /// A mask that lets nothing through and a tag that is something.
    private static let impossible: UInt64 = 1

    @inline(__always)
    init(ports: UInt64, rest: UInt64) {
        self.ports = ports
        self.rest = rest
    }

    init(_ match: Match, rank: Int, isReply: Bool) {
        let source = isReply ? match.destinationPorts : match.sourcePorts
        let destination = isReply ? match.sourcePorts : match.destinationPorts
        func word(_ range: ClosedRange<UInt16>) -> UInt64 {
            UInt64(range.lowerBound) << 16 | UInt64(range.upperBound - range.lowerBound)
        }
        ports = word(source) << 32 | word(destination)
        // The protocol stands in the high octet of a tag, the flags in the low one.
        let opens = isReply ? UInt16(FlowKey.Flags.opens.rawValue) : 0
        let mask = (match.protocolNumber == nil ? 0 : 0xff00) | opens
        let tag = UInt16(match.protocolNumber?.rawValue ?? 0) << 8
        rest = UInt64(rank) << 32 | UInt64(mask) << 16 | UInt64(tag)
    }

    /// The position of the rule in the order of priority: the least decides.
    @inline(__always)
    var rank: UInt32 { UInt32(truncatingIfNeeded: rest >> 32) }

    /// The same ports and place in the order, for a rule that is no more: covers nothing.
    var removed: Candidate { Candidate(ports: ports, rest: UInt64(rank) << 32 | Self.impossible) }

    /// The only destination port, or nil.
    var onlyDestination: UInt16? { ports & 0xffff == 0 ? destinationLow : nil }

    /// The only source port, or nil.
    var onlySource: UInt16? { ports >> 32 & 0xffff == 0 ? sourceLow : nil }

    @inline(__always)
    var sourceLow: UInt16 { UInt16(truncatingIfNeeded: ports >> 48) }
    @inline(__always)
    var destinationLow: UInt16 { UInt16(truncatingIfNeeded: ports >> 16) }

    /// The part of a key that candidates are tested against.
    struct Probe {
        let sourcePort: UInt16
        let destinationPort: UInt16
        /// All ones where the ports are unknown: then only a full range is wide enough.
        let width: UInt16
        let tag: UInt16

        @inline(__always)
        init(_ key: FlowKey) {
            sourcePort = key.sourcePort
            destinationPort = key.destinationPort
            tag = UInt16(truncatingIfNeeded: key.rest >> 16)
            let unknown = UInt16(FlowKey.Flags.portsUnknown.rawValue)
            width = tag & unknown == 0 ? 0 : .max
        }
    }

    /// Whether the rule covers the key, as one value without branches: which of the parts fails is
    /// nothing that a processor could guess.
    @inline(__always)
    func covers(_ probe: Probe) -> Bool {
        let source = (probe.sourcePort &- UInt16(truncatingIfNeeded: ports >> 48)) | probe.width
        let destination =
            (probe.destinationPort &- UInt16(truncatingIfNeeded: ports >> 16)) | probe.width
        let beyond =
            (source > UInt16(truncatingIfNeeded: ports >> 32) ? 1 : 0)
            | (destination > UInt16(truncatingIfNeeded: ports) ? 1 : 0) as UInt16
        return beyond | (probe.tag & tagMask ^ tag) == 0
    }

    @inline(__always)
    func coversIgnoringPorts(_ probe: Probe) -> Bool { probe.tag & tagMask == tag }

    private var tagMask: UInt16 { UInt16(truncatingIfNeeded: rest >> 16) }
    private var tag: UInt16 { UInt16(truncatingIfNeeded: rest) }
}
