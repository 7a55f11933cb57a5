/// Teredo (RFC 4380, section 5.1.1): an IPv6 packet in UDP from or to port 3544, after an
/// authentication header and an origin indication that may be there.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------------------------------+---------------+---------------+
///     |      authentication (1)       |   ID length   |  value length |
///     +-------------------------------+---------------+---------------+
///     |   client ID, value, nonce 8, confirmation 1                   |
///     +-------------------------------+-------------------------------+
///     |     origin indication (0)     |     obfuscated port number    |
///     +-------------------------------+-------------------------------+
///     |                  obfuscated IPv4 address                      |
///     +---------------------------------------------------------------+
enum Teredo {
    static let port: UInt16 = 3544
    static let originLength = 8
}

extension FrameDecoder {
    /// Nil with the cursor at the inner packet.
    @inline(never)
    static func teredo(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        if let reached = depthReached(cursor, frame) { return reached }
        func missing(_ count: Int, _ cursor: inout Cursor) -> ReasonCode? {
            cursor.missingEncapsulation(
                count, truncated: .truncatedInTeredo, malformed: .teredoShort)
        }
        if let missing = missing(4, &cursor) { return missing }
        var length = 0
        if octets.big16(at: cursor.offset) == 1 {
            let identifier = Int(octets.uint8(at: cursor.offset &+ 2))
            length = 4 + identifier + Int(octets.uint8(at: cursor.offset &+ 3)) + 9
            if let missing = missing(length &+ 2, &cursor) { return missing }
        }
        if octets.big16(at: cursor.offset &+ length) == 0 { length += Teredo.originLength }
        if let missing = missing(length &+ 1, &cursor) { return missing }
        guard octets.uint8(at: cursor.offset &+ length) >> 4 == 6 else { return .tunnelProtocol }
        return enter(.teredo, .packet(EtherType.ipv6), length: length, &cursor, &frame)
    }
}
