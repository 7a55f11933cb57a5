import Net

/// A prefix that a device advertises to those that import one of its route targets.
struct Advertisement: Sendable {
    var prefix: IPPrefix
    var device: Int32
    /// Position of the VRF's table.
    var table: Int32
    /// The L3VNI that the route names; nil where its VRF has none.
    var vni: VNI?
    var isFloating: Bool
    var advertised: Int32
    var exported: Int32
}

extension ForwardingGraph {
    /// Connected routes and usable static routes of a table.
    func ownRoutes(of device: Int, _ table: Int, _ family: AddressFamily) -> [CandidateRoute] {
        let plane = planes[device]
        var result: [CandidateRoute] = []
        for position in plane.tables[table].interfaces {
            let interface = plane.interfaces[position]
            guard interface.isUp else { continue }
            for address in interface.addresses where address.value.address.family == family {
                let grounds = Grounds().adding(device, address.statement)
                    .adding(device, interface.vrfStatement)
                result.append(
                    CandidateRoute(
                        prefix: IPPrefix(
                            containing: address.value.address, length: family.bitWidth),
                        distance: -1, isFirm: plane.isFirm(position), nextHop: .local,
                        grounds: grounds))
                result.append(
                    CandidateRoute(
                        prefix: address.value.prefix, distance: 0, isFirm: plane.isFirm(position),
                        nextHop: .connected(interface: position), grounds: grounds))
            }
        }
        // To find the longest connected prefix that a next hop lies in.
        let connected = RouteLookup(result.filter { $0.distance == 0 }, keepsAll: takesAll)
        for route in plane.tables[table].staticRoutes where route.value.prefix.family == family {
            guard route.value.nextHop.family == family,
                let nextHop = plane.nextHopPosition[route.value.nextHop]
            else { continue }
            let links = connected.entry(of: route.value.nextHop.bits)?.routes ?? []
            // Where two links hold the next hop, which one it is follows from nothing that is said.
            for link in links {
                guard case .connected(let interface) = link.nextHop else { continue }
                result.append(
                    CandidateRoute(
                        prefix: route.value.prefix, distance: Int16(route.value.distance),
                        isFloating: route.value.distance >= Self.floating, isFirm: link.isFirm,
                        nextHop: .via(interface: interface, nextHop: nextHop),
                        grounds: Grounds().adding(device, route.statement)))
            }
        }
        return result
    }

    /// From this distance on a static route is advertised with less preference.
    static let floating: UInt8 = 250

    /// What a VRF of a device would advertise, whether or not another offers the same.
    func advertisements(
        of device: Int, _ table: Int, _ family: AddressFamily, exported: Int32
    ) -> [Advertisement] {
        let plane = planes[device]
        let here = plane.tables[table]
        guard here.advertisesRoutes[family] != nil else { return [] }
        var result: [Advertisement] = []
        func add(_ prefix: IPPrefix, isFloating: Bool, _ statement: Int32) {
            result.append(
                Advertisement(
                    prefix: prefix, device: Int32(device), table: Int32(table),
                    vni: here.l3vni?.value,
                    isFloating: isFloating, advertised: statement, exported: exported))
        }
        var known: Set<IPPrefix> = []
        for route in ownRoutes(of: device, table, family) {
            switch route.nextHop {
            case .connected:
                guard
                    let named = here.advertisedConnected.first(where: {
                        $0.value == route.prefix
                    }), known.insert(route.prefix).inserted
                else { continue }
                add(route.prefix, isFloating: false, named.statement)
            case .via:
                guard here.advertisesStatic[family] != nil,
                    let statement = route.grounds.all.first
                else { continue }
                add(route.prefix, isFloating: route.isFloating, statement.position)
            case .local, .tunnel: break
            }
        }
        return result
    }

    /// All that may be taken in by those who import the route targets, in order of prefixes. Made once
    /// for each list of route targets: VRFs are the same on many devices.
    mutating func pool(
        importing targets: [RouteTarget], _ family: AddressFamily, on device: Int
    ) -> [Advertisement] {
        let underlay = layer2.underlay
        let key = PoolKey(
            targets: targets, family: family, view: underlay?.views[device] ?? 0)
        func isJoined(_ export: Overlay.Export) -> Bool {
            underlay?.joins(device, Int(export.device)) ?? true
        }
        if let known = pools[key] { return known }
        var result: [Advertisement] = []
        var seen: Set<Int64> = []
        for target in targets {
            for export in layer2.overlay.ofVRFs[target] ?? []
            where isJoined(export)
                && seen.insert(Int64(export.device) << 32 | Int64(export.table)).inserted
            {
                result += advertisements(
                    of: Int(export.device), Int(export.table), family,
                    exported: export.statement)
                let plane = planes[Int(export.device)]
                guard plane.advertisesVNIs != nil else { continue }
                for vni in plane.routedVNIs(in: Int(export.table)) {
                    result += hostRoutes(of: vni, in: export, family)
                }
            }
            for export in layer2.overlay.ofVNIs[target] ?? [] where isJoined(export) {
                if let vni = export.vni { result += hostRoutes(of: vni, in: export, family) }
            }
        }
        result.sort { ($0.prefix, $0.device) < ($1.prefix, $1.device) }
        pools[key] = result
        return result
    }

    struct PoolKey: Hashable {
        var targets: [RouteTarget]
        var family: AddressFamily
        /// `Underlay.views` of the device that imports.
        var view: Int32
    }

    /// Routes to the stations of an L2VNI (RFC 9135, section 5.1): they carry its target and those
    /// of the VRFs that it is routed in.
    private func hostRoutes(
        of vni: VNI, in export: Overlay.Export, _ family: AddressFamily
    ) -> [Advertisement] {
        let plane = planes[Int(export.device)]
        return plane.svis(of: vni).flatMap { position -> [Advertisement] in
            let interface = plane.interfaces[position]
            return interface.addresses.filter { $0.value.address.family == family }.map {
                Advertisement(
                    prefix: $0.value.prefix, device: export.device, table: Int32(interface.vrf),
                    vni: plane.tables[interface.vrf].l3vni?.value, isFloating: false,
                    advertised: $0.statement, exported: export.statement)
            }
        }
    }

    /// What of a pool a table takes in. Of a prefix that somebody has a firm route to, no floating
    /// ones; nor those that are not offered, as another route is used beside them.
    private mutating func imported(
        to device: Int, _ table: Int, _ family: AddressFamily
    ) -> [Advertisement] {
        let here = planes[device].tables[table]
        guard let vni = here.l3vni?.value, !planes[device].svis(of: vni).isEmpty else { return [] }
        let targets = Array(Set(here.imports.map(\.value))).sorted()
        let pool = pool(importing: targets, family, on: device).filter { $0.device != device }
        guard !takesAll, pool.contains(where: \.isFloating) else { return pool }
        let firm = Set(pool.lazy.filter { !$0.isFloating }.map(\.prefix))
        return pool.filter { route in
            !route.isFloating
                || !firm.contains(route.prefix)
                    && !firmPrefixes(of: Int(route.device), Int(route.table), family)
                        .contains(route.prefix)
        }
    }

    /// Prefixes that a table has a route to which does not float, its own and those of others.
    private mutating func firmPrefixes(
        of device: Int, _ table: Int, _ family: AddressFamily
    ) -> Set<IPPrefix> {
        let key = TableKey(device: Int32(device), table: Int32(table), family: family)
        if let known = firm[key] { return known }
        let here = planes[device].tables[table]
        var result = Set(
            ownRoutes(of: device, table, family).lazy.filter { !$0.isFloating }.map(\.prefix))
        if let vni = here.l3vni?.value, !planes[device].svis(of: vni).isEmpty {
            let targets = Array(Set(here.imports.map(\.value))).sorted()
            for route in pool(importing: targets, family, on: device)
            where route.device != device && !route.isFloating { result.insert(route.prefix) }
        }
        firm[key] = result
        return result
    }

    /// The flattened table of a VRF.
    mutating func lookup(_ device: Int, _ table: Int, _ family: AddressFamily) -> RouteLookup {
        let key = TableKey(device: Int32(device), table: Int32(table), family: family)
        if let known = lookups[key] { return known }
        var candidates = ownRoutes(of: device, table, family)
        let here = planes[device].tables[table]
        let advertisesStatic =
            here.advertisesRoutes[family] != nil && here.advertisesStatic[family] != nil
        let floating = Set(candidates.lazy.filter(\.isFloating).map(\.prefix))
        if let own = here.l3vni?.value {
            for route in imported(to: device, table, family) {
                // Of two that float and are offered to each other, the one that BGP hears of first
                // silences the other: which of them is chance.
                let isChance =
                    route.isFloating && advertisesStatic && floating.contains(route.prefix)
                for vni in route.vni.map({ $0 == own ? [own] : [own, $0] }) ?? [own] {
                    candidates.append(
                        CandidateRoute(
                            prefix: route.prefix,
                            distance: isChance ? Int16(Self.floating) : 20,
                            isFloating: route.isFloating,
                            nextHop: .tunnel(device: route.device, vni),
                            grounds: Grounds().adding(Int(route.device), route.advertised)
                                .adding(Int(route.device), route.exported)
                                .adding(device, here.imports.first?.statement ?? -1)))
                }
            }
        }
        let result = RouteLookup(candidates, keepsAll: takesAll)
        lookups[key] = result
        return result
    }

    package struct TableKey: Hashable, Sendable {
        package var device: Int32
        package var table: Int32
        package var family: AddressFamily
    }
}
