/// Whether octets look like a packet or a frame, for tunnels that do not say what they carry.
///
/// Payload of any kind must not be taken for traffic: what is asked for is agreement between fields
/// that chance does not make. An IPv4 header agrees with its checksum and the length (2^-32 by
/// chance), an IPv6 header with the length, the kinds of its addresses and its next header. What is
/// found by these means is still a guess, and whoever uses it says so (`FrameFlags.heuristic`).
enum InnerProbe {
    /// An IPv4 header with a right checksum whose packet ends at the end, or before it.
    static func isIPv4(
        _ octets: RawSpan, at start: Int, _ cursor: Cursor, toTheEnd: Bool = false
    ) -> Bool {
        guard start &+ IPv4Header.minimumLength <= cursor.end else { return false }
        let first = octets.uint8(at: start)
        let length = Int(first & 0xf) &* 4
        guard first >> 4 == 4, length >= IPv4Header.minimumLength, start &+ length <= cursor.end
        else { return false }
        let total = Int(octets.big16(at: start &+ 2))
        guard total >= length, cursor.holds(start &+ total, toTheEnd) else { return false }
        var sum: UInt32 = 0
        for offset in stride(from: start, to: start &+ length, by: 2) {
            sum &+= UInt32(octets.big16(at: offset))
        }
        sum = sum & 0xffff &+ sum >> 16
        return (sum & 0xffff) &+ sum >> 16 == 0xffff
    }

    /// An IPv6 header with plausible addresses and next header whose packet ends at the end, or
    /// before it.
    static func isIPv6(
        _ octets: RawSpan, at start: Int, _ cursor: Cursor, toTheEnd: Bool = false
    ) -> Bool {
        guard start &+ IPv6.headerLength <= cursor.end else { return false }
        let first = octets.big64(at: start)
        guard first >> 60 == 6 else { return false }
        let total = IPv6.headerLength &+ Int(first >> 16 & 0xffff)
        guard cursor.holds(start &+ total, toTheEnd) else { return false }
        switch UInt8(truncatingIfNeeded: first >> 8) {
        case 0, 4, 6, 17, 41, 43, 44, 47, 50, 51, 58, 59, 60, 132: break
        default: return false
        }
        let source = octets.uint8(at: start &+ 8)
        let destination = octets.uint8(at: start &+ 24)
        return isUnicast(source) && (isUnicast(destination) || destination == 0xff)
    }

    /// An Ethernet frame around an IP packet or an ARP message, whatever stands between them: VLAN
    /// tags, LLC and SNAP, MPLS labels, PPPoE.
    static func isFrame(_ octets: RawSpan, at start: Int, _ cursor: Cursor) -> Bool {
        // The sender of a frame is no group.
        guard start &+ Ethernet.headerLength <= cursor.end,
            octets.uint8(at: start &+ 6) & 1 == 0
        else { return false }
        var offset = start &+ 12
        for _ in 0...VLANTag.maximumCount {
            guard offset &+ 2 <= cursor.end else { return false }
            let etherType = octets.big16(at: offset)
            offset &+= 2
            guard VLANTag.isProtocolIdentifier(etherType) else {
                return isPacket(octets, of: etherType, at: offset, cursor)
            }
            offset &+= 2
        }
        return false
    }

    /// What an EtherType, or an 802.3 length, announces.
    private static func isPacket(
        _ octets: RawSpan, of etherType: UInt16, at offset: Int, _ cursor: Cursor
    ) -> Bool {
        guard offset &+ LLC.snapLength <= cursor.end else { return false }
        let first = octets.big64(at: offset)
        switch etherType {
        case EtherType.ipv4: return isIPv4(octets, at: offset, cursor)
        case EtherType.ipv6: return isIPv6(octets, at: offset, cursor)
        case EtherType.arp: return first >> 16 == 0x0001_0800_0604
        case EtherType.mpls, EtherType.mplsMulticast:
            return isLabelled(octets, at: offset, cursor)
        case EtherType.pppoeSession:
            return first >> 48 == 0x1100
                && isPPP(octets, UInt16(truncatingIfNeeded: first), at: offset &+ 8, cursor)
        case ...Ethernet.largestLength:
            guard first >> 16 == 0xaaaa_0300_0000 else { return false }
            let inner = UInt16(truncatingIfNeeded: first)
            return inner > Ethernet.largestLength
                && isPacket(octets, of: inner, at: offset &+ LLC.snapLength, cursor)
        default: return false
        }
    }

    private static func isPPP(
        _ octets: RawSpan, _ number: UInt16, at offset: Int, _ cursor: Cursor
    ) -> Bool {
        switch number {
        case PPP.ipv4: isIPv4(octets, at: offset, cursor)
        case PPP.ipv6: isIPv6(octets, at: offset, cursor)
        case PPP.mpls: isLabelled(octets, at: offset, cursor)
        default: false
        }
    }

    /// A label stack around an IP packet, or a pseudowire with a control word around a frame.
    private static func isLabelled(_ octets: RawSpan, at start: Int, _ cursor: Cursor) -> Bool {
        for label in 0..<MPLS.maximumLabels {
            let offset = start &+ MPLS.labelLength &* label
            guard offset &+ MPLS.labelLength <= cursor.end else { return false }
            guard octets.uint8(at: offset &+ 2) & 1 == 1 else { continue }
            let content = offset &+ MPLS.labelLength
            return isIPv4(octets, at: content, cursor) || isIPv6(octets, at: content, cursor)
                || isFrame(octets, at: content &+ MPLS.controlWordLength, cursor)
        }
        return false
    }

    /// 2000::/3, fc00::/7 and fe00::/8, by the first octet.
    private static func isUnicast(_ octet: UInt8) -> Bool {
        octet >> 5 == 1 || octet >> 1 == 0x7e || octet == 0xfe
    }
}

extension Cursor {
    /// Whether a packet that ends at `packetEnd` fits, or fills what is left.
    fileprivate func holds(_ packetEnd: Int, _ exactly: Bool) -> Bool {
        exactly ? packetEnd == wireEnd : packetEnd <= wireEnd
    }
}
