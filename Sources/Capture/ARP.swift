internal import Net

/// An ARP message for IPv4 over Ethernet (RFC 826).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------------------------------+-------------------------------+
///     |      hardware type (1)        |     protocol type (0800)      |
///     +---------------+---------------+-------------------------------+
///     |  length (6)   |  length (4)   |           operation           |
///     +---------------+---------------+-------------------------------+
///     |                    sender hardware address                    |
///     +-------------------------------+-------------------------------+
///     |                               |    sender protocol address    |
///     +-------------------------------+-------------------------------+
///     |                               |    target hardware address    |
///     +-------------------------------+                               +
///     |                                                               |
///     +---------------------------------------------------------------+
///     |                    target protocol address                    |
///     +---------------------------------------------------------------+
enum ARP {
    static let length = 28
}

extension FrameDecoder {
    static func arp(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode {
        if let missing = cursor.missing(8, truncated: .truncatedInARP, malformed: .arpShort) {
            return missing
        }
        let start = cursor.offset
        let types = octets.big32(at: start)
        guard types == 0x0001_0800 else { return .arpHardware }
        guard octets.big16(at: start &+ 4) == 0x0604 else { return .arpLengths }
        if let missing = cursor.missing(
            ARP.length, truncated: .truncatedInARP, malformed: .arpShort)
        {
            return missing
        }
        frame.message = octets.big16(at: start &+ 6)
        frame.arpSender = MACAddress(rawValue: octets.big64(at: start &+ 8) >> 16)
        frame.key = FlowKey(
            sourceHigh: 0, sourceLow: UInt64(octets.big32(at: start &+ 14)), destinationHigh: 0,
            destinationLow: UInt64(octets.big32(at: start &+ 24)), sourcePort: 0,
            destinationPort: 0, protocolNumber: 0, flags: [], context: 0)
        frame.kind = .arp
        return .arp
    }
}
