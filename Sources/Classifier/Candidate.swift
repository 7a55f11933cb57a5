import Net

/// What remains to be tested of a rule once addresses and context are known to match: 16 octets.
///
/// A rule that admits replies has two candidates, the second with the sides exchanged and a mask
/// that refuses packets which open a connection.
struct Candidate: BitwiseCopyable {
    let sourceLow: UInt16
    let sourceSpan: UInt16
    let destinationLow: UInt16
    let destinationSpan: UInt16
    /// Protocol (high octet) and flags (low octet) of a key, masked, must equal `tag`.
    let tagMask: UInt16
    let tag: UInt16
    /// The rule's position.
    let rule: UInt32

    init(_ match: Match, rule: Int, isReply: Bool) {
        let source = isReply ? match.destinationPorts : match.sourcePorts
        let destination = isReply ? match.sourcePorts : match.destinationPorts
        sourceLow = source.lowerBound
        sourceSpan = source.upperBound - source.lowerBound
        destinationLow = destination.lowerBound
        destinationSpan = destination.upperBound - destination.lowerBound
        let opens = isReply ? UInt16(FlowKey.Flags.opens.rawValue) : 0
        tagMask = (match.protocolNumber == nil ? 0 : 0xff00) | opens
        tag = UInt16(match.protocolNumber?.rawValue ?? 0) << 8
        self.rule = UInt32(rule)
    }

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

    @inline(__always)
    func covers(_ probe: Probe) -> Bool {
        (probe.sourcePort &- sourceLow) | probe.width <= sourceSpan
            && (probe.destinationPort &- destinationLow) | probe.width <= destinationSpan
            && coversIgnoringPorts(probe)
    }

    @inline(__always)
    func coversIgnoringPorts(_ probe: Probe) -> Bool { probe.tag & tagMask == tag }

    /// Whether every key that `other` covers is covered by this one.
    func includes(_ other: Candidate) -> Bool {
        // Without a wrap, `low` inside and `low + span` inside mean the whole range is inside.
        UInt32(sourceLow) <= UInt32(other.sourceLow)
            && UInt32(sourceLow) + UInt32(sourceSpan)
                >= UInt32(other.sourceLow) + UInt32(other.sourceSpan)
            && UInt32(destinationLow) <= UInt32(other.destinationLow)
            && UInt32(destinationLow) + UInt32(destinationSpan)
                >= UInt32(other.destinationLow) + UInt32(other.destinationSpan)
            && tagMask & other.tagMask == tagMask && other.tag & tagMask == tag
    }

    /// Whether this one, of a higher priority, leaves `other` nothing to say: neither a key to
    /// decide, nor a permission for other ports that is not known already.
    func hides(_ other: Candidate, in rules: [Rule]) -> Bool {
        includes(other)
            && (rules[Int(rule)].action == .permit || rules[Int(other.rule)].action == .forbid)
    }
}
