/// A stack of MPLS labels (RFC 3032, section 2.1), the last of which has S set.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------------------------------+-----+-+---------------+
///     |                 label                 | TC  |S|      TTL      |
///     +---------------------------------------+-----+-+---------------+
///
/// Labels do not say what they carry: as a router does that balances load (RFC 4928), the first four
/// bits behind them are asked. 4 and 6 are IP where the header agrees with itself; 0 is the control
/// word of a pseudowire (RFC 4385) and 1 its associated channel. What else looks like an Ethernet
/// frame from its addresses to the packet inside is taken for a pseudowire without a control word.
/// Pseudowires are guesses, and flagged so.
enum MPLS {
    static let number: UInt8 = 137
    /// MPLS in UDP (RFC 7510).
    static let port: UInt16 = 6635
    static let labelLength = 4
    static let controlWordLength = 4
    static let maximumLabels = 16
}

extension FrameDecoder {
    /// Nil with the cursor at the packet or frame behind the labels. A packet stays at this depth:
    /// labels have no addresses that could be judged.
    @inline(never)
    static func mpls(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        frame.flags.insert(.mplsLabels)
        var isLast = false
        var count = 0
        while !isLast {
            if let missing = cursor.missing(
                MPLS.labelLength, truncated: .truncatedInMPLS, malformed: .mplsShort)
            {
                return missing
            }
            guard count < MPLS.maximumLabels else { return .mplsStackTooDeep }
            isLast = octets.uint8(at: cursor.offset &+ 2) & 1 == 1
            cursor.offset &+= MPLS.labelLength
            count += 1
        }
        if let missing = cursor.missing(1, truncated: .truncatedInMPLS, malformed: .mplsShort) {
            return missing
        }
        cursor.frameFollows = false
        let start = cursor.offset
        let isWhole = cursor.end >= min(start &+ IPv6.headerLength, cursor.wireEnd)
        switch octets.uint8(at: start) >> 4 {
        case 4 where !isWhole || InnerProbe.isIPv4(octets, at: start, cursor):
            cursor.etherType = EtherType.ipv4
            return nil
        case 6 where !isWhole || InnerProbe.isIPv6(octets, at: start, cursor):
            cursor.etherType = EtherType.ipv6
            return nil
        case 1: return .mplsChannel
        case let first:
            if let reached = depthReached(cursor, frame) { return reached }
            let controlWord = MPLS.controlWordLength
            if first == 0 && InnerProbe.isFrame(octets, at: start &+ controlWord, cursor) {
                frame.flags.insert(.heuristic)
                return enter(.pseudowire, .frame, length: controlWord, &cursor, &frame)
            }
            guard InnerProbe.isFrame(octets, at: start, cursor) else {
                return cursor.end < cursor.wireEnd ? .truncatedInMPLS : .mplsPayload
            }
            frame.flags.insert(.heuristic)
            return enter(.pseudowire, .frame, length: 0, &cursor, &frame)
        }
    }
}
