internal import Net

extension FrameDecoder {
    /// What a key says of its ports before the transport header has been read.
    @inline(__always)
    static func portsUnknown(_ protocolNumber: UInt8) -> FlowKey.Flags {
        // TCP, UDP and SCTP, as in `IPProtocol.hasPorts`; plain numbers, for this is the hot path.
        protocolNumber == 6 || protocolNumber == 17 || protocolNumber == 132 ? .portsUnknown : []
    }

    /// The transport header at the cursor. Nil where a frame inside it begins at the cursor.
    @inline(__always)
    func transport(
        _ protocolNumber: UInt8, _ octets: RawSpan, _ cursor: inout Cursor,
        _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        frame.transportOffset = UInt32(truncatingIfNeeded: cursor.offset)
        switch protocolNumber {
        case 6: return Self.tcp(octets, &cursor, &frame)
        case 17: return udp(octets, &cursor, &frame)
        default: return otherTransport(protocolNumber, octets, &cursor, &frame)
        }
    }

    @inline(never)
    func otherTransport(
        _ protocolNumber: UInt8, _ octets: RawSpan, _ cursor: inout Cursor,
        _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        switch protocolNumber {
        case 1: return Self.icmp(octets, cursor, &frame)
        case 58: return Self.icmpv6(octets, cursor, &frame)
        case 132: return Self.sctp(octets, cursor, &frame)
        case AuthenticationHeader.number:
            return authenticationHeader(octets, &cursor, &frame)
        case GRE.number: return Self.gre(octets, &cursor, &frame)
        case EtherIP.number: return Self.etherIP(octets, &cursor, &frame)
        case L2TP.number: return Self.l2tp(octets, &cursor, &frame)
        case MPLS.number:
            if let reached = Self.depthReached(cursor, frame) { return reached }
            return Self.enter(.ipInIP, .packet(EtherType.mpls), length: 0, &cursor, &frame)
        case ESP.number: return .opaqueESP
        default:
            if let content = TunnelContent(protocolNumber: protocolNumber) {
                if let reached = Self.depthReached(cursor, frame) { return reached }
                return Self.enter(.ipInIP, content, length: 0, &cursor, &frame)
            }
            frame.flags.insert(.opaqueContent)
            return .ip
        }
    }
}

extension FlowKey {
    /// Marks the packet as one that opens.
    @inline(__always)
    mutating func setOpens() { rest |= UInt64(Flags.opens.rawValue) << 16 }

    /// Sets both ports at once, from the first four octets of a transport header.
    @inline(__always)
    mutating func setPorts(_ ports: UInt32, flags added: Flags = []) {
        let known = rest & ~(UInt64(Flags.portsUnknown.rawValue) << 16)
        rest = known | UInt64(ports) << 32 | UInt64(added.rawValue) << 16
    }
}
