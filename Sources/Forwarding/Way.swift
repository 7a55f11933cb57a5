import Net

/// One step of a packet, told to a person: where it is and what says that it may be there.
public struct Hop: Hashable, Sendable {
    /// Position in the network's devices.
    public var device: Int
    /// `bridge domain VLAN 110`, `table v-prato-312`, `ingress filter of vlan110`.
    public var place: String
    /// The wire that it came over; nil where it stayed on the device.
    public var wire: String?
    /// The statements that the step rests on.
    public var statements: [StatementID]

    init(_ device: Int, _ place: String, wire: String? = nil, _ statements: [StatementID]) {
        self.device = device
        self.place = place
        self.wire = wire
        self.statements = statements
    }
}

extension ForwardingGraph {
    /// The hops of a frame that a station sends and another receives, or that a router receives.
    public func frameHops(from station: Node, to end: Node) -> [Hop] {
        let begin = Hop(station.device, text(ofStation: station), [])
        let way: [Layer2.Step]? = layer2.way(to: place(of: end)) { search in
            if isStation(station.device, station.first) {
                layer2.leave(host: station.device, station.first, station.tag, &search)
            } else {
                layer2.arrive(
                    station.device, station.first, station.tag.map { .tag($0) } ?? .station,
                    hides: true, nil, &search)
            }
        }
        return [begin] + (way ?? []).map(hop(of:))
    }

    private func place(of node: Node) -> Layer2.Place {
        guard node.kind == .station else {
            return .router(InterfaceID(node.device, node.first))
        }
        if isStation(node.device, node.first) {
            let subinterface = node.tag.flatMap { tag in
                layer2.members[node.device].subinterfaces[node.first]?.first { $0.vlan == tag }
            }
            return .router(InterfaceID(node.device, subinterface?.interface ?? node.first))
        }
        return .station(node)
    }

    private func text(ofStation node: Node) -> String {
        let tag = node.tag.map { "VLAN \($0)" } ?? "untagged"
        return "station at \(interfaceName(node.device, node.first)), \(tag)"
    }

    private func hop(of step: Layer2.Step) -> Hop {
        let wire = step.wire.map(text(of:))
        let statements = step.grounds.all
        switch step.to {
        case .domain(let domain):
            return Hop(
                Int(domain.device), "bridge domain VLAN \(domain.vlan)", wire: wire, statements)
        case .station(let node):
            return Hop(node.device, text(ofStation: node), wire: wire, statements)
        case .router(let id):
            let name = interfaceName(Int(id.device), Int(id.interface))
            return Hop(Int(id.device), "routed interface \(name)", wire: wire, statements)
        }
    }

    private func text(of wire: Layer2.Wire) -> String {
        switch wire {
        case .cable(let from, let to, let tag, let hidden):
            let frame =
                tag.map { "VLAN \($0)" }
                ?? hidden.map { "no tag of the switch, and VLAN \($0) that the sender hid" }
                ?? "untagged"
            return "cable \(name(of: from)) to \(name(of: to)), \(frame)"
        case .tunnel(let from, let to, let vni):
            return "VXLAN from \(network.devices[Int(from)].name) to "
                + "\(network.devices[Int(to)].name), VNI \(vni)"
        }
    }

    /// The hops between two nodes that an edge joins, for one packet.
    public mutating func hops(from node: Node, to next: Node, _ packet: Packet) -> [Hop] {
        switch node.kind {
        case .station, .local: []
        case .receives: [received(node, packet)]
        case .table: [routed(node, next, packet)]
        case .leaves:
            layer2Hops(to: next) { [layer2] search in
                layer2.leave(InterfaceID(node.device, node.first), &search)
            }
        case .tunnelled: arrivedHops(node, next)
        }
    }

    private func layer2Hops(to next: Node, _ start: (inout Layer2.Search) -> Void) -> [Hop] {
        (layer2.way(to: place(of: next), start) ?? []).map(hop(of:))
    }

    private func arrivedHops(_ node: Node, _ next: Node) -> [Hop] {
        let plane = planes[node.device]
        let tunnel = plane.interfaces[node.first]
        var statements = [StatementID]()
        for vlan in tunnel.untagged {
            statements.append(StatementID(device: node.device, position: Int(vlan.statement)))
        }
        if tunnel.kindStatement >= 0 {
            statements.append(
                StatementID(device: node.device, position: Int(tunnel.kindStatement)))
        }
        let first = Hop(node.device, "out of the tunnel \(tunnel.name)", statements)
        guard next.kind == .station else {
            let svi = plane.interfaces[next.first]
            return [
                first,
                Hop(
                    node.device, "routed interface \(svi.name)",
                    [StatementID(device: node.device, position: Int(svi.kindStatement))]),
            ]
        }
        return [first]
            + layer2Hops(to: next) { search in
                for vlan in tunnel.untagged {
                    search.go(
                        .domain(
                            Layer2.Domain(
                                device: Int32(node.device), vlan: vlan.value.rawValue,
                                hidesTags: false, inInterface: Int32(node.first))), nil,
                        Grounds(), nil)
                }
            }
    }

    /// The ingress filter and the table behind it.
    private func received(_ node: Node, _ packet: Packet) -> Hop {
        let plane = planes[node.device]
        let interface = plane.interfaces[node.first]
        let table = plane.tables[interface.vrf]
        var statements: [Int32] = [interface.vrfStatement, table.statement]
        var place = "table \(table.name.isEmpty ? "of the default VRF" : table.name)"
        if interface.hasIngressFilter {
            statements.append(interface.ingressStatement)
            let rule = interface.ingressRules.first { $0.value.matches(packet) }
            statements.append(rule?.statement ?? -1)
            place = "ingress filter of \(interface.name), \(place)"
        }
        return Hop(node.device, place, identified(statements, node.device))
    }

    private func identified(_ statements: [Int32], _ device: Int) -> [StatementID] {
        statements.filter { $0 >= 0 }.map { StatementID(device: device, position: Int($0)) }
    }

    private mutating func routed(_ node: Node, _ next: Node, _ packet: Packet) -> Hop {
        let device = node.device
        let plane = planes[device]
        if next.kind == .table { return Hop(device, "table of the default VRF, by default", []) }
        let lookup = lookup(device, table(of: node), packet.family)
        let entry = lookup.entry(of: packet.destination.bits)
        let route = entry?.routes.first { route in
            exit(node, Routes.Hop(nextHop: route.nextHop, destinations: []), packet.family)?.0
                == next
        }
        var statements = route?.grounds.all ?? []
        var place = "route \(route?.prefix.description ?? "?")"
        var wire: String?
        switch route?.nextHop {
        case .connected(let out), .via(let out, _):
            place += " out of \(plane.interfaces[out].name)"
            statements += forwardGrounds(node, out, packet)
        case .tunnel(let far, let vni):
            place += " to \(network.devices[Int(far)].name)"
            wire = "VXLAN to \(network.devices[Int(far)].name), VNI \(vni)"
            if let out = routedTunnel(device, table(of: node)) {
                statements += forwardGrounds(node, out, packet)
            }
            if let own = plane.tables[table(of: node)].l3vni {
                statements.append(StatementID(device: device, position: Int(own.statement)))
            }
        case .local, nil: place = "the device itself"
        }
        return Hop(device, place, wire: wire, statements)
    }

    /// What lets a packet leave by an interface.
    private func forwardGrounds(_ node: Node, _ out: Int, _ packet: Packet) -> [StatementID] {
        let device = node.device
        let plane = planes[device]
        guard let filter = plane.forwardFilter else { return [] }
        if plane.stateful != nil, let from = node.inInterface {
            func rule(_ from: Int, _ to: Int, _ packet: Packet) -> Int32? {
                let names = (plane.interfaces[from].name, plane.interfaces[to].name)
                return plane.forwardRules.first {
                    ($0.value.inInterface ?? names.0) == names.0
                        && ($0.value.outInterface ?? names.1) == names.1
                        && $0.value.matches(packet)
                }?.statement
            }
            var asked = packet.reversed
            asked.kind =
                PacketKinds.possible(for: packet.protocolNumber).contains(.opens)
                ? .opens : .continues
            let found = rule(from, out, packet) ?? -1
            let answered = rule(out, from, asked) ?? -1
            return identified([filter, found, answered], device)
        }
        return identified(
            [plane.tables[node.first].pairs[out] ?? -1], device)
    }
}
