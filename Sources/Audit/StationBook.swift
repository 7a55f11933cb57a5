import Diagnostics
import IR
import Net

/// Who is bound to what: the stations that the topology knows by a MAC address or an address.
struct StationBook: Sendable {
    /// A host behind an attachment, a member's connection, or a route server.
    struct Station: Sendable {
        enum Kind { case host, member, routeServer }

        let kind: Kind
        let name: String
        let macs: [MACAddress]
        let addresses: [IPAddress]
        /// Where it may send, ascending.
        let places: [PlaceNumber]
        let device: DeviceID
        let port: PortName
        let origin: SourceSpan
    }

    /// An address in one of the networks that have it.
    struct Holder: Hashable {
        let place: PlaceNumber
        let address: IPAddress
    }

    private(set) var stations: [Station] = []
    private(set) var byMAC: [MACAddress: Int] = [:]
    private var byAddress: [Holder: Int] = [:]
    /// MAC addresses that routers of the fabric send from: of the anycast gateway, and one for each
    /// device.
    let fabricMACs: Set<MACAddress>
    private var gateways: Set<Holder> = []

    init(_ fabric: Fabric, _ places: PlaceTable) {
        fabricMACs = Set(fabric.devices.compactMap(\.routerMAC) + [fabric.parameters.gatewayMAC])
        for attachment in fabric.attachments { add(attachment, fabric, places) }
        for connection in fabric.exchange?.members.flatMap(\.connections) ?? [] {
            add(
                Station(
                    kind: .member, name: "\(fabric[connection.device].name):\(connection.port)",
                    macs: connection.macs, addresses: connection.addresses,
                    places: [places.number(of: .lan(connection.lan))], device: connection.device,
                    port: connection.port, origin: connection.origin))
        }
        for link in fabric.links { addRouteServer(on: link, fabric, places) }
        for (index, segment) in fabric.segments.enumerated() {
            let place = places.number(of: PlaceTable.place(of: SegmentID(index), in: fabric))
            for address in segment.prefixes.compactMap(\.gateway) {
                gateways.insert(Holder(place: place, address: address))
            }
        }
    }

    private mutating func add(_ attachment: Attachment, _ fabric: Fabric, _ places: PlaceTable) {
        let device = fabric[attachment.device]
        guard let interface = device.interface(passedAt: attachment.port) else { return }
        let segments: [SegmentID]
        switch interface.role {
        case .access(let segment): segments = [segment]
        case .trunk(let tagged, let native): segments = tagged + [native].compactMap(\.self)
        default: return
        }
        let numbers = segments.map { places.number(of: PlaceTable.place(of: $0, in: fabric)) }
        for host in attachment.hosts {
            add(
                Station(
                    kind: .host,
                    name: host.name?.text ?? "a station of \(device.name):\(attachment.port)",
                    macs: [host.mac].compactMap(\.self), addresses: host.addresses,
                    places: numbers.sorted(), device: attachment.device, port: attachment.port,
                    origin: host.origin))
        }
    }

    /// A route server is what a cable joins to a port of its LAN.
    private mutating func addRouteServer(on link: Link, _ fabric: Fabric, _ places: PlaceTable) {
        for (near, far) in [(link.a, link.b), (link.b, link.a)] {
            guard let server = fabric[far.device].routeServer else { continue }
            add(
                Station(
                    kind: .routeServer, name: fabric[far.device].name.text,
                    macs: fabric[near.device].interface(passedAt: near.port)?.allowedMACs ?? [],
                    addresses: server.addresses,
                    places: [places.number(of: .lan(server.lan))], device: near.device,
                    port: near.port, origin: server.origin))
        }
    }

    /// Of a MAC address or address that is there twice, which the checks refuse, the first counts.
    private mutating func add(_ station: Station) {
        for mac in station.macs where byMAC[mac] == nil { byMAC[mac] = stations.count }
        for place in station.places {
            for address in station.addresses {
                let holder = Holder(place: place, address: address)
                if byAddress[holder] == nil { byAddress[holder] = stations.count }
            }
        }
        stations.append(station)
    }

    func station(with mac: MACAddress) -> Int? { byMAC[mac] }

    func station(with address: IPAddress, in place: PlaceNumber) -> Int? {
        byAddress[Holder(place: place, address: address)]
    }

    func isGateway(_ address: IPAddress, in place: PlaceNumber) -> Bool {
        gateways.contains(Holder(place: place, address: address))
    }
}
