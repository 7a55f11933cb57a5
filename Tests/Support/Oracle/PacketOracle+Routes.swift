import Forwarding
import IR
import Net

extension PacketOracle {
    struct Route: Hashable {
        var prefix: IPPrefix
        var distance: UInt8
        var out: Interface
        var via: Via
        enum Via: Hashable {
            case itself, link
            case nextHop(IPAddress)
            case tunnel(device: Int, VNI)
        }
        var isFloating: Bool { distance >= StaticRoute.floating }
    }

    /// A route that a VRF, or a VNI with an SVI in it, has for VRFs of other devices.
    typealias Offer = (device: Int, vrf: String, route: Route, targets: Set<RouteTarget>)
    typealias AdvertisedVNI = (device: Int, vni: VNI, targets: Set<RouteTarget>)

    /// All VRFs that interfaces are in, and the default one.
    func vrfs(_ device: Int) -> Set<String> {
        Set([""] + ports[device].values.flatMap(\.vrfs))
    }

    func routes(_ device: Int, _ vrf: String) -> [Route] {
        ownRoutes(device, vrf) + importedRoutes(device, vrf)
    }

    /// The routes of the longest prefix that holds an address, of these those of least distance.
    static func best(_ routes: [Route], for address: IPAddress) -> Set<Route> {
        let matching = routes.filter { $0.prefix.contains(address) }
        func rank(_ route: Route) -> (Int, UInt8) { (-route.prefix.length, route.distance) }
        guard let best = matching.map(rank).min(by: <) else { return [] }
        return Set(matching.filter { rank($0) == best })
    }

    /// Connected routes, and static ones whose next hop a connected prefix holds: by all interfaces
    /// of the longest.
    private func ownRoutes(_ device: Int, _ vrf: String) -> [Route] {
        var (routes, connected): ([Route], [Route]) = ([], [])
        for out in interfaces(device, where: { $0.vrfs.contains(vrf) }) {
            for own in self[out].addresses {
                let itself = IPPrefix(containing: own.address, length: own.address.family.bitWidth)
                routes.append(Route(prefix: itself, distance: 0, out: out, via: .itself))
                connected.append(Route(prefix: own.prefix, distance: 0, out: out, via: .link))
            }
        }
        for case .staticRoute(vrf, let prefix, let hop, let distance) in facts[device] {
            routes += Self.best(connected, for: hop).map {
                Route(prefix: prefix, distance: distance, out: $0.out, via: .nextHop(hop))
            }
        }
        return routes + connected
    }

    private func importedRoutes(_ device: Int, _ vrf: String) -> [Route] {
        let wanted = imports(device, .vrf(vrf))
        let all = offers.filter { $0.device != device && !$0.targets.isDisjoint(with: wanted) }
        let firm = Set(all.map(\.route).filter { !$0.isFloating }.map(\.prefix))
        let own = offers.filter { $0.device == device && $0.vrf == vrf && $0.route.isFloating }
        let ways = l3vnis(device, vrf).flatMap { vni in svis(device, vni).map { (vni, $0) } }
        let used = all.filter { !$0.route.isFloating || !firm.contains($0.route.prefix) }
        return used.flatMap { offer in
            var route = offer.route
            // What the device floats itself is as good as what others float: which is first is chance.
            let isChance = route.isFloating && own.contains { $0.route.prefix == route.prefix }
            route.distance = isChance ? StaticRoute.floating : 20
            return ways.flatMap { vni, out in
                // Sent with the VNI of the sender, or with the one that is advertised.
                ([vni] + l3vnis(offer.device, offer.vrf)).map {
                    (route.out, route.via) = (out, .tunnel(device: offer.device, $0))
                    return route
                }
            }
        }
    }

    private func l3vnis(_ device: Int, _ vrf: String) -> [VNI] {
        told(device) { if case .l3vni(vrf, let vni) = $0 { vni } else { nil } }
    }
    func imports(_ device: Int, _ scope: RouteScope) -> Set<RouteTarget> {
        Set(told(device) { if case .importTarget(scope, let it) = $0 { it } else { nil } })
    }
    private func exports(_ device: Int, _ scope: RouteScope) -> Set<RouteTarget> {
        Set(told(device) { if case .exportTarget(scope, let it) = $0 { it } else { nil } })
    }

    func advertisedVNIs(of device: Int) -> [AdvertisedVNI] {
        guard says(device, .advertisesVNIs) else { return [] }
        let l3vnis = told(device) { if case .l3vni(_, let vni) = $0 { vni } else { nil } }
        return told(device) { if case .tunnel(_, let vni, _) = $0 { vni } else { nil } }.map {
            vni in
            // MAC/IP routes have the targets of the VRF, too.
            let vrfs = l3vnis.contains(vni) ? [] : svis(device, vni).flatMap { self[$0].vrfs }
            let targets = ([.vni(vni)] + vrfs.map { .vrf($0) }).flatMap { exports(device, $0) }
            return (device, vni, Set(targets))
        }
    }

    /// What VRFs and L2VNIs of a device have for others, with all floating static routes.
    func offers(of device: Int) -> [Offer] {
        vrfs(device).flatMap { vrf in
            ownRoutes(device, vrf).flatMap { route -> [Offer] in
                let family = route.prefix.family
                let isListed =
                    route.via == .link
                    ? says(device, .advertisesConnected(vrf: vrf, route.prefix))
                    : route.via != .itself && says(device, .advertisesStatic(vrf: vrf, family))
                let isOffered = isListed && says(device, .advertisesRoutes(vrf: vrf, family))
                let vnis = advertisedVNIs.filter {
                    $0.device == device && svis(device, $0.vni).contains(route.out)
                }
                return (route.via == .link ? vnis.map(\.targets) : []).map {
                    (device, vrf, route, $0)
                }
                    + (isOffered ? [(device, vrf, route, exports(device, .vrf(vrf)))] : [])
            }
        }
    }
}
