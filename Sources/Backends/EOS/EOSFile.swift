import Diagnostics
import IR
import Net

/// `startup-config`: blocks in the order in which EOS shows them, with `!` between.
struct EOSFile {
    let fabric: Fabric
    let device: Device

    func generate() -> GeneratedFile {
        var out = ConfigText(file: "startup-config", of: device, indent: 3)
        writeSystem(to: &out)
        for domain in device.bridgeDomains {
            guard case .segment(let segment) = domain.purpose else { continue }
            block("vlan \(domain.vlan)", at: [domain.origin], to: &out) {
                $0.line("name \(EOSName.vlan(fabric[segment]))")
            }
        }
        for table in tables { block("vrf instance \(table.name)", at: table.origins, to: &out) }
        writeInterfaces(to: &out)
        if device.interfaces.contains(where: isGateway) {
            separate(to: &out)
            out.line("ip virtual-router mac-address \(fabric.parameters.gatewayMAC)")
        }
        writeAccessLists(to: &out)
        writeRouting(to: &out)
        writeControlPlane(to: &out)
        writeStaticRoutes(to: &out)
        if let bgp = device.bgp {
            writeRouteMaps(bgp, to: &out)
            writeBGP(bgp, to: &out)
        }
        writeManagement(to: &out)
        return out.finished()
    }

    private func writeSystem(to out: inout ConfigText) {
        let internalVLANs = fabric.parameters.l3vniVLANs
        out.line("no aaa root")
        separate(to: &out)
        out.line(
            "vlan internal order ascending range "
                + "\(internalVLANs.lowerBound) \(internalVLANs.upperBound)")
        block("interface defaults", to: &out) { $0.line("mtu \(fabric.parameters.fabricMTU)") }
        separate(to: &out)
        out.line("service routing protocols model multi-agent")
        separate(to: &out)
        out.line("no lldp run")
        separate(to: &out)
        out.line("hostname \(device.name)")
        separate(to: &out)
        out.line("spanning-tree mode mstp")
    }

    // MARK: Blocks

    /// What stands between blocks.
    func separate(at origins: [SourceSpan] = [], to out: inout ConfigText) {
        out.line("!", at: origins)
    }

    func block(
        _ head: ConfigLine, at origins: [SourceSpan] = [], to out: inout ConfigText,
        _ body: (inout ConfigText) -> Void = { _ in }
    ) {
        separate(at: origins, to: &out)
        out.block(head, at: origins, body)
    }

    // MARK: Tables

    struct Table {
        var name: EOSName
        /// Nil for that of management.
        var vrf: VRFID?
        var origins: [SourceSpan]
    }

    /// VRFs besides the default one, in order of names.
    var tables: [Table] {
        var tables = device.vrfInstances.map {
            Table(name: .vrf($0.vrf, in: fabric), vrf: $0.vrf, origins: $0.origins)
        }
        if let port = managed {
            tables.append(Table(name: .management, vrf: nil, origins: port.origins))
        }
        return tables.sorted { EOSName.precedes($0.name, $1.name) }
    }

    /// The port of management.
    var managed: Interface? { device.interfaces.first { $0.role == .management } }

    private func isGateway(_ interface: Interface) -> Bool {
        if case .gateway = interface.role { true } else { false }
    }

    /// IPv4 routes of the underlay have IPv6 next hops, and ports there no IPv4 address.
    private func writeRouting(to out: inout ConfigText) {
        separate(to: &out)
        out.line("ip routing ipv6 interfaces")
        for table in tables {
            let no: ConfigLine = table.vrf == nil ? "no " : ""
            out.line("\(no)ip routing vrf \(table.name)", at: table.origins)
        }
        if let bgp = device.bgp { writeLists(bgp, to: &out) }
        separate(to: &out)
        out.line("ipv6 unicast-routing")
        for table in tables where table.vrf != nil {
            out.line("ipv6 unicast-routing vrf \(table.name)", at: table.origins)
        }
    }

    private func writeStaticRoutes(to out: inout ConfigText) {
        for family in AddressFamily.allCases {
            var isFirst = true
            func write(_ routes: [StaticRoute], in vrf: ConfigLine) {
                for route in routes where route.prefix.family == family {
                    if isFirst { separate(to: &out) }
                    isFirst = false
                    out.line("\(vrf)\(text(of: route))", at: route.origins)
                }
            }
            let command: ConfigLine = family == .ipv4 ? "ip route" : "ipv6 route"
            write(device.staticRoutes, in: "\(command) ")
            for instance in device.vrfInstances {
                write(
                    instance.staticRoutes,
                    in: "\(command) vrf \(EOSName.vrf(instance.vrf, in: fabric)) ")
            }
        }
    }

    /// Marks floating static routes.
    static let floatingTag = Int(StaticRoute.floating)

    private func text(of route: StaticRoute) -> ConfigLine {
        let plain: ConfigLine = "\(route.prefix) \(route.nextHop)"
        switch route.distance {
        case 1: return plain
        case StaticRoute.floating: return "\(plain) \(route.distance) tag \(Self.floatingTag)"
        default: return "\(plain) \(route.distance)"
        }
    }

    /// Who manages the device does so by way of its VRF alone.
    private func writeManagement(to out: inout ConfigText) {
        block("management ssh", to: &out) { out in
            out.line("shutdown")
            guard let managed else { return }
            block("vrf \(EOSName.management)", at: managed.origins, to: &out) {
                $0.line("no shutdown")
            }
        }
    }
}
