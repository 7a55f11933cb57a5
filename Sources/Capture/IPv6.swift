internal import Net

/// An IPv6 header (RFC 8200, section 3).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------+---------------+---------------------------------------+
///     |version| traffic class |              flow label               |
///     +-------+---------------+-------+---------------+---------------+
///     |        payload length         |  next header  |   hop limit   |
///     +-------------------------------+---------------+---------------+
///     |                    source address, 16 octets                  |
///     +---------------------------------------------------------------+
///     |                 destination address, 16 octets                |
///     +---------------------------------------------------------------+
enum IPv6 {
    static let headerLength = 40
    static let noNextHeader: UInt8 = 59
}

extension FrameDecoder {
    /// The packet at the cursor. Nil where a frame inside it begins at the cursor.
    @inline(__always)
    func ipv6(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        if let missing = cursor.missing(
            IPv6.headerLength, truncated: .truncatedInIPv6, malformed: .ipv6Short)
        {
            return missing
        }
        let start = cursor.offset
        let first = octets.big64(at: start)
        guard first >> 60 == 6 else { return .ipv6Version }
        let nextHeader = UInt8(truncatingIfNeeded: first >> 8)
        frame.kind = .ip
        frame.timeToLive = UInt8(truncatingIfNeeded: first)
        frame.key = FlowKey(
            sourceHigh: octets.big64(at: start &+ 8), sourceLow: octets.big64(at: start &+ 16),
            destinationHigh: octets.big64(at: start &+ 24),
            destinationLow: octets.big64(at: start &+ 32), sourcePort: 0, destinationPort: 0,
            protocolNumber: nextHeader,
            flags: Self.portsUnknown(nextHeader).union(.ipv6), context: 0)

        cursor.offset = start &+ IPv6.headerLength
        let payloadLength = Int(first >> 16 & 0xffff)
        if payloadLength != 0 || nextHeader == IPv6.noNextHeader {
            guard cursor.offset &+ payloadLength <= cursor.wireEnd else {
                return .ipv6PayloadLength
            }
            cursor.limit(to: cursor.offset &+ payloadLength)
        } else {
            frame.flags.insert(.ipLengthMissing)
        }
        if IPv6Extension.isExtension(nextHeader) {
            return extensions(from: nextHeader, octets, &cursor, &frame)
        }
        return transport(nextHeader, octets, &cursor, &frame)
    }
}
