// What a UDP datagram carries: tunnels by their ports, and content that looks like traffic.

extension FrameDecoder {
    /// Whether the ports of a datagram announce a tunnel: then its content is looked into. 4500
    /// carries ESP (RFC 3948).
    @inline(__always)
    func isTunnel(from source: UInt16, to destination: UInt16) -> Bool {
        switch destination {
        case VXLAN.port, VXLAN.linuxPort, Geneve.port, GUE.port, GRE.port, MPLS.port, L2TP.port,
            Teredo.port, ESP.port:
            true
        default:
            isVXLAN(port: destination) || source == Teredo.port || source == L2TP.port
                || source == ESP.port
        }
    }

    /// Whether eight octets at the start of a datagram's content of `length` octets could begin a
    /// packet, or a VXLAN header: a quick look that spares most datagrams a long one.
    @inline(__always)
    static func mayBeginPacket(_ first: UInt64, length: Int) -> Bool {
        let version = first >> 60
        let isIPv4 = version == 4 && first >> 32 & 0xffff == UInt64(truncatingIfNeeded: length)
        let isIPv6 = version == 6 && Int(first >> 16 & 0xffff) &+ IPv6.headerLength == length
        let isVXLAN = first & 0xffff_ffff_0000_00ff == VXLAN.validVNI
        return isIPv4 || isIPv6 || isVXLAN
    }

    /// What a datagram carries whose content begins at the cursor. Nil where a frame or packet inside
    /// begins there.
    @inline(never)
    func udpContent(
        from source: UInt16, to destination: UInt16, _ octets: RawSpan, _ cursor: inout Cursor,
        _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        if isVXLAN(port: destination) { return Self.vxlan(octets, &cursor, &frame) }
        switch (source, destination) {
        case (_, VXLAN.linuxPort): return Self.vxlan(octets, &cursor, &frame)
        case (_, Geneve.port): return Self.geneve(octets, &cursor, &frame)
        case (_, GUE.port): return gue(octets, &cursor, &frame)
        case (_, GRE.port): return Self.gre(octets, &cursor, &frame)
        case (_, MPLS.port):
            if let reached = Self.depthReached(cursor, frame) { return reached }
            _ = Self.enter(.foreignUDP, .packet(EtherType.mpls), length: 0, &cursor, &frame)
            return nil
        case (L2TP.port, _), (_, L2TP.port): return Self.l2tpOverUDP(octets, &cursor, &frame)
        case (Teredo.port, _), (_, Teredo.port): return Self.teredo(octets, &cursor, &frame)
        case (_, ESP.port), (ESP.port, _): return Self.espOverUDP(octets, cursor)
        default: return Self.guessedContent(octets, &cursor, &frame)
        }
    }

    /// Content of a port that announces nothing: a packet or a VXLAN header where all its fields
    /// agree, flagged as a guess.
    private static func guessedContent(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        let start = cursor.offset
        guard start &+ 8 <= cursor.end, !cursor.continues else { return .ip }
        let first = octets.big64(at: start)
        guard mayBeginPacket(first, length: cursor.wireEnd &- start) else { return .ip }
        let isVXLAN =
            first & VXLAN.validVNI != 0 && first >> 60 == 0
            && InnerProbe.isFrame(octets, at: start &+ VXLAN.headerLength, cursor)
        let isPacket =
            InnerProbe.isIPv4(octets, at: start, cursor, toTheEnd: true)
            || InnerProbe.isIPv6(octets, at: start, cursor, toTheEnd: true)
        guard isVXLAN || isPacket else { return .ip }
        if let reached = depthReached(cursor, frame) { return reached }
        frame.flags.insert(.heuristic)
        if isVXLAN {
            return enter(
                .foreignUDP, vni: UInt32(first >> 8 & 0xff_ffff), .frame,
                length: VXLAN.headerLength, &cursor, &frame)
        }
        let etherType = first >> 60 == 4 ? EtherType.ipv4 : EtherType.ipv6
        return enter(.foreignUDP, .packet(etherType), length: 0, &cursor, &frame)
    }
}
