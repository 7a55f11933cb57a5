import Diagnostics
import Net

/// Everything that checks and the compiler look up in a topology, looked up once.
///
/// Positions are plain integers into arrays: of the topology where it has a flat array (devices,
/// links, LAGs, tenants, classes, services, firewalls, contracts), of the index where the topology
/// nests (VRFs, segments, exits, attachments, ports). They follow the order of the text, so the
/// same text gives the same numbers. Where a name is declared twice the first declaration counts;
/// where a reference leads nowhere the index has nil and one check reports it.
///
/// Building it costs one pass over the topology; dictionaries are asked, never iterated.
public struct TopologyIndex: Sendable {
    public let topology: Topology
    /// What the ages of snapshots are counted to; nil where they are not asked for.
    let now: UTCTime?
    public let vrfs: [IndexedVRF]
    public let segments: [IndexedSegment]
    public let exits: [IndexedExit]
    public let attachments: [IndexedAttachment]
    /// Positions of each tenant's VRFs, by tenant.
    public let vrfsOfTenant: [Range<Int>]
    public let ports: PortIndex
    /// By contract; nil where a reference in it leads nowhere.
    public private(set) var contracts: [ResolvedContract?] = []

    let names: NameIndex
    /// All segments of each VRF, by VRF.
    let endpointOfVRF: [ResolvedEndpoint]
    /// All VRFs of all tenants of each class, by class.
    let endpointsOfClass: [[ResolvedEndpoint]]
    /// By service; nil where a reference in it leads nowhere.
    private(set) var endpointOfService: [ResolvedEndpoint?] = []

    public init(_ topology: Topology, at now: UTCTime? = nil) {
        self.topology = topology
        self.now = now
        var vrfs: [IndexedVRF] = []
        var segments: [IndexedSegment] = []
        var exits: [IndexedExit] = []
        var vrfsOfTenant: [Range<Int>] = []
        for (tenantPosition, tenant) in topology.tenants.enumerated() {
            let firstVRF = vrfs.count
            for vrf in tenant.vrfs {
                let path = "\(tenant.name.value)/\(vrf.name.value)"
                let firstSegment = segments.count
                let firstExit = exits.count
                segments += vrf.segments.map { segment in
                    IndexedSegment(
                        tenant: tenantPosition, vrf: vrfs.count, segment: segment,
                        path: "\(path)/\(segment.name.value)")
                }
                exits += vrf.exits.map {
                    IndexedExit(vrf: vrfs.count, exit: $0, path: "\(path)/\($0.name.value)")
                }
                vrfs.append(
                    IndexedVRF(
                        tenant: tenantPosition, vrf: vrf, path: path,
                        segments: firstSegment..<segments.count, exits: firstExit..<exits.count))
            }
            vrfsOfTenant.append(firstVRF..<vrfs.count)
        }
        let names = NameIndex(topology, vrfs: vrfs, segments: segments)
        let attachments = topology.tenants.enumerated().flatMap { position, tenant in
            tenant.attachments.map { attachment in
                IndexedAttachment(attachment, ofTenant: position) { reference in
                    guard
                        let vrf = names.vrf(
                            reference.vrf, ofTenant: position, among: vrfsOfTenant[position])
                    else { return nil }
                    return names.segment(reference.segment, ofVRF: vrf)
                }
            }
        }
        self.vrfs = vrfs
        self.segments = segments
        self.exits = exits
        self.attachments = attachments
        self.vrfsOfTenant = vrfsOfTenant
        self.names = names
        ports = PortIndex(topology, names: names, attachments: attachments, exits: exits)

        let endpoints = vrfs.enumerated().map { position, vrf in
            ResolvedEndpoint(vrf: position, segments: Array(vrf.segments), in: segments)
        }
        var endpointsOfClass = [[ResolvedEndpoint]](repeating: [], count: topology.classes.count)
        for (position, tenant) in topology.tenants.enumerated() {
            guard let tenantClass = names.classes[tenant.tenantClass.value] else { continue }
            endpointsOfClass[tenantClass] += endpoints[vrfsOfTenant[position]]
        }
        endpointOfVRF = endpoints
        self.endpointsOfClass = endpointsOfClass
        endpointOfService = topology.services.map { try? resolve($0) }
        contracts = topology.contracts.indices.map { try? resolve(contractAt: $0) }
    }
}

/// A VRF and where it is.
public struct IndexedVRF: Sendable {
    public let tenant: Int
    public let vrf: VRF
    /// `tenant/vrf`.
    public let path: String
    public let segments: Range<Int>
    public let exits: Range<Int>
}

/// A segment and where it is.
public struct IndexedSegment: Sendable {
    public let tenant: Int
    public let vrf: Int
    public let segment: Segment
    /// `tenant/vrf/segment`.
    public let path: String

    /// Both prefixes, as far as they are given.
    public var prefixes: [Located<IPPrefix>] { [segment.ipv4, segment.ipv6].compactMap(\.self) }

    /// The gateway given, or else the first address behind the prefix's own; nil where the segment
    /// has no prefix of the family, or one without room.
    public func gateway(_ family: AddressFamily) -> IPAddress? {
        switch family {
        case .ipv4:
            segment.gatewayIPv4.map { .ipv4($0.value) } ?? segment.ipv4?.value.address(at: 1)
        case .ipv6:
            segment.gatewayIPv6.map { .ipv6($0.value) } ?? segment.ipv6?.value.address(at: 1)
        }
    }
}

/// An exit and where it is.
public struct IndexedExit: Sendable {
    public let vrf: Int
    public let exit: Exit
    /// `tenant/vrf/exit`.
    public let path: String
}

/// An attachment with its segments looked up; those that do not exist are missing.
public struct IndexedAttachment: Sendable {
    public let tenant: Int
    public let attachment: Attachment
    /// Segments under their VLAN IDs, in the order written.
    public let tagged: [Int]
    /// The segment of untagged frames: of an access port, or native on a trunk.
    public let untagged: Int?

    init(_ attachment: Attachment, ofTenant tenant: Int, segment: (SegmentReference) -> Int?) {
        self.tenant = tenant
        self.attachment = attachment
        switch attachment.membership {
        case .access(let reference):
            tagged = []
            untagged = segment(reference.value)
        case .trunk(let references, let native):
            tagged = references.compactMap { segment($0.value) }
            untagged = native.flatMap { segment($0.value) }
        }
    }

    /// All of them, the untagged one first.
    public var segments: [Int] { (untagged.map { [$0] } ?? []) + tagged }
}

extension TopologyIndex {
    public var gatewayMAC: MACAddress {
        topology.defaults.gatewayMAC?.value ?? MACAddress(rawValue: 0x0200_5e00_0001)
    }

    public var routeTargetAdministrator: UInt16 {
        topology.defaults.routeTargetAdministrator?.value ?? 64900
    }

    /// In octets of IP packet.
    public var fabricMTU: Int { topology.defaults.fabricMTU?.value ?? 9216 }

    /// In octets of IP packet.
    public var tenantMTU: Int { topology.defaults.tenantMTU?.value ?? 1500 }
}
