internal import Net

/// The first octets of ICMP (RFC 792) and ICMPv6 (RFC 4443, section 2.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------+---------------+-------------------------------+
///     |     type      |     code      |           checksum            |
///     +---------------+---------------+-------------------------------+
///
/// Every ICMP message has four octets more; an ICMPv6 message may end here.
enum ICMP {
    static let minimumLength = 8
    static let minimumLengthV6 = 4
    /// Echo requests ask; everything else answers or tells.
    static let echoRequest: UInt16 = 8
    static let echoRequestV6: UInt16 = 128

    /// What an ICMP or ICMPv6 message is to an echo.
    enum Echo { case none, request, reply }

    /// - Parameters:
    ///   - number: the protocol of the packet.
    ///   - family: the flags of its addresses.
    @inline(__always)
    static func echo(_ number: UInt8, type: UInt16, _ family: FlowKey.Flags) -> Echo {
        switch (number, type, family) {
        case (1, echoRequest, []), (58, echoRequestV6, .ipv6): .request
        case (1, 0, []), (58, 129, .ipv6): .reply
        default: .none
        }
    }
}

extension FrameDecoder {
    static func icmp(
        _ octets: RawSpan, _ cursor: Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode {
        if let missing = cursor.missingTransport(
            ICMP.minimumLength, truncated: .truncatedInICMP, malformed: .icmpShort)
        {
            return missing
        }
        frame.message = octets.big16(at: cursor.offset)
        let type = frame.message >> 8
        if type == ICMP.echoRequest { frame.key.setOpens() }
        if LinkService.isICMPType(type) { frame.flags.insert(.linkService) }
        if QuotedPacket.isErrorType(type) { frame.flags.insert(.icmpError) }
        return .ip
    }

    static func icmpv6(
        _ octets: RawSpan, _ cursor: Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode {
        if let missing = cursor.missingTransport(
            ICMP.minimumLengthV6, truncated: .truncatedInICMPv6, malformed: .icmpv6Short)
        {
            return missing
        }
        frame.message = octets.big16(at: cursor.offset)
        let type = frame.message >> 8
        if type == ICMP.echoRequestV6 { frame.key.setOpens() }
        if LinkService.isICMPv6Type(type) { frame.flags.insert(.linkService) }
        if QuotedPacket.isErrorTypeV6(type) { frame.flags.insert(.icmpError) }
        return .ip
    }
}
