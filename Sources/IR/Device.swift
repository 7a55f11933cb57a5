import Diagnostics
import Net

/// Where a device stands in the fabric and what it therefore does.
public enum DeviceRole: String, Hashable, Sendable, CaseIterable {
    case spine
    case leaf
    case border
    case serviceLeaf = "service-leaf"
    case firewall
    case exchangeEdge = "exchange-edge"
    case routeServer = "route-server"
}

/// One device with everything that it, and nobody else, does to a packet.
public struct Device: Sendable {
    public var name: Name
    public var role: DeviceRole
    /// The back-end that prints it.
    public var platform: String
    public var room: RoomID?
    public var rack: Name?
    public var loopbackIPv4: IPv4Address?
    public var loopbackIPv6: IPv6Address?
    /// The address that VXLAN packets come from; nil where no segment and no VRF lives here.
    public var vtep: IPv4Address?
    /// The MAC address of inter-subnet forwarding (RFC 9135, section 4.1): unique per device.
    /// Nil, too, where it is the chassis' own.
    public var routerMAC: MACAddress?
    /// Ports in natural order, then what is built on them.
    public var interfaces: [Interface]
    /// Ascending by VLAN.
    public var bridgeDomains: [BridgeDomain]
    /// Ascending by VRF.
    public var vrfInstances: [VRFInstance]
    /// Routes of the device's own table.
    public var staticRoutes: [StaticRoute]
    public var bgp: BGPSpeaker?
    public var filters: [Filter]
    public var routeServer: RouteServer?
    public var origin: SourceSpan
    public var hardware: Hardware?
    /// Nil where it is the oldest that the back-end writes for.
    public var platformVersion: PlatformVersion?
    /// What names of VRFs begin with (`Fabric.shortName`).
    public var vrfPrefix = "v-"

    public init(
        name: Name, role: DeviceRole, platform: String, room: RoomID?, rack: Name?,
        loopbackIPv4: IPv4Address?, loopbackIPv6: IPv6Address?, vtep: IPv4Address?,
        routerMAC: MACAddress?, interfaces: [Interface], bridgeDomains: [BridgeDomain],
        vrfInstances: [VRFInstance], staticRoutes: [StaticRoute], bgp: BGPSpeaker?,
        filters: [Filter], routeServer: RouteServer?, origin: SourceSpan
    ) {
        self.name = name
        self.role = role
        self.platform = platform
        self.room = room
        self.rack = rack
        self.loopbackIPv4 = loopbackIPv4
        self.loopbackIPv6 = loopbackIPv6
        self.vtep = vtep
        self.routerMAC = routerMAC
        self.interfaces = interfaces
        self.bridgeDomains = bridgeDomains
        self.vrfInstances = vrfInstances
        self.staticRoutes = staticRoutes
        self.bgp = bgp
        self.filters = filters
        self.routeServer = routeServer
        self.origin = origin
    }
}

/// The version of the software that a device runs, and who said so.
public struct PlatformVersion: Hashable, Sendable {
    public var number: SoftwareVersion
    public var origin: SourceSpan

    public init(number: SoftwareVersion, origin: SourceSpan) {
        self.number = number
        self.origin = origin
    }
}

/// A VLAN of a device and the VNI it is carried in.
public struct BridgeDomain: Hashable, Sendable {
    public enum Purpose: Hashable, Sendable {
        case segment(SegmentID)
        /// The VLAN of a VRF's L3VNI: no port is in it. Where the device chooses it, which it does
        /// out of `Parameters.l3vniVLANs`, one of these stands for it.
        case vrf(VRFID)
    }

    public var vlan: VLANID
    public var vni: VNI
    public var purpose: Purpose
    /// Of the L2VNI; that of an L3VNI stands in the VRF instance.
    public var routeDistinguisher: RouteDistinguisher?
    public var origin: SourceSpan

    public init(
        vlan: VLANID, vni: VNI, purpose: Purpose, routeDistinguisher: RouteDistinguisher?,
        origin: SourceSpan
    ) {
        self.vlan = vlan
        self.vni = vni
        self.purpose = purpose
        self.routeDistinguisher = routeDistinguisher
        self.origin = origin
    }
}

/// A VRF on a device.
public struct VRFInstance: Sendable {
    public var vrf: VRFID
    public var routeDistinguisher: RouteDistinguisher
    public var staticRoutes: [StaticRoute]
    /// The VRF, then what brings it to the device.
    public var origins: [SourceSpan]

    public init(
        vrf: VRFID, routeDistinguisher: RouteDistinguisher, staticRoutes: [StaticRoute],
        origins: [SourceSpan]
    ) {
        self.vrf = vrf
        self.routeDistinguisher = routeDistinguisher
        self.staticRoutes = staticRoutes
        self.origins = origins
    }
}

public struct StaticRoute: Hashable, Sendable {
    public var prefix: IPPrefix
    public var nextHop: IPAddress
    /// Administrative distance: 1, or `floating` for a route that waits until no other is left.
    public var distance: UInt8
    public var origins: [SourceSpan]

    public init(
        prefix: IPPrefix, nextHop: IPAddress, distance: UInt8, origins: [SourceSpan]
    ) {
        self.prefix = prefix
        self.nextHop = nextHop
        self.distance = distance
        self.origins = origins
    }

    /// Worse than every routing protocol's.
    public static let floating: UInt8 = 250
}

/// The device's BGP process of the underlay and of EVPN (RFC 7938, RFC 8365).
public struct BGPSpeaker: Sendable {
    public var asn: ASN
    public var routerID: IPv4Address
    /// Loopbacks, announced to every peer.
    public var networks: [IPPrefix]
    /// Sessions over link-local addresses of a port (RFC 5549 next hops), in natural order of ports.
    public var peers: [Peer]
    /// Whether the device has VNIs to advertise.
    public var advertisesVNIs: Bool
    public var evpnSessions = EVPNSessions.onLinks
    public var origin: SourceSpan

    public init(
        asn: ASN, routerID: IPv4Address, networks: [IPPrefix], peers: [Peer], advertisesVNIs: Bool,
        origin: SourceSpan
    ) {
        self.asn = asn
        self.routerID = routerID
        self.networks = networks
        self.peers = peers
        self.advertisesVNIs = advertisesVNIs
        self.origin = origin
    }

    /// Where EVPN routes are exchanged with a peer. Both ends have to have the same.
    public enum EVPNSessions: Hashable, Sendable {
        /// In the session of the link, beside the routes of the underlay.
        case onLinks
        /// In a session of its own, between the IPv4 loopbacks of both.
        case betweenLoopbacks
    }

    public struct Peer: Hashable, Sendable {
        public var port: PortName
        public var remote: DeviceID
        public var origin: SourceSpan

        public init(
            port: PortName, remote: DeviceID, origin: SourceSpan
        ) {
            self.port = port
            self.remote = remote
            self.origin = origin
        }
    }
}
