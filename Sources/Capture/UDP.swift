internal import Net

/// A UDP header (RFC 768).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------------------------------+-------------------------------+
///     |          source port          |       destination port        |
///     +-------------------------------+-------------------------------+
///     |            length             |           checksum            |
///     +-------------------------------+-------------------------------+
///
/// A length of 0 is that of a jumbogram (RFC 2675, section 4) and stands for what the packet holds.
enum UDP {
    static let headerLength = 8
}

extension FrameDecoder {
    /// Nil where the datagram carries a frame, which begins at the cursor.
    @inline(__always)
    func udp(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        if let missing = cursor.missingTransport(
            UDP.headerLength, truncated: .truncatedInUDP, malformed: .udpShort)
        {
            return missing
        }
        let start = cursor.offset
        let header = octets.big64(at: start)
        frame.key.setPorts(UInt32(truncatingIfNeeded: header >> 32))
        let length = Int(header >> 16 & 0xffff)
        if length != 0 {
            guard length >= UDP.headerLength else { return .udpLength }
            if start &+ length <= cursor.wireEnd {
                cursor.limit(to: start &+ length)
            } else if !cursor.continues {
                return .udpLength
            }
        } else {
            frame.flags.insert(.ipLengthMissing)
        }
        let source = UInt16(truncatingIfNeeded: header >> 48)
        let destination = UInt16(truncatingIfNeeded: header >> 32)
        cursor.offset = start &+ UDP.headerLength
        guard !isTunnel(from: source, to: destination) else {
            return udpContent(from: source, to: destination, octets, &cursor, &frame)
        }
        if LinkService.hasUDPPort(destination) { frame.flags.insert(.linkService) }
        guard cursor.offset &+ 8 <= cursor.end,
            Self.mayBeginPacket(
                octets.big64(at: cursor.offset), length: cursor.wireEnd &- cursor.offset)
        else { return .ip }
        return udpContent(from: source, to: destination, octets, &cursor, &frame)
    }
}
