import Diagnostics
import IR
import Intent
import Net

/// Which device has which segment and VRF, and the line that brought it there.
///
/// Lists are by position in `Topology.devices`.
struct Placement {
    /// Positions of devices in natural order of their names.
    let deviceOrder: [Int]
    let rooms: [IR.Room]
    let roomOfDevice: [RoomID?]
    /// By `SegmentID`, ascending.
    private(set) var devicesOfSegment: [[DeviceID]]
    private(set) var segmentsOfDevice: [[Placed<SegmentID>]]
    private(set) var vrfsOfDevice: [[Placed<VRFID>]]
    /// Transits that end at the device, on either side.
    private(set) var transitsOfDevice: [[Transit]]

    /// Something that a device has, and the line that it has it for.
    struct Placed<ID: FabricIndex> {
        let id: ID
        let origin: SourceSpan
    }

    /// One VRF between a service leaf and a device of a firewall.
    struct Transit {
        let vrf: VRFID
        let firewall: FirewallID
        let leaf: Int
        let leafPort: PortName
        let firewallDevice: Int
        let firewallPort: PortName
        /// Whether the firewall's device is the active one.
        let isActive: Bool
        let origin: SourceSpan
    }

    init(_ checked: CheckedTopology, _ tenancy: Tenancy) {
        let topology = checked.topology
        let index = checked.index
        let count = topology.devices.count
        deviceOrder = inOrder(
            Array(topology.devices.indices), ranks(topology.devices.map(\.name.value)))
        let rooms = Self.rooms(topology)
        self.rooms = rooms
        roomOfDevice = topology.devices.map { device in
            guard let rack = device.rack?.value else { return nil }
            return rooms.firstIndex { $0.racks.contains(rack) }.map { RoomID($0) }
        }
        transitsOfDevice = Self.transits(checked, tenancy)

        var segments = [[SegmentID: SourceSpan]](repeating: [:], count: count)
        var vrfs = [[VRFID: SourceSpan]](repeating: [:], count: count)
        func place(_ segment: SegmentID, on device: Int, for origin: SourceSpan) {
            segments[device].keepFirst(segment, origin)
            if case .vrf(let vrf) = tenancy.segments[segment.index].owner {
                vrfs[device].keepFirst(vrf, origin)
            }
        }
        for attachment in index.attachments {
            let port = attachment.attachment.port
            guard let device = index.device(named: port.value.device) else { continue }
            for segment in attachment.segments {
                place(tenancy.segmentID[segment], on: device, for: port.span)
            }
        }
        for exit in index.exits {
            guard let device = index.device(named: exit.exit.port.value.device) else { continue }
            vrfs[device].keepFirst(tenancy.vrfID[exit.vrf], exit.exit.port.span)
        }
        for member in topology.exchange?.members ?? [] {
            for connection in member.connections {
                guard let device = index.device(named: connection.port.value.device),
                    let lan = index.lan(named: connection.lan.value)
                else { continue }
                place(tenancy.lanID[lan], on: device, for: connection.port.span)
            }
        }
        for server in topology.exchange?.routeServers ?? [] {
            guard let device = index.device(named: server.device.value),
                let lan = index.lan(named: server.lan.value)
            else { continue }
            for cable in index.ports.cables[device] {
                place(tenancy.lanID[lan], on: cable.farDevice, for: server.device.span)
            }
        }
        for device in 0..<count {
            for transit in transitsOfDevice[device] where transit.leaf == device {
                vrfs[device].keepFirst(transit.vrf, transit.origin)
            }
        }
        segmentsOfDevice = segments.map(Self.ascending)
        vrfsOfDevice = vrfs.map(Self.ascending)
        devicesOfSegment = Array(repeating: [], count: tenancy.segments.count)
        for device in deviceOrder {
            for segment in segmentsOfDevice[device] {
                devicesOfSegment[segment.id.index].append(tenancy.deviceID[device])
            }
        }
    }

    private static func ascending<ID: FabricIndex>(_ placed: [ID: SourceSpan]) -> [Placed<ID>] {
        placed.map { Placed(id: $0.key, origin: $0.value) }.sorted { $0.id < $1.id }
    }

    private static func rooms(_ topology: Topology) -> [IR.Room] {
        let rooms = topology.sites.flatMap { site in
            site.rooms.map { room in
                var lowered = IR.Room(
                    site: site.name.value, name: room.name.value,
                    racks: room.racks.map(\.value).sorted(), origin: room.name.span)
                lowered.facility = (room.facility ?? site.facility).map { IR.Facility($0) }
                return lowered
            }
        }
        return rooms.sorted { ($0.site, $0.name) < ($1.site, $1.name) }
    }

    /// For every VRF that a contract brings to a firewall, one transit for each cable-end: from the
    /// firewall's device to the VTEP that it is plugged into.
    private static func transits(
        _ checked: CheckedTopology, _ tenancy: Tenancy
    ) -> [[Transit]] {
        let index = checked.index
        let topology = checked.topology
        var result = [[Transit]](repeating: [], count: topology.devices.count)
        for (position, vrfs) in index.vrfsOfFirewall.enumerated() {
            let firewall = topology.firewalls[position]
            for (rank, name) in firewall.devices.enumerated() {
                guard let device = index.device(named: name.value),
                    let cable = cableOfFirewall(device, index)
                else { continue }
                for vrf in vrfs {
                    let transit = Transit(
                        vrf: tenancy.vrfID[vrf], firewall: tenancy.firewallID[position],
                        leaf: cable.farDevice, leafPort: index.ports.all[cable.farPort].name.value,
                        firewallDevice: device,
                        firewallPort: index.ports.all[cable.port].name.value,
                        isActive: rank == 0, origin: name.span)
                    result[device].append(transit)
                    result[cable.farDevice].append(transit)
                }
            }
        }
        return result.map {
            $0.sorted { ($0.firewall, $0.vrf) < ($1.firewall, $1.vrf) }
        }
    }
}

extension Dictionary where Value == SourceSpan {
    /// Notes where a key was first written.
    fileprivate mutating func keepFirst(_ key: Key, _ span: SourceSpan) {
        if let known = self[key], known < span { return }
        self[key] = span
    }
}

/// The cable that transits of a firewall's device run over: of several towards VTEPs the first in
/// order of names, so that the order of links does not show.
private func cableOfFirewall(_ device: Int, _ index: TopologyIndex) -> Cable? {
    index.ports.cables[device].filter {
        index.topology.devices[$0.farDevice].role.value.isVTEP
    }.min { index.ports.all[$0.port].name.value < index.ports.all[$1.port].name.value }
}
