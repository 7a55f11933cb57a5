import Diagnostics
import Net

/// The exchange: LANs, members and where they are plugged in.
public struct Exchange: Sendable {
    public var name: Name
    public var lans: [PeeringLAN]
    public var members: [Member]
    public var origin: SourceSpan
    public var registration = ExchangeRegistration()

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
    /// Pages where the routes of its route servers can be looked at.
    public var lookingGlasses: [WebAddress] = []

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
    public var registration = MemberRegistration()

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
    public var registration = ConnectionRegistration()

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
