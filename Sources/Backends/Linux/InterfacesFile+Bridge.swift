import Diagnostics
import IR
import Net

extension InterfacesFile {
    /// One VXLAN device for each VNI, and the bridge over them and the ports.
    func writeBridge(to out: inout ConfigText) {
        var ports: [LinuxName] = device.interfaces.compactMap { interface in
            switch interface.role {
            case .access, .trunk: LinuxName(interface.name)
            case .loopback, .unused, .underlay, .member, .carrier, .gateway, .vrfTransit,
                .firewallTransit, .exit, .management, .exchange:
                nil
            }
        }
        guard !ports.isEmpty || !device.bridgeDomains.isEmpty else { return }
        if let vtep = device.vtep {
            for domain in device.bridgeDomains {
                write(domain, from: vtep, to: &out)
                ports.append(.vxlan(domain.vni))
            }
        }
        let bridge = LinuxName.bridge
        out.gap()
        out.line("auto \(bridge)")
        out.block("iface \(bridge)") { out in
            out.line("bridge-vlan-aware yes")
            out.line("bridge-ports \(ports.joined(by: " "))")
            out.line("bridge-vids \(device.bridgeDomains.map(\.vlan).joined(by: " "))")
            out.line("bridge-pvid 0")
            out.line("bridge-stp no")
            out.line("bridge-mcsnoop no")
            out.line("ipv6-addrgen off")
            out.line("post-up ip link set dev \(bridge) type bridge vlan_default_pvid 0")
            // No filter sees LLDP and its like before the bridge has learned their source: one such
            // frame would draw another member's traffic to the port.
            if device.interfaces.contains(where: { fabric.peeringLAN(of: $0) != nil }) {
                out.line("post-up ip link set dev \(bridge) type bridge no_linklocal_learn 1")
            }
        }
    }

    private func write(
        _ domain: BridgeDomain, from vtep: IPv4Address, to out: inout ConfigText
    ) {
        let name = LinuxName.vxlan(domain.vni)
        out.gap(at: [domain.origin])
        out.line("auto \(name)", at: domain.origin)
        out.block("iface \(name)", at: [domain.origin]) { out in
            out.line("vxlan-id \(domain.vni)")
            out.line("vxlan-local-tunnelip \(vtep)")
            out.line("vxlan-learning no")
            out.line("mtu \(fabric.parameters.fabricMTU - Self.encapsulation)")
            out.line("ipv6-addrgen off")
            out.line("bridge-access \(domain.vlan)")
            out.line("bridge-learning off")
            // Stations are in segments; an L3VNI has only routers, whose addresses BGP gives.
            if case .segment = domain.purpose { out.line("bridge-arp-nd-suppress on") }
        }
    }

    /// Octets of the outer IPv4, UDP and VXLAN headers and the inner Ethernet header (RFC 7348).
    private static let encapsulation = 20 + 8 + 8 + 14

    /// The VRFs of tenants, and the one of management where there is a port for it.
    func writeVRFs(to out: inout ConfigText) {
        for instance in device.vrfInstances {
            write(
                LinuxName.vrf(instance.vrf, on: device, in: fabric),
                table: LinuxTable.number(of: fabric[instance.vrf]), at: instance.origins, to: &out)
        }
        if let port = device.interfaces.first(where: { $0.role == .management }) {
            write(.management, table: LinuxTable.management, at: port.origins, to: &out)
        }
    }

    private func write(
        _ name: LinuxName, table: Int, at origins: [SourceSpan], to out: inout ConfigText
    ) {
        out.gap(at: origins)
        out.line("auto \(name)", at: origins)
        out.block("iface \(name)", at: origins) { out in
            out.line("vrf-table \(table)")
            for family in ["-4", "-6"] as [ConfigLine] {
                out.line(
                    "post-up ip \(family) route replace unreachable default "
                        + "metric \(LinuxTable.unreachableMetric) table \(table)")
            }
        }
    }
}
