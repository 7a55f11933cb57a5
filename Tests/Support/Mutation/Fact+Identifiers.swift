import Forwarding
import Net

/// A number or name of a statement that could as well be another of its sort.
enum Identifier: Hashable {
    case vlan(VLANID)
    case vni(VNI)
    case routeTarget(RouteTarget)
    case vrf(String)
    case interface(String)
    case nextHop(IPAddress)

    /// Those of one sort can stand for each other.
    var sort: Int {
        switch self {
        case .vlan: 0
        case .vni: 1
        case .routeTarget: 2
        case .vrf: 3
        case .interface: 4
        case .nextHop(let address): address.family == .ipv4 ? 5 : 6
        }
    }

    var isNumber: Bool { sort < 3 }

    /// The number before or behind; nil where there is none, and for names.
    func shifted(up: Bool) -> Identifier? {
        switch self {
        case .vlan(let vlan):
            VLANID(rawValue: up ? vlan.rawValue + 1 : vlan.rawValue - 1).map { .vlan($0) }
        case .vni(let vni):
            VNI(rawValue: up ? vni.rawValue + 1 : vni.rawValue - 1).map { .vni($0) }
        case .routeTarget(let target):
            .routeTarget(
                RouteTarget(
                    administrator: target.administrator,
                    number: up ? target.number &+ 1 : target.number &- 1))
        case .vrf, .interface, .nextHop: nil
        }
    }
}

extension Fact {
    /// The case without its values.
    var kind: String { Mirror(reflecting: self).children.first?.label ?? "\(self)" }

    /// The family of a fact that has a twin in the other.
    var family: AddressFamily? {
        switch self {
        case .address(_, let address): address.address.family
        case .endsLookup(_, let family), .routes(let family), .advertisesRoutes(_, let family),
            .advertisesStatic(_, let family):
            family
        case .staticRoute(_, let prefix, _, _), .advertisesConnected(_, let prefix): prefix.family
        case .ingressRule(_, let rule), .forwardRule(let rule): rule.family
        default: nil
        }
    }

    /// Whether the model of forwarding gives it a meaning.
    var bearsOnForwarding: Bool {
        switch self {
        case .allowedMACs, .exchangeFrames, .stormLimits, .quarantined, .unheard, .ignoresReserved,
            .hardwareAddress,
            .mtu, .vrf, .routeDistinguisher,
            .asn, .routerID, .announces, .transits, .underlayPrefix, .managementPrefix,
            .routeServer, .routeServerSetting, .routeServerRule, .routeServerLAN,
            .routeServerBogon, .routeServerBogonASNs, .routeServerTransitFree,
            .routeServerNeverHere, .routeServerCache, .routeServerPayload, .routeServerProviders,
            .routeServerClient,
            .routeServerClientSetting, .routeServerPrefix, .routeServerOrigin,
            .routeServerNextHop:
            false
        default: true
        }
    }

    var identifiers: [Identifier] {
        switch self {
        case .untagged(let name, let vlan), .tagged(let name, let vlan), .svi(let name, let vlan):
            [.interface(name), .vlan(vlan)]
        case .subinterface(_, let parent, let vlan): [.interface(parent), .vlan(vlan)]
        case .bridgeVLAN(let vlan): [.vlan(vlan)]
        case .tunnel(_, let vni, _): [.vni(vni)]
        case .bridged(let name), .down(let name), .address(let name, _), .ingressFilter(let name),
            .ingressRule(let name, _), .reversePath(let name):
            [.interface(name)]
        case .inVRF(let name, let vrf), .forwardPair(let vrf, let name):
            [.interface(name), .vrf(vrf)]
        case .staticRoute(let vrf, _, let nextHop, _): [.vrf(vrf), .nextHop(nextHop)]
        case .endsLookup(let vrf, _), .advertisesRoutes(let vrf, _),
            .advertisesConnected(let vrf, _), .advertisesStatic(let vrf, _):
            [.vrf(vrf)]
        case .l3vni(let vrf, let vni): [.vrf(vrf), .vni(vni)]
        case .importTarget(let scope, let target), .exportTarget(let scope, let target):
            switch scope {
            case .vni(let vni): [.vni(vni), .routeTarget(target)]
            case .vrf(let vrf): [.vrf(vrf), .routeTarget(target)]
            }
        case .forwardRule(let rule):
            [rule.inInterface, rule.outInterface].compactMap { $0.map { .interface($0) } }
        default: []
        }
    }

    /// The same with another identifier in the place of one of its own.
    func replacing(_ old: Identifier, with new: Identifier) -> Fact {
        func name(_ name: String) -> String {
            if case .interface(name) = old, case .interface(let other) = new { other } else { name }
        }
        func vrf(_ vrf: String) -> String {
            if case .vrf(vrf) = old, case .vrf(let other) = new { other } else { vrf }
        }
        func vlan(_ vlan: VLANID) -> VLANID {
            if case .vlan(vlan) = old, case .vlan(let other) = new { other } else { vlan }
        }
        func vni(_ vni: VNI) -> VNI {
            if case .vni(vni) = old, case .vni(let other) = new { other } else { vni }
        }
        func target(_ target: RouteTarget) -> RouteTarget {
            if case .routeTarget(let other) = new { other } else { target }
        }
        func scope(_ scope: RouteScope) -> RouteScope {
            switch scope {
            case .vni(let number): .vni(vni(number))
            case .vrf(let name): .vrf(vrf(name))
            }
        }
        func hop(_ address: IPAddress) -> IPAddress {
            if case .nextHop(let other) = new { other } else { address }
        }
        switch self {
        case .untagged(let port, let number): return .untagged(name(port), vlan(number))
        case .tagged(let port, let number): return .tagged(name(port), vlan(number))
        case .svi(let port, let number): return .svi(name(port), vlan(number))
        case .subinterface(let port, let parent, let number):
            return .subinterface(port, parent: name(parent), vlan(number))
        case .bridgeVLAN(let number): return .bridgeVLAN(vlan(number))
        case .tunnel(let port, let number, let local):
            return .tunnel(port, vni(number), local: local)
        case .bridged(let port): return .bridged(name(port))
        case .down(let port): return .down(name(port))
        case .address(let port, let address): return .address(name(port), address)
        case .ingressFilter(let port): return .ingressFilter(name(port))
        case .ingressRule(let port, let rule): return .ingressRule(name(port), rule)
        case .reversePath(let port): return .reversePath(name(port))
        case .inVRF(let port, let table): return .inVRF(name(port), vrf: vrf(table))
        case .forwardPair(let table, let port):
            return .forwardPair(vrf: vrf(table), out: name(port))
        case .staticRoute(let table, let prefix, let nextHop, let distance):
            return .staticRoute(
                vrf: vrf(table), prefix, nextHop: hop(nextHop), distance: distance)
        case .endsLookup(let table, let family):
            return .endsLookup(vrf: vrf(table), family)
        case .advertisesRoutes(let table, let family):
            return .advertisesRoutes(vrf: vrf(table), family)
        case .advertisesConnected(let table, let prefix):
            return .advertisesConnected(vrf: vrf(table), prefix)
        case .advertisesStatic(let table, let family):
            return .advertisesStatic(vrf: vrf(table), family)
        case .l3vni(let table, let number): return .l3vni(vrf: vrf(table), vni(number))
        case .importTarget(let place, let number):
            return .importTarget(scope(place), target(number))
        case .exportTarget(let place, let number):
            return .exportTarget(scope(place), target(number))
        case .forwardRule(var rule):
            rule.inInterface = rule.inInterface.map(name)
            rule.outInterface = rule.outInterface.map(name)
            return .forwardRule(rule)
        default: return self
        }
    }
}
