internal import Net

/// A TCP header (RFC 9293, section 3.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------------------------------+-------------------------------+
///     |          source port          |       destination port        |
///     +-------------------------------+-------------------------------+
///     |                        sequence number                        |
///     +---------------------------------------------------------------+
///     |                    acknowledgment number                      |
///     +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
///     | offset|  res. |C|E|U|A|P|R|S|F|            window             |
///     +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
///     |           checksum            |        urgent pointer         |
///     +-------------------------------+-------------------------------+
///
/// Options are not read: a capture that cuts them off is complete for what is asked here.
enum TCP {
    static let minimumLength = 20
    static let synAndAck: UInt16 = 0x12
    static let syn: UInt16 = 0x02
}

extension FrameDecoder {
    @inline(__always)
    static func tcp(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode {
        if let missing = cursor.missingTransport(
            TCP.minimumLength, truncated: .truncatedInTCP, malformed: .tcpShort)
        {
            return missing
        }
        let field = octets.big16(at: cursor.offset &+ 12)
        let opens = field & TCP.synAndAck == TCP.syn
        frame.key.setPorts(octets.big32(at: cursor.offset), flags: opens ? .opens : [])
        let length = Int(field >> 12) &* 4
        guard length >= TCP.minimumLength else { return .tcpDataOffset }
        guard cursor.offset &+ length <= cursor.wireEnd else {
            return cursor.continues ? .fragmentTiny : .tcpDataOffset
        }
        return .ip
    }
}
