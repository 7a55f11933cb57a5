import Net

/// What differs between a device before and after other statements, as far as somebody asks the graph
/// for it. The positions of interfaces, tables and next hops are the same in both.
struct PlaneDifference {
    /// Whether the device as a whole is another: what it passes on, filters or hears.
    private(set) var isWhole = false
    /// Interfaces that frames enter and leave in another way.
    private(set) var framed: [Int] = []
    /// Interfaces with other addresses, or in another table.
    private(set) var addressed: [Int] = []
    /// Interfaces that let other packets in.
    private(set) var filtered: [Int] = []
    /// Tables with other routes, or other ways out.
    private(set) var tables: Set<Int> = []
    /// Tables that advertise other routes, or to others.
    private(set) var advertising: Set<Int> = []
    /// L2VNIs that are imported or exported in another way.
    private(set) var vnis: Set<VNI> = []
    /// VLANs of the bridge that it has in another way.
    private(set) var vlans: Set<UInt16> = []
    /// Interfaces between which connections pass in another way.
    private(set) var passages: Set<Int> = []

    init(_ old: DevicePlane, _ new: DevicePlane) {
        isWhole =
            Set(old.routes.keys) != Set(new.routes.keys) || old.transits != new.transits
            || (old.advertisesVNIs == nil) != (new.advertisesVNIs == nil)
            || (old.forwardFilter == nil) != (new.forwardFilter == nil)
            || (old.stateful == nil) != (new.stateful == nil)
            || old.forwardRules.isEmpty != new.forwardRules.isEmpty
            || (old.inputFilter == nil) != (new.inputFilter == nil)
        compareInterfaces(old, new)
        for vlan in Set(old.bridgeVLANs.keys).symmetricDifference(new.bridgeVLANs.keys) {
            vlans.insert(vlan.rawValue)
        }
        compareTables(old, new)
        vnis.formUnion(old.l3vnis.symmetricDifference(new.l3vnis))
        for vni in Set(old.targets.keys).union(new.targets.keys) {
            let before = old.targets[vni] ?? .init()
            let after = new.targets[vni] ?? .init()
            if before.imports.map(\.value) != after.imports.map(\.value)
                || before.exports.map(\.value) != after.exports.map(\.value)
            {
                vnis.insert(vni)
            }
        }
        compareRules(old, new)
    }

    private mutating func compareInterfaces(_ old: DevicePlane, _ new: DevicePlane) {
        for (position, after) in new.interfaces.enumerated() {
            let before = position < old.interfaces.count ? old.interfaces[position] : nil
            if before?.frames != after.frames {
                framed.append(position)
                for interface in [before, after].compactMap(\.self) {
                    for vlan in interface.untagged + interface.tagged {
                        vlans.insert(vlan.value.rawValue)
                    }
                    if case .svi(let vlan) = interface.kind { vlans.insert(vlan.rawValue) }
                    if case .tunnel(let vni, _) = interface.kind { vnis.insert(vni) }
                }
            }
            let isMoved =
                before?.vrf != after.vrf || before?.isUp != after.isUp
                || before?.addresses.map(\.value) != after.addresses.map(\.value)
            if isMoved {
                addressed.append(position)
                tables.formUnion([before?.vrf ?? after.vrf, after.vrf])
                advertising.formUnion([before?.vrf ?? after.vrf, after.vrf])
                // What the VLAN's VNI advertises of its stations lies in these addresses.
                for kind in [before?.kind, after.kind] {
                    guard case .svi(let vlan)? = kind else { continue }
                    for plane in [old, new] { vnis.formUnion(plane.vnis(of: vlan.rawValue)) }
                }
            }
            if before?.filters != after.filters { filtered.append(position) }
            if before?.hasSession != after.hasSession
                || (before?.forwardUnderlayStatement ?? -1 < 0)
                    != (after.forwardUnderlayStatement < 0)
            {
                isWhole = true
            }
        }
    }

    private mutating func compareTables(_ old: DevicePlane, _ new: DevicePlane) {
        for (position, after) in new.tables.enumerated() {
            let before = position < old.tables.count ? old.tables[position] : nil
            if before?.looks != after.looks { tables.insert(position) }
            if before?.offers != after.offers {
                advertising.insert(position)
                tables.insert(position)
            }
        }
    }

    /// Equal rules at either end change nothing; of those between, the interfaces that they name.
    private mutating func compareRules(_ old: DevicePlane, _ new: DevicePlane) {
        var before = old.forwardRules.map(\.value)[...]
        var after = new.forwardRules.map(\.value)[...]
        while let first = before.first, first == after.first {
            before.removeFirst()
            after.removeFirst()
        }
        while let last = before.last, last == after.last {
            before.removeLast()
            after.removeLast()
        }
        for rule in before + after {
            for name in [rule.inInterface, rule.outInterface] {
                guard let name else {
                    isWhole = true
                    continue
                }
                for plane in [old, new] {
                    if let position = plane.interface(named: name) { passages.insert(position) }
                }
            }
        }
    }
}

extension DevicePlane.Interface {
    fileprivate struct Frames: Equatable {
        var kind: Kind
        var isBridged: Bool
        var isUp: Bool
        var untagged: [VLANID]
        var tagged: [VLANID]
        var far: InterfaceID?
    }

    fileprivate var frames: Frames {
        Frames(
            kind: kind, isBridged: isBridged, isUp: isUp, untagged: untagged.map(\.value),
            tagged: tagged.map(\.value), far: far)
    }

    fileprivate struct Filters: Equatable {
        var isUp: Bool
        var vrf: Int
        var hasIngressFilter: Bool
        var rules: [FilterRule]
        var checksReversePath: Bool
    }

    fileprivate var filters: Filters {
        Filters(
            isUp: isUp, vrf: vrf, hasIngressFilter: hasIngressFilter,
            rules: ingressRules.map(\.value), checksReversePath: reversePathStatement >= 0)
    }
}

extension DevicePlane.Table {
    /// What a lookup in the table, and a way out of it, follows from on the device.
    fileprivate struct Looks: Equatable {
        var ends: Set<AddressFamily>
        var staticRoutes: [DevicePlane.Route]
        var l3vni: VNI?
        var imports: [RouteTarget]
        var pairs: Set<Int>
    }

    fileprivate var looks: Looks {
        Looks(
            ends: Set(ends.keys), staticRoutes: staticRoutes.map(\.value), l3vni: l3vni?.value,
            imports: imports.map(\.value), pairs: Set(pairs.keys))
    }

    /// What it advertises, besides connected prefixes.
    fileprivate struct Offers: Equatable {
        var staticRoutes: [DevicePlane.Route]
        var l3vni: VNI?
        var exports: [RouteTarget]
        var families: Set<AddressFamily>
        var staticFamilies: Set<AddressFamily>
        var connected: [IPPrefix]
    }

    fileprivate var offers: Offers {
        Offers(
            staticRoutes: staticRoutes.map(\.value), l3vni: l3vni?.value,
            exports: exports.map(\.value), families: Set(advertisesRoutes.keys),
            staticFamilies: Set(advertisesStatic.keys),
            connected: advertisedConnected.map(\.value))
    }
}
