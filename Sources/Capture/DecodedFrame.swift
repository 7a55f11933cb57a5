public import Net

/// What was read of one frame: flat, of fixed size, the same for every protocol.
///
/// A frame that is not classified still says what could be read before that: `kind` tells whether
/// `key` holds addresses, `outerKind` whether `outer` does.
@frozen
public struct DecodedFrame: Equatable, Sendable, BitwiseCopyable {
    /// Of the innermost packet, context 0. Of an ARP message: the sender's and the target's protocol
    /// addresses, no ports, protocol 0.
    public var key = FlowKey.none
    /// Of the outermost packet, where `tunnelDepth` is above 0.
    public var outer = FlowKey.none
    /// MAC addresses and tags of the outermost frame.
    public var link = LinkHeader()
    /// MAC addresses and tags of the innermost frame, where `tunnelDepth` is above 0; all zero where
    /// the innermost tunnel carries a packet without a link header.
    public var innerLink = LinkHeader()
    /// The sender's hardware address in an ARP message.
    public var arpSender = MACAddress(rawValue: 0)
    public var flags: FrameFlags = []
    /// The VNI of the innermost tunnel, as on the wire; 0 where such tunnels have none.
    public var vniOnWire: UInt32 = 0
    /// The VNI of the outermost tunnel, likewise.
    public var outerVNIOnWire: UInt32 = 0
    /// Where the content of the innermost tunnel begins, in octets from the start of the frame.
    public var innerOffset: UInt32 = 0
    /// Where the innermost transport header begins, in octets from the start of the frame; 0 where
    /// none was reached.
    public var transportOffset: UInt32 = 0
    /// IPv4 or IPv6 fragment identification, where `flags` has `fragment`.
    public var fragmentIdentification: UInt32 = 0
    /// Where the fragment's payload belongs, in octets, where `flags` has `fragment`.
    public var fragmentOffset: UInt16 = 0
    /// The innermost EtherType; of an 802.3 frame without SNAP, its two LLC addresses.
    public var etherType: UInt16 = 0
    /// ICMP or ICMPv6 type and code, in this order; the operation of an ARP message.
    public var message: UInt16 = 0
    /// Of the innermost IP header: TTL or hop limit.
    public var timeToLive: UInt8 = 0
    /// How many tunnels were opened.
    public var tunnelDepth: UInt8 = 0
    public var reason = ReasonCode.ip
    public var kind = FrameKind.none
    /// What `outer` describes.
    public var outerKind = FrameKind.none
    /// What the innermost tunnel is made of, and the outermost.
    public var encapsulation = Encapsulation.none
    public var outerEncapsulation = Encapsulation.none

    @inlinable
    public init() {}

    @inlinable
    public var outcome: FrameOutcome { reason.outcome }

    /// `key` without what the transport header says.
    public var keyWithoutPorts: FlowKey {
        var result = key
        let number = key.protocolNumber.rawValue
        result.setTransport(number, portsUnknown: FrameDecoder.portsUnknown(number))
        return result
    }

    /// MAC addresses and tags next to the packet that `key` describes.
    @inlinable
    public var innermostLink: LinkHeader { tunnelDepth == 0 ? link : innerLink }

    /// The VNI of the innermost tunnel; nil outside tunnels and for the unused VNI 0.
    @inlinable
    public var vni: VNI? { tunnelDepth == 0 ? nil : VNI(rawValue: vniOnWire) }

    /// The VNI of the outermost tunnel; nil outside tunnels and for the unused VNI 0.
    @inlinable
    public var outerVNI: VNI? { tunnelDepth == 0 ? nil : VNI(rawValue: outerVNIOnWire) }
}

/// What `DecodedFrame.key` describes.
@frozen
public enum FrameKind: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// Nothing: no address was reached.
    case none
    /// An IP packet, at least its addresses and its protocol.
    case ip
    /// An ARP message.
    case arp
    /// Layer-2 control, which has no key; `reason` says which.
    case control
}

/// MAC addresses and VLAN tags of one Ethernet frame.
@frozen
public struct LinkHeader: Hashable, Sendable, BitwiseCopyable {
    public var destination = MACAddress(rawValue: 0)
    public var source = MACAddress(rawValue: 0)
    /// The outer of the tags; all zero, VLAN ID too, where there is none.
    public var firstTag = VLANTag()
    /// The tag after it, where `tagCount` is above 1.
    public var secondTag = VLANTag()
    public var tagCount: UInt8 = 0

    @inlinable
    public init() {}
}

/// What is worth knowing of a frame beyond its key and its outcome.
@frozen
public struct FrameFlags: OptionSet, Hashable, Sendable, BitwiseCopyable {
    public let rawValue: UInt32
    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// A tag with VLAN ID 0, which gives a priority and no VLAN (IEEE 802.1Q, 6.9.1).
    public static var priorityTag: FrameFlags { FrameFlags(rawValue: 1 << 0) }
    /// The innermost packet is a fragment, perhaps the only one ("atomic").
    public static var fragment: FrameFlags { FrameFlags(rawValue: 1 << 1) }
    /// More fragments of the innermost packet follow.
    public static var moreFragments: FrameFlags { FrameFlags(rawValue: 1 << 2) }
    /// A packet around the innermost one is a fragment.
    public static var outerFragment: FrameFlags { FrameFlags(rawValue: 1 << 3) }
    public static var ipv4Options: FrameFlags { FrameFlags(rawValue: 1 << 4) }
    public static var ipv6Extensions: FrameFlags { FrameFlags(rawValue: 1 << 5) }
    /// Extension headers repeated or in another order than RFC 8200, section 4.1 gives.
    public static var ipv6ExtensionOrder: FrameFlags { FrameFlags(rawValue: 1 << 6) }
    public static var routingHeader: FrameFlags { FrameFlags(rawValue: 1 << 7) }
    /// The transport protocol is none whose header is read: the key has no ports for that reason.
    public static var opaqueContent: FrameFlags { FrameFlags(rawValue: 1 << 8) }
    /// The capture holds less of the frame than was on the wire.
    public static var cut: FrameFlags { FrameFlags(rawValue: 1 << 9) }
    /// The EtherType came from an 802.3 frame with LLC and SNAP headers.
    public static var snapEncapsulated: FrameFlags { FrameFlags(rawValue: 1 << 10) }
    /// The 802.3 length field exceeds the frame.
    public static var linkLengthInvalid: FrameFlags { FrameFlags(rawValue: 1 << 11) }
    /// Bits of a VXLAN header are set that RFC 7348 reserves.
    public static var vxlanReservedBits: FrameFlags { FrameFlags(rawValue: 1 << 12) }
    /// The IP header gives no length (segmentation offload, jumbogram): taken from the frame.
    public static var ipLengthMissing: FrameFlags { FrameFlags(rawValue: 1 << 13) }
    /// An authentication header stood before the transport header (RFC 4302).
    public static var authenticated: FrameFlags { FrameFlags(rawValue: 1 << 14) }
    /// A message of a service of the link, by its type, ports or protocol (`LinkService`): what
    /// stations and routers tell each other so that packets find their way.
    public static var linkService: FrameFlags { FrameFlags(rawValue: 1 << 15) }
    /// A tag was announced by another EtherType than 8100.
    public static var unusualTag: FrameFlags { FrameFlags(rawValue: 1 << 16) }
    /// The sender chooses the way: IPv4 options 131 and 137 (RFC 791, 3.1), or an IPv6 routing header
    /// of type 0 (RFC 5095).
    public static var sourceRoute: FrameFlags { FrameFlags(rawValue: 1 << 17) }
    /// MPLS labels stood before a packet or a frame.
    public static var mplsLabels: FrameFlags { FrameFlags(rawValue: 1 << 18) }
    /// A PPPoE session carries the packet (RFC 2516).
    public static var pppoe: FrameFlags { FrameFlags(rawValue: 1 << 19) }
    /// A tunnel was opened that its header does not announce: what is inside is a guess.
    public static var heuristic: FrameFlags { FrameFlags(rawValue: 1 << 20) }
    /// The innermost packet is an ICMP or ICMPv6 error, which quotes the packet that caused it
    /// (`QuotedPacket`).
    public static var icmpError: FrameFlags { FrameFlags(rawValue: 1 << 21) }
}

extension FlowKey {
    /// A key of nothing: all words zero.
    @inlinable
    static var none: FlowKey {
        FlowKey(
            sourceHigh: 0, sourceLow: 0, destinationHigh: 0, destinationLow: 0, sourcePort: 0,
            destinationPort: 0, protocolNumber: 0, flags: [], context: 0)
    }
}
