/// L2TP over IP (RFC 3931, section 4.1.1: a session ID, or zero in front of control messages) and
/// over UDP port 1701 (RFC 2661, section 3.1; RFC 3931, section 4.1.2).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------------------------------------------------------+
///     |                    session ID (over IP)                       |
///     +---------------------------------------------------------------+
///
///     +-+-+---+-+-+-+-+-------+-------+-------------------------------+
///     |T|L| x |S|x|O|P|   x   |version| length (L), tunnel, session … |
///     +-+-+---+-+-+-+-+-------+-------+-------------------------------+
///
/// Version 2 carries PPP. In version 3 a cookie of 0, 4 or 8 octets and a sublayer of 0 or 4 follow,
/// which only the two ends know of: the first of the places that are left which holds what looks like
/// an Ethernet frame, down to the packet inside, is taken, and flagged as a guess.
enum L2TP {
    static let number: UInt8 = 115
    static let port: UInt16 = 1701
    static let sessionLength = 4
}

extension FrameDecoder {
    /// Nil with the cursor at the inner frame; over IP.
    @inline(never)
    static func l2tp(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        if let reached = depthReached(cursor, frame) { return reached }
        if let missing = cursor.missingEncapsulation(
            L2TP.sessionLength, truncated: .truncatedInL2TP, malformed: .l2tpShort)
        {
            return missing
        }
        if octets.big32(at: cursor.offset) == 0 { return .l2tpControl }
        return l2tpFrame(octets, headerLength: L2TP.sessionLength, &cursor, &frame)
    }

    /// Nil with the cursor at the inner frame or packet; over UDP.
    @inline(never)
    static func l2tpOverUDP(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        if let reached = depthReached(cursor, frame) { return reached }
        if let missing = cursor.missingEncapsulation(
            8, truncated: .truncatedInL2TP, malformed: .l2tpShort)
        {
            return missing
        }
        let flags = octets.big16(at: cursor.offset)
        if flags & 0x8000 != 0 { return .l2tpControl }
        switch flags & 0xf {
        case 2: break
        case 3: return l2tpFrame(octets, headerLength: 8, &cursor, &frame)
        default: return .l2tpVersion
        }
        var length = 6
        if flags & 0x4000 != 0 { length += 2 }
        if flags & 0x0800 != 0 { length += 4 }
        if flags & 0x0200 != 0 {
            if let missing = cursor.missing(
                length &+ 2, truncated: .truncatedInL2TP, malformed: .l2tpShort)
            {
                return missing
            }
            length += 2 + Int(octets.big16(at: cursor.offset &+ length))
        }
        if let missing = cursor.missing(length, truncated: .truncatedInL2TP, malformed: .l2tpShort)
        {
            return missing
        }
        _ = enter(.l2tp, .packet(0), length: length, &cursor, &frame)
        return ppp(octets, &cursor)
    }

    private static func l2tpFrame(
        _ octets: RawSpan, headerLength: Int, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        let places = stride(from: headerLength, through: headerLength + 12, by: 4)
        // The first place that fits: tags make the ones behind it fit, too.
        let found = places.first { InnerProbe.isFrame(octets, at: cursor.offset &+ $0, cursor) }
        guard let found else {
            return cursor.end < cursor.wireEnd ? .truncatedInL2TP : .opaqueL2TP
        }
        frame.flags.insert(.heuristic)
        return enter(.l2tp, .frame, length: found, &cursor, &frame)
    }
}
