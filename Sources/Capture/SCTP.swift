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
/// Chunks are not read.
enum SCTP {
    static let headerLength = 12
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
        frame.key.setPorts(octets.big32(at: cursor.offset))
        return .ip
    }
}
