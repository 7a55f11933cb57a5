/// A PPPoE header (RFC 2516, section 4), in front of PPP in frames of EtherType 0x8864.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------+-------+---------------+-------------------------------+
///     |ver (1)|typ (1)|   code (0)    |          session ID           |
///     +-------+-------+---------------+-------------------------------+
///     |            length             |       PPP protocol …          |
///     +-------------------------------+-------------------------------+
enum PPPoE {
    static let headerLength = 6
}

extension FrameDecoder {
    /// Nil with the cursor at the packet inside, which stays at this depth.
    @inline(never)
    static func pppoe(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        frame.flags.insert(.pppoe)
        if let missing = cursor.missing(
            PPPoE.headerLength, truncated: .truncatedInPPPoE, malformed: .pppoeShort)
        {
            return missing
        }
        // Version 1, type 1, and code 0, that of a session.
        guard octets.big16(at: cursor.offset) == 0x1100 else { return .pppoeHeader }
        let length = Int(octets.big16(at: cursor.offset &+ 4))
        cursor.offset &+= PPPoE.headerLength
        guard cursor.offset &+ length <= cursor.wireEnd else { return .pppoeLength }
        cursor.limit(to: cursor.offset &+ length)
        return ppp(octets, &cursor)
    }
}
