public import Net

/// Frames made of what is known of a packet, with lengths and checksums that are right, so that they
/// can be sent as they are.
public enum ComposedFrame {
    /// An Ethernet frame with 802.1Q tags, the outermost first.
    public static func ethernet(
        from source: MACAddress, to destination: MACAddress, tags: [UInt16] = [],
        etherType: UInt16, _ payload: [UInt8]
    ) -> [UInt8] {
        var frame = octets(destination) + octets(source)
        for tag in tags { frame += big(0x8100) + big(tag) }
        return frame + big(etherType) + payload
    }

    /// The EtherType of packets of the family.
    public static func etherType(of family: AddressFamily) -> UInt16 {
        family == .ipv4 ? 0x0800 : 0x86dd
    }

    /// A packet of either family (RFC 791, RFC 8200) with a hop limit of 63 unless another is given.
    ///
    /// - Parameters:
    ///   - segment: the header and payload of the protocol above.
    ///   - hopLimit: or TTL.
    ///   - checksumAt: where in the segment its Internet checksum over the pseudo-header stands; nil
    ///     where it has none.
    public static func ip(
        from source: IPAddress, to destination: IPAddress, _ protocolNumber: IPProtocol,
        _ segment: [UInt8], hopLimit: UInt8 = 63, checksumAt: Int?
    ) -> [UInt8] {
        let addresses = octets(source) + octets(destination)
        var segment = segment
        if let checksumAt {
            let isICMP = protocolNumber == .icmp
            let pseudoHeader =
                source.family == .ipv4
                ? addresses + [0, protocolNumber.rawValue] + big(UInt16(segment.count))
                : addresses + [0, 0] + big(UInt16(segment.count))
                    + [0, 0, 0, protocolNumber.rawValue]
            let sum = checksum(of: (isICMP ? [] : pseudoHeader) + segment)
            segment.replaceSubrange(checksumAt..<checksumAt + 2, with: sum)
        }
        guard source.family == .ipv4 else {
            return [0x60, 0, 0, 0] + big(UInt16(segment.count)) + [
                protocolNumber.rawValue, hopLimit,
            ]
                + addresses + segment
        }
        var header: [UInt8] = [0x45, 0] + big(UInt16(20 + segment.count))
        header += [0, 0, 0x40, 0, hopLimit, protocolNumber.rawValue, 0, 0] + addresses
        header.replaceSubrange(10..<12, with: checksum(of: header))
        return header + segment
    }

    /// A packet as it would be sent: a TCP segment with SYN or ACK, a UDP datagram, an echo request or
    /// reply, an SCTP chunk, or eight octets of another protocol.
    public static func packet(
        from source: IPAddress, _ sourcePort: UInt16, to destination: IPAddress, _ port: UInt16,
        _ protocolNumber: IPProtocol, opens: Bool
    ) -> [UInt8] {
        let ports = big(sourcePort) + big(port)
        switch protocolNumber {
        case .tcp:
            let flags: UInt8 = opens ? 0x02 : 0x10
            let header = ports + [0, 0, 0, 1, 0, 0, 0, opens ? 0 : 1, 0x50, flags, 0x20, 0]
            return ip(from: source, to: destination, .tcp, header + [0, 0, 0, 0], checksumAt: 16)
        case .udp:
            return ip(
                from: source, to: destination, .udp, ports + big(8) + [0, 0], checksumAt: 6)
        case .sctp:
            let chunk: [UInt8] = opens ? [1, 0, 0, 20] + zeros(16) : [0, 3, 0, 16] + zeros(12)
            return ip(
                from: source, to: destination, .sctp, ports + zeros(8) + chunk, checksumAt: nil)
        case .icmp:
            let header: [UInt8] = [opens ? 8 : 0, 0, 0, 0, 0, 1, 0, 1]
            return ip(from: source, to: destination, .icmp, header, checksumAt: 2)
        case .icmpv6:
            let header: [UInt8] = [opens ? 128 : 129, 0, 0, 0, 0, 1, 0, 1]
            return ip(from: source, to: destination, .icmpv6, header, checksumAt: 2)
        default:
            return ip(from: source, to: destination, protocolNumber, zeros(8), checksumAt: nil)
        }
    }

    /// A neighbour advertisement (RFC 4861, section 4.4) for the sender's own address.
    public static func neighbourAdvertisement(
        from source: IPAddress, to destination: IPAddress
    ) -> [UInt8] {
        let segment: [UInt8] = [136, 0, 0, 0, 0x20, 0, 0, 0] + octets(source)
        return ip(
            from: source, to: destination, .icmpv6, segment, hopLimit: 255, checksumAt: 2)
    }

    /// The Internet checksum (RFC 1071).
    public static func checksum(of octets: [UInt8]) -> [UInt8] {
        var sum: UInt32 = 0
        for (index, octet) in octets.enumerated() {
            sum += index % 2 == 0 ? UInt32(octet) << 8 : UInt32(octet)
        }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return big(~UInt16(sum))
    }

    /// Octets of a number as it stands on a wire.
    public static func big(_ value: UInt16) -> [UInt8] {
        [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)]
    }

    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    private static func octets(_ address: MACAddress) -> [UInt8] {
        (0..<6).map { UInt8(truncatingIfNeeded: address.rawValue >> (40 - 8 * UInt64($0))) }
    }

    private static func octets(_ address: IPAddress) -> [UInt8] {
        let count = address.family.bitWidth / 8
        return (0..<count).map {
            UInt8(truncatingIfNeeded: address.bits >> UInt128(8 * (count - 1 - $0)))
        }
    }
}
