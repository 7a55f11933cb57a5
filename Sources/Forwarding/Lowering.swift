import Diagnostics
import IR
import Net

extension Network {
    /// What the devices of a fabric are told. O(size of the fabric).
    public init(_ fabric: Fabric) {
        let devices = fabric.devices.map { device in
            var lowering = Lowering(fabric: fabric, device: device)
            lowering.lower()
            return NetworkDevice(name: device.name.text, statements: lowering.statements)
        }
        let cables = fabric.links.map { link in
            Cable(
                a: Self.end(link.a, in: fabric), b: Self.end(link.b, in: fabric),
                origin: link.origin)
        }
        self.init(devices: devices, cables: cables)
    }

    /// A leg of a LAG stands for the LAG.
    private static func end(_ end: Link.End, in fabric: Fabric) -> End {
        let interface = fabric[end.device].interfaces.first { $0.name == .port(end.port) }
        if case .member(let lag)? = interface?.role {
            return End(device: end.device.index, port: lag.text)
        }
        return End(device: end.device.index, port: end.port.text)
    }
}

/// Makes the statements of one device.
struct Lowering {
    let fabric: Fabric
    let device: Device
    private(set) var statements: [Statement] = []
    /// Short names of VRFs, by index in the fabric.
    private var names: [VRFID: String] = [:]

    init(fabric: Fabric, device: Device) {
        self.fabric = fabric
        self.device = device
        for instance in device.vrfInstances {
            names[instance.vrf] = fabric.shortName(
                of: instance.vrf, beginning: device.vrfPrefix)
        }
    }

    mutating func say(_ fact: Fact, _ origins: [SourceSpan]) {
        statements.append(Statement(fact, origins: origins))
    }

    func name(of vrf: VRFID) -> String {
        names[vrf] ?? fabric.shortName(of: vrf, beginning: device.vrfPrefix)
    }

    mutating func lower() {
        for interface in device.interfaces { lower(interface) }
        lowerBridge()
        lowerTables()
        if device.role != .routeServer {
            for family in AddressFamily.allCases { say(.routes(family), [device.origin]) }
            lowerRouting()
            lowerFilters()
        }
        lowerRouteServer()
    }

    // MARK: Interfaces

    private mutating func lower(_ interface: Interface) {
        let name = interface.name == .loopback ? "lo" : interface.name.description
        let origins = interface.origins
        switch interface.name {
        case .lag(_, let legs): for leg in legs { say(.leg(leg.text, of: name), origins) }
        case .subinterface(let port, let vlan):
            say(.subinterface(name, parent: port.text, vlan), origins)
        case .vlan(let vlan): say(.svi(name, vlan), origins)
        case .loopback, .port: break
        }
        switch interface.role {
        case .loopback, .member: break
        case .unused: say(.down(name), origins)
        case .underlay, .carrier, .exchange: lowerMTU(of: interface, name)
        case .access(let segment):
            lowerMTU(of: interface, name)
            say(.bridged(name), origins)
            say(.untagged(name, fabric[segment].vlan), origins)
        case .trunk(let tagged, let native):
            lowerMTU(of: interface, name)
            say(.bridged(name), origins)
            for segment in tagged.map({ fabric[$0].vlan }).sorted() {
                say(.tagged(name, segment), origins)
            }
            if let native { say(.untagged(name, fabric[native].vlan), origins) }
        case .gateway(let segment):
            say(.hardwareAddress(name, fabric.parameters.gatewayMAC), origins)
            lowerMTU(of: interface, name)
            if case .vrf(let vrf) = fabric[segment].owner {
                say(.inVRF(name, vrf: self.name(of: vrf)), origins)
            }
        case .vrfTransit(let vrf):
            if let mac = device.routerMAC { say(.hardwareAddress(name, mac), origins) }
            lowerMTU(of: interface, name)
            say(.inVRF(name, vrf: self.name(of: vrf)), origins)
        case .firewallTransit(let vrf, _):
            lowerMTU(of: interface, name)
            // A firewall routes for all VRFs in one table.
            if device.role != .firewall { say(.inVRF(name, vrf: self.name(of: vrf)), origins) }
        case .exit(let vrf):
            lowerMTU(of: interface, name)
            say(.inVRF(name, vrf: self.name(of: vrf)), origins)
        case .management: say(.inVRF(name, vrf: "mgmt"), origins)
        }
        for address in interface.addresses { say(.address(name, address), origins) }
    }

    private mutating func lowerMTU(of interface: Interface, _ name: String) {
        say(.mtu(name, interface.mtu), interface.origins)
    }

    /// Tunnels, and the bridge's own membership of VLANs.
    private mutating func lowerBridge() {
        for domain in device.bridgeDomains {
            say(.bridgeVLAN(domain.vlan), [domain.origin])
            guard let vtep = device.vtep else { continue }
            let tunnel = "vni\(domain.vni)"
            say(.tunnel(tunnel, domain.vni, local: vtep), [domain.origin])
            say(.bridged(tunnel), [domain.origin])
            say(.untagged(tunnel, domain.vlan), [domain.origin])
            say(.mtu(tunnel, fabric.parameters.fabricMTU - Self.encapsulation), [domain.origin])
        }
    }

    /// Octets of the outer IPv4, UDP and VXLAN headers and the inner Ethernet header (RFC 7348).
    static let encapsulation = 20 + 8 + 8 + 14

    private mutating func lowerTables() {
        for instance in device.vrfInstances {
            let name = name(of: instance.vrf)
            say(.vrf(name), instance.origins)
            for family in AddressFamily.allCases {
                say(.endsLookup(vrf: name, family), instance.origins)
            }
        }
        guard let port = device.interfaces.first(where: { $0.role == .management }) else { return }
        say(.vrf("mgmt"), port.origins)
        for family in AddressFamily.allCases {
            say(.endsLookup(vrf: "mgmt", family), port.origins)
        }
    }
}
