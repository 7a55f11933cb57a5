extension FrameDecoder {
    /// The four-octet address family of BSD loopback captures (pcap NULL and LOOP), in the byte
    /// order of the machine that captured: the small number tells which.
    static func loopback(_ octets: RawSpan, _ cursor: inout Cursor) -> ReasonCode? {
        if let missing = cursor.missing(
            4, truncated: .truncatedInLoopback, malformed: .loopbackShort)
        {
            return missing
        }
        let value = octets.big32(at: cursor.offset)
        cursor.offset += 4
        switch value < 0x1_0000 ? value : value.byteSwapped {
        case 2: cursor.etherType = EtherType.ipv4
        // AF_INET6 of Linux; NetBSD and OpenBSD; FreeBSD; Darwin.
        case 10, 24, 28, 30: cursor.etherType = EtherType.ipv6
        default: return .loopbackFamily
        }
        return nil
    }

    /// A packet without a link header: the version says which protocol it is.
    static func rawIP(_ octets: RawSpan, _ cursor: inout Cursor) -> ReasonCode? {
        if let missing = cursor.missing(1, truncated: .truncatedInIPv4, malformed: .ipv4Short) {
            return missing
        }
        switch octets.uint8(at: cursor.offset) >> 4 {
        case 4: cursor.etherType = EtherType.ipv4
        case 6: cursor.etherType = EtherType.ipv6
        default: return .rawVersion
        }
        return nil
    }
}
