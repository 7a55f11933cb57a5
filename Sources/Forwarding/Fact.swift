import Net

/// One thing that a device is told. Interfaces and VRFs go by the names they have on the device:
///
///     swp1, lag1        a port; a LAG, which hides its legs
///     swp1.3500         a tagged sub-interface
///     vlan110           the routed interface of a VLAN
///     vni1000010        a VXLAN device
///     v-prato-312       a VRF; "" is the default VRF, "mgmt" that of management
public enum Fact: Hashable, Sendable {
    // Ports and bridge
    /// The interface is a port of the device's bridge. Without it its VLANs mean nothing.
    case bridged(String)
    /// Frames without a tag belong to the VLAN, and frames of the VLAN leave without one.
    case untagged(String, VLANID)
    /// Frames with the tag belong to the VLAN, and frames of the VLAN leave with it.
    case tagged(String, VLANID)
    /// A VXLAN device: frames in the bridge's VLAN of it are carried in the VNI from the address.
    case tunnel(String, VNI, local: IPv4Address)
    /// The bridge itself is a member of the VLAN, without which its routed interface hears nothing.
    case bridgeVLAN(VLANID)
    /// A leg of a LAG.
    case leg(String, of: String)
    /// The interface is shut down.
    case down(String)
    /// Source addresses that may enter, in ascending order; all others are dropped.
    case allowedMACs(String, [MACAddress])
    /// Only IPv4, ARP and IPv6 may enter, nothing that a router or a DHCP server says to its hosts, and
    /// of frames to many only ARP and neighbour discovery.
    case exchangeFrames(String)
    /// Of frames to many, and of those to a station that is none of these (ascending), only so many a
    /// second may enter.
    case stormLimits(String, stations: [MACAddress])
    /// Nothing may enter: the port is watched.
    case quarantined(String)
    /// The device itself hears nothing from the port, as far as a filter can see it.
    case unheard(String)
    /// The bridge learns no station from frames to reserved group addresses (802.1D), such as LLDP: it
    /// does not forward them, and no filter sees them.
    case ignoresReserved

    // Routed interfaces
    /// The routed interface of a VLAN of the bridge.
    case svi(String, VLANID)
    /// A sub-interface: frames with the tag on the parent are its own.
    case subinterface(String, parent: String, VLANID)
    /// The interface belongs to the VRF; one without such a statement to the default VRF.
    case inVRF(String, vrf: String)
    case address(String, InterfaceAddress)
    case hardwareAddress(String, MACAddress)
    /// In octets of IP packet.
    case mtu(String, Int)

    // Tables
    case vrf(String)
    /// The table ends with an unreachable default route, so that no lookup leaves it.
    case endsLookup(vrf: String, AddressFamily)
    case staticRoute(vrf: String, IPPrefix, nextHop: IPAddress, distance: UInt8)
    /// The device passes packets on that are not its own, in the family.
    case routes(AddressFamily)

    // EVPN
    case l3vni(vrf: String, VNI)
    /// The device advertises its L2VNIs.
    case advertisesVNIs
    case routeDistinguisher(RouteScope, RouteDistinguisher)
    case importTarget(RouteScope, RouteTarget)
    case exportTarget(RouteScope, RouteTarget)
    /// The VRF advertises its routes of the family as EVPN type 5 (RFC 9136).
    case advertisesRoutes(vrf: String, AddressFamily)
    /// Of the VRF's connected prefixes this one may be advertised.
    case advertisesConnected(vrf: String, IPPrefix)
    /// Static routes of the VRF are advertised, floating ones with less preference.
    case advertisesStatic(vrf: String, AddressFamily)

    // Underlay
    case asn(ASN)
    case routerID(IPv4Address)
    /// A BGP session over the link-local address of the interface.
    case session(String)
    /// The session of the interface comes up with a neighbour of this AS number alone.
    case neighbourASN(String, ASN)
    /// A session for EVPN routes alone with the loopback of a neighbour, of this AS number alone. It
    /// goes by the underlay, so that whoever is joined by the sessions of interfaces is joined by
    /// these.
    case overlaySession(IPv4Address, ASN)
    /// A prefix of the device's own that it announces to the underlay.
    case announces(IPPrefix)
    /// Routes of others are announced, too: packets of others pass the device.
    case transits
    /// Loopbacks and VTEPs lie in the prefix: routes to single addresses of it, and no others, are
    /// accepted from neighbours, and VXLAN is heard from them.
    case underlayPrefix(IPPrefix)

    // Filters
    /// Packets that enter by the interface pass its ingress rules; what none matches is dropped.
    case ingressFilter(String)
    case ingressRule(String, FilterRule)
    /// The forward filter drops what no pair or rule lets pass. Without it everything passes.
    case forwardFilter
    /// Packets of the VRF may leave by the interface.
    case forwardPair(vrf: String, out: String)
    /// Packets from any of the device's underlay interfaces may leave by the interface.
    case forwardUnderlay(String)
    /// The forward filter is stateful: answers to what its rules let pass do pass.
    case stateful
    case forwardRule(FilterRule)
    /// A source must be routed to the interface that its packets enter by.
    case reversePath(String)
    /// Of what is sent to the device itself only ICMP is heard, on interfaces that are neither
    /// underlay nor management.
    case inputFilter
    /// By way of the management VRF the device may be configured from the prefix.
    case managementPrefix(IPPrefix)

    // Exchange
    case routeServer(ASN, address: IPAddress)
    case routeServerSetting(RouteServerSetting)
    /// A rule that routes of the family have to keep; the one with the lowest position that is
    /// broken is the reason why a route is refused.
    case routeServerRule(AddressFamily, position: Int, RouteServerRule)
    case routeServerLAN(IPPrefix)
    case routeServerBogon(IPPrefix, lengths: ClosedRange<Int>)
    case routeServerBogonASNs(ClosedRange<UInt32>)
    case routeServerTransitFree(ASN)
    case routeServerNeverHere(ASN)
    /// A cache of validated payloads (RFC 8210).
    case routeServerCache(IPAddress, port: UInt16)
    /// A validated payload; AS 0 is nobody (RFC 6483, section 4).
    case routeServerPayload(IPPrefix, maxLength: Int, UInt32)
    /// Whom a network attests as providers, ascending: these and no others (ASPA).
    case routeServerProviders(customer: UInt32, [UInt32])
    case routeServerClient(ASN, ClientChannel)
    case routeServerClientSetting(client: ClientChannel, ClientSetting)
    case routeServerPrefix(client: ClientChannel, IPPrefix)
    case routeServerOrigin(client: ClientChannel, ASN)
    case routeServerNextHop(client: ClientChannel, IPAddress)
}

/// What a route target or route distinguisher belongs to.
public enum RouteScope: Hashable, Sendable {
    case vni(VNI)
    case vrf(String)
}

/// One rule of a filter: all fields must match. Empty lists match everything.
public struct FilterRule: Hashable, Sendable {
    public enum Action: String, Hashable, Sendable { case permit, deny }

    public var action: Action
    public var family: AddressFamily
    /// Interfaces that the packet enters and leaves by; nil for any.
    public var inInterface: String?
    public var outInterface: String?
    /// Sorted, none inside another.
    public var sources: [IPPrefix]
    public var destinations: [IPPrefix]
    /// Sorted, neither overlapping nor adjacent; all four.
    public var protocols: [ClosedRange<UInt8>]
    public var sourcePorts: [ClosedRange<UInt16>]
    public var destinationPorts: [ClosedRange<UInt16>]
    public var kinds: PacketKinds

    public init(
        action: Action, family: AddressFamily, inInterface: String? = nil,
        outInterface: String? = nil, sources: [IPPrefix] = [], destinations: [IPPrefix] = [],
        protocols: [ClosedRange<UInt8>] = [], sourcePorts: [ClosedRange<UInt16>] = [],
        destinationPorts: [ClosedRange<UInt16>] = [], kinds: PacketKinds = .all
    ) {
        self.action = action
        self.family = family
        self.inInterface = inInterface
        self.outInterface = outInterface
        self.sources = sources
        self.destinations = destinations
        self.protocols = protocols
        self.sourcePorts = sourcePorts
        self.destinationPorts = destinationPorts
        self.kinds = kinds
    }
}

/// What a packet is to a connection, as far as the packet itself shows it.
public struct PacketKinds: OptionSet, Hashable, Sendable, BitwiseCopyable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Everything else: what answers or goes on, and all of protocols that do not tell (UDP).
    public static let continues = PacketKinds(rawValue: 1)
    /// It asks and is never an answer: a TCP segment with SYN and without ACK, an echo request of
    /// ICMP or ICMPv6, an SCTP packet that begins with INIT.
    public static let opens = PacketKinds(rawValue: 2)
    /// A neighbour solicitation or advertisement with a hop limit of 255 (RFC 4861).
    public static let discovery = PacketKinds(rawValue: 4)
    public static let all: PacketKinds = [.continues, .opens, .discovery]

    /// The kinds that packets of a protocol can be.
    public static func possible(for number: IPProtocol) -> PacketKinds {
        switch number {
        case .icmpv6: .all
        case .tcp, .sctp, .icmp: [.continues, .opens]
        default: .continues
        }
    }
}
