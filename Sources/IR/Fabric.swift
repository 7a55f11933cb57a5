// IR: the fabric as it shall be, in no vendor's words.
//
// One `Fabric` holds everything that a topology asks for: devices with their interfaces, bridge
// domains, VRF instances, filters, BGP and route-server policy; tenants with their segments and
// attachments; contracts. It is made once, by the compiler, and only read afterwards: back-ends
// print a device of it, the audit reads contexts and contracts from it, a proof walks it.
//
// Rules that all of it obeys:
//
// * **One owner.** What forwards or drops a packet stands inside exactly one `Device`. What is said
//   once for the whole fabric (a segment, a contract) stands at the fabric and forwards nothing.
//   A wire has two half-edges: each end's interface says what it sends and what it accepts.
// * **Origins.** Every element carries the spans of the lines that asked for it, so that a
//   generated line, a proof's hop and a finding all answer with a line of YAML.
// * **Indices, not names.** A reference is a typed index into an array of the fabric. All arrays are
//   in natural order of names, so equal topologies give equal fabrics, whatever the order of
//   their files and lists.
// * **Everything or nothing.** No element is optional "until later": an identifier that the
//   topology leaves out has been allocated before the fabric is made.
//
// How a packet travels (symmetric IRB, RFC 9135): an attachment's port puts it into the bridge
// domain of a segment (VLAN inside the device, L2VNI between devices). Its gateway is the same on
// every device that has the segment. Behind the gateway it is in the VRF, which every device joins
// by the L3VNI. The edge filter of the segment sees it before it is routed. A VRF knows its own
// prefixes and those that its contracts name; the latter lead to the firewall, whose filter
// decides, and on to the other VRF.
//
//     attachment - segment (VLAN, L2VNI) - gateway | edge filter - VRF (L3VNI)
//                                            service leaf - transit - firewall - transit - VRF …

import Diagnostics
import Net

/// The intended network, vendor-neutral, complete.
public struct Fabric: Sendable {
    public var name: Name
    /// The files that all origins point into.
    public var sources: SourceFiles
    public var parameters: Parameters
    /// Address space of the fabric itself, which no tenant may reach.
    public var infrastructure: [InfrastructurePrefix]
    public var rooms: [Room]
    public var classes: [TenantClass]
    public var tenants: [Tenant]
    public var vrfs: [VRF]
    public var segments: [Segment]
    public var attachments: [Attachment]
    public var services: [SharedService]
    public var firewalls: [Firewall]
    public var contracts: [Contract]
    public var devices: [Device]
    public var links: [Link]
    public var exchange: Exchange?

    public init(
        name: Name, sources: SourceFiles, parameters: Parameters,
        infrastructure: [InfrastructurePrefix], rooms: [Room], classes: [TenantClass],
        tenants: [Tenant], vrfs: [VRF], segments: [Segment], attachments: [Attachment],
        services: [SharedService], firewalls: [Firewall], contracts: [Contract], devices: [Device],
        links: [Link], exchange: Exchange?
    ) {
        self.name = name
        self.sources = sources
        self.parameters = parameters
        self.infrastructure = infrastructure
        self.rooms = rooms
        self.classes = classes
        self.tenants = tenants
        self.vrfs = vrfs
        self.segments = segments
        self.attachments = attachments
        self.services = services
        self.firewalls = firewalls
        self.contracts = contracts
        self.devices = devices
        self.links = links
        self.exchange = exchange
    }

    public subscript(id: TenantClassID) -> TenantClass { classes[id.index] }
    public subscript(id: TenantID) -> Tenant { tenants[id.index] }
    public subscript(id: VRFID) -> VRF { vrfs[id.index] }
    public subscript(id: SegmentID) -> Segment { segments[id.index] }
    public subscript(id: FirewallID) -> Firewall { firewalls[id.index] }
    public subscript(id: ContractID) -> Contract { contracts[id.index] }
    public subscript(id: DeviceID) -> Device { devices[id.index] }
    public subscript(id: LinkID) -> Link { links[id.index] }
    public subscript(id: RoomID) -> Room { rooms[id.index] }
}

/// What holds for the whole fabric.
public struct Parameters: Hashable, Sendable {
    /// The MAC address of every anycast gateway.
    public var gatewayMAC: MACAddress
    /// MTU of links between devices, in octets of IP packet.
    public var fabricMTU: Int
    /// MTU towards tenants, in octets of IP packet.
    public var tenantMTU: Int
    /// VLANs that no segment has: those of L3VNIs are among them.
    public var l3vniVLANs: ClosedRange<VLANID>

    public init(
        gatewayMAC: MACAddress, fabricMTU: Int, tenantMTU: Int, l3vniVLANs: ClosedRange<VLANID>
    ) {
        self.gatewayMAC = gatewayMAC
        self.fabricMTU = fabricMTU
        self.tenantMTU = tenantMTU
        self.l3vniVLANs = l3vniVLANs
    }
}

/// A prefix that belongs to the fabric and to no tenant.
public struct InfrastructurePrefix: Hashable, Sendable {
    public enum Purpose: String, Sendable, CaseIterable {
        /// Loopbacks and VTEPs.
        case underlay
        /// Between service leaves and firewalls.
        case transit
        case management
    }

    public var purpose: Purpose
    public var prefix: IPPrefix
    public var origin: SourceSpan

    public init(
        purpose: Purpose, prefix: IPPrefix, origin: SourceSpan
    ) {
        self.purpose = purpose
        self.prefix = prefix
        self.origin = origin
    }
}

/// A room: a failure domain with its racks.
public struct Room: Sendable {
    public var site: Name
    public var name: Name
    public var racks: [Name]
    public var origin: SourceSpan
    public var facility: Facility?

    public init(
        site: Name, name: Name, racks: [Name], origin: SourceSpan
    ) {
        self.site = site
        self.name = name
        self.racks = racks
        self.origin = origin
    }
}

/// A cable. `a` sorts before `b`.
public struct Link: Sendable {
    public var a: End
    public var b: End
    public var origin: SourceSpan

    public init(
        a: End, b: End, origin: SourceSpan
    ) {
        self.a = a
        self.b = b
        self.origin = origin
    }

    public struct End: Hashable, Sendable {
        public var device: DeviceID
        public var port: PortName

        public init(
            device: DeviceID, port: PortName
        ) {
            self.device = device
            self.port = port
        }
    }
}

/// One or two devices that contracts pass through.
public struct Firewall: Sendable {
    public var name: Name
    /// The active one first.
    public var devices: [DeviceID]
    public var origin: SourceSpan

    public init(
        name: Name, devices: [DeviceID], origin: SourceSpan
    ) {
        self.name = name
        self.devices = devices
        self.origin = origin
    }
}
