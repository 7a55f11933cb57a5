/// Reads frames from the link header to the transport header of the innermost packet.
///
/// The value holds the options and no state: the same octets give the same `DecodedFrame`. Each
/// header's rules stand in the file named after it; here is the order in which they are asked.
public struct FrameDecoder: Sendable {
    /// Tunnels in tunnels are opened this many times.
    public static var maximumTunnelDepth: Int { 4 }
    /// UDP ports that may carry VXLAN besides 4789 and 8472.
    public static var mostVXLANPorts: Int { 3 }

    private let vxlanPorts: (UInt16, UInt16, UInt16)

    /// - Parameter additionalVXLANPorts: UDP destination ports that carry VXLAN besides 4789 and 8472; at
    ///   most `mostVXLANPorts`.
    public init(additionalVXLANPorts ports: [UInt16] = []) {
        precondition(ports.count <= Self.mostVXLANPorts, "too many additional VXLAN ports")
        // 4789 again where there are fewer: a comparison more costs less than a count.
        func port(_ index: Int) -> UInt16 { index < ports.count ? ports[index] : VXLAN.port }
        vxlanPorts = (port(0), port(1), port(2))
    }

    @inline(__always)
    func isVXLAN(port: UInt16) -> Bool {
        port == VXLAN.port || port == vxlanPorts.0 || port == vxlanPorts.1 || port == vxlanPorts.2
    }

    /// Reads one frame.
    ///
    /// - Parameters:
    ///   - octets: the captured octets of the frame, without frame check sequence.
    ///   - wireLength: octets of the frame on the wire, without frame check sequence; where
    ///     `octets` has more, the rest of them is ignored.
    ///   - frame: overwritten.
    public func decode(
        _ octets: RawSpan, wireLength: Int, linkLayer: LinkLayer, into frame: inout DecodedFrame
    ) {
        let cursor = Cursor(
            end: min(octets.byteCount, wireLength), wireEnd: wireLength,
            depthLimit: UInt8(Self.maximumTunnelDepth), limitReason: .tunnelTooDeep)
        decode(octets, cursor, linkLayer: linkLayer, into: &frame)
    }

    /// Reads one frame as if `depth` of its tunnels were opened and no more: the packet of that layer
    /// is the innermost one, and what it carries is left alone.
    ///
    /// - Parameter depth: less than `maximumTunnelDepth`.
    public func decode(
        _ octets: RawSpan, wireLength: Int, linkLayer: LinkLayer, layer depth: Int,
        into frame: inout DecodedFrame
    ) {
        let cursor = Cursor(
            end: min(octets.byteCount, wireLength), wireEnd: wireLength,
            depthLimit: UInt8(truncatingIfNeeded: depth), limitReason: .ip)
        decode(octets, cursor, linkLayer: linkLayer, into: &frame)
    }

    private func decode(
        _ octets: RawSpan, _ start: Cursor, linkLayer: LinkLayer, into frame: inout DecodedFrame
    ) {
        frame = DecodedFrame()
        var cursor = start
        if cursor.end < cursor.wireEnd { frame.flags.insert(.cut) }
        var header = LinkHeader()
        var flags = frame.flags
        var reason =
            linkLayer == .ethernet
            ? Self.ethernet(octets, &cursor, &header, &flags)
            : Self.otherLink(octets, linkLayer, &cursor, &header, &flags)
        frame.link = header
        while true {
            frame.flags = flags
            frame.etherType = cursor.etherType
            if reason == nil { reason = network(octets, &cursor, &frame) }
            guard reason == nil else { break }
            flags = frame.flags
            guard cursor.frameFollows else { continue }
            header = LinkHeader()
            reason = Self.ethernet(octets, &cursor, &header, &flags)
            frame.innerLink = header
        }
        frame.reason = reason ?? .etherTypeUnknown
        if frame.kind == .none && frame.outcome == .classified { frame.kind = .control }
    }

    /// What `cursor.etherType` names. Nil where a frame or packet inside it begins at the cursor.
    @inline(__always)
    func network(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        switch cursor.etherType {
        case EtherType.ipv4: ipv4(octets, &cursor, &frame)
        case EtherType.ipv6: ipv6(octets, &cursor, &frame)
        case EtherType.arp: Self.arp(octets, &cursor, &frame)
        case EtherType.mpls, EtherType.mplsMulticast: Self.mpls(octets, &cursor, &frame)
        case EtherType.pppoeSession: Self.pppoe(octets, &cursor, &frame)
        default: EtherType.reason(cursor.etherType)
        }
    }

    @inline(never)
    static func otherLink(
        _ octets: RawSpan, _ linkLayer: LinkLayer, _ cursor: inout Cursor,
        _ header: inout LinkHeader, _ flags: inout FrameFlags
    ) -> ReasonCode? {
        switch linkLayer {
        case .ethernet: ethernet(octets, &cursor, &header, &flags)
        case .rawIP: rawIP(octets, &cursor)
        case .loopback: loopback(octets, &cursor)
        case .cooked: cooked(octets, version2: false, &cursor, &header, &flags)
        case .cooked2: cooked(octets, version2: true, &cursor, &header, &flags)
        case .unsupported: .linkTypeUnsupported
        }
    }
}
