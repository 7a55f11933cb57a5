import Diagnostics
import Net

/// An Internet exchange: LANs, route servers and members.
public struct Exchange: Sendable {
    public var name: Located<Name>
    public var summary: Located<FreeText>?
    public var lans: [PeeringLAN]
    public var routeServers: [RouteServer]
    /// What the route servers refuse; the usual where absent.
    public var policy: RoutePolicy?
    public var members: [Member]
    public var span: SourceSpan
    public var registration: ExchangeRegistration?
}

/// One bridged network of the exchange.
public struct PeeringLAN: Sendable {
    public enum Purpose: String, Sendable, CaseIterable {
        /// Where members exchange traffic.
        case peering
        /// Where a new port shows that it behaves, without reaching anybody.
        case quarantine
    }

    public var name: Located<Name>
    public var summary: Located<FreeText>?
    public var purpose: Located<Purpose>
    public var vlan: Located<VLANID>?
    public var vni: Located<VNI>?
    public var ipv4: Located<IPPrefix>?
    public var ipv6: Located<IPPrefix>?
    public var span: SourceSpan
    /// Pages where the routes of its route servers can be looked at.
    public var lookingGlasses: [Located<WebAddress>] = []
}

/// A route server (RFC 7947) and the port it is plugged into.
public struct RouteServer: Sendable {
    /// The device of role `route-server` that it runs on.
    public var device: Located<Name>
    public var lan: Located<Name>
    public var asn: Located<ASN>
    /// The IPv4 address on the LAN where absent.
    public var routerID: Located<IPv4Address>?
    public var ipv4: Located<IPv4Address>?
    public var ipv6: Located<IPv6Address>?
    public var mac: Located<MACAddress>?
    /// As the policy says where absent. For a server whose software cannot do what others can.
    public var aspa: Located<PathVerification>?
    public var span: SourceSpan
}

/// A network that exchanges routes and traffic.
public struct Member: Sendable {
    public var name: Located<Name>
    public var summary: Located<FreeText>?
    public var asn: Located<ASN>
    /// The tenant that the member is, where it is one.
    public var tenant: Located<Name>?
    /// Name of the AS-SET that its prefixes come from (RFC 2622), for people and importers.
    public var asSet: Located<ASSetName>?
    /// Origin AS numbers its routes may have; its own where none is given.
    public var origins: [Located<ASN>]
    /// Prefixes it may announce; the route servers refuse all others.
    public var prefixes: [Located<IPPrefix>]
    public var maxPrefixIPv4: Located<Int>?
    public var maxPrefixIPv6: Located<Int>?
    /// How its sessions with the route servers are; the usual where absent.
    public var session: SessionPolicy?
    public var connections: [Connection]
    public var span: SourceSpan
    public var registration: MemberRegistration?
}

/// A port of a member on a LAN.
public struct Connection: Sendable {
    public var port: Located<PortReference>
    public var lan: Located<Name>
    /// The only stations that may speak on the port.
    public var macs: [Located<MACAddress>]
    public var ipv4: Located<IPv4Address>?
    public var ipv6: Located<IPv6Address>?
    /// Whether the route servers keep a session with it. Default true.
    public var routeServerClient: Located<Bool>?
    public var span: SourceSpan
    public var registration: ConnectionRegistration?
}
