import Diagnostics
import IR
import Intent
import Net

/// Ports and what is plugged into them.
struct Wiring {
    private(set) var links: [IR.Link] = []
    /// By position in `Topology.links`.
    private var linkID: [LinkID]
    private let checked: CheckedTopology
    private let tenancy: Tenancy
    private let placement: Placement
    /// Positions in `index.ports.all`, by device, in natural order of names.
    private var portsOfDevice: [[Int]]
    /// By position in `index.ports.all`.
    private var speedOfPort: [Int: PortSpeed] = [:]

    init(_ checked: CheckedTopology, _ tenancy: Tenancy, _ placement: Placement) {
        self.checked = checked
        self.tenancy = tenancy
        self.placement = placement
        let index = checked.index
        let all = checked.topology.links.map { link in
            let ends = [link.a.value, link.b.value].sorted().map { reference in
                Link.End(
                    device: tenancy.deviceID[index.device(named: reference.device) ?? 0],
                    port: reference.port)
            }
            return Link(a: ends[0], b: ends[1], origin: link.span)
        }
        let order = all.indices.sorted {
            (all[$0].a.device, all[$0].a.port) < (all[$1].a.device, all[$1].a.port)
        }
        links = order.map { all[$0] }
        linkID = Array(repeating: LinkID(0), count: all.count)
        for (rank, position) in order.enumerated() { linkID[position] = LinkID(rank) }

        portsOfDevice = Array(repeating: [], count: checked.topology.devices.count)
        for (position, port) in index.ports.all.enumerated() {
            portsOfDevice[port.device].append(position)
        }
        for device in portsOfDevice.indices {
            portsOfDevice[device].sort {
                index.ports.all[$0].name.value < index.ports.all[$1].name.value
            }
        }
        for (device, declared) in checked.topology.devices.enumerated() {
            for speeds in declared.speeds {
                for port in speeds.ports {
                    guard
                        let position = index.ports.position(ofDevice: device, port: port.value)
                    else { continue }
                    speedOfPort[position] = speeds.speed.value
                }
            }
        }
    }

    /// The device with its identity, its loopback and its ports.
    func device(_ position: Int) -> IR.Device {
        let declared = checked.topology.devices[position]
        let name = declared.name.value
        var device = IR.Device(
            name: name, role: Self.role(declared.role.value),
            platform: declared.platform.value.rawValue,
            room: placement.roomOfDevice[position], rack: declared.rack?.value, loopbackIPv4: nil,
            loopbackIPv6: nil, vtep: nil, routerMAC: nil, interfaces: [], bridgeDomains: [],
            vrfInstances: [], staticRoutes: [], bgp: nil, filters: [], routeServer: nil,
            origin: declared.name.span)
        device.hardware = declared.hardware.map { IR.Hardware($0) }
        device.platformVersion = declared.platformVersion.map {
            PlatformVersion(number: $0.value, origin: $0.span)
        }
        device.vrfPrefix = declared.platform.value.vrfPrefix
        if declared.role.value.isSwitch {
            let ipv4 = checked.identifiers.loopbackIPv4(device: name)
            let ipv6 = checked.identifiers.loopbackIPv6(device: name)
            device.loopbackIPv4 = ipv4
            device.loopbackIPv6 = ipv6
            device.interfaces.append(
                Interface(
                    name: .loopback, role: .loopback,
                    addresses: [
                        InterfaceAddress(address: .ipv4(ipv4), length: 32),
                        InterfaceAddress(address: .ipv6(ipv6), length: 128),
                    ],
                    mtu: 65536, allowedMACs: [], summary: nil,
                    origins: [
                        declared.loopbackIPv4?.span ?? declared.name.span
                    ]))
        }
        for port in portsOfDevice[position] { device.interfaces.append(interface(ofPort: port)) }
        return device
    }

    private func interface(ofPort position: Int) -> Interface {
        let index = checked.index
        let port = index.ports.all[position]
        let declared = checked.topology.devices[port.device]
        let name: InterfaceName =
            if let lag = port.lag {
                .lag(
                    port.name.value, legs: checked.topology.lags[lag].ports.map(\.value).sorted())
            } else {
                .port(port.name.value)
            }
        var interface = Interface(
            name: name, role: .unused, addresses: [], mtu: index.tenantMTU, allowedMACs: [],
            summary: nil, origins: [port.name.span])
        interface.speed = speedOfPort[position]
        guard let use = index.ports.uses[position].first else { return interface }
        interface.origins = [use.span]
        switch use.use {
        case .management:
            interface.role = .management
            interface.mtu = 1500
            interface.addresses = [declared.management?.value].compactMap(\.self)
            if let span = declared.management?.span { interface.origins.append(span) }
        case .leg(let lag):
            interface.role = .member(of: checked.topology.lags[lag].name.value)
        case .link(let link):
            plug(&interface, into: link, at: position)
        case .attachment(let attachment):
            let indexed = index.attachments[attachment]
            let tagged = indexed.tagged.map { tenancy.segmentID[$0] }.sorted()
            let untagged = indexed.untagged.map { tenancy.segmentID[$0] }
            if case .access = indexed.attachment.membership, let untagged {
                interface.role = .access(untagged)
            } else {
                interface.role = .trunk(tagged: tagged, native: untagged)
            }
            interface.summary =
                indexed.attachment.summary?.value
                ?? Self.summary(checked.topology.tenants[indexed.tenant].name.value.text)
        case .exit(let position):
            let exit = index.exits[position]
            interface.role =
                exit.exit.vlan == nil ? .exit(tenancy.vrfID[exit.vrf]) : .carrier
            if exit.exit.vlan == nil { interface.addresses = exit.exit.addresses }
            interface.summary = Self.summary(exit.path)
        case .connection(let member, let connection):
            guard let exchange = checked.topology.exchange else { break }
            let declared = exchange.members[member].connections[connection]
            guard let lan = index.lan(named: declared.lan.value) else { break }
            interface.role = .access(tenancy.lanID[lan])
            interface.allowedMACs = declared.macs.map(\.value).sorted()
            interface.summary = Self.summary(
                "AS\(exchange.members[member].asn.value) \(exchange.members[member].name.value)")
        }
        return interface
    }

    /// What a cable makes of the port at one of its ends: that depends on who is at the other.
    private func plug(_ interface: inout Interface, into link: Int, at position: Int) {
        let index = checked.index
        let port = index.ports.all[position]
        let near = checked.topology.devices[port.device]
        guard
            let cable = index.ports.cables[port.device].first(where: {
                $0.link == link && $0.port == position
            })
        else { return }
        let far = checked.topology.devices[cable.farDevice]
        interface.summary = Self.summary(
            "\(far.name.value):\(index.ports.all[cable.farPort].name.value)")
        if near.role.value.isSwitch && far.role.value.isSwitch {
            interface.role = .underlay(linkID[link])
            interface.mtu = index.fabricMTU
        } else if near.role.value == .routeServer || far.role.value == .routeServer {
            plugRouteServer(&interface, near, far)
        } else {
            interface.role = .carrier
        }
    }

    private func plugRouteServer(
        _ interface: inout Interface, _ near: Intent.Device, _ far: Intent.Device
    ) {
        let isServer = near.role.value == .routeServer
        let name = (isServer ? near : far).name.value
        guard
            let server = checked.topology.exchange?.routeServers.first(where: {
                $0.device.value == name
            }), let lan = checked.index.lan(named: server.lan.value)
        else { return }
        let segment = tenancy.lanID[lan]
        if isServer {
            interface.role = .exchange(segment)
            interface.addresses = tenancy.segments[segment.index].prefixes.compactMap { subnet in
                server.addresses.first { subnet.prefix.contains($0) }.map {
                    InterfaceAddress(address: $0, length: subnet.prefix.length)
                }
            }
        } else {
            interface.role = .access(segment)
            interface.allowedMACs = [server.mac?.value].compactMap(\.self)
        }
        interface.origins.append(server.device.span)
    }

    private static func summary(_ text: String) -> FreeText? { try? FreeText(text) }

    private static func role(_ role: Intent.DeviceRole) -> IR.DeviceRole {
        switch role {
        case .spine: .spine
        case .leaf: .leaf
        case .border: .border
        case .serviceLeaf: .serviceLeaf
        case .firewall: .firewall
        case .exchangeEdge: .exchangeEdge
        case .routeServer: .routeServer
        }
    }
}

extension Intent.RouteServer {
    /// IPv4 first.
    var addresses: [IPAddress] {
        [ipv4.map { .ipv4($0.value) }, ipv6.map { .ipv6($0.value) }].compactMap(\.self)
    }
}

extension Intent.Exit {
    /// IPv4 first.
    var addresses: [InterfaceAddress] { [ipv4?.value, ipv6?.value].compactMap(\.self) }
}
