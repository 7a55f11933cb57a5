import Net

/// Positions by name. The first declaration of a name counts.
struct NameIndex: Sendable {
    let devices: [Name: Int]
    let classes: [Name: Int]
    let tenants: [Name: Int]
    let services: [Name: Int]
    let firewalls: [Name: Int]
    let lans: [Name: Int]
    let racks: Set<Name>
    private let vrfs: [ScopedName: Int]
    private let segments: [ScopedName: Int]

    /// A name within the object at a position.
    private struct ScopedName: Hashable {
        let scope: Int
        let name: Name
    }

    init(_ topology: Topology, vrfs: [IndexedVRF], segments: [IndexedSegment]) {
        devices = Self.positions(topology.devices) { $0.name.value }
        classes = Self.positions(topology.classes) { $0.name.value }
        tenants = Self.positions(topology.tenants) { $0.name.value }
        services = Self.positions(topology.services) { $0.name.value }
        firewalls = Self.positions(topology.firewalls) { $0.name.value }
        lans = Self.positions(topology.exchange?.lans ?? []) { $0.name.value }
        racks = Set(topology.sites.flatMap(\.rooms).flatMap(\.racks).map(\.value))
        self.vrfs = Self.positions(vrfs) { ScopedName(scope: $0.tenant, name: $0.vrf.name.value) }
        self.segments = Self.positions(segments) {
            ScopedName(scope: $0.vrf, name: $0.segment.name.value)
        }
    }

    private static func positions<Element, Key: Hashable>(
        _ elements: [Element], by key: (Element) -> Key
    ) -> [Key: Int] {
        var result = [Key: Int](minimumCapacity: elements.count)
        for (position, element) in elements.enumerated() {
            let key = key(element)
            if result[key] == nil { result[key] = position }
        }
        return result
    }

    /// The VRF of that name; without a name the tenant's only one, nil where it has several.
    func vrf(_ name: Name?, ofTenant tenant: Int, among all: Range<Int>) -> Int? {
        guard let name else { return all.count == 1 ? all.lowerBound : nil }
        return vrfs[ScopedName(scope: tenant, name: name)]
    }

    func segment(_ name: Name, ofVRF vrf: Int) -> Int? {
        segments[ScopedName(scope: vrf, name: name)]
    }
}

extension TopologyIndex {
    public func device(named name: Name) -> Int? { names.devices[name] }
    public func tenantClass(named name: Name) -> Int? { names.classes[name] }
    public func tenant(named name: Name) -> Int? { names.tenants[name] }
    public func service(named name: Name) -> Int? { names.services[name] }
    public func firewall(named name: Name) -> Int? { names.firewalls[name] }
    public func lan(named name: Name) -> Int? { names.lans[name] }
    public func hasRack(named name: Name) -> Bool { names.racks.contains(name) }

    /// The VRF of that name; without a name the tenant's only one, nil where it has several.
    public func vrf(named name: Name?, ofTenant tenant: Int) -> Int? {
        names.vrf(name, ofTenant: tenant, among: vrfsOfTenant[tenant])
    }

    public func segment(named name: Name, ofVRF vrf: Int) -> Int? {
        names.segment(name, ofVRF: vrf)
    }

    /// Whether a part of the segment could not be read, so that its prefixes are not all known.
    func isUnread(segment: Int) -> Bool {
        topology.unreadNames.contains(segments[segment].segment.name.value.text)
    }

    /// Whether a part of the VRF or of one of its segments could not be read.
    func isUnread(vrf: Int) -> Bool {
        topology.unreadNames.contains(vrfs[vrf].vrf.name.value.text)
            || vrfs[vrf].segments.contains(where: isUnread(segment:))
    }

    /// The segment that an attachment of the tenant means.
    public func segment(_ reference: SegmentReference, ofTenant tenant: Int) -> Int? {
        vrf(named: reference.vrf, ofTenant: tenant).flatMap {
            segment(named: reference.segment, ofVRF: $0)
        }
    }
}
