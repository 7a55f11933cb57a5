import Net

/// Who exports which route target: what EVPN would carry between the devices.
struct Overlay: Sendable {
    /// An L2VNI or a VRF that exports a route target.
    struct Export: Hashable, Sendable {
        var device: Int32
        /// Of an L2VNI, or the L3VNI that a VRF's routes advertise; nil where a VRF has none.
        var vni: VNI?
        /// Position of the VRF's table; -1 for an L2VNI.
        var table: Int32
        var statement: Int32
    }

    /// A VTEP and the VNI that a frame is sent to it with.
    struct Destination: Hashable, Sendable {
        var device: Int32
        var vni: VNI
        /// The statement of that device that made it known.
        var export: Int32
        /// The statement of the sender that took it in.
        var imported: Int32
    }

    /// In order of devices.
    private(set) var ofVNIs: [RouteTarget: [Export]] = [:]
    private(set) var ofVRFs: [RouteTarget: [Export]] = [:]

    init(_ planes: [DevicePlane]) {
        for (device, plane) in planes.enumerated() { add(plane, Int32(device)) }
    }

    mutating func replace(_ old: DevicePlane, with new: DevicePlane, device: Int) {
        for target in Set(old.targets.values.flatMap { $0.exports.map(\.value) }) {
            ofVNIs[target]?.removeAll { $0.device == device }
        }
        for target in Set(old.tables.flatMap { $0.exports.map(\.value) }) {
            ofVRFs[target]?.removeAll { $0.device == device }
        }
        add(new, Int32(device))
    }

    private mutating func add(_ plane: DevicePlane, _ device: Int32) {
        if plane.advertisesVNIs != nil {
            for (vni, targets) in plane.targets {
                for target in targets.exports {
                    insert(
                        Export(
                            device: device, vni: vni, table: -1, statement: target.statement),
                        into: &ofVNIs[target.value, default: []])
                }
            }
        }
        for (position, table) in plane.tables.enumerated() {
            for target in table.exports {
                insert(
                    Export(
                        device: device, vni: table.l3vni?.value, table: Int32(position),
                        statement: target.statement), into: &ofVRFs[target.value, default: []])
            }
        }
    }

    private func insert(_ export: Export, into list: inout [Export]) {
        func rank(_ export: Export) -> (Int32, Int32, UInt32) {
            (export.device, export.table, export.vni?.rawValue ?? 0)
        }
        var position = list.endIndex
        while position > 0, rank(list[position - 1]) > rank(export) { position -= 1 }
        list.insert(export, at: position)
    }

    /// Where a device sends what its bridge hands to the tunnel of an L2VNI.
    func destinations(
        of vni: VNI, on device: Int, _ planes: [DevicePlane], _ members: [Layer2.Members]
    ) -> [Destination] {
        let plane = planes[device]
        guard plane.advertisesVNIs != nil, let targets = plane.targets[vni] else { return [] }
        var result: [Destination] = []
        func add(_ far: Int32, _ advertised: VNI, _ export: Int32, _ imported: Int32) {
            for number in advertised == vni ? [vni] : [vni, advertised]
            where !result.contains(where: { $0.device == far && $0.vni == number }) {
                result.append(
                    Destination(device: far, vni: number, export: export, imported: imported))
            }
        }
        for target in targets.imports {
            for export in ofVNIs[target.value] ?? [] where export.device != device {
                guard let far = export.vni, members[Int(export.device)].tunnels[far] != nil else {
                    continue
                }
                add(export.device, far, export.statement, target.statement)
            }
            // MAC/IP routes carry the targets of their VRF, too (RFC 9135, section 5.1).
            for export in ofVRFs[target.value] ?? [] where export.device != device {
                let plane = planes[Int(export.device)]
                guard plane.advertisesVNIs != nil else { continue }
                for far in plane.routedVNIs(in: Int(export.table)) {
                    add(export.device, far, export.statement, target.statement)
                }
            }
        }
        return result
    }
}

extension DevicePlane {
    /// L2VNIs whose VLAN has a routed interface in the table, ascending.
    func routedVNIs(in table: Int) -> [VNI] {
        guard table < tables.count else { return [] }
        var result: Set<VNI> = []
        for position in tables[table].interfaces { result.formUnion(vnis(ofSVI: position)) }
        if result.isEmpty { return [] }
        return result.filter { !l3vnis.contains($0) }.sorted()
    }

    /// VNIs that a VLAN is carried in without a tag, whether or not their tunnels are up.
    func vnis(of vlan: UInt16) -> [VNI] {
        guard let vlan = VLANID(rawValue: vlan) else { return [] }
        return (tunnelsOfVLAN[vlan] ?? []).compactMap { tunnel in
            if case .tunnel(let vni, _) = interfaces[tunnel].kind { vni } else { nil }
        }
    }

    /// The VNIs that are the VLAN of a routed interface that is up.
    private func vnis(ofSVI position: Int) -> [VNI] {
        guard case .svi(let vlan) = interfaces[position].kind, interfaces[position].isUp else {
            return []
        }
        return (tunnelsOfVLAN[vlan] ?? []).compactMap { tunnel in
            guard case .tunnel(let vni, _) = interfaces[tunnel].kind,
                interfaces[tunnel].isBridged, interfaces[tunnel].isUp
            else { return nil }
            return vni
        }
    }

    /// Routed interfaces that are up of the VLANs that a VNI is. An L3VNI without one is down: BGP
    /// takes no routes in for its VRF.
    func svis(of vni: VNI) -> [Int] {
        guard let tunnel = tunnel(vni), interfaces[tunnel].isBridged, interfaces[tunnel].isUp else {
            return []
        }
        return interfaces[tunnel].untagged.flatMap { svisOfVLAN[$0.value] ?? [] }
            .filter { interfaces[$0].isUp }.sorted()
    }
}
