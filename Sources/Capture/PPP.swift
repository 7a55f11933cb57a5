/// The protocol field of PPP (RFC 1661, section 2), after an address and a control octet that may be
/// there (RFC 1662, section 3.1). Compressed to one octet where its lowest bit is set.
enum PPP {
    static let addressAndControl: UInt16 = 0xff03
    static let ipv4: UInt16 = 0x0021
    static let ipv6: UInt16 = 0x0057
    static let mpls: UInt16 = 0x0281
    /// Network control and link control protocols, authentication among them.
    static let firstControl: UInt16 = 0x8000
}

extension FrameDecoder {
    /// Nil with the cursor at the packet that PPP carries.
    static func ppp(_ octets: RawSpan, _ cursor: inout Cursor) -> ReasonCode? {
        if let missing = cursor.missing(2, truncated: .truncatedInPPP, malformed: .pppShort) {
            return missing
        }
        if octets.big16(at: cursor.offset) == PPP.addressAndControl {
            cursor.offset &+= 2
            if let missing = cursor.missing(2, truncated: .truncatedInPPP, malformed: .pppShort) {
                return missing
            }
        }
        var number = octets.big16(at: cursor.offset)
        if number & 0x0100 != 0 {
            number >>= 8
            cursor.offset &+= 1
        } else {
            cursor.offset &+= 2
        }
        cursor.frameFollows = false
        switch number {
        case PPP.ipv4: cursor.etherType = EtherType.ipv4
        case PPP.ipv6: cursor.etherType = EtherType.ipv6
        case PPP.mpls: cursor.etherType = EtherType.mpls
        case PPP.firstControl...: return .pppControl
        default: return .pppProtocol
        }
        return nil
    }
}
