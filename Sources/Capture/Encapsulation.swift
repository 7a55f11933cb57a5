/// What a tunnel is made of: the header next to the packet or frame inside.
@frozen
public enum Encapsulation: UInt8, Sendable, BitwiseCopyable {
    case none
    /// RFC 7348.
    case vxlan
    /// RFC 8926.
    case geneve
    /// RFC 2784, 2890; PPTP's form of it (RFC 2637), too.
    case gre
    /// GRE with a virtual subnet ID (RFC 7637).
    case nvgre
    /// IPv4 or IPv6 right behind IPv4 or IPv6 (RFC 2003, 2473, 4213).
    case ipInIP
    /// RFC 3378.
    case etherIP
    /// L2TPv3 (RFC 3931) or L2TPv2 (RFC 2661).
    case l2tp
    /// Generic UDP encapsulation (draft-ietf-intarea-gue).
    case gue
    /// RFC 4380.
    case teredo
    /// An Ethernet pseudowire over MPLS (RFC 4448).
    case pseudowire
    /// A packet, or VXLAN, right behind a UDP header, on a port that does not say so.
    case foreignUDP
}

/// What stands inside a tunnel.
enum TunnelContent {
    /// A frame with an Ethernet header.
    case frame
    /// A packet of the protocol that the EtherType names.
    case packet(UInt16)

    /// The packet that IP protocol number 4 or 41 announces; nil for any other number.
    init?(protocolNumber: UInt8) {
        switch protocolNumber {
        case 4: self = .packet(EtherType.ipv4)
        case 41: self = .packet(EtherType.ipv6)
        default: return nil
        }
    }
}

extension FrameDecoder {
    /// The reason not to read the header of one more tunnel; nil where it may be opened.
    @inline(__always)
    static func depthReached(_ cursor: Cursor, _ frame: DecodedFrame) -> ReasonCode? {
        frame.tunnelDepth < cursor.depthLimit ? nil : cursor.limitReason
    }

    /// Moves over a tunnel's header of `length` octets, which are there, to its content: what was
    /// read so far is the outside from here on.
    ///
    /// - Returns: nil, which is what says that a frame or packet begins at the cursor.
    @inline(__always)
    static func enter(
        _ encapsulation: Encapsulation, vni: UInt32 = 0, _ content: TunnelContent, length: Int,
        _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        cursor.offset &+= length
        cursor.continues = false
        switch content {
        case .frame: cursor.frameFollows = true
        case .packet(let etherType):
            cursor.frameFollows = false
            cursor.etherType = etherType
        }
        frame.enterTunnel(encapsulation, vni: vni, innerOffset: cursor.offset)
        return nil
    }
}

extension DecodedFrame {
    /// Moves what was read so far to the outside: what begins at `innerOffset` is the innermost now.
    @inline(__always)
    mutating func enterTunnel(_ encapsulation: Encapsulation, vni: UInt32, innerOffset: Int) {
        if tunnelDepth == 0 {
            outer = key
            outerKind = kind
            outerVNIOnWire = vni
            outerEncapsulation = encapsulation
        }
        key = .none
        kind = .none
        innerLink = LinkHeader()
        self.encapsulation = encapsulation
        vniOnWire = vni
        self.innerOffset = UInt32(truncatingIfNeeded: innerOffset)
        tunnelDepth &+= 1
        transportOffset = 0
        timeToLive = 0
        message = 0
        if !flags.isDisjoint(with: .innermost) {
            if flags.contains(.fragment) { flags.insert(.outerFragment) }
            flags.subtract(.innermost)
            fragmentIdentification = 0
            fragmentOffset = 0
        }
    }
}

extension FrameFlags {
    /// What is said of the innermost packet only.
    static var innermost: FrameFlags {
        [.fragment, .moreFragments, .authenticated, .linkService, .icmpError]
    }
}
