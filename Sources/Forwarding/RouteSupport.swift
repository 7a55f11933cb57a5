import Net

/// What holds up the choice that a node makes now: outages of which one at least must happen before
/// it makes another. Used to search for the failures that expose something.
///
/// More than one way to hold a route up is possible (two cables of a LAG, two ways through the
/// underlay); then the outages of one way are named, and after one of them those of the next.
package struct RouteSupport {
    private let graph: ForwardingGraph
    private var lookups: ForwardingGraph
    private let underlay: Underlay
    private var cablesOfPort: [InterfaceID: [Int]] = [:]
    /// Whether something was left out because it would take more outages than were left.
    package private(set) var wasCut = false

    package init(_ graph: ForwardingGraph) {
        self.graph = graph
        lookups = graph
        underlay = Underlay(graph.planes)
        for (position, cable) in graph.network.cables.enumerated() {
            for end in [cable.a, cable.b] {
                guard let port = graph.planes[end.device].interface(named: end.port) else {
                    continue
                }
                cablesOfPort[InterfaceID(end.device, port), default: []].append(position)
            }
        }
    }

    /// Of a table or a way out, for packets to some destinations; of a routed interface that checks
    /// the reverse path, for packets from them.
    ///
    /// - Parameter left: how many outages may still happen.
    package mutating func outages(
        of node: Node, _ addresses: [AddressRange], _ family: AddressFamily, left: Int
    ) -> Set<Outage> {
        switch node.kind {
        case .table:
            return outages(
                node.device, graph.table(of: node), addresses, family, left: left)
        case .receives:
            let table = graph.planes[node.device].interfaces[node.first].vrf
            return outages(node.device, table, addresses, family, left: left)
        case .leaves: return outagesOfLink(node)
        case .station, .tunnelled, .local: return []
        }
    }

    private mutating func outages(
        _ device: Int, _ table: Int, _ addresses: [AddressRange], _ family: AddressFamily,
        left: Int
    ) -> Set<Outage> {
        let lookup = lookups.lookup(device, table, family)
        var result: Set<Outage> = []
        var known: Set<Int32> = []
        for range in addresses {
            for entry in lookup.entries(in: range) where known.insert(entry).inserted {
                guard let route = lookup.entries[Int(entry)].routes.first else { continue }
                result.formUnion(outages(of: route, on: device, left: left))
            }
        }
        return result
    }

    private mutating func outages(
        of route: CandidateRoute, on device: Int, left: Int
    ) -> Set<Outage> {
        switch route.nextHop {
        case .local: return outagesOfOwn(route.prefix, on: device)
        case .connected(let interface), .via(let interface, _):
            return outages(ofInterface: interface, on: device)
        case .tunnel(let far, _):
            var result = outagesOfOwn(route.prefix, on: Int(far))
            result.insert(.device(Int(far)))
            if common(device, Int(far)) <= left {
                result.formUnion(way(from: device, to: Int(far)))
            } else {
                wasCut = true
            }
            return result
        }
    }

    /// Of a prefix that a device has by itself, whichever of its tables it is in.
    private func outagesOfOwn(_ prefix: IPPrefix, on device: Int) -> Set<Outage> {
        var result: Set<Outage> = []
        for table in graph.planes[device].tables.indices {
            for route in graph.ownRoutes(of: device, table, prefix.family)
            where route.prefix == prefix {
                switch route.nextHop {
                case .connected(let interface), .via(let interface, _):
                    result.formUnion(outages(ofInterface: interface, on: device))
                case .local:
                    for position in graph.planes[device].tables[table].interfaces
                    where graph.planes[device].interfaces[position].addresses.contains(where: {
                        $0.value.address == prefix.address
                    }) {
                        result.formUnion(outages(ofInterface: position, on: device))
                    }
                case .tunnel: break
                }
            }
        }
        return result
    }

    /// What takes an interface down: its cables, and the device at their other end.
    private func outages(ofInterface position: Int, on device: Int) -> Set<Outage> {
        let interface = graph.planes[device].interfaces[position]
        var port = position
        if case .subinterface(let parent, _) = interface.kind { port = parent }
        guard graph.planes[device].interfaces[port].isPort else { return [] }
        return outages(ofPort: InterfaceID(device, port))
    }

    private func outages(ofPort port: InterfaceID) -> Set<Outage> {
        var result: Set<Outage> = []
        for position in cablesOfPort[port] ?? [] {
            let cable = graph.network.cables[position]
            result.insert(.cable(position))
            result.insert(
                .device(cable.a.device == Int(port.device) ? cable.b.device : cable.a.device))
        }
        return result
    }

    /// What parts a way out from the routers behind it.
    private mutating func outagesOfLink(_ node: Node) -> Set<Outage> {
        let reach = lookups.layer2Reach(.router(InterfaceID(node.device, node.first)))
        var result: Set<Outage> = []
        for port in reach.cabled { result.formUnion(outages(ofPort: port)) }
        for device in reach.devices { result.insert(.device(device)) }
        for router in reach.routers { result.insert(.device(Int(router.device))) }
        result.remove(.device(node.device))
        return result
    }

    // MARK: Underlay

    /// How many outages it takes at least to part two devices that both work.
    private func common(_ first: Int, _ second: Int) -> Int {
        Set(underlay.groups[first]).intersection(underlay.groups[second]).count
    }

    /// Cables and devices of one shortest way between two devices, without themselves.
    private func way(from start: Int, to end: Int) -> Set<Outage> {
        var previous = [start: start]
        var queue = [start]
        var next = 0
        while next < queue.count, previous[end] == nil {
            let device = queue[next]
            next += 1
            guard device == start || graph.planes[device].transits else { continue }
            for far in Underlay.neighbours(of: device, graph.planes) where previous[far] == nil {
                previous[far] = device
                queue.append(far)
            }
        }
        var result: Set<Outage> = []
        var device = end
        while let before = previous[device], before != device {
            result.formUnion(cables(between: before, device).map { .cable($0) })
            if before != start { result.insert(.device(before)) }
            device = before
        }
        return result
    }

    private func cables(between first: Int, _ second: Int) -> [Int] {
        graph.network.cables.indices.filter { position in
            let cable = graph.network.cables[position]
            return (cable.a.device, cable.b.device) == (first, second)
                || (cable.a.device, cable.b.device) == (second, first)
        }
    }
}

extension RouteLookup {
    /// Positions of the entries that addresses of a range have, in order of the addresses.
    func entries(in range: AddressRange) -> [Int32] {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].range.last < range.first { low = middle + 1 } else { high = middle }
        }
        return runs[low...].prefix { $0.range.first <= range.last }.map(\.entry)
    }
}
