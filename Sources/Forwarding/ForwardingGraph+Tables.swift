import Net

// From a table to where its routes lead, through the forward filter.

extension ForwardingGraph {
    /// The next hops of a table, each with the destinations that it is for: the same for packets of
    /// every interface.
    package mutating func routes(_ key: TableKey) -> Routes {
        let device = Int(key.device)
        let table = Int(key.table)
        let lookup = lookup(device, table, key.family)
        var routes = Routes()
        for (nextHop, ranges) in lookup.rangesByNextHop() {
            routes.hops.append(
                Routes.Hop(
                    nextHop: nextHop, destinations: ranges.removing(Self.linkScope(key.family))))
        }
        if table != 0, planes[device].tables[table].ends[key.family] == nil {
            routes.gaps = lookup.gaps(key.family).removing(Self.linkScope(key.family))
        }
        return routes
    }

    /// A table as its next hops.
    package struct Routes: Sendable {
        package struct Hop: Sendable {
            let nextHop: NextHop
            package let destinations: [AddressRange]

            /// Where it leaves by; nil for the device itself and into tunnels.
            package var interface: Int? {
                switch nextHop {
                case .connected(let interface), .via(let interface, _): interface
                case .local, .tunnel: nil
                }
            }
        }

        package var hops: [Hop] = []
        /// Destinations for which the lookup goes on in the default table.
        package var gaps: [AddressRange] = []
    }

    /// Interfaces that packets at the node may leave by, ascending; nil where every one is to be asked.
    package func passages(of node: Node) -> [Int]? {
        let device = node.device
        guard planes[device].forwardFilter != nil, let from = node.inInterface,
            !planes[device].interfaces[from].hasSession,
            let named = planes[device].passages(from: from)
        else { return nil }
        let pairs = planes[device].tables[node.first].pairs
        return pairs.isEmpty ? named : Set(named).union(pairs.keys).sorted()
    }

    /// The table that a packet at the node is looked up in.
    func table(of node: Node) -> Int { node.isFallen ? 0 : node.first }

    package func table(of node: Node, _ family: AddressFamily) -> TableKey {
        TableKey(device: Int32(node.device), table: Int32(table(of: node)), family: family)
    }

    /// Where a packet goes whose lookup goes on.
    package func fallen(_ node: Node) -> Node {
        .table(node.device, entered: node.first, fallen: true, interface: node.inInterface)
    }

    /// Where a hop leads from the node and what the forward filter says to it; nil where nothing passes.
    package func exit(
        _ node: Node, _ hop: Routes.Hop, _ family: AddressFamily
    ) -> (Node, FilterID?)? {
        let device = node.device
        func filtered(_ out: Int, _ to: Node) -> (Node, FilterID?)? {
            guard let filter = forwardFilter(node, out: out) else { return nil }
            return (to, filter == .control ? nil : filter)
        }
        switch hop.nextHop {
        case .local:
            let isTrusted =
                planes[device].tables[node.first].name == "mgmt"
                || node.inInterface.map { planes[device].interfaces[$0].hasSession } ?? false
            return (
                Node(.local, device),
                planes[device].inputFilter == nil || isTrusted ? nil : .control
            )
        case .connected(let out): return filtered(out, Node(.leaves, device, out, 0))
        case .via(let out, let nextHop):
            return filtered(out, Node(.leaves, device, out, nextHop + 1))
        case .tunnel(let far, let vni):
            guard let out = routedTunnel(device, table(of: node)),
                let tunnel = layer2.members[Int(far)].tunnels[vni],
                planes[Int(far)].interfaces[tunnel].isBridged
            else { return nil }
            return filtered(out, Node(.tunnelled, Int(far), tunnel))
        }
    }

    /// The routed interface behind a VRF's own L3VNI; nil where it cannot send.
    func routedTunnel(_ device: Int, _ table: Int) -> Int? {
        guard let vni = planes[device].tables[table].l3vni?.value,
            let tunnel = layer2.members[device].tunnels[vni],
            planes[device].interfaces[tunnel].isBridged
        else { return nil }
        for vlan in planes[device].interfaces[tunnel].untagged {
            if let svi = layer2.members[device].svis[vlan.value.rawValue]?.first { return svi }
        }
        return nil
    }

    /// Nil where the packet is dropped whatever it is, `.control` where it passes whatever it is.
    private func forwardFilter(_ node: Node, out: Int) -> FilterID? {
        let device = node.device
        guard planes[device].forwardFilter != nil else { return .control }
        if planes[device].tables[node.first].pairs[out] != nil { return .control }
        guard let from = node.inInterface else { return nil }
        if planes[device].interfaces[from].hasSession,
            planes[device].interfaces[out].forwardUnderlayStatement >= 0
        {
            return .control
        }
        guard !planes[device].forwardRules.isEmpty else { return nil }
        return .connection(
            device: Int32(device), from: Int32(from), to: Int32(out),
            isAnswered: isStateful(device))
    }
}
