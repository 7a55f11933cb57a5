import Diagnostics
import Net

/// The exchange: LANs, members and where they are plugged in.
public struct Exchange: Sendable {
    public var name: Name
    public var lans: [PeeringLAN]
    public var members: [Member]
    public var origin: SourceSpan

    public init(
        name: Name, lans: [PeeringLAN], members: [Member], origin: SourceSpan
    ) {
        self.name = name
        self.lans = lans
        self.members = members
        self.origin = origin
    }
}

public struct PeeringLAN: Sendable {
    public enum Purpose: String, Sendable, CaseIterable { case peering, quarantine }

    public var segment: SegmentID
    public var purpose: Purpose

    public init(
        segment: SegmentID, purpose: Purpose
    ) {
        self.segment = segment
        self.purpose = purpose
    }
}

public struct Member: Sendable {
    public var name: Name
    public var asn: ASN
    public var tenant: TenantID?
    public var asSet: String?
    public var connections: [MemberConnection]
    public var origin: SourceSpan

    public init(
        name: Name, asn: ASN, tenant: TenantID?, asSet: String?, connections: [MemberConnection],
        origin: SourceSpan
    ) {
        self.name = name
        self.asn = asn
        self.tenant = tenant
        self.asSet = asSet
        self.connections = connections
        self.origin = origin
    }
}

public struct MemberConnection: Sendable {
    public var lan: SegmentID
    public var device: DeviceID
    public var port: PortName
    public var macs: [MACAddress]
    public var addresses: [IPAddress]
    public var origin: SourceSpan

    public init(
        lan: SegmentID, device: DeviceID, port: PortName, macs: [MACAddress],
        addresses: [IPAddress], origin: SourceSpan
    ) {
        self.lan = lan
        self.device = device
        self.port = port
        self.macs = macs
        self.addresses = addresses
        self.origin = origin
    }
}

/// A route server (RFC 7947): its sessions and what each may announce.
public struct RouteServer: Sendable {
    public var lan: SegmentID
    public var asn: ASN
    public var routerID: IPv4Address
    public var addresses: [IPAddress]
    /// Refused from everybody: the exchange's own LANs.
    public var ownPrefixes: [IPPrefix]
    /// Refused from everybody unless the client's own list names them.
    public var bogonPrefixes: [PrefixRange]
    /// Never anywhere in an AS path; numbers of the exchange's own members are not among them.
    public var bogonASNs: [ClosedRange<UInt32>]
    /// Lengths that a route may have, unless it is one of the client's own prefixes itself.
    public var acceptedIPv4Lengths: ClosedRange<Int>
    public var acceptedIPv6Lengths: ClosedRange<Int>
    /// Ascending by AS number, then address.
    public var clients: [RouteServerClient]
    public var origin: SourceSpan

    public init(
        lan: SegmentID, asn: ASN, routerID: IPv4Address, addresses: [IPAddress],
        ownPrefixes: [IPPrefix], bogonPrefixes: [PrefixRange], bogonASNs: [ClosedRange<UInt32>],
        acceptedIPv4Lengths: ClosedRange<Int>, acceptedIPv6Lengths: ClosedRange<Int>,
        clients: [RouteServerClient],
        origin: SourceSpan
    ) {
        self.lan = lan
        self.asn = asn
        self.routerID = routerID
        self.addresses = addresses
        self.ownPrefixes = ownPrefixes
        self.bogonPrefixes = bogonPrefixes
        self.bogonASNs = bogonASNs
        self.acceptedIPv4Lengths = acceptedIPv4Lengths
        self.acceptedIPv6Lengths = acceptedIPv6Lengths
        self.clients = clients
        self.origin = origin
    }
}

/// A prefix and the lengths of more specific ones that are meant with it.
public struct PrefixRange: Hashable, Sendable {
    public var prefix: IPPrefix
    public var lengths: ClosedRange<Int>

    public init(
        prefix: IPPrefix, lengths: ClosedRange<Int>
    ) {
        self.prefix = prefix
        self.lengths = lengths
    }
}

/// One session of a route server: a member's address on the LAN.
public struct RouteServerClient: Sendable {
    /// Index into `Exchange.members`.
    public var member: Int
    public var asn: ASN
    public var address: IPAddress
    /// Prefixes of the address's family that the member may announce, more specific ones up to the
    /// accepted length included.
    public var prefixes: [IPPrefix]
    /// AS numbers its routes may originate from.
    public var origins: [ASN]
    /// Routes after which the session is shut; nil where the topology names none.
    public var maxPrefixes: Int?
    public var origin: SourceSpan

    public init(
        member: Int, asn: ASN, address: IPAddress, prefixes: [IPPrefix], origins: [ASN],
        maxPrefixes: Int?, origin: SourceSpan
    ) {
        self.member = member
        self.asn = asn
        self.address = address
        self.prefixes = prefixes
        self.origins = origins
        self.maxPrefixes = maxPrefixes
        self.origin = origin
    }
}
