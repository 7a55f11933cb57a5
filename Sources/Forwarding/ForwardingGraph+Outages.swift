import Net

/// Something of a graph that a proof has asked for. As long as none of what it asked for changes, its
/// result does not either.
package enum Dependency: Hashable, Sendable {
    /// The routes of a table.
    case table(ForwardingGraph.TableKey)
    /// Where frames go that begin at a place.
    case frames(ForwardingGraph.Start)
    /// Whether an interface is up, and what it lets in.
    case interface(InterfaceID)
    /// What connections from an interface a device lets pass.
    case passages(InterfaceID)
}

extension ForwardingGraph {
    /// What the edges of a node follow from; nothing for a node that has none.
    package func dependencies(of node: Node, _ family: AddressFamily) -> [Dependency] {
        let id = InterfaceID(node.device, node.first)
        func table(_ table: Int) -> Dependency {
            .table(TableKey(device: Int32(node.device), table: Int32(table), family: family))
        }
        switch node.kind {
        case .station, .local: return []
        case .receives:
            let interface = planes[node.device].interfaces[node.first]
            return interface.reversePathStatement >= 0
                ? [.interface(id), table(interface.vrf)] : [.interface(id)]
        case .table:
            // Of one that has fallen, the way out is that of the table it came to first.
            var result = node.isFallen ? [table(0), table(node.first)] : [table(node.first)]
            if let from = node.inInterface {
                result.append(.passages(InterfaceID(node.device, from)))
            }
            return result
        case .leaves: return [.frames(.router(id))]
        case .tunnelled: return [.frames(.tunnel(id))]
        }
    }

    /// What the frames of a station follow from.
    package func dependency(ofStation node: Node) -> Dependency { .frames(.station(node)) }
}

extension GraphIndex {
    /// What of the graph outages change; nothing is left out, and little is named for nothing.
    fileprivate func change(_ graph: ForwardingGraph, _ outage: AppliedOutage) -> Set<Dependency> {
        var result: Set<Dependency> = []
        for device in outage.devices { addDevice(device, graph, &result) }
        for port in outage.ports { addPort(port, graph, &result) }
        if let underlay = outage.underlay, let before = graph.layer2.underlay {
            addUnderlay(from: before, to: underlay, outage, graph, &result)
        }
        return result
    }

    private func addDevice(
        _ device: Int, _ graph: ForwardingGraph, _ result: inout Set<Dependency>
    ) {
        for start in startsOfDevice[device] { result.insert(.frames(start)) }
        for exporter in exporters[device] { addImporters(of: exporter, &result) }
    }

    private func addImporters(of exporter: Exporter, _ result: inout Set<Dependency>) {
        for key in importers[exporter] ?? [] { result.insert(.table(key)) }
    }

    private func addPort(
        _ port: InterfaceID, _ graph: ForwardingGraph, _ result: inout Set<Dependency>
    ) {
        let plane = graph.planes[Int(port.device)]
        for start in startsOfPort[port] ?? [] { result.insert(.frames(start)) }
        if let far = plane.interfaces[Int(port.interface)].far {
            for start in startsOfPort[far] ?? [] { result.insert(.frames(start)) }
        }
        for position in plane.interfacesOn(port: Int(port.interface)) {
            let id = InterfaceID(Int(port.device), position)
            result.insert(.interface(id))
            result.insert(.frames(.router(id)))
            guard !plane.interfaces[position].addresses.isEmpty else { continue }
            let table = Int32(plane.interfaces[position].vrf)
            for family in AddressFamily.allCases {
                result.insert(
                    .table(.init(device: port.device, table: table, family: family)))
            }
            addImporters(of: Exporter(device: port.device, table: table), &result)
        }
    }

    /// Tables and frames between devices that the underlay joined before and does not now.
    private func addUnderlay(
        from before: Underlay, to after: Underlay, _ outage: AppliedOutage,
        _ graph: ForwardingGraph, _ result: inout Set<Dependency>
    ) {
        let parted = outage.parted(from: before, to: after)
        for device in parted.indices where !parted[device].isEmpty {
            for exporter in exporters[device] {
                for key in importers[exporter] ?? []
                where parted[device].contains(Int(key.device)) { result.insert(.table(key)) }
            }
            for start in startsOfDevice[device] {
                let devices = graph.reaches[start]?.devices ?? []
                if devices.contains(where: { parted[device].contains($0) }) {
                    result.insert(.frames(start))
                }
            }
        }
    }
}

/// Outages as what they do to a graph.
private struct AppliedOutage {
    var devices: [Int]
    /// Ports that go down, of devices that work.
    var ports: [InterfaceID]
    /// Nil where devices that work are joined as before.
    var underlay: Underlay?

    /// By device that works, those that work and that it is no longer joined with.
    func parted(from before: Underlay, to after: Underlay) -> [BitSet] {
        before.joined.indices.map { device in
            var set = before.joined[device].symmetricDifference(after.joined[device])
            if devices.contains(device) { set = BitSet(count: before.joined.count) }
            for failed in devices { set.remove(failed) }
            return set
        }
    }
}

extension ForwardingGraph {
    /// What outages change of the graph, and the graph after them, which keeps what it has answered
    /// before and what still holds.
    ///
    /// O(devices + cables), and for what changes the size of its parts. The graph must have been
    /// made without `takesAll`.
    ///
    /// - Parameter index: of this graph.
    package func after(
        _ outages: [Outage], _ index: GraphIndex
    ) -> (graph: ForwardingGraph, change: Set<Dependency>) {
        var graph = fork()
        var applied = graph.apply(outages)
        if let before = layer2.underlay {
            let underlay = Underlay(graph.planes)
            if applied.parted(from: before, to: underlay).contains(where: { !$0.isEmpty }) {
                applied.underlay = underlay
                graph.layer2.underlay = underlay
                graph.pools = Answers()
                graph.firm = Answers()
            }
        }
        let change = index.change(self, applied)
        graph.layer2.planes = graph.planes
        graph.forget(change)
        return (graph, change)
    }

    /// A copy that keeps apart what it finds out itself.
    func fork() -> ForwardingGraph {
        var graph = self
        graph.pools.fork()
        graph.firm.fork()
        graph.lookups.fork()
        graph.sourcesByInterface.fork()
        graph.reaches.fork()
        return graph
    }

    /// Takes ports and devices down.
    private mutating func apply(_ outages: [Outage]) -> AppliedOutage {
        let failed = network.failures(after: outages)
        var ports: [InterfaceID] = []
        for end in failed.ports {
            guard let port = planes[end.device].interface(named: end.port) else { continue }
            planes[end.device].takeDown(port)
            layer2.members[end.device] = Layer2.Members(planes[end.device])
            ports.append(InterfaceID(end.device, port))
        }
        for device in failed.devices {
            let silent = DevicePlane(
                NetworkDevice(name: network.devices[device].name, statements: []))
            layer2.overlay.replace(planes[device], with: silent, device: device)
            planes[device] = silent
            layer2.members[device] = Layer2.Members(silent)
        }
        return AppliedOutage(devices: failed.devices, ports: ports, underlay: nil)
    }

    /// Drops answers that an outage makes wrong.
    private mutating func forget(_ change: Set<Dependency>) {
        for dependency in change {
            switch dependency {
            case .table(let key):
                lookups[key] = nil
                sourcesByInterface[key] = nil
            case .frames(let start): reaches[start] = nil
            case .interface, .passages: break
            }
        }
        // Which pools name a device that changed is not kept: they are made quickly.
        if change.contains(where: { if case .table = $0 { true } else { false } }) {
            pools = Answers()
            firm = Answers()
        }
    }
}

extension DevicePlane {
    /// A port and its sub-interfaces.
    func interfacesOn(port: Int) -> [Int] {
        interfaces.indices.filter { position in
            if case .subinterface(port, _) = interfaces[position].kind {
                true
            } else {
                position == port
            }
        }
    }
}
