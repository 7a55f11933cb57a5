/// Generic UDP encapsulation (draft-ietf-intarea-gue, sections 3.1 and 4).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---+-+---------+---------------+-------------------------------+
///     | 0 |C|  length |   protocol    |             flags             |
///     +---+-+---------+---------------+-------------------------------+
///     |            fields, in units of four octets …                  |
///     +---------------------------------------------------------------+
///
/// In variant 1 the first four bits are those of an IPv4 or IPv6 header that stands there itself.
enum GUE {
    static let port: UInt16 = 6080
    static let headerLength = 4
}

extension FrameDecoder {
    /// Nil with the cursor at the inner packet or frame.
    @inline(never)
    func gue(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        if let reached = Self.depthReached(cursor, frame) { return reached }
        if let missing = cursor.missingEncapsulation(
            GUE.headerLength, truncated: .truncatedInGUE, malformed: .gueShort)
        {
            return missing
        }
        let first = octets.uint8(at: cursor.offset)
        switch first >> 4 {
        case 4:
            return Self.enter(.gue, .packet(EtherType.ipv4), length: 0, &cursor, &frame)
        case 6:
            return Self.enter(.gue, .packet(EtherType.ipv6), length: 0, &cursor, &frame)
        case 0...3: break
        default: return .gueVersion
        }
        guard first & 0x20 == 0 else { return .gueControl }
        let length = GUE.headerLength &+ Int(first & 0x1f) &* 4
        if let missing = cursor.missing(length, truncated: .truncatedInGUE, malformed: .gueShort) {
            return missing
        }
        switch octets.uint8(at: cursor.offset &+ 1) {
        case EtherIP.number:
            cursor.offset &+= length
            return Self.etherIP(octets, &cursor, &frame)
        case GRE.number:
            cursor.offset &+= length
            return Self.gre(octets, &cursor, &frame)
        case let number:
            guard let content = TunnelContent(protocolNumber: number) else {
                return .tunnelProtocol
            }
            return Self.enter(.gue, content, length: length, &cursor, &frame)
        }
    }
}
