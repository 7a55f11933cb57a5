/// An LLC header (IEEE 802.2) in an 802.3 frame, and the SNAP header that may follow it.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------+---------------+---------------+---------------+
///     |  destination  |    source     |    control    |               |
///     |  service (AA) |  service (AA) |      (03)     |               |
///     +---------------+---------------+---------------+               +
///     |         organisation          |      protocol identifier      |
///     +-------------------------------+-------------------------------+
///
/// SNAP of organisation 00-00-00 carries an EtherType (RFC 1042), and of 00-00-f8 likewise
/// (802.1H bridge tunnel): IP hidden that way is decoded like any other and flagged.
enum LLC {
    static let headerLength = 3
    static let snapLength = 8

    /// Cisco's protocols, by the identifier under organisation 00-00-0c.
    static func ciscoReason(_ identifier: UInt16) -> ReasonCode {
        switch identifier {
        case 0x2000: .cdp
        case 0x2003: .vtp
        case 0x2004: .dtp
        case 0x0104: .pagp
        case 0x0111: .udld
        case 0x010b: .pvst
        default: .snapUnknown
        }
    }
}

extension FrameDecoder {
    /// The LLC header at the cursor. Nil after a SNAP header that gave an EtherType.
    ///
    /// A length field beyond the frame is flagged and else ignored, as hosts do.
    static func llc(
        _ octets: RawSpan, _ cursor: inout Cursor, _ flags: inout FrameFlags
    ) -> ReasonCode? {
        let length = cursor.etherType
        guard length <= Ethernet.largestLength else { return .etherTypeUndefined }
        if cursor.offset &+ Int(length) > cursor.wireEnd { flags.insert(.linkLengthInvalid) }
        if let missing = cursor.missing(
            LLC.headerLength, truncated: .truncatedInLLC, malformed: .llcShort)
        {
            return missing
        }
        let services = octets.big16(at: cursor.offset)
        cursor.etherType = services
        switch services {
        case 0x4242: return .spanningTree
        case 0xfefe: return .isis
        case 0xaaaa: break
        default:
            // TEST and XID (IEEE 802.2, 5.4.1.1.2) check a link and carry nothing.
            let control = octets.uint8(at: cursor.offset &+ 2) & 0xef
            return control == 0xe3 || control == 0xaf ? .llcTest : .llcUnknown
        }
        if let missing = cursor.missing(
            LLC.snapLength, truncated: .truncatedInLLC, malformed: .llcShort)
        {
            return missing
        }
        let organisation = octets.big32(at: cursor.offset &+ 2) & 0xff_ffff
        let identifier = octets.big16(at: cursor.offset &+ 6)
        cursor.etherType = identifier
        switch organisation {
        case 0x00_0000, 0x00_00f8:
            guard identifier >= Ethernet.smallestEtherType else { return .snapUnknown }
            cursor.offset &+= LLC.snapLength
            flags.insert(.snapEncapsulated)
            return nil
        case 0x00_000c: return LLC.ciscoReason(identifier)
        default: return .snapUnknown
        }
    }
}
