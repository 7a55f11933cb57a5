import Forwarding
import IR
import Net

extension PacketOracle {
    /// What a VRF of a device knows, itself and by its routes.
    struct Table {
        var own: [IPAddress]
        var routes: [Route]

        /// Where it sends an address; empty if nothing matches.
        func hops(to address: IPAddress) -> Set<Hop> {
            let matching = routes.filter { $0.prefix.contains(address) }
            let length = matching.map(\.prefix.length).max()
            let longest = matching.filter { $0.prefix.length == length }
            let distance = longest.map(\.distance).min()
            return Set(longest.filter { $0.distance == distance }.map(\.hop))
        }
    }

    struct Route {
        var prefix: IPPrefix
        var distance: UInt8
        var hop: Hop
    }

    enum Hop: Hashable {
        /// To the owner of the destination.
        case connected(out: String)
        case next(IPAddress, out: String)
        /// To the tunnels with the VNI on a device.
        case tunnel(Int, VNI, out: String)

        var out: String {
            switch self {
            case .connected(let out), .next(_, let out), .tunnel(_, _, let out): out
            }
        }
    }

    /// Prefixes that a VRF, or a VNI with an SVI in it, has for VRFs of other devices.
    struct Offer {
        var device: Int
        var vrf: String
        /// L3VNIs of the VRF.
        var vnis: [VNI]
        var targets: Set<RouteTarget>
        var prefixes: Set<IPPrefix>
        var isFloating = false
    }

    // MARK: Tables

    /// The tables that packets of a VRF are looked up in, until one matches.
    func tables(_ device: Int, _ vrf: String, _ family: AddressFamily) -> [Table] {
        let ends = vrf.isEmpty || says(device, .endsLookup(vrf: vrf, family))
        return (ends ? [vrf] : [vrf, ""]).compactMap { tables[device][$0] }
    }

    /// The tables of all VRFs of a device.
    func tables(_ device: Int) -> [String: Table] {
        Dictionary(
            uniqueKeysWithValues: vrfs(device).map { vrf in
                let own = addresses(device, vrf).map(\.address.address)
                return (vrf, Table(own: own, routes: routes(device, vrf)))
            })
    }

    /// All VRFs that interfaces are in, and the default one.
    private func vrfs(_ device: Int) -> Set<String> {
        Set([""] + told(device) { if case .inVRF(_, let vrf) = $0 { vrf } else { nil } })
    }

    private func routes(_ device: Int, _ vrf: String) -> [Route] {
        connectedRoutes(device, vrf) + staticRoutes(device, vrf) + importedRoutes(device, vrf)
    }

    private func addresses(
        _ device: Int, _ vrf: String
    ) -> [(name: String, address: InterfaceAddress)] {
        told(device) {
            if case .address(let name, let address) = $0 { (name, address) } else { nil }
        }
        .filter { vrfs(device, $0.name).contains(vrf) && isUp(device, $0.name) }
    }

    private func connectedRoutes(_ device: Int, _ vrf: String) -> [Route] {
        addresses(device, vrf).map { name, address in
            Route(prefix: address.prefix, distance: 0, hop: .connected(out: name))
        }
    }

    private func staticRoutes(_ device: Int, _ vrf: String) -> [Route] {
        let connected = connectedRoutes(device, vrf)
        return facts[device].flatMap { fact -> [Route] in
            guard case .staticRoute(vrf, let prefix, let nextHop, let distance) = fact else {
                return []
            }
            let holding = connected.filter { $0.prefix.contains(nextHop) }
            let length = holding.map(\.prefix.length).max()
            return holding.filter { $0.prefix.length == length }.map {
                Route(prefix: prefix, distance: distance, hop: .next(nextHop, out: $0.hop.out))
            }
        }
    }

    private func importedRoutes(_ device: Int, _ vrf: String) -> [Route] {
        let wanted = imports(device, .vrf(vrf))
        let imported = offers.filter {
            $0.device != device && !$0.targets.isDisjoint(with: wanted)
        }
        let firm = Set(imported.filter { !$0.isFloating }.flatMap(\.prefixes))
        // What the device floats itself is as good as what others float.
        let own = Set(
            offers.filter { $0.device == device && $0.vrf == vrf && $0.isFloating }
                .flatMap(\.prefixes))
        let ways = l3vnis(device, vrf).flatMap { vni in
            svis(device, vni).map { (vni: vni, out: $0) }
        }
        return imported.flatMap { offer in
            offer.prefixes.subtracting(offer.isFloating ? firm : []).flatMap { prefix in
                ways.flatMap { way in
                    ([way.vni] + offer.vnis).map { vni in
                        Route(
                            prefix: prefix,
                            distance: offer.isFloating && own.contains(prefix)
                                ? StaticRoute.floating : 20,
                            hop: .tunnel(offer.device, vni, out: way.out))
                    }
                }
            }
        }
    }

    // MARK: Offers

    /// All but floating static routes.
    func firmOffers() -> [Offer] {
        let ofVRFs = facts.indices.flatMap { device in
            vrfs(device).map { vrf in
                let connected = connectedRoutes(device, vrf).filter {
                    says(device, .advertisesRoutes(vrf: vrf, $0.prefix.family))
                        && says(device, .advertisesConnected(vrf: vrf, $0.prefix))
                }
                let statics = advertisedStatics(device, vrf).filter {
                    $0.distance != StaticRoute.floating
                }
                return offer(device, vrf, exports(device, .vrf(vrf)), connected + statics)
            }
        }
        let ofVNIs = advertised.flatMap { vni in
            svis(vni.device, vni.vni).flatMap { svi in
                vrfs(vni.device, svi).map { vrf in
                    let connected = connectedRoutes(vni.device, vrf).filter { $0.hop.out == svi }
                    return offer(vni.device, vrf, vni.targets, connected)
                }
            }
        }
        return ofVRFs + ofVNIs
    }

    /// Floating static routes that have no other route of their prefix beside them; asked when
    /// `offers` holds all others.
    func floatingOffers() -> [Offer] {
        facts.indices.flatMap { device in
            vrfs(device).compactMap { vrf in
                let floating = advertisedStatics(device, vrf).filter {
                    $0.distance == StaticRoute.floating
                }
                guard !floating.isEmpty else { return nil }
                let firm = routes(device, vrf).filter { $0.distance != StaticRoute.floating }
                let taken = Set(firm.map(\.prefix))
                var offer = offer(
                    device, vrf, exports(device, .vrf(vrf)),
                    floating.filter { !taken.contains($0.prefix) })
                offer.isFloating = true
                return offer
            }
        }
    }

    private func advertisedStatics(_ device: Int, _ vrf: String) -> [Route] {
        staticRoutes(device, vrf).filter {
            says(device, .advertisesRoutes(vrf: vrf, $0.prefix.family))
                && says(device, .advertisesStatic(vrf: vrf, $0.prefix.family))
        }
    }

    private func offer(
        _ device: Int, _ vrf: String, _ targets: Set<RouteTarget>, _ routes: [Route]
    ) -> Offer {
        Offer(
            device: device, vrf: vrf, vnis: l3vnis(device, vrf), targets: targets,
            prefixes: Set(routes.map(\.prefix)))
    }
}
