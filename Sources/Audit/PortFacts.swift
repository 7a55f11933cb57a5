import IR
import Net

/// What is known of a place of capture, beside what its tags mean.
struct PortFacts: Sendable {
    /// Nil where nothing is known of it.
    let port: PortReference?
    let kinds: VantageKinds
    /// Stations bound to the port, as indices into `StationBook.stations`.
    let stations: [Int]
    /// Their MAC addresses.
    let macs: [MACAddress]
    /// Whether the port is a LAG or a leg of one, where LACP belongs.
    let isAggregated: Bool
    /// Whether every frame but control has a tag here.
    let isTaggedOnly: Bool
    /// Octets of the longest frame that the port's MTU allows, tags included.
    let longestFrame: UInt32

    /// A place of which nothing is known: the longest frame is that of the links between devices.
    init(unknownIn fabric: Fabric) {
        port = nil
        kinds = []
        stations = []
        macs = []
        isAggregated = false
        isTaggedOnly = false
        longestFrame = Self.longestFrame(mtu: fabric.parameters.fabricMTU)
    }

    /// The facts of a port that a fabric has and uses.
    init?(_ port: PortReference, in fabric: Fabric, _ book: StationBook) {
        guard let device = fabric.devices.firstIndex(where: { $0.name == port.device }),
            let interface = fabric.devices[device].interface(passedAt: port.port)
        else { return nil }
        self.port = port
        kinds = VantageKinds(interface.role, in: fabric)
        stations = book.stations.indices.filter {
            book.stations[$0].device == DeviceID(device)
                && book.stations[$0].port == interface.name.port
        }
        macs = stations.flatMap { book.stations[$0].macs }
        if case .lag = interface.name { isAggregated = true } else { isAggregated = false }
        switch interface.role {
        case .trunk(_, native: nil), .carrier: isTaggedOnly = true
        default: isTaggedOnly = false
        }
        longestFrame = Self.longestFrame(mtu: interface.mtu)
    }

    /// An Ethernet header and two tags around a packet.
    private static func longestFrame(mtu: Int) -> UInt32 { UInt32(mtu + 14 + 8) }

    /// Whether stations, and nobody of the fabric, are on the other side.
    var isEdge: Bool { !kinds.isDisjoint(with: .edge) }
}
