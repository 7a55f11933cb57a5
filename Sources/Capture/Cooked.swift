internal import Net

/// The headers that Linux makes up for captures of the device `any` (pcap LINUX_SLL, LINUX_SLL2).
///
///     SLL   packet type 2 · ARPHRD 2 · address length 2 · address 8 · protocol 2
///     SLL2  protocol 2 · reserved 2 · interface 4 · ARPHRD 2 · packet type 1 · address length 1 ·
///           address 8
///
/// The destination address is not in them, and the hardware may have taken the VLAN tag away.
enum Cooked {
    static let length = 16
    static let length2 = 20
}

extension FrameDecoder {
    static func cooked(
        _ octets: RawSpan, version2: Bool, _ cursor: inout Cursor, _ header: inout LinkHeader,
        _ flags: inout FrameFlags
    ) -> ReasonCode? {
        let length = version2 ? Cooked.length2 : Cooked.length
        if let missing = cursor.missing(
            length, truncated: .truncatedInCooked, malformed: .cookedShort)
        {
            return missing
        }
        let start = cursor.offset
        let addressLength =
            version2 ? UInt16(octets.uint8(at: start + 11)) : octets.big16(at: start + 4)
        if addressLength == 6 {
            let address = octets.big64(at: start + (version2 ? 12 : 6))
            header.source = MACAddress(rawValue: address >> 16)
        }
        cursor.etherType = octets.big16(at: version2 ? start : start + 14)
        cursor.offset = start + length
        // Below the EtherTypes stand numbers of Linux's own (if_ether.h): 4 is an LLC header.
        if cursor.etherType < Ethernet.smallestEtherType {
            guard cursor.etherType == 4 else { return .cookedProtocol }
            cursor.etherType = 0
        }
        return tagsAndLLC(octets, &cursor, &header, &flags)
    }
}
