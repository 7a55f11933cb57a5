public import Net

/// The packet that an ICMP error quotes: its header and at least eight octets behind it (RFC 792; RFC
/// 1812, 4.3.2.3; RFC 4443, section 2.4).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------+---------------+-------------------------------+
///     |     type      |     code      |           checksum            |
///     +---------------+---------------+-------------------------------+
///     |     unused, or what the type says (MTU, pointer, length)      |
///     +---------------------------------------------------------------+
///     |       header of the packet in error, and what follows it …    |
///     +---------------------------------------------------------------+
///
/// Extension headers of a quoted IPv6 packet are not walked: it then has no ports.
public enum QuotedPacket {
    static let offset = 8

    /// Destination unreachable, source quench, time exceeded and parameter problem.
    static func isErrorType(_ type: UInt16) -> Bool {
        type == 3 || type == 4 || type == 11 || type == 12
    }

    /// Destination unreachable, packet too big, time exceeded and parameter problem.
    static func isErrorTypeV6(_ type: UInt16) -> Bool { (1...4).contains(type) }

    /// The key of the quoted packet, context 0; nil where the error does not show its addresses.
    ///
    /// - Parameters:
    ///   - octets: of the frame.
    ///   - error: what was read of it, with `FrameFlags.icmpError`.
    public static func key(in octets: RawSpan, of error: DecodedFrame) -> FlowKey? {
        let start = Int(error.transportOffset) + offset
        return error.key.isIPv6 ? ipv6(octets, at: start) : ipv4(octets, at: start)
    }

    private static func ipv4(_ octets: RawSpan, at start: Int) -> FlowKey? {
        guard start + IPv4Header.minimumLength <= octets.byteCount else { return nil }
        let header = IPv4Header(octets, at: start)
        guard header.version == 4, header.headerLength >= IPv4Header.minimumLength else {
            return nil
        }
        var key = FlowKey(
            sourceHigh: 0, sourceLow: header.source, destinationHigh: 0,
            destinationLow: header.destination, sourcePort: 0, destinationPort: 0,
            protocolNumber: header.protocolNumber,
            flags: FrameDecoder.portsUnknown(header.protocolNumber), context: 0)
        if header.fragmentOffset == 0 {
            setPorts(of: &key, octets, at: start + header.headerLength)
        }
        return key
    }

    private static func ipv6(_ octets: RawSpan, at start: Int) -> FlowKey? {
        guard start + IPv6.headerLength <= octets.byteCount else { return nil }
        let first = octets.big64(at: start)
        guard first >> 60 == 6 else { return nil }
        let number = UInt8(truncatingIfNeeded: first >> 8)
        var key = FlowKey(
            sourceHigh: octets.big64(at: start + 8), sourceLow: octets.big64(at: start + 16),
            destinationHigh: octets.big64(at: start + 24),
            destinationLow: octets.big64(at: start + 32), sourcePort: 0, destinationPort: 0,
            protocolNumber: number, flags: FrameDecoder.portsUnknown(number).union(.ipv6),
            context: 0)
        setPorts(of: &key, octets, at: start + IPv6.headerLength)
        return key
    }

    private static func setPorts(of key: inout FlowKey, _ octets: RawSpan, at offset: Int) {
        guard key.flags.contains(.portsUnknown), offset + 4 <= octets.byteCount else { return }
        key.setPorts(octets.big32(at: offset))
    }
}
