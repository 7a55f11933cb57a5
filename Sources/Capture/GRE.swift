/// A GRE header (RFC 2784, section 2; key and sequence number RFC 2890; version 1, as PPTP has it,
/// RFC 2637, section 4.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-----------------+-----+-------------------------------+
///     |C|R|K|S|    reserved     | ver |         protocol type         |
///     +-+-+-+-+-----------------+-----+-------------------------------+
///     |      checksum (if C)          |       reserved (if C)         |
///     +-------------------------------+-------------------------------+
///     |                         key (if K)                            |
///     +---------------------------------------------------------------+
///     |                   sequence number (if S)                      |
///     +---------------------------------------------------------------+
///
/// R, a source route of RFC 1701, is not opened. A key in front of a bridged frame is a virtual
/// subnet ID and a flow ID (RFC 7637, section 3.2). In version 1 bit 8 announces four octets of
/// acknowledgement, and the content is PPP.
enum GRE {
    static let number: UInt8 = 47
    /// GRE in UDP (RFC 8086).
    static let port: UInt16 = 4754
    static let minimumLength = 4
    static let ppp: UInt16 = 0x880b
}

extension FrameDecoder {
    /// Nil with the cursor at the inner frame or packet.
    @inline(never)
    static func gre(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        if let reached = depthReached(cursor, frame) { return reached }
        if let missing = cursor.missingEncapsulation(
            GRE.minimumLength, truncated: .truncatedInGRE, malformed: .greShort)
        {
            return missing
        }
        let flags = octets.big16(at: cursor.offset)
        let protocolType = octets.big16(at: cursor.offset &+ 2)
        let version = flags & 7
        guard version <= 1 else { return .greVersion }
        guard flags & 0x4000 == 0 else { return .greRouting }
        let hasKey = flags & 0x2000 != 0
        var length = GRE.minimumLength
        if flags & 0x8000 != 0 { length += 4 }
        if hasKey { length += 4 }
        if flags & 0x1000 != 0 { length += 4 }
        if version == 1 && flags & 0x80 != 0 { length += 4 }
        if let missing = cursor.missing(length, truncated: .truncatedInGRE, malformed: .greShort) {
            return missing
        }
        if protocolType == GRE.ppp {
            _ = enter(.gre, .packet(protocolType), length: length, &cursor, &frame)
            return ppp(octets, &cursor)
        }
        guard let content = tunnelContent(etherType: protocolType) else {
            // ERSPAN, versions II and III: copies of frames from elsewhere.
            let isMirror = protocolType == 0x88be || protocolType == 0x22eb
            return isMirror ? .mirroredFrame : .tunnelProtocol
        }
        guard case .frame = content, hasKey else {
            return enter(.gre, content, length: length, &cursor, &frame)
        }
        let keyOffset = cursor.offset &+ (flags & 0x8000 != 0 ? 8 : 4)
        return enter(
            .nvgre, vni: octets.big32(at: keyOffset) >> 8, content, length: length, &cursor, &frame)
    }
}
