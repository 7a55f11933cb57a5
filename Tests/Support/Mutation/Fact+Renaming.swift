import Forwarding

extension Fact {
    /// The same of interfaces and VRFs by other names.
    func renamed(interface: (String) -> String, vrf: (String) -> String) -> Fact {
        func scope(_ scope: RouteScope) -> RouteScope {
            if case .vrf(let name) = scope { .vrf(vrf(name)) } else { scope }
        }
        func rule(_ rule: FilterRule) -> FilterRule {
            var renamed = rule
            renamed.inInterface = rule.inInterface.map(interface)
            renamed.outInterface = rule.outInterface.map(interface)
            return renamed
        }
        switch self {
        case .bridged(let name): return .bridged(interface(name))
        case .untagged(let name, let vlan): return .untagged(interface(name), vlan)
        case .tagged(let name, let vlan): return .tagged(interface(name), vlan)
        case .tunnel(let name, let vni, let local):
            return .tunnel(interface(name), vni, local: local)
        case .leg(let name, let lag): return .leg(interface(name), of: interface(lag))
        case .down(let name): return .down(interface(name))
        case .allowedMACs(let name, let addresses):
            return .allowedMACs(interface(name), addresses)
        case .exchangeFrames(let name): return .exchangeFrames(interface(name))
        case .stormLimits(let name, let stations):
            return .stormLimits(interface(name), stations: stations)
        case .quarantined(let name): return .quarantined(interface(name))
        case .unheard(let name): return .unheard(interface(name))
        case .svi(let name, let vlan): return .svi(interface(name), vlan)
        case .subinterface(let name, let parent, let vlan):
            return .subinterface(interface(name), parent: interface(parent), vlan)
        case .inVRF(let name, let table): return .inVRF(interface(name), vrf: vrf(table))
        case .address(let name, let address): return .address(interface(name), address)
        case .hardwareAddress(let name, let address):
            return .hardwareAddress(interface(name), address)
        case .mtu(let name, let octets): return .mtu(interface(name), octets)
        case .vrf(let name): return .vrf(vrf(name))
        case .endsLookup(let table, let family): return .endsLookup(vrf: vrf(table), family)
        case .staticRoute(let table, let prefix, let nextHop, let distance):
            return .staticRoute(vrf: vrf(table), prefix, nextHop: nextHop, distance: distance)
        case .l3vni(let table, let vni): return .l3vni(vrf: vrf(table), vni)
        case .routeDistinguisher(let place, let distinguisher):
            return .routeDistinguisher(scope(place), distinguisher)
        case .importTarget(let place, let target): return .importTarget(scope(place), target)
        case .exportTarget(let place, let target): return .exportTarget(scope(place), target)
        case .advertisesRoutes(let table, let family):
            return .advertisesRoutes(vrf: vrf(table), family)
        case .advertisesConnected(let table, let prefix):
            return .advertisesConnected(vrf: vrf(table), prefix)
        case .advertisesStatic(let table, let family):
            return .advertisesStatic(vrf: vrf(table), family)
        case .session(let name): return .session(interface(name))
        case .neighbourASN(let name, let asn): return .neighbourASN(interface(name), asn)
        case .ingressFilter(let name): return .ingressFilter(interface(name))
        case .ingressRule(let name, let own): return .ingressRule(interface(name), rule(own))
        case .forwardPair(let table, let out):
            return .forwardPair(vrf: vrf(table), out: interface(out))
        case .forwardUnderlay(let name): return .forwardUnderlay(interface(name))
        case .forwardRule(let own): return .forwardRule(rule(own))
        case .reversePath(let name): return .reversePath(interface(name))
        case .bridgeVLAN, .ignoresReserved, .routes, .advertisesVNIs, .asn, .routerID,
            .overlaySession, .announces,
            .transits,
            .underlayPrefix, .forwardFilter, .stateful, .inputFilter, .managementPrefix,
            .routeServer, .routeServerSetting, .routeServerRule, .routeServerLAN,
            .routeServerBogon, .routeServerBogonASNs, .routeServerTransitFree,
            .routeServerNeverHere, .routeServerCache, .routeServerPayload, .routeServerProviders,
            .routeServerClient,
            .routeServerClientSetting, .routeServerPrefix, .routeServerOrigin,
            .routeServerNextHop:
            return self
        }
    }
}
