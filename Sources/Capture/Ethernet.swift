internal import Net

/// An Ethernet header (IEEE 802.3, 3.1.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------------------------------------------------------+
///     |                      destination address                      |
///     +-------------------------------+-------------------------------+
///     |                               |                               |
///     +-------------------------------+         source address        +
///     |                                                               |
///     +-------------------------------+-------------------------------+
///     |     EtherType, or length      |
///     +-------------------------------+
///
/// From 1536 the last field is an EtherType, up to 1500 the length of an 802.3 frame with an LLC
/// header; between them it is nothing.
enum Ethernet {
    static let headerLength = 14
    static let largestLength: UInt16 = 1500
    static let smallestEtherType: UInt16 = 1536
}

extension FrameDecoder {
    /// The Ethernet header at the cursor and what stands between it and the network layer.
    @inline(__always)
    static func ethernet(
        _ octets: RawSpan, _ cursor: inout Cursor, _ header: inout LinkHeader,
        _ flags: inout FrameFlags
    ) -> ReasonCode? {
        if let missing = cursor.missing(
            Ethernet.headerLength, truncated: .truncatedInEthernet, malformed: .ethernetShort)
        {
            return missing
        }
        // Two overlapping loads of eight octets: an address each, and two octets of the other.
        header.destination = MACAddress(rawValue: octets.big64(at: cursor.offset) >> 16)
        header.source = MACAddress(
            rawValue: octets.big64(at: cursor.offset &+ 4) & 0xffff_ffff_ffff)
        cursor.etherType = octets.big16(at: cursor.offset &+ 12)
        cursor.offset &+= Ethernet.headerLength
        return tagsAndLLC(octets, &cursor, &header, &flags)
    }

    /// Steps over VLAN tags and SNAP headers until `cursor.etherType` names a network protocol.
    @inline(__always)
    static func tagsAndLLC(
        _ octets: RawSpan, _ cursor: inout Cursor, _ header: inout LinkHeader,
        _ flags: inout FrameFlags
    ) -> ReasonCode? {
        while true {
            if cursor.etherType == EtherType.ipv4 || cursor.etherType == EtherType.ipv6 {
                return nil
            }
            if VLANTag.isProtocolIdentifier(cursor.etherType) {
                if let reason = tag(octets, &cursor, &header, &flags) { return reason }
            } else if cursor.etherType < Ethernet.smallestEtherType {
                if let reason = llc(octets, &cursor, &flags) { return reason }
            } else {
                return nil
            }
        }
    }
}
