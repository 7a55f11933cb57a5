import Net

extension Fact: CustomStringConvertible {
    /// A short phrase, the same on every platform: `swp1: VLAN 110 untagged`.
    public var description: String {
        switch self {
        case .bridged(let name): "\(name): port of the bridge"
        case .untagged(let name, let vlan): "\(name): VLAN \(vlan) untagged"
        case .tagged(let name, let vlan): "\(name): VLAN \(vlan) tagged"
        case .tunnel(let name, let vni, let local): "\(name): VNI \(vni) from \(local)"
        case .bridgeVLAN(let vlan): "bridge: VLAN \(vlan)"
        case .leg(let name, let lag): "\(name): leg of \(lag)"
        case .down(let name): "\(name): down"
        case .allowedMACs(let name, let macs): "\(name): only \(list(macs)) may enter"
        case .exchangeFrames(let name): "\(name): only IPv4, ARP and IPv6 may enter"
        case .stormLimits(let name, let stations):
            "\(name): storms are limited, \(stations.count) stations known"
        case .quarantined(let name): "\(name): nothing may enter"
        case .unheard(let name): "\(name): the device hears nothing"
        case .ignoresReserved: "bridge: learns nothing from reserved addresses"
        case .svi(let name, let vlan): "\(name): routed interface of VLAN \(vlan)"
        case .subinterface(let name, let parent, let vlan): "\(name): VLAN \(vlan) of \(parent)"
        case .inVRF(let name, let vrf): "\(name): in VRF \(vrf)"
        case .address(let name, let address): "\(name): address \(address)"
        case .hardwareAddress(let name, let mac): "\(name): MAC address \(mac)"
        case .mtu(let name, let octets): "\(name): MTU \(octets)"
        case .vrf(let name): "VRF \(name)"
        case .endsLookup(let vrf, let family): "VRF \(vrf): \(family) lookups end there"
        case .staticRoute(let vrf, let prefix, let nextHop, let distance):
            "\(text(vrf)): route \(prefix) via \(nextHop)\(distance == 1 ? "" : ", distance \(distance)")"
        case .routes(let family): "passes \(family) on"
        case .l3vni(let vrf, let vni): "VRF \(vrf): L3VNI \(vni)"
        case .advertisesVNIs: "advertises its VNIs"
        case .routeDistinguisher(let scope, let value): "\(scope): route distinguisher \(value)"
        case .importTarget(let scope, let target): "\(scope): imports \(target)"
        case .exportTarget(let scope, let target): "\(scope): exports \(target)"
        case .advertisesRoutes(let vrf, let family): "VRF \(vrf): advertises \(family) routes"
        case .advertisesConnected(let vrf, let prefix): "VRF \(vrf): may advertise \(prefix)"
        case .advertisesStatic(let vrf, let family):
            "VRF \(vrf): advertises static \(family) routes"
        case .asn(let asn): "AS \(asn)"
        case .routerID(let address): "router ID \(address)"
        case .session(let name): "\(name): BGP session"
        case .neighbourASN(let name, let asn): "\(name): BGP session with AS \(asn)"
        case .overlaySession(let address, let asn): "EVPN session with \(address), AS \(asn)"
        case .announces(let prefix): "announces \(prefix)"
        case .transits: "passes routes of others on"
        case .underlayPrefix(let prefix): "underlay: \(prefix)"
        case .managementPrefix(let prefix): "management: \(prefix)"
        case .routeServerSetting(let setting): "route server: \(setting.rawValue)"
        case .routeServerRule(let family, let position, let rule):
            "route server: \(family) rule \(position): \(rule)"
        case .routeServerLAN(let prefix): "route server: refuses its LAN \(prefix)"
        case .routeServerBogon(let prefix, let lengths):
            "route server: refuses \(prefix), lengths \(lengths.lowerBound) to "
                + "\(lengths.upperBound)"
        case .routeServerBogonASNs(let range):
            "route server: refuses AS \(range.lowerBound) to \(range.upperBound)"
        case .routeServerTransitFree(let asn): "route server: AS \(asn) is transit-free"
        case .routeServerNeverHere(let asn): "route server: AS \(asn) is never here"
        case .routeServerCache(let address, let port): "route server: cache \(address) port \(port)"
        case .routeServerPayload(let prefix, let maxLength, let asn):
            "route server: AS \(asn) may announce \(prefix) up to /\(maxLength)"
        case .routeServerProviders(let customer, let providers):
            "route server: AS \(customer) attests as providers "
                + (providers.isEmpty
                    ? "nobody" : providers.map { "AS \($0)" }.joined(separator: ", "))
        case .ingressFilter(let name): "\(name): ingress filter"
        case .ingressRule(let name, let rule): "\(name): \(rule)"
        case .forwardFilter: "forward filter"
        case .forwardPair(let vrf, let out): "\(text(vrf)) may leave by \(out)"
        case .forwardUnderlay(let name): "underlay may leave by \(name)"
        case .stateful: "stateful forward filter"
        case .forwardRule(let rule): "forward: \(rule)"
        case .reversePath(let name): "\(name): reverse path is checked"
        case .inputFilter: "input filter"
        case .routeServer(let asn, let address): "route server AS \(asn) at \(address)"
        case .routeServerClient(let asn, let channel): "client AS \(asn) at \(channel)"
        case .routeServerPrefix(let client, let prefix): "client \(client): \(prefix)"
        case .routeServerOrigin(let client, let asn): "client \(client): origin AS \(asn)"
        case .routeServerNextHop(let client, let nextHop): "client \(client): next hop \(nextHop)"
        case .routeServerClientSetting(let client, let setting): "client \(client): \(setting)"
        }
    }

    private func text(_ vrf: String) -> String { vrf.isEmpty ? "default VRF" : "VRF \(vrf)" }
    private func list(_ values: [some CustomStringConvertible]) -> String {
        values.map(\.description).joined(separator: ", ")
    }
}

extension RouteScope: CustomStringConvertible {
    public var description: String {
        switch self {
        case .vni(let vni): "VNI \(vni)"
        case .vrf(let name): "VRF \(name)"
        }
    }
}

extension FilterRule: CustomStringConvertible {
    /// `permit IPv4 in swp1.3500 out swp1.3501 from 10.0.0.0/24 to any, protocol 6, to port 443`.
    public var description: String {
        func list(_ prefixes: [IPPrefix]) -> String {
            prefixes.isEmpty ? "any" : prefixes.map(\.description).joined(separator: ", ")
        }
        func numbers<Bound>(_ ranges: [ClosedRange<Bound>]) -> String {
            ranges.map {
                $0.lowerBound == $0.upperBound
                    ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
            }.joined(separator: ", ")
        }
        var text = "\(action.rawValue) \(family)"
        if let inInterface { text += " in \(inInterface)" }
        if let outInterface { text += " out \(outInterface)" }
        text += " from \(list(sources)) to \(list(destinations))"
        if !protocols.isEmpty { text += ", protocol \(numbers(protocols))" }
        if !sourcePorts.isEmpty { text += ", from port \(numbers(sourcePorts))" }
        if !destinationPorts.isEmpty { text += ", to port \(numbers(destinationPorts))" }
        if !kinds.contains(.opens) && kinds.contains(.continues) { text += ", opening nothing" }
        if kinds == .discovery { text += ", neighbour discovery" }
        return text
    }
}
