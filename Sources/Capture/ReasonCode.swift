/// What became of a frame.
public enum FrameOutcome: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// Read to the innermost header: an IP packet, an ARP message or known layer-2 control.
    case classified
    /// The frame contradicts itself: no length of capture would make it readable.
    case malformed
    /// The frame was longer on the wire than in the capture, and the part that is missing matters.
    case truncated
    /// A protocol that is not opened here: what is inside has not been seen.
    case unsupported
}

/// Why a frame has the outcome it has; each reason belongs to exactly one.
///
/// The two upper bits of the raw value are the outcome. Raw values are for tables in memory; what is
/// printed and kept is the `slug`.
public enum ReasonCode: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    // Classified: what the frame is.
    case ip = 0
    /// A fragment after the first: addresses and protocol are known, ports are not.
    case ipFragment
    case arp
    case lldp
    case spanningTree
    case slowProtocol
    case eapol
    case flowControl
    case connectivityFault
    case loopTest
    case precisionTime
    case isis
    case llcTest
    case cdp
    case vtp
    case dtp
    case pagp
    case udld
    case pvst
    case pppoeDiscovery
    case pppControl
    case mplsChannel
    case l2tpControl

    // Malformed.
    case zeroLength = 64
    case capturedBeyondOriginal
    case recordLength
    case interfaceUnknown
    case ethernetShort
    case vlanShort
    case etherTypeUndefined
    case llcShort
    case cookedShort
    case loopbackShort
    case arpShort
    case arpLengths
    case ipv4Short
    case ipv4Version
    case ipv4HeaderLength
    case ipv4TotalLength
    case ipv4FragmentBounds
    case ipv6Short
    case ipv6Version
    case ipv6PayloadLength
    case ipv6ExtensionShort
    case ipv6ExtensionChain
    case ipv6FragmentBounds
    case authenticationHeaderShort
    case authenticationHeaderLength
    /// The first fragment ends inside the transport header, which hides the ports (RFC 1858).
    case fragmentTiny
    case tcpShort
    case tcpDataOffset
    case udpShort
    case udpLength
    case sctpShort
    case icmpShort
    case icmpv6Short
    case vxlanShort
    case vxlanFlags
    case geneveShort
    case greShort
    case etherIPShort
    case l2tpShort
    case gueShort
    case teredoShort
    case mplsShort
    case pppoeShort
    case pppoeHeader
    case pppoeLength
    case pppShort

    // Truncated.
    case truncatedInEthernet = 128
    case truncatedInVLAN
    case truncatedInLLC
    case truncatedInCooked
    case truncatedInLoopback
    case truncatedInARP
    case truncatedInIPv4
    case truncatedInIPv6
    case truncatedInIPv6Extension
    case truncatedInAuthenticationHeader
    case truncatedInTCP
    case truncatedInUDP
    case truncatedInSCTP
    case truncatedInICMP
    case truncatedInICMPv6
    case truncatedInVXLAN
    case truncatedInGeneve
    case truncatedInGRE
    case truncatedInEtherIP
    case truncatedInL2TP
    case truncatedInGUE
    case truncatedInTeredo
    case truncatedInMPLS
    case truncatedInPPPoE
    case truncatedInPPP

    // Unsupported.
    case linkTypeUnsupported = 192
    case etherTypeUnknown
    case vlanStackTooDeep
    case llcUnknown
    case snapUnknown
    case macsec
    case rarp
    case arpHardware
    case cookedProtocol
    case loopbackFamily
    case rawVersion
    /// Encrypted: the key holds the tunnel's own end points.
    case opaqueESP
    /// Only the two ends know where the inside begins.
    case opaqueL2TP
    /// A tunnel that carries something else than a frame, IP or MPLS.
    case tunnelProtocol
    /// A copy of a frame from elsewhere.
    case mirroredFrame
    case mplsStackTooDeep
    case mplsPayload
    case pppProtocol
    case geneveVersion
    case greVersion
    case greRouting
    case etherIPVersion
    case l2tpVersion
    case gueVersion
    case gueControl
    case tunnelTooDeep

    /// The fault lies in the transport header: the packet's addresses and protocol are known.
    public var isInTransport: Bool {
        switch self {
        case .fragmentTiny, .tcpShort, .tcpDataOffset, .udpShort, .udpLength, .sctpShort,
            .icmpShort, .icmpv6Short:
            true
        default: false
        }
    }

    @inlinable
    public var outcome: FrameOutcome {
        switch rawValue >> 6 {
        case 0: .classified
        case 1: .malformed
        case 2: .truncated
        default: .unsupported
        }
    }
}

extension ReasonCode: CustomStringConvertible {
    public var description: String { slug }

    /// The name of the reason in every output: stable, lower case, with hyphens.
    public var slug: String {
        switch self {
        case .ip: "ip"
        case .ipFragment: "ip-fragment"
        case .arp: "arp"
        case .lldp: "lldp"
        case .spanningTree: "spanning-tree"
        case .slowProtocol: "slow-protocol"
        case .eapol: "eapol"
        case .flowControl: "flow-control"
        case .connectivityFault: "connectivity-fault"
        case .loopTest: "loop-test"
        case .precisionTime: "precision-time"
        case .isis: "is-is"
        case .llcTest: "llc-test"
        case .cdp: "cdp"
        case .vtp: "vtp"
        case .dtp: "dtp"
        case .pagp: "pagp"
        case .udld: "udld"
        case .pvst: "pvst"
        case .pppoeDiscovery: "pppoe-discovery"
        case .pppControl: "ppp-control"
        case .mplsChannel: "mpls-channel"
        case .l2tpControl: "l2tp-control"
        case .zeroLength: "zero-length"
        case .capturedBeyondOriginal: "captured-beyond-original"
        case .recordLength: "record-length"
        case .interfaceUnknown: "interface-unknown"
        case .ethernetShort: "ethernet-short"
        case .vlanShort: "vlan-short"
        case .etherTypeUndefined: "ethertype-undefined"
        case .llcShort: "llc-short"
        case .cookedShort: "cooked-short"
        case .loopbackShort: "loopback-short"
        case .arpShort: "arp-short"
        case .arpLengths: "arp-lengths"
        case .ipv4Short: "ipv4-short"
        case .ipv4Version: "ipv4-version"
        case .ipv4HeaderLength: "ipv4-header-length"
        case .ipv4TotalLength: "ipv4-total-length"
        case .ipv4FragmentBounds: "ipv4-fragment-bounds"
        case .ipv6Short: "ipv6-short"
        case .ipv6Version: "ipv6-version"
        case .ipv6PayloadLength: "ipv6-payload-length"
        case .ipv6ExtensionShort: "ipv6-extension-short"
        case .ipv6ExtensionChain: "ipv6-extension-chain"
        case .ipv6FragmentBounds: "ipv6-fragment-bounds"
        case .authenticationHeaderShort: "authentication-header-short"
        case .authenticationHeaderLength: "authentication-header-length"
        case .fragmentTiny: "fragment-tiny"
        case .tcpShort: "tcp-short"
        case .tcpDataOffset: "tcp-data-offset"
        case .udpShort: "udp-short"
        case .udpLength: "udp-length"
        case .sctpShort: "sctp-short"
        case .icmpShort: "icmp-short"
        case .icmpv6Short: "icmpv6-short"
        case .vxlanShort: "vxlan-short"
        case .vxlanFlags: "vxlan-flags"
        case .geneveShort: "geneve-short"
        case .greShort: "gre-short"
        case .etherIPShort: "etherip-short"
        case .l2tpShort: "l2tp-short"
        case .gueShort: "gue-short"
        case .teredoShort: "teredo-short"
        case .mplsShort: "mpls-short"
        case .pppoeShort: "pppoe-short"
        case .pppoeHeader: "pppoe-header"
        case .pppoeLength: "pppoe-length"
        case .pppShort: "ppp-short"
        case .truncatedInEthernet: "truncated-in-ethernet"
        case .truncatedInVLAN: "truncated-in-vlan"
        case .truncatedInLLC: "truncated-in-llc"
        case .truncatedInCooked: "truncated-in-cooked"
        case .truncatedInLoopback: "truncated-in-loopback"
        case .truncatedInARP: "truncated-in-arp"
        case .truncatedInIPv4: "truncated-in-ipv4"
        case .truncatedInIPv6: "truncated-in-ipv6"
        case .truncatedInIPv6Extension: "truncated-in-ipv6-extension"
        case .truncatedInAuthenticationHeader: "truncated-in-authentication-header"
        case .truncatedInTCP: "truncated-in-tcp"
        case .truncatedInUDP: "truncated-in-udp"
        case .truncatedInSCTP: "truncated-in-sctp"
        case .truncatedInICMP: "truncated-in-icmp"
        case .truncatedInICMPv6: "truncated-in-icmpv6"
        case .truncatedInVXLAN: "truncated-in-vxlan"
        case .truncatedInGeneve: "truncated-in-geneve"
        case .truncatedInGRE: "truncated-in-gre"
        case .truncatedInEtherIP: "truncated-in-etherip"
        case .truncatedInL2TP: "truncated-in-l2tp"
        case .truncatedInGUE: "truncated-in-gue"
        case .truncatedInTeredo: "truncated-in-teredo"
        case .truncatedInMPLS: "truncated-in-mpls"
        case .truncatedInPPPoE: "truncated-in-pppoe"
        case .truncatedInPPP: "truncated-in-ppp"
        case .linkTypeUnsupported: "link-type-unsupported"
        case .etherTypeUnknown: "ethertype-unknown"
        case .vlanStackTooDeep: "vlan-stack-too-deep"
        case .llcUnknown: "llc-unknown"
        case .snapUnknown: "snap-unknown"
        case .macsec: "macsec"
        case .rarp: "rarp"
        case .arpHardware: "arp-hardware"
        case .cookedProtocol: "cooked-protocol"
        case .loopbackFamily: "loopback-family"
        case .rawVersion: "raw-version"
        case .opaqueESP: "opaque-esp"
        case .opaqueL2TP: "opaque-l2tp"
        case .tunnelProtocol: "tunnel-protocol"
        case .mirroredFrame: "mirrored-frame"
        case .mplsStackTooDeep: "mpls-stack-too-deep"
        case .mplsPayload: "mpls-payload"
        case .pppProtocol: "ppp-protocol"
        case .geneveVersion: "geneve-version"
        case .greVersion: "gre-version"
        case .greRouting: "gre-routing"
        case .etherIPVersion: "etherip-version"
        case .l2tpVersion: "l2tp-version"
        case .gueVersion: "gue-version"
        case .gueControl: "gue-control"
        case .tunnelTooDeep: "tunnel-too-deep"
        }
    }
}
