import Net

/// Where packets can go. Made of a network once; what is costly to find out is kept once found.
///
/// A node's edges belong to its device alone: what another device is told shows only in the routes
/// that it advertises and in the bridges that are behind it.
public struct ForwardingGraph: Sendable {
    public package(set) var network: Network
    /// Whether every route is taken that some failure could make the best.
    public let takesAll: Bool
    var planes: [DevicePlane]
    var layer2: Layer2

    var pools = Answers<PoolKey, [Advertisement]>()
    /// Prefixes that tables have routes to which do not float; asked where others float.
    var firm = Answers<TableKey, Set<IPPrefix>>()
    var lookups = Answers<TableKey, RouteLookup>()
    var sourcesByInterface = Answers<TableKey, [Int: [AddressRange]]>()
    var reaches = Answers<Start, Layer2.Reach>()

    /// Where a frame begins.
    package enum Start: Hashable, Sendable {
        case station(Node)
        case router(InterfaceID)
        case tunnel(InterfaceID)
    }

    /// - Parameters:
    ///   - takesAll: whether all candidate routes are followed and not the best alone: then what is
    ///     not reached is not reached under any failures of devices and cables.
    ///   - followsUnderlay: whether routes and frames are carried only between devices that sessions
    ///     join; otherwise every two are taken for joined.
    public init(_ network: Network, takesAll: Bool = false, followsUnderlay: Bool = false) {
        self.network = network
        self.takesAll = takesAll
        planes = network.devices.map { DevicePlane($0) }
        Self.join(network.cables, &planes)
        layer2 = Layer2(
            planes: planes, members: planes.map { Layer2.Members($0) }, overlay: Overlay(planes),
            underlay: followsUnderlay ? Underlay(planes) : nil)
    }

    /// Ports at both ends of a cable know of each other.
    static func join(_ cables: some Sequence<Network.Cable>, _ planes: inout [DevicePlane]) {
        for cable in cables {
            let a = planes[cable.a.device].cabledInterface(cable.a.port)
            let b = planes[cable.b.device].cabledInterface(cable.b.port)
            planes[cable.a.device].interfaces[a].far = InterfaceID(cable.b.device, b)
            planes[cable.b.device].interfaces[b].far = InterfaceID(cable.a.device, a)
        }
    }

    // MARK: Names

    /// `leaf-h1:swp1`.
    public func name(of id: InterfaceID) -> String {
        "\(network.devices[Int(id.device)].name):"
            + planes[Int(id.device)].interfaces[Int(id.interface)].name
    }

    public func interfaceName(_ device: Int, _ interface: Int) -> String {
        planes[device].interfaces[interface].name
    }

    /// The port of a station's node.
    public func port(of station: Node) -> String {
        planes[station.device].interfaces[station.first].name
    }

    // MARK: Edges of the network

    /// The node of a station at a port; nil where the device knows no such port or it is no edge.
    public func station(_ device: Int, _ port: String, _ tag: VLANID?) -> Node? {
        guard let position = planes[device].interface(named: port) else { return nil }
        let interface = planes[device].interfaces[position]
        guard interface.isEdge || isStation(device, position) else { return nil }
        return .station(device, position, tag)
    }

    /// Edge ports whose frames go anywhere, under each tag that they may have; ascending.
    public var openStations: [Node] { planes.indices.flatMap { openStations(of: $0) } }

    package func openStations(of device: Int) -> [Node] {
        var result: [Node] = []
        for (position, interface) in planes[device].interfaces.enumerated()
        where interface.isEdge && !isStation(device, position) {
            if interface.isBridged {
                if !interface.untagged.isEmpty {
                    result.append(.station(device, position, nil))
                }
                result += interface.tagged.map { .station(device, position, $0.value) }
            } else {
                result.append(.station(device, position, nil))
                result += (layer2.members[device].subinterfaces[position] ?? []).map {
                    .station(device, position, $0.vlan)
                }
            }
        }
        return result.sorted()
    }

    /// Whether the device passes packets of others on; one that does not is a station with its
    /// routed interfaces. Behind its bridged ports are others.
    func forwards(_ device: Int) -> Bool { !planes[device].routes.isEmpty }

    /// Whether the station at a port is the device itself.
    func isStation(_ device: Int, _ position: Int) -> Bool {
        !forwards(device) && !planes[device].interfaces[position].isBridged
    }

    /// Edges and routed interfaces that a station's frames reach, and the devices on the way.
    public mutating func reach(
        of station: Node
    ) -> (stations: [Node], receivers: [Node], devices: [Int]) {
        let reach = layer2Reach(.station(station))
        let stations = reach.stations + reach.routers.compactMap(hostStation)
        return (
            stations,
            reach.routers.filter { forwards(Int($0.device)) }
                .map { Node(.receives, Int($0.device), Int($0.interface)) }, reach.devices
        )
    }

    /// The station that a routed interface of a host is.
    func hostStation(_ id: InterfaceID) -> Node? {
        let device = Int(id.device)
        guard !forwards(device) else { return nil }
        if case .subinterface(let parent, let vlan) = planes[device].interfaces[Int(id.interface)]
            .kind
        {
            return .station(device, parent, vlan)
        }
        return .station(device, Int(id.interface), nil)
    }

    mutating func layer2Reach(_ start: Start) -> Layer2.Reach {
        if let known = reaches[start] { return known }
        let reach =
            switch start {
            case .station(let node):
                isStation(node.device, node.first)
                    ? layer2.reach(fromHost: node.device, node.first, node.tag)
                    : layer2.reach(fromStation: node.device, node.first, node.tag)
            case .router(let id): layer2.reach(fromRouter: id)
            case .tunnel(let id): layer2.reach(fromTunnel: id)
            }
        reaches[start] = reach
        return reach
    }

    // MARK: Edges of a node

    /// Where packets of the family go from a node that is no table, in a fixed order; for a table ask
    /// `routes` and `exit`. A station has no edges: who is plugged in there passes nothing on.
    public mutating func edges(of node: Node, _ family: AddressFamily) -> [Edge] {
        switch node.kind {
        case .station, .local, .table: []
        case .receives: received(node, family)
        case .leaves: left(node, family)
        case .tunnelled: arrived(node, family)
        }
    }

    private mutating func received(_ node: Node, _ family: AddressFamily) -> [Edge] {
        let device = node.device
        guard planes[device].interfaces[node.first].isUp, planes[device].routes[family] != nil
        else { return [] }
        let table = planes[device].interfaces[node.first].vrf
        var label = Edge.Label.all
        if planes[device].interfaces[node.first].hasIngressFilter {
            label.filter = .ingress(InterfaceID(device, node.first))
        }
        if planes[device].interfaces[node.first].reversePathStatement >= 0 {
            label.sources = sourcesRouted(to: node.first, device, table, family)
        }
        let isAskedFor =
            !planes[device].forwardRules.isEmpty
            || planes[device].interfaces[node.first].hasSession
        return [
            Edge(
                .table(
                    device, entered: table, fallen: false,
                    interface: isAskedFor ? node.first : nil), label)
        ]
    }

    /// Addresses that the table leads out by the interface.
    private mutating func sourcesRouted(
        to interface: Int, _ device: Int, _ table: Int, _ family: AddressFamily
    ) -> [AddressRange] {
        let key = TableKey(device: Int32(device), table: Int32(table), family: family)
        if let known = sourcesByInterface[key] { return known[interface] ?? [] }
        var result: [Int: [AddressRange]] = [:]
        let lookup = lookup(device, table, family)
        for run in lookup.runs {
            for route in lookup.entries[Int(run.entry)].routes {
                switch route.nextHop {
                case .connected(let out), .via(let out, _):
                    result[out, default: []].join(run.range)
                case .local, .tunnel: break
                }
            }
        }
        sourcesByInterface[key] = result
        return result[interface] ?? []
    }

    private mutating func left(_ node: Node, _ family: AddressFamily) -> [Edge] {
        let device = node.device
        let reach = layer2Reach(.router(InterfaceID(device, node.first)))
        var result: [Edge] = []
        if node.second > 0 {
            let nextHop = planes[device].nextHops[node.second - 1]
            for id in reach.routers where owns(id, nextHop) {
                result.append(
                    Edge(hostStation(id) ?? Node(.receives, Int(id.device), Int(id.interface))))
            }
            // With its router gone, whoever is on the link may claim the next hop's address.
            if !result.isEmpty, !takesAll { return result }
        } else {
            for id in reach.routers where forwards(Int(id.device)) {
                var own: [AddressRange] = []
                // A device may be told an address twice.
                for address in planes[Int(id.device)].interfaces[Int(id.interface)].addresses
                    .map(\.value.address).filter({ $0.family == family }).sorted()
                {
                    own.join(AddressRange(address.bits, address.bits))
                }
                guard !own.isEmpty else { continue }
                result.append(
                    Edge(
                        Node(.receives, Int(id.device), Int(id.interface)),
                        Edge.Label(destinations: own)))
            }
        }
        result += (reach.stations + reach.routers.compactMap(hostStation)).map { Edge($0) }
        return result
    }

    private func owns(_ id: InterfaceID, _ address: IPAddress) -> Bool {
        planes[Int(id.device)].interfaces[Int(id.interface)].addresses.contains {
            $0.value.address == address
        }
    }

    private mutating func arrived(_ node: Node, _ family: AddressFamily) -> [Edge] {
        let device = node.device
        var result: [Edge] = []
        for vlan in planes[device].interfaces[node.first].untagged {
            for svi in layer2.members[device].svis[vlan.value.rawValue] ?? [] {
                result.append(Edge(Node(.receives, device, svi)))
            }
        }
        let reach = layer2Reach(.tunnel(InterfaceID(device, node.first)))
        result += (reach.stations + reach.routers.compactMap(hostStation)).map { Edge($0) }
        return result
    }

    /// Destinations that no router passes on (RFC 1112, RFC 4291), ascending.
    public static func linkScope(_ family: AddressFamily) -> [AddressRange] {
        switch family {
        case .ipv4:
            [AddressRange(0xe000_0000, 0xefff_ffff), AddressRange(0xffff_ffff, 0xffff_ffff)]
        case .ipv6:
            [
                AddressRange(0xfe80 << 112, 0xfebf << 112 | ~UInt128(0) >> 16),
                AddressRange(0xff << 120, .max),
            ]
        }
    }

    // MARK: Filters

    /// The rules of an ingress filter, in order.
    public func ingressRules(_ id: InterfaceID, _ family: AddressFamily) -> [FilterRule] {
        planes[Int(id.device)].interfaces[Int(id.interface)].ingressRules.map(\.value)
            .filter { $0.family == family }
    }

    /// The rules by which connections may be opened from one interface to another, in order.
    /// O(rules of the two).
    public func connectionRules(
        _ device: Int32, from: Int32, to: Int32, _ family: AddressFamily
    ) -> [FilterRule] {
        planes[Int(device)].rules(from: Int(from), to: Int(to)).filter { $0.family == family }
    }
}

extension ForwardingGraph {
    /// Whether a node is one that packets come to, and not a device as a whole.
    public func isAsked(_ node: Node) -> Bool { node.kind != .local }

    /// Whether the device passes packets on by connections.
    public func isStateful(_ device: Int) -> Bool { planes[device].stateful != nil }
}
