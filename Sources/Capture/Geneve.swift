/// A Geneve header (RFC 8926, section 3.4).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---+-----------+-+-+-----------+-------------------------------+
///     |ver|  options  |O|C|  reserved |         protocol type         |
///     +---+-----------+-+-+-----------+---------------+---------------+
///     |                     VNI                       |   reserved    |
///     +-----------------------------------------------+---------------+
///     |             options, in units of four octets …                |
///     +---------------------------------------------------------------+
///
/// Options are stepped over by length. The version is 0.
enum Geneve {
    static let headerLength = 8
    static let port: UInt16 = 6081
}

extension FrameDecoder {
    /// Nil with the cursor at the inner frame or packet.
    @inline(never)
    static func geneve(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        if let reached = depthReached(cursor, frame) { return reached }
        if let missing = cursor.missingEncapsulation(
            Geneve.headerLength, truncated: .truncatedInGeneve, malformed: .geneveShort)
        {
            return missing
        }
        let header = octets.big64(at: cursor.offset)
        guard header >> 62 == 0 else { return .geneveVersion }
        let length = Geneve.headerLength &+ Int(header >> 56 & 0x3f) &* 4
        if let missing = cursor.missing(
            length, truncated: .truncatedInGeneve, malformed: .geneveShort)
        {
            return missing
        }
        guard let content = tunnelContent(etherType: UInt16(header >> 32 & 0xffff)) else {
            return .tunnelProtocol
        }
        return enter(
            .geneve, vni: UInt32(header >> 8 & 0xff_ffff), content, length: length, &cursor, &frame)
    }

    /// What a tunnel's EtherType announces; nil where it is nothing that is opened.
    static func tunnelContent(etherType: UInt16) -> TunnelContent? {
        switch etherType {
        case EtherType.transparentBridging: .frame
        case EtherType.ipv4, EtherType.ipv6, EtherType.arp, EtherType.mpls,
            EtherType.mplsMulticast, EtherType.pppoeSession:
            .packet(etherType)
        default: nil
        }
    }
}
