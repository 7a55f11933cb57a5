/// A VXLAN header (RFC 7348, section 5).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-----------------------------------------------+
///     |R|R|R|R|I|R|R|R|                   reserved                    |
///     +-+-+-+-+-+-+-+-+-------------------------------+---------------+
///     |                     VNI                       |   reserved    |
///     +-----------------------------------------------+---------------+
///
/// I must be set. The reserved bits are ignored, as the RFC says, and flagged, because extensions
/// (group policy, generic protocol) use them.
enum VXLAN {
    static let headerLength = 8
    static let port: UInt16 = 4789
    /// Where the Linux kernel sends VXLAN unless it is told otherwise: older than the RFC's port.
    static let linuxPort: UInt16 = 8472
    static let validVNI: UInt64 = 0x0800_0000_0000_0000
    static let reserved: UInt64 = 0xf7ff_ffff_0000_00ff
}

extension FrameDecoder {
    /// Nil with the cursor at the inner frame.
    static func vxlan(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        if let reached = depthReached(cursor, frame) { return reached }
        if let missing = cursor.missingEncapsulation(
            VXLAN.headerLength, truncated: .truncatedInVXLAN, malformed: .vxlanShort)
        {
            return missing
        }
        let header = octets.big64(at: cursor.offset)
        guard header & VXLAN.validVNI != 0 else { return .vxlanFlags }
        if header & VXLAN.reserved != 0 { frame.flags.insert(.vxlanReservedBits) }
        return enter(
            .vxlan, vni: UInt32(header >> 8 & 0xff_ffff), .frame, length: VXLAN.headerLength,
            &cursor, &frame)
    }
}
