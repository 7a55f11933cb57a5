import Diagnostics
import IR

/// Something that a fabric may ask of a device. A back-end lists those it has words for; scenarios
/// and the table of the README are made from the list.
public enum Feature: String, Hashable, Sendable, CaseIterable {
    case loopback
    case management
    case lag
    case underlay
    case evpn
    case bridging
    case vrf
    case gateway
    case firewallTransit = "firewall-transit"
    case exit
    case staticRoutes = "static-routes"
    case allowedMACs = "allowed-macs"
    case segmentFilter = "segment-filter"
    case firewallFilter = "firewall-filter"
    case exchangePort = "exchange-port"
    case routeServer = "route-server"

    /// What it is, as a noun phrase.
    public var meaning: String {
        switch self {
        case .loopback: "loopback addresses"
        case .management: "a management port in a VRF of its own"
        case .lag: "link aggregation with LACP"
        case .underlay: "eBGP between devices over link-local addresses"
        case .evpn: "segments and VRFs between devices (EVPN, VXLAN)"
        case .bridging: "VLANs on ports"
        case .vrf: "VRFs"
        case .gateway: "anycast gateways"
        case .firewallTransit: "tagged links between VRFs and firewalls"
        case .exit: "ports where a VRF leaves the fabric"
        case .staticRoutes: "static routes, floating ones included"
        case .allowedMACs: "the MAC addresses that may speak on a port"
        case .segmentFilter: "stateless filters at gateways"
        case .firewallFilter: "stateful filters between VRFs"
        case .exchangePort: "a port on a LAN of the exchange"
        case .routeServer: "a route server"
        }
    }

    /// A feature and the line that asks for it.
    struct Use: Hashable {
        var feature: Feature
        var origin: SourceSpan
    }

    /// What the device asks for, each feature once for every line that asks for it.
    static func uses(of device: Device, in fabric: Fabric) -> [Use] {
        var uses: [Use] = []
        var known: Set<Use> = []
        func use(_ feature: Feature, at origin: SourceSpan) {
            let use = Use(feature: feature, origin: origin)
            if known.insert(use).inserted { uses.append(use) }
        }
        for interface in device.interfaces {
            let origin = interface.origins.first ?? device.origin
            if case .lag = interface.name { use(.lag, at: origin) }
            if !interface.allowedMACs.isEmpty { use(.allowedMACs, at: origin) }
            switch interface.role {
            case .loopback: use(.loopback, at: origin)
            case .unused, .member, .carrier: break
            case .underlay: use(.underlay, at: origin)
            case .access, .trunk: use(.bridging, at: origin)
            case .gateway: use(.gateway, at: origin)
            case .vrfTransit: use(.vrf, at: origin)
            case .firewallTransit: use(.firewallTransit, at: origin)
            case .exit: use(.exit, at: origin)
            case .management: use(.management, at: origin)
            case .exchange: use(.exchangePort, at: origin)
            }
        }
        for domain in device.bridgeDomains { use(.evpn, at: domain.origin) }
        for instance in device.vrfInstances {
            use(.vrf, at: instance.origins.last ?? device.origin)
            for route in instance.staticRoutes {
                use(.staticRoutes, at: route.origins.first ?? device.origin)
            }
        }
        for route in device.staticRoutes {
            use(.staticRoutes, at: route.origins.first ?? device.origin)
        }
        if let bgp = device.bgp { use(.underlay, at: bgp.origin) }
        for filter in device.filters {
            let origin = filter.defaultOrigins.first ?? device.origin
            switch filter.place {
            case .segmentIngress: use(.segmentFilter, at: origin)
            case .firewallForward: use(.firewallFilter, at: origin)
            }
        }
        if let server = device.routeServer { use(.routeServer, at: server.origin) }
        return uses
    }
}
