/// An EtherIP header (RFC 3378, section 3): version 3, twelve bits of zero, then an Ethernet frame.
///
///      0                   1
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
///     +-------+-----------------------+
///     |version|       reserved        |
///     +-------+-----------------------+
enum EtherIP {
    static let number: UInt8 = 97
    static let headerLength = 2
    static let version: UInt8 = 3
}

extension FrameDecoder {
    /// Nil with the cursor at the inner frame.
    @inline(never)
    static func etherIP(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        if let reached = depthReached(cursor, frame) { return reached }
        if let missing = cursor.missingEncapsulation(
            EtherIP.headerLength, truncated: .truncatedInEtherIP, malformed: .etherIPShort)
        {
            return missing
        }
        guard octets.uint8(at: cursor.offset) >> 4 == EtherIP.version else {
            return .etherIPVersion
        }
        return enter(.etherIP, .frame, length: EtherIP.headerLength, &cursor, &frame)
    }
}
