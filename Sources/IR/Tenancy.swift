import Diagnostics
import Net

/// A class of tenants.
public struct TenantClass: Sendable {
    public var name: Name
    /// The line that forbids what no contract permits: what a breach contradicts.
    public var defaultRuleOrigin: SourceSpan
    public var origin: SourceSpan

    public init(
        name: Name, defaultRuleOrigin: SourceSpan, origin: SourceSpan
    ) {
        self.name = name
        self.defaultRuleOrigin = defaultRuleOrigin
        self.origin = origin
    }
}

public struct Tenant: Sendable {
    public var name: Name
    public var tenantClass: TenantClassID
    public var summary: FreeText?
    public var vrfs: [VRFID]
    public var origin: SourceSpan

    public init(
        name: Name, tenantClass: TenantClassID, summary: FreeText?, vrfs: [VRFID],
        origin: SourceSpan
    ) {
        self.name = name
        self.tenantClass = tenantClass
        self.summary = summary
        self.vrfs = vrfs
        self.origin = origin
    }
}

/// A routing table of a tenant, the same on every device that has it.
public struct VRF: Sendable {
    public var tenant: TenantID
    public var name: Name
    /// Between 1 and 65535, unique in the fabric among VRFs and segments; it never moves. Part of
    /// route distinguishers and of short names.
    public var index: UInt16
    /// The L3VNI.
    public var vni: VNI
    /// The VLAN that carries the L3VNI inside a device.
    public var vlan: VLANID
    /// Routes are exported with the first and imported with any of these; no other VRF has one of
    /// them.
    public var routeTargets: [RouteTarget]
    public var segments: [SegmentID]
    public var origin: SourceSpan

    public init(
        tenant: TenantID, name: Name, index: UInt16, vni: VNI, vlan: VLANID,
        routeTargets: [RouteTarget], segments: [SegmentID], origin: SourceSpan
    ) {
        self.tenant = tenant
        self.name = name
        self.index = index
        self.vni = vni
        self.vlan = vlan
        self.routeTargets = routeTargets
        self.segments = segments
        self.origin = origin
    }
}

/// One bridged network: a VLAN inside devices, an L2VNI between them.
public struct Segment: Sendable {
    public enum Owner: Hashable, Sendable {
        case vrf(VRFID)
        /// A LAN of the exchange: bridged only, no gateway, no VRF.
        case exchange
    }

    public var owner: Owner
    public var name: Name
    /// As `VRF.index`.
    public var index: UInt16
    public var vlan: VLANID
    public var vni: VNI
    public var routeTarget: RouteTarget
    /// At most one of each family, IPv4 first.
    public var prefixes: [SegmentPrefix]
    /// Devices that have the segment, ascending.
    public var devices: [DeviceID]
    public var origin: SourceSpan

    public init(
        owner: Owner, name: Name, index: UInt16, vlan: VLANID, vni: VNI, routeTarget: RouteTarget,
        prefixes: [SegmentPrefix], devices: [DeviceID], origin: SourceSpan
    ) {
        self.owner = owner
        self.name = name
        self.index = index
        self.vlan = vlan
        self.vni = vni
        self.routeTarget = routeTarget
        self.prefixes = prefixes
        self.devices = devices
        self.origin = origin
    }
}

public struct SegmentPrefix: Hashable, Sendable {
    public var prefix: IPPrefix
    /// The anycast gateway; nil in a LAN of the exchange.
    public var gateway: IPAddress?
    public var origin: SourceSpan

    public init(
        prefix: IPPrefix, gateway: IPAddress?, origin: SourceSpan
    ) {
        self.prefix = prefix
        self.gateway = gateway
        self.origin = origin
    }
}

/// A port where stations of a tenant are.
public struct Attachment: Sendable {
    public var tenant: TenantID
    public var device: DeviceID
    public var port: PortName
    public var hosts: [Host]
    public var origin: SourceSpan

    public init(
        tenant: TenantID, device: DeviceID, port: PortName, hosts: [Host], origin: SourceSpan
    ) {
        self.tenant = tenant
        self.device = device
        self.port = port
        self.hosts = hosts
        self.origin = origin
    }
}

/// A station that is known to be behind a port.
public struct Host: Hashable, Sendable {
    public var name: Name?
    public var mac: MACAddress?
    public var addresses: [IPAddress]
    public var origin: SourceSpan

    public init(
        name: Name?, mac: MACAddress?, addresses: [IPAddress], origin: SourceSpan
    ) {
        self.name = name
        self.mac = mac
        self.addresses = addresses
        self.origin = origin
    }
}

/// Something that contracts may name as a whole.
public struct SharedService: Sendable {
    public var name: Name
    public var vrf: VRFID
    public var prefixes: [IPPrefix]
    public var ports: [ServicePort]
    public var origin: SourceSpan

    public init(
        name: Name, vrf: VRFID, prefixes: [IPPrefix], ports: [ServicePort], origin: SourceSpan
    ) {
        self.name = name
        self.vrf = vrf
        self.prefixes = prefixes
        self.ports = ports
        self.origin = origin
    }
}

/// Who may open connections to whom. Replies belong to it, opened connections the other way do not.
public struct Contract: Sendable {
    public var name: Name
    /// One for each pair of VRFs, in ascending order.
    public var flows: [ContractFlow]
    public var ports: [ServicePort]
    public var firewall: FirewallID
    public var origin: SourceSpan
    /// The line that says what is allowed.
    public var allowOrigin: SourceSpan

    public init(
        name: Name, flows: [ContractFlow], ports: [ServicePort], firewall: FirewallID,
        origin: SourceSpan, allowOrigin: SourceSpan
    ) {
        self.name = name
        self.flows = flows
        self.ports = ports
        self.firewall = firewall
        self.origin = origin
        self.allowOrigin = allowOrigin
    }
}

/// A contract between two VRFs.
public struct ContractFlow: Hashable, Sendable {
    public var source: VRFID
    public var sourcePrefixes: [IPPrefix]
    public var destination: VRFID
    /// Within segments of the destination; or the whole space of a family, which means what lies
    /// outside the fabric and never an address of it.
    public var destinationPrefixes: [IPPrefix]

    public init(
        source: VRFID, sourcePrefixes: [IPPrefix], destination: VRFID,
        destinationPrefixes: [IPPrefix]
    ) {
        self.source = source
        self.sourcePrefixes = sourcePrefixes
        self.destination = destination
        self.destinationPrefixes = destinationPrefixes
    }
}
