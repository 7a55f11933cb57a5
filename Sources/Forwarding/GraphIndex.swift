import Net

/// Who asked a graph for what, to find quickly what a change of the network changes. Made of a graph
/// after a proof: what was not asked for then is not in it. O(what the graph has answered).
package struct GraphIndex: Sendable {
    /// Starts whose frames pass a cable, by the port they leave by; a device; a bridge domain.
    private(set) var startsOfPort: [InterfaceID: [ForwardingGraph.Start]] = [:]
    private(set) var startsOfDevice: [[ForwardingGraph.Start]]
    private(set) var startsOfVLAN: [Layer2.DeviceVLAN: [ForwardingGraph.Start]] = [:]
    /// Starts whose frames come to a routed interface, and stations by their port.
    private(set) var startsOfRouter: [InterfaceID: [ForwardingGraph.Start]] = [:]
    private(set) var startsAtPort: [InterfaceID: [ForwardingGraph.Start]] = [:]
    /// Tables, and VLANs whose VNI does, that import a route target.
    private(set) var tablesImporting: [RouteTarget: [ForwardingGraph.TableKey]] = [:]
    private(set) var vlansImporting: [RouteTarget: [Layer2.DeviceVLAN]] = [:]
    private(set) var vlansOfVNI: [VNI: [Layer2.DeviceVLAN]] = [:]
    private(set) var tablesOfL3VNI: [VNI: [ForwardingGraph.TableKey]] = [:]
    private(set) var poolsOfTarget: [RouteTarget: [ForwardingGraph.PoolKey]] = [:]
    /// Tables that import what a table of a device, or an L2VNI of it, exports.
    private(set) var importers: [Exporter: [ForwardingGraph.TableKey]] = [:]
    private(set) var exporters: [[Exporter]]
    /// Positions in the network's cables.
    private(set) var cablesOfDevice: [[Int]]

    struct Exporter: Hashable {
        var device: Int32
        /// -1 for the L2VNIs.
        var table: Int32
    }

    package init(_ graph: ForwardingGraph) {
        startsOfDevice = Array(repeating: [], count: graph.planes.count)
        exporters = Array(repeating: [], count: graph.planes.count)
        cablesOfDevice = Array(repeating: [], count: graph.planes.count)
        for (position, cable) in graph.network.cables.enumerated() {
            cablesOfDevice[cable.a.device].append(position)
            if cable.b.device != cable.a.device { cablesOfDevice[cable.b.device].append(position) }
        }
        for start in graph.reaches.questions { add(start, graph) }
        for key in graph.lookups.questions { add(key, graph) }
        for exporter in importers.keys { exporters[Int(exporter.device)].append(exporter) }
        for key in graph.pools.questions {
            for target in key.targets { poolsOfTarget[target, default: []].append(key) }
        }
        for (device, plane) in graph.planes.enumerated() { addVNIs(of: plane, Int32(device)) }
    }

    private mutating func add(_ start: ForwardingGraph.Start, _ graph: ForwardingGraph) {
        guard let reach = graph.reaches[start] else { return }
        for port in reach.cabled { startsOfPort[port, default: []].append(start) }
        for device in reach.devices { startsOfDevice[device].append(start) }
        for vlan in reach.vlans { startsOfVLAN[vlan, default: []].append(start) }
        for router in reach.routers { startsOfRouter[router, default: []].append(start) }
        if case .station(let node) = start {
            startsAtPort[InterfaceID(node.device, node.first), default: []].append(start)
        }
    }

    private mutating func add(_ key: ForwardingGraph.TableKey, _ graph: ForwardingGraph) {
        let table = graph.planes[Int(key.device)].tables[Int(key.table)]
        guard let vni = table.l3vni?.value else { return }
        tablesOfL3VNI[vni, default: []].append(key)
        var targets = Set(table.imports.map(\.value))
        var known = exporters(to: targets, graph)
        // Whether a floating route is offered depends on what its table takes in.
        for exporter in known where exporter.table >= 0 {
            let far = graph.planes[Int(exporter.device)].tables[Int(exporter.table)]
            let floats = far.staticRoutes.contains {
                $0.value.distance >= ForwardingGraph.floating
            }
            if floats {
                targets.formUnion(far.imports.map(\.value))
                known.formUnion(exporters(to: targets, graph))
            }
        }
        for target in targets { tablesImporting[target, default: []].append(key) }
        for exporter in known { importers[exporter, default: []].append(key) }
    }

    private func exporters(
        to targets: Set<RouteTarget>, _ graph: ForwardingGraph
    ) -> Set<Exporter> {
        var result: Set<Exporter> = []
        for target in targets {
            for export in graph.layer2.overlay.ofVRFs[target] ?? [] {
                result.insert(Exporter(device: export.device, table: export.table))
            }
            for export in graph.layer2.overlay.ofVNIs[target] ?? [] {
                result.insert(Exporter(device: export.device, table: -1))
            }
        }
        return result
    }

    private mutating func addVNIs(of plane: DevicePlane, _ device: Int32) {
        for vni in plane.vnisOfTunnels {
            for vlan in plane.vlans(of: vni) {
                let domain = Layer2.DeviceVLAN(device: device, vlan: vlan.rawValue)
                vlansOfVNI[vni, default: []].append(domain)
                for target in plane.targets[vni]?.imports ?? [] {
                    vlansImporting[target.value, default: []].append(domain)
                }
            }
        }
    }
}
