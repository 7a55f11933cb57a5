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
    static let validVNI: UInt64 = 0x0800_0000_0000_0000
    static let reserved: UInt64 = 0xf7ff_ffff_0000_00ff
}

extension FrameDecoder {
    /// Nil with the cursor at the inner frame.
    @inline(__always)
    static func vxlan(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        // In a first fragment the rest of the inner frame is in the next ones: cut, not malformed.
        if cursor.continues { cursor.wireEnd = .max >> 1 }
        if let missing = cursor.missing(
            VXLAN.headerLength, truncated: .truncatedInVXLAN, malformed: .vxlanShort)
        {
            return missing
        }
        let header = octets.big64(at: cursor.offset)
        guard header & VXLAN.validVNI != 0 else { return .vxlanFlags }
        guard frame.tunnelDepth < FrameDecoder.maximumTunnelDepth else { return .tunnelTooDeep }
        if header & VXLAN.reserved != 0 { frame.flags.insert(.vxlanReservedBits) }
        cursor.offset &+= VXLAN.headerLength
        frame.enterTunnel(vni: UInt32(header >> 8 & 0xff_ffff), innerOffset: cursor.offset)
        cursor.continues = false
        return nil
    }
}

extension DecodedFrame {
    /// Moves what was read so far to the outside: the frame at `innerOffset` is the innermost now.
    @inline(__always)
    mutating func enterTunnel(vni: UInt32, innerOffset: Int) {
        if tunnelDepth == 0 {
            outer = key
            outerVNIOnWire = vni
        }
        key = .none
        kind = .none
        vniOnWire = vni
        self.innerOffset = UInt32(truncatingIfNeeded: innerOffset)
        tunnelDepth &+= 1
        transportOffset = 0
        timeToLive = 0
        if !flags.isDisjoint(with: .innermost) {
            if flags.contains(.fragment) { flags.insert(.outerFragment) }
            flags.subtract(.innermost)
            fragmentIdentification = 0
            fragmentOffset = 0
        }
    }
}

extension FrameFlags {
    /// What is said of the innermost packet only.
    static var innermost: FrameFlags { [.fragment, .moreFragments, .authenticated] }
}
