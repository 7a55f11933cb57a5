import Diagnostics
import Net

extension Fabric {
    /// The whole fabric as indented text, for people and for golden files: one element a line, in
    /// the order of the arrays, references by name. Equal fabrics print alike.
    ///
    /// - Parameter origins: whether each line ends with the place that asked for it.
    public func text(origins: Bool = false) -> String {
        var printer = FabricPrinter(fabric: self, showsOrigins: origins)
        printer.printFabric()
        return printer.output
    }

    /// `tenant/vrf`.
    public func path(of id: VRFID) -> String {
        "\(self[self[id].tenant].name)/\(self[id].name)"
    }

    /// `tenant/vrf/segment`, or `exchange/lan`.
    public func path(of id: SegmentID) -> String {
        switch self[id].owner {
        case .vrf(let vrf): "\(path(of: vrf))/\(self[id].name)"
        case .exchange: "exchange/\(self[id].name)"
        }
    }
}

/// Writes a fabric line by line.
struct FabricPrinter {
    let fabric: Fabric
    let showsOrigins: Bool
    var output = ""
    private var depth = 0

    init(fabric: Fabric, showsOrigins: Bool) {
        self.fabric = fabric
        self.showsOrigins = showsOrigins
    }

    mutating func line(_ text: String, _ origins: [SourceSpan] = []) {
        output += String(repeating: "  ", count: depth) + text
        if showsOrigins && !origins.isEmpty {
            output += "  @ " + origins.map(fabric.sources.location(of:)).joined(separator: " ")
        }
        output += "\n"
    }

    mutating func nested(_ body: (inout FabricPrinter) -> Void) {
        depth += 1
        body(&self)
        depth -= 1
    }

    mutating func printFabric() {
        let fabric = fabric
        let parameters = fabric.parameters
        line("fabric \(fabric.name)")
        nested {
            $0.line("gateway-mac \(parameters.gatewayMAC)")
            $0.line("mtu fabric \(parameters.fabricMTU) tenant \(parameters.tenantMTU)")
            let vlans = parameters.l3vniVLANs
            $0.line("l3vni vlans \(vlans.lowerBound)-\(vlans.upperBound)")
            for prefix in fabric.infrastructure {
                $0.line("\(prefix.purpose.rawValue) \(prefix.prefix)", [prefix.origin])
            }
            for room in fabric.rooms {
                let facility = room.facility.map { " in \($0.text)" } ?? ""
                $0.line(
                    "room \(room.site)/\(room.name) racks \(list(room.racks))\(facility)",
                    [room.origin])
            }
            for tenantClass in fabric.classes {
                $0.line("class \(tenantClass.name) default deny", [tenantClass.defaultRuleOrigin])
            }
            for link in fabric.links {
                $0.line("link \($0.text(link.a)) \($0.text(link.b))", [link.origin])
            }
        }
        for tenant in fabric.tenants { printTenant(tenant) }
        if let exchange = fabric.exchange { printExchange(exchange) }
        for service in fabric.services {
            line(
                "service \(service.name) \(fabric.path(of: service.vrf)) "
                    + "\(list(service.prefixes)) \(list(service.ports))", [service.origin])
        }
        for firewall in fabric.firewalls {
            line(
                "firewall \(firewall.name) \(list(firewall.devices.map { fabric[$0].name }))",
                [firewall.origin])
        }
        for contract in fabric.contracts { printContract(contract) }
        for device in fabric.devices { printDevice(device) }
    }

    private mutating func printTenant(_ tenant: Tenant) {
        let fabric = fabric
        line("tenant \(tenant.name) class \(fabric[tenant.tenantClass].name)", [tenant.origin])
        nested {
            for id in tenant.vrfs {
                let vrf = $0.fabric[id]
                $0.line(
                    "vrf \(vrf.name) index \(vrf.index) vni \(vrf.vni) vlan \(vrf.vlan) "
                        + "route-targets \(list(vrf.routeTargets))", [vrf.origin])
                $0.nested { for segment in vrf.segments { $0.printSegment(segment) } }
            }
        }
    }

    private mutating func printSegment(_ id: SegmentID) {
        let fabric = fabric
        let segment = fabric[id]
        line(
            "segment \(segment.name) index \(segment.index) vlan \(segment.vlan) "
                + "vni \(segment.vni) route-target \(segment.routeTarget)", [segment.origin])
        nested {
            for prefix in segment.prefixes {
                let gateway = prefix.gateway.map { " gateway \($0)" } ?? ""
                $0.line("\(prefix.prefix)\(gateway)", [prefix.origin])
            }
            $0.line("on \(list(segment.devices.map { fabric[$0].name }))")
            for attachment in fabric.attachments where $0.carries(id, attachment) {
                $0.line(
                    "at \(fabric[attachment.device].name):\(attachment.port)",
                    [attachment.origin])
                $0.nested { printer in
                    for host in attachment.hosts
                    where host.addresses.contains(where: { address in
                        segment.prefixes.contains { $0.prefix.contains(address) }
                    }) {
                        printer.line(
                            "host \(host.name?.text ?? "-") \(host.mac?.description ?? "-") "
                                + list(host.addresses), [host.origin])
                    }
                }
            }
        }
    }

    private func carries(_ segment: SegmentID, _ attachment: Attachment) -> Bool {
        let device = fabric[attachment.device]
        return device.interfaces.contains {
            $0.name.port == attachment.port && $0.role.segments.contains(segment)
        }
    }

    private mutating func printExchange(_ exchange: Exchange) {
        let fabric = fabric
        line("exchange \(exchange.name)", [exchange.origin])
        nested {
            $0.printRegistration(exchange.registration.fields)
            for lan in exchange.lans {
                let pages =
                    lan.lookingGlasses.isEmpty
                    ? "" : " looking-glasses \(list(lan.lookingGlasses))"
                $0.line("lan \(lan.purpose.rawValue)\(pages)")
                $0.nested { $0.printSegment(lan.segment) }
            }
            for member in exchange.members {
                let tenant = member.tenant.map { " tenant \(fabric[$0].name)" } ?? ""
                let asSet = member.asSet.map { " as-set \($0)" } ?? ""
                $0.line("member \(member.name) as \(member.asn)\(tenant)\(asSet)", [member.origin])
                $0.nested {
                    $0.printRegistration(member.registration.fields)
                    for connection in member.connections {
                        $0.line(
                            "\(fabric[connection.device].name):\(connection.port) "
                                + "\(fabric[connection.lan].name) macs \(list(connection.macs)) "
                                + "addresses \(list(connection.addresses))"
                                + connection.registration.text, [connection.origin])
                    }
                }
            }
        }
    }

    private mutating func printContract(_ contract: Contract) {
        let fabric = fabric
        line(
            "contract \(contract.name) via \(fabric[contract.firewall].name) "
                + "allow \(list(contract.ports))", [contract.origin, contract.allowOrigin])
        nested {
            for flow in contract.flows {
                $0.line(
                    "\(fabric.path(of: flow.source)) \(list(flow.sourcePrefixes)) -> "
                        + "\(fabric.path(of: flow.destination)) \(list(flow.destinationPrefixes))")
            }
        }
    }

    func text(_ end: Link.End) -> String { "\(fabric[end.device].name):\(end.port)" }
}

/// `[a, b]`; the empty list is `[]`.
func list(_ values: [some CustomStringConvertible]) -> String {
    "[" + values.map(\.description).joined(separator: ", ") + "]"
}

extension Interface.Role {
    /// Segments whose frames pass the port.
    public var segments: [SegmentID] {
        switch self {
        case .access(let segment), .exchange(let segment): [segment]
        case .trunk(let tagged, let native): native.map { [$0] + tagged } ?? tagged
        case .loopback, .unused, .underlay, .member, .carrier, .gateway, .vrfTransit,
            .firewallTransit, .exit, .management:
            []
        }
    }
}
