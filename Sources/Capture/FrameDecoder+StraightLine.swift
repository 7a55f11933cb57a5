internal import Net

// The common frames in a straight line.
//
// Nearly all frames of a data centre are of a few shapes: Ethernet, at most two tags, IPv4 without
// options or IPv6 without extension headers, TCP, UDP or an echo, perhaps VXLAN and the same once
// more. The general decoder walks any frame header by header, and pays for each turn that it might
// have taken. Here the shapes are read in one go, with a comparison of lengths for each header and
// nothing else to decide; whatever is the least unusual is left to the general decoder, untouched.
//
// Which of the two read a frame makes no difference: what is read here is read there alike, to the
// last bit (`CommonFrameTests`).
//
// Loads are not checked one by one here, which is half of the time: `end` is never more than the
// octets there are, and every load lies below it by the comparison that stands before it and names
// the header that it belongs to. `LentOctets` is all that knows the address.

extension FrameDecoder {
    /// Reads an Ethernet frame of a common shape. False, with `frame` overwritten by anything, where
    /// it is of no such shape.
    ///
    /// One loop, run once for a packet and twice for one in VXLAN, and no values between its steps
    /// that would have to go through memory: a field that is written in small pieces and read in a
    /// large one costs more than all the rest.
    ///
    /// Parameters as for `decode`.
    @inline(__always)
    func decodeCommon(
        _ octets: LentOctets, wireLength: Int, into frame: inout DecodedFrame
    ) -> Bool {
        var end = min(octets.count, wireLength)
        var wireEnd = wireLength
        // As long as a tagged frame with a UDP datagram: so the link header is there.
        guard end >= 46 else { return false }
        frame = DecodedFrame()
        frame.link.destination = MACAddress(rawValue: octets.big64(at: 0) >> 16)
        frame.link.source = MACAddress(rawValue: octets.big64(at: 4) & 0xffff_ffff_ffff)
        // The EtherType, or a tag and the EtherType behind it, in one load.
        let types = octets.big64(at: 12)
        let outerType = UInt16(truncatingIfNeeded: types >> 48)
        let isTagged = outerType == 0x8100 || outerType == 0x88a8
        let control = isTagged ? UInt16(truncatingIfNeeded: types >> 32) : 0
        frame.link.firstTag = VLANTag(
            protocolIdentifier: isTagged ? outerType : 0, control: control)
        frame.link.tagCount = isTagged ? 1 : 0
        frame.flags = end < wireLength ? .cut : []
        frame.kind = .ip
        // A tag of VLAN 0 is none of the common ones.
        guard !isTagged || control & 0xfff != 0 else { return false }
        var etherType = isTagged ? UInt16(truncatingIfNeeded: types >> 16) : outerType
        var start = isTagged ? 18 : 14
        if outerType == 0x88a8 { frame.flags.insert(.unusualTag) }
        if etherType == 0x8100 && isTagged {
            let control = UInt16(truncatingIfNeeded: types)
            guard control & 0xfff != 0 else { return false }
            frame.link.secondTag = VLANTag(protocolIdentifier: etherType, control: control)
            frame.link.tagCount = 2
            etherType = octets.big16(at: 20)
            start = 22
        }
        while true {
            frame.etherType = etherType
            let sourceHigh: UInt64
            let sourceLow: UInt64
            let destinationHigh: UInt64
            let destinationLow: UInt64
            let number: UInt8
            let transport: Int
            let packetEnd: Int
            let family: FlowKey.Flags
            if etherType == EtherType.ipv4 {
                guard start &+ IPv4Header.minimumLength <= end else { return false }
                let header = IPv4Header(
                    first: octets.big64(at: start), middle: octets.big16(at: start &+ 8),
                    addresses: octets.big64(at: start &+ 12))
                guard header.isPlain else { return false }
                (sourceHigh, sourceLow) = (0, header.source)
                (destinationHigh, destinationLow) = (0, header.destination)
                number = header.protocolNumber
                frame.timeToLive = header.timeToLive
                transport = start &+ IPv4Header.minimumLength
                packetEnd = start &+ header.totalLength
                family = []
            } else {
                guard etherType == EtherType.ipv6, start &+ IPv6.headerLength <= end else {
                    return false
                }
                let first = octets.big64(at: start)
                let payloadLength = Int(first >> 16 & 0xffff)
                guard first >> 60 == 6, payloadLength != 0 else { return false }
                sourceHigh = octets.big64(at: start &+ 8)
                sourceLow = octets.big64(at: start &+ 16)
                destinationHigh = octets.big64(at: start &+ 24)
                destinationLow = octets.big64(at: start &+ 32)
                number = UInt8(truncatingIfNeeded: first >> 8)
                frame.timeToLive = UInt8(truncatingIfNeeded: first)
                transport = start &+ IPv6.headerLength
                packetEnd = transport &+ payloadLength
                family = .ipv6
            }
            end = min(end, packetEnd)
            guard packetEnd <= wireEnd, transport &+ UDP.headerLength <= end else { return false }
            let header = octets.big64(at: transport)
            var opens: FlowKey.Flags = []
            var ports = header & 0xffff_ffff_0000_0000
            var isVXLAN = false
            var datagramEnd = packetEnd
            if number == 6 {
                guard transport &+ TCP.minimumLength <= end else { return false }
                let field = octets.big16(at: transport &+ 12)
                let length = Int(field >> 12) &* 4
                guard length >= TCP.minimumLength, transport &+ length <= packetEnd else {
                    return false
                }
                if field & TCP.synAndAck == TCP.syn { opens = .opens }
            } else if number == 17 {
                let length = Int(header >> 16 & 0xffff)
                datagramEnd = transport &+ length
                guard length >= UDP.headerLength, datagramEnd <= packetEnd else { return false }
                end = min(end, datagramEnd)
                isVXLAN = self.isVXLAN(port: UInt16(truncatingIfNeeded: header >> 32))
                guard isVXLAN || isOrdinary(header, octets, at: transport, end) else {
                    return false
                }
            } else {
                let echo = ICMP.echo(number, type: UInt16(header >> 56), family)
                guard echo != .none else { return false }
                if echo == .request { opens = .opens }
                frame.message = UInt16(header >> 48)
                ports = 0
            }
            let key = FlowKey(
                sourceHigh: sourceHigh, sourceLow: sourceLow, destinationHigh: destinationHigh,
                destinationLow: destinationLow,
                sourcePort: UInt16(truncatingIfNeeded: ports >> 48),
                destinationPort: UInt16(truncatingIfNeeded: ports >> 32), protocolNumber: number,
                flags: family.union(opens), context: 0)
            guard isVXLAN else {
                frame.key = key
                frame.transportOffset = UInt32(truncatingIfNeeded: transport)
                return true
            }
            start = transport &+ UDP.headerLength
            guard frame.tunnelDepth == 0,
                start &+ VXLAN.headerLength &+ Ethernet.headerLength <= end
            else { return false }
            let tunnel = octets.big64(at: start)
            guard tunnel & (VXLAN.validVNI | VXLAN.reserved) == VXLAN.validVNI else { return false }
            start &+= VXLAN.headerLength
            frame.outer = key
            frame.outerKind = .ip
            frame.outerEncapsulation = .vxlan
            frame.encapsulation = .vxlan
            frame.vniOnWire = UInt32(tunnel >> 8 & 0xff_ffff)
            frame.outerVNIOnWire = UInt32(tunnel >> 8 & 0xff_ffff)
            frame.innerOffset = UInt32(truncatingIfNeeded: start)
            frame.tunnelDepth = 1
            frame.innerLink.destination = MACAddress(rawValue: octets.big64(at: start) >> 16)
            frame.innerLink.source = MACAddress(
                rawValue: octets.big64(at: start &+ 4) & 0xffff_ffff_ffff)
            etherType = octets.big16(at: start &+ 12)
            start &+= Ethernet.headerLength
            wireEnd = datagramEnd
        }
    }

    /// Whether a datagram is of no tunnel and no service of the link, and its content begins no packet.
    ///
    /// - Parameters:
    ///   - header: of the datagram, at `transport`.
    ///   - end: of its captured octets.
    @inline(__always)
    private func isOrdinary(
        _ header: UInt64, _ octets: LentOctets, at transport: Int, _ end: Int
    ) -> Bool {
        let source = UInt16(truncatingIfNeeded: header >> 48)
        let destination = UInt16(truncatingIfNeeded: header >> 32)
        let length = Int(header >> 16 & 0xffff)
        let content = transport &+ UDP.headerLength
        guard !isTunnel(from: source, to: destination), !LinkService.hasUDPPort(destination) else {
            return false
        }
        return content &+ 8 > end
            || !Self.mayBeginPacket(octets.big64(at: content), length: length &- UDP.headerLength)
    }
}
