import Diagnostics
import Net

/// A port, or something built on ports.
public struct Interface: Sendable {
    public var name: InterfaceName
    public var role: Role
    public var addresses: [InterfaceAddress]
    /// In octets of IP packet.
    public var mtu: Int
    /// Source addresses that may enter; empty where every one may.
    public var allowedMACs: [MACAddress]
    public var summary: FreeText?
    public var origins: [SourceSpan]
    /// Of a port; nil where nobody wrote it, and for what is built on ports.
    public var speed: PortSpeed?

    public init(
        name: InterfaceName, role: Role, addresses: [InterfaceAddress], mtu: Int,
        allowedMACs: [MACAddress], summary: FreeText?, origins: [SourceSpan]
    ) {
        self.name = name
        self.role = role
        self.addresses = addresses
        self.mtu = mtu
        self.allowedMACs = allowedMACs
        self.summary = summary
        self.origins = origins
    }

    public enum Role: Hashable, Sendable {
        case loopback
        /// A port that is not used: shut down.
        case unused
        /// Between switches: routed, numbered by link-local addresses alone.
        case underlay(LinkID)
        /// A leg of a LAG.
        case member(of: PortName)
        /// One segment, untagged.
        case access(SegmentID)
        /// Segments under their VLAN IDs, perhaps one untagged.
        case trunk(tagged: [SegmentID], native: SegmentID?)
        /// A port that carries only tagged sub-interfaces, such as a firewall's.
        case carrier
        /// A segment's anycast gateway, inside its VRF.
        case gateway(SegmentID)
        /// The routed end of a VRF's L3VNI; no address.
        case vrfTransit(VRFID)
        /// Between a service leaf and a firewall, for one VRF.
        case firewallTransit(VRFID, FirewallID)
        /// Where a VRF leaves the fabric.
        case exit(VRFID)
        case management
        /// A route server's port on a LAN of the exchange.
        case exchange(SegmentID)
    }
}

/// What an interface is called, before a platform spells it.
public enum InterfaceName: Hashable, Sendable {
    case loopback
    /// A port or, with `legs`, a LAG.
    case port(PortName)
    case lag(PortName, legs: [PortName])
    case subinterface(PortName, VLANID)
    /// The routed interface of a VLAN of the bridge.
    case vlan(VLANID)

    /// The port or LAG that frames of the interface pass; nil for loopback and VLAN.
    public var port: PortName? {
        switch self {
        case .port(let port), .lag(let port, _), .subinterface(let port, _): port
        case .loopback, .vlan: nil
        }
    }
}

extension InterfaceName: CustomStringConvertible {
    public var description: String {
        switch self {
        case .loopback: "loopback"
        case .port(let port): port.text
        case .lag(let port, _): port.text
        case .subinterface(let port, let vlan): "\(port).\(vlan)"
        case .vlan(let vlan): "vlan\(vlan)"
        }
    }
}
