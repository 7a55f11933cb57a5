import Net

// Other statements for one device: what of the graph that changes. Nothing is left out; where it is
// hard to tell, more is named. The order of what is asked: which bridge domains and interfaces frames
// pass in another way; which tables have other routes; who has these routes from the device.

extension ForwardingGraph {
    /// The graph after a device was told something else, and what changes of it.
    ///
    /// O(statements of the device + devices + what changes). The graph must have been made without
    /// `takesAll` and without following the underlay. The statements of routes that stay as they are
    /// keep the numbers that they had before, so a way shown after an edit wants a graph made anew.
    ///
    /// - Parameter index: of this graph.
    package func replacing(
        _ device: Int, with declared: NetworkDevice, _ index: GraphIndex
    ) -> (graph: ForwardingGraph, change: Set<Dependency>) {
        precondition(
            !takesAll && layer2.underlay == nil,
            "edits are followed in a graph of best routes alone")
        var graph = fork()
        graph.network.devices[device] = declared
        graph.planes[device] = DevicePlane(declared, keeping: planes[device])
        // Positions of ports stay, so those at far ends know them.
        Self.join(index.cablesOfDevice[device].map { network.cables[$0] }, &graph.planes)
        graph.layer2.planes = graph.planes
        graph.layer2.members[device] = Layer2.Members(graph.planes[device])
        graph.layer2.overlay.replace(planes[device], with: graph.planes[device], device: device)
        var edit = Edit(old: self, new: graph, index: index)
        edit.add(device)
        graph.forget(edit)
        return (graph, edit.change)
    }

    private mutating func forget(_ edit: Edit) {
        for dependency in edit.change {
            switch dependency {
            case .table(let key):
                lookups[key] = nil
                firm[key] = nil
                sourcesByInterface[key] = nil
            case .frames(let start): reaches[start] = nil
            case .interface, .passages: break
            }
        }
        if !edit.targets.isEmpty { firm = Answers() }
        for target in edit.targets {
            for key in edit.index.poolsOfTarget[target] ?? [] { pools[key] = nil }
        }
    }
}

/// What an edit changes, as it is found.
private struct Edit {
    let old: ForwardingGraph
    let new: ForwardingGraph
    let index: GraphIndex
    private(set) var change: Set<Dependency> = []
    /// Route targets under which others hear something else.
    private(set) var targets: Set<RouteTarget> = []

    init(old: ForwardingGraph, new: ForwardingGraph, index: GraphIndex) {
        self.old = old
        self.new = new
        self.index = index
    }

    mutating func add(_ device: Int) {
        let before = old.planes[device]
        let after = new.planes[device]
        let difference = PlaneDifference(before, after)
        if difference.isWhole {
            addWhole(device)
            return
        }
        for position in difference.passages {
            change.insert(.passages(InterfaceID(device, position)))
        }
        var tables = difference.tables
        var vnis = difference.vnis
        for position in difference.framed {
            addFrames(InterfaceID(device, position))
            // Who sends packets into a tunnel asks whether it is there.
            for vni in [before, after].compactMap({ $0.vni(ofTunnel: position) }) {
                for key in index.tablesOfL3VNI[vni] ?? [] { change.insert(.table(key)) }
                addOffers(of: vni, device)
            }
        }
        for vlan in difference.vlans {
            for plane in [before, after] {
                for position in plane.interfaces.indices where plane.isRouted(position, vlan) {
                    change.insert(.frames(.router(InterfaceID(device, position))))
                }
            }
            addDomain(Layer2.DeviceVLAN(device: Int32(device), vlan: vlan))
            vnis.formUnion(before.vnis(of: vlan))
            vnis.formUnion(after.vnis(of: vlan))
        }
        for position in difference.addressed {
            for start in index.startsOfRouter[InterfaceID(device, position)] ?? [] {
                change.insert(.frames(start))
            }
        }
        for position in difference.filtered {
            change.insert(.interface(InterfaceID(device, position)))
        }
        if !difference.framed.isEmpty || !difference.vlans.isEmpty {
            for table in after.tables.indices
            where table >= before.tables.count
                || old.routedTunnel(device, table) != new.routedTunnel(device, table)
            {
                tables.insert(table)
            }
        }
        for table in tables { addTable(device, table) }
        for table in difference.advertising { addOffers(device, table) }
        for vni in vnis {
            addVNI(device, vni)
            addOffers(of: vni, device)
        }
    }

    /// Everything that has to do with a device.
    private mutating func addWhole(_ device: Int) {
        for start in index.startsOfDevice[device] { change.insert(.frames(start)) }
        for plane in [old.planes[device], new.planes[device]] {
            for position in plane.interfaces.indices {
                let id = InterfaceID(device, position)
                change.insert(.interface(id))
                change.insert(.passages(id))
                addFrames(id)
                for start in index.startsOfRouter[id] ?? [] { change.insert(.frames(start)) }
            }
            for table in plane.tables.indices {
                addTable(device, table)
                addOffers(device, table)
            }
            for vni in Set(plane.targets.keys).union(plane.vnisOfTunnels) { addVNI(device, vni) }
        }
    }

    /// Frames that begin at an interface, or come to it over its cable.
    private mutating func addFrames(_ id: InterfaceID) {
        change.insert(.frames(.router(id)))
        change.insert(.frames(.tunnel(id)))
        change.insert(.interface(id))
        let tags = changedTags(of: id)
        for graph in [old, new] {
            let interfaces = graph.planes[Int(id.device)].interfaces
            guard Int(id.interface) < interfaces.count else { continue }
            var port = id
            if case .subinterface(let parent, _) = interfaces[Int(id.interface)].kind {
                port = InterfaceID(Int(id.device), parent)
            }
            for start in index.startsAtPort[port] ?? [] { change.insert(.frames(start)) }
            let far = interfaces[Int(port.interface)].far
            if let tags {
                if let far { addTagged(tags, from: far, graph) }
                continue
            }
            for start in index.startsOfPort[port] ?? [] { change.insert(.frames(start)) }
            for start in far.flatMap({ index.startsOfPort[$0] }) ?? [] {
                change.insert(.frames(start))
            }
        }
    }

    /// The tags of which frames enter or leave in another way; nil where others do, too. Frames that
    /// leave are those of VLANs, which are looked at apart.
    private func changedTags(of id: InterfaceID) -> Set<VLANID>? {
        func interface(_ graph: ForwardingGraph) -> DevicePlane.Interface? {
            let interfaces = graph.planes[Int(id.device)].interfaces
            return Int(id.interface) < interfaces.count ? interfaces[Int(id.interface)] : nil
        }
        let both = [interface(old), interface(new)].compactMap(\.self).filter(\.isPresent)
        let tags = both.compactMap { interface -> VLANID? in
            if case .subinterface(_, let vlan) = interface.kind { vlan } else { nil }
        }
        if !both.isEmpty, tags.count == both.count { return Set(tags) }
        guard both.count == 2, both[0].kind == .port, both[1].kind == .port,
            both[0].isBridged, both[1].isBridged, both[0].isUp == both[1].isUp,
            both[0].far == both[1].far,
            both[0].untagged.map(\.value) == both[1].untagged.map(\.value)
        else { return nil }
        return Set(both[0].tagged.map(\.value)).symmetricDifference(both[1].tagged.map(\.value))
    }

    /// Frames that leave the port at the far end of a cable with one of the tags, or without one and
    /// with whatever their senders hid.
    private mutating func addTagged(
        _ tags: Set<VLANID>, from port: InterfaceID, _ graph: ForwardingGraph
    ) {
        let plane = graph.planes[Int(port.device)]
        let interface = plane.interfaces[Int(port.interface)]
        for vlan in Array(tags) + interface.untagged.map(\.value) {
            addDomain(.init(device: port.device, vlan: vlan.rawValue))
        }
        for start in index.startsAtPort[port] ?? [] { change.insert(.frames(start)) }
        for (position, vlan) in graph.layer2.members[Int(port.device)].subinterfaces[
            Int(port.interface)] ?? []
        where tags.contains(vlan) {
            change.insert(.frames(.router(InterfaceID(Int(port.device), position))))
        }
        change.insert(.frames(.router(port)))
    }

    private mutating func addDomain(_ domain: Layer2.DeviceVLAN) {
        for start in index.startsOfVLAN[domain] ?? [] { change.insert(.frames(start)) }
    }

    private mutating func addTable(_ device: Int, _ table: Int) {
        for family in AddressFamily.allCases {
            change.insert(
                .table(.init(device: Int32(device), table: Int32(table), family: family)))
        }
    }

    /// Tables of others that have routes of the table.
    private mutating func addOffers(_ device: Int, _ table: Int) {
        for plane in [old.planes[device], new.planes[device]] where table < plane.tables.count {
            for target in plane.tables[table].exports { addImporters(of: target.value) }
            // Its MAC/IP routes carry its targets, too.
            for target in plane.tables[table].exports { addSenders(to: target.value) }
        }
    }

    /// Tables of others that have routes with an L3VNI of the device.
    private mutating func addOffers(of vni: VNI, _ device: Int) {
        for plane in [old.planes[device], new.planes[device]] {
            for (position, table) in plane.tables.enumerated() where table.l3vni?.value == vni {
                addOffers(device, position)
                for routed in plane.routedVNIs(in: position) {
                    for target in plane.targets[routed]?.exports ?? [] {
                        addImporters(of: target.value)
                    }
                }
            }
        }
    }

    private mutating func addImporters(of target: RouteTarget) {
        guard targets.insert(target).inserted else { return }
        for key in index.tablesImporting[target] ?? [] { change.insert(.table(key)) }
    }

    /// Bridges that send frames to who exports a route target.
    private mutating func addSenders(to target: RouteTarget) {
        for domain in index.vlansImporting[target] ?? [] { addDomain(domain) }
    }

    private mutating func addVNI(_ device: Int, _ vni: VNI) {
        for plane in [old.planes[device], new.planes[device]] {
            for target in plane.targets[vni]?.exports ?? [] {
                addImporters(of: target.value)
                addSenders(to: target.value)
            }
            for vlan in plane.vlans(of: vni) {
                addDomain(.init(device: Int32(device), vlan: vlan.rawValue))
            }
            for svi in plane.svis(of: vni) {
                let table = plane.tables[plane.interfaces[svi].vrf]
                for target in table.exports {
                    addImporters(of: target.value)
                    addSenders(to: target.value)
                }
            }
        }
        // Frames are sent with the sender's own VNI, too.
        for domain in index.vlansOfVNI[vni] ?? [] { addDomain(domain) }
    }
}

extension DevicePlane {
    fileprivate func vni(ofTunnel position: Int) -> VNI? {
        guard position < interfaces.count, case .tunnel(let vni, _) = interfaces[position].kind
        else { return nil }
        return vni
    }

    fileprivate func isRouted(_ position: Int, _ vlan: UInt16) -> Bool {
        if case .svi(let own) = interfaces[position].kind { own.rawValue == vlan } else { false }
    }
}
