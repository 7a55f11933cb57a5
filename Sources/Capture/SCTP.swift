/// The common header of SCTP (RFC 9260, section 3.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------------------------------+-------------------------------+
///     |          source port          |       destination port        |
///     +-------------------------------+-------------------------------+
///     |                       verification tag                        |
///     +---------------------------------------------------------------+
///     |                           checksum                            |
///     +---------------------------------------------------------------+
///
/// Of the first chunk (section 3.2) only the type is read, where it is there.
enum SCTP {
    static let headerLength = 12
    /// The type of the chunk that opens an association (section 3.3.2).
    static let initiation: UInt8 = 1
}

extension FrameDecoder {
    static func sctp(
        _ octets: RawSpan, _ cursor: Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode {
        if let missing = cursor.missingTransport(
            SCTP.headerLength, truncated: .truncatedInSCTP, malformed: .sctpShort)
        {
            return missing
        }
        let chunk = cursor.offset &+ SCTP.headerLength
        let opens = chunk < cursor.end && octets.uint8(at: chunk) == SCTP.initiation
        frame.key.setPorts(octets.big32(at: cursor.offset), flags: opens ? .opens : [])
        return .ip
    }
}
