import Diagnostics
import IR
import Net

extension EOSFile {
    func writeInterfaces(to out: inout ConfigText) {
        for kind in [isPortChannel, isEthernet, isOther] {
            let some = device.interfaces.filter(kind).sorted {
                EOSName.precedes(EOSName($0.name), EOSName($1.name))
            }
            for interface in some {
                block("interface \(EOSName(interface.name))", at: interface.origins, to: &out) {
                    write(interface, to: &$0)
                }
            }
        }
        writeTunnels(to: &out)
    }

    private func isPortChannel(_ interface: Interface) -> Bool {
        guard let port = interface.name.port, case .portChannel? = EOSPort(port) else {
            return false
        }
        return true
    }

    private func isEthernet(_ interface: Interface) -> Bool {
        interface.name.port.flatMap { EOSPort($0) } == .ethernet
    }

    /// Loopback0, ManagementN, VlanN. EOS has its own interfaces for L3VNIs.
    private func isOther(_ interface: Interface) -> Bool {
        if case .vrfTransit = interface.role { return false }
        return !isPortChannel(interface) && !isEthernet(interface)
    }

    private func write(_ interface: Interface, to out: inout ConfigText) {
        if let summary = description(of: interface) { out.line("description \(summary)") }
        if interface.role == .unused { out.line("shutdown") }
        if let mtu = mtu(of: interface) { out.line("mtu \(mtu)") }
        switch interface.role {
        case .loopback, .unused: break
        case .member(let lag):
            guard case .portChannel(let number)? = EOSPort(lag) else { return }
            out.line("channel-group \(number) mode active")
            out.line("lacp timer fast")
        case .access(let segment): writeAccess(to: fabric[segment].vlan, interface, to: &out)
        case .trunk(let tagged, let native):
            writeTrunk(tagged: tagged, native: native, interface, to: &out)
        case .underlay: writeUnderlay(interface, to: &out)
        case .carrier: out.line("no switchport")
        case .gateway(let segment): writeGateway(of: segment, interface, to: &out)
        case .firewallTransit(let vrf, _), .exit(let vrf):
            if case .subinterface(_, let vlan) = interface.name {
                out.line("encapsulation dot1q vlan \(vlan)")
            } else {
                out.line("no switchport")
            }
            out.line("vrf \(EOSName.vrf(vrf, in: fabric))")
        case .management: out.line("vrf \(EOSName.management)")
        case .vrfTransit, .exchange: break
        }
        writeAddresses(of: interface, to: &out)
        if case .lag = interface.name, !isBridged(interface) { writeLAG(to: &out) }
    }

    private func description(of interface: Interface) -> ConfigLine? {
        if case .underlay(let link) = interface.role {
            let link = fabric[link]
            let far = fabric[link.a.device].name == device.name ? link.b : link.a
            return "\(fabric[far.device].name)"
        }
        return interface.summary.map { ConfigLine($0) }
    }

    private func mtu(of interface: Interface) -> Int? {
        switch interface.role {
        case .loopback, .unused, .member, .management: nil
        case .underlay, .access, .trunk, .carrier, .gateway, .vrfTransit, .firewallTransit, .exit,
            .exchange:
            interface.mtu
        }
    }

    private func isBridged(_ interface: Interface) -> Bool {
        switch interface.role {
        case .access, .trunk: true
        default: false
        }
    }

    // MARK: Bridged ports

    private func writeAccess(
        to vlan: VLANID, _ interface: Interface, to out: inout ConfigText
    ) {
        out.line("switchport access vlan \(vlan)")
        out.line("switchport mode access")
        writeEdge(interface, to: &out)
    }

    /// A trunk without an untagged VLAN takes no frames without a tag.
    private func writeTrunk(
        tagged: [SegmentID], native: SegmentID?, _ interface: Interface, to out: inout ConfigText
    ) {
        if let native, tagged.isEmpty {
            writeAccess(to: fabric[native].vlan, interface, to: &out)
            return
        }
        if let native {
            out.line("switchport trunk native vlan \(fabric[native].vlan)")
        } else {
            out.line("switchport trunk native vlan tag")
        }
        let allowed = (tagged + [native].compactMap(\.self)).map { fabric[$0].vlan }.sorted()
        out.line("switchport trunk allowed vlan \(allowed.joined(by: ","))")
        out.line("switchport mode trunk")
        writeEdge(interface, to: &out)
    }

    /// Hosts are behind it, and no bridge.
    private func writeEdge(_ interface: Interface, to out: inout ConfigText) {
        out.line("switchport")
        if case .lag = interface.name { writeLAG(to: &out) }
        out.line("spanning-tree portfast")
        out.line("spanning-tree bpduguard enable")
    }

    private func writeLAG(to out: inout ConfigText) { out.line("port-channel min-links 1") }

    // MARK: Routed interfaces

    private func writeUnderlay(_ interface: Interface, to out: inout ConfigText) {
        out.line("no switchport")
        out.line("ipv6 enable")
        out.line("ip access-group \(Self.underlay) in")
        out.line("ipv6 access-group \(Self.underlay) in")
    }

    private func writeGateway(
        of segment: SegmentID, _ interface: Interface, to out: inout ConfigText
    ) {
        if case .vrf(let vrf) = fabric[segment].owner {
            out.line("vrf \(EOSName.vrf(vrf, in: fabric))")
        }
        let ipv6 = interface.addresses.filter { $0.address.family == .ipv6 }
        if !ipv6.isEmpty {
            out.line("ipv6 enable")
            out.line("ipv6 nd ra disabled")
        }
        let list = Self.list(of: fabric[segment])
        out.line("ip access-group \(list) in")
        out.line("ipv6 access-group \(list) in")
        for address in interface.addresses where address.address.family == .ipv4 {
            out.line("ip address virtual \(address)")
        }
        for address in ipv6 { out.line("ipv6 address virtual \(address)") }
    }

    /// Those that the device has for itself.
    private func writeAddresses(of interface: Interface, to out: inout ConfigText) {
        if case .gateway = interface.role { return }
        for address in interface.addresses where address.address.family == .ipv4 {
            out.line("ip address \(address)")
        }
        let ipv6 = interface.addresses.filter { $0.address.family == .ipv6 }
        guard !ipv6.isEmpty else { return }
        if interface.role != .loopback { out.line("ipv6 enable") }
        for address in ipv6 { out.line("ipv6 address \(address)") }
        switch interface.role {
        case .loopback, .management: break
        default: out.line("ipv6 nd ra disabled")
        }
    }

    // MARK: Tunnels

    private func writeTunnels(to out: inout ConfigText) {
        guard device.vtep != nil, !device.bridgeDomains.isEmpty else { return }
        block("interface \(EOSName.tunnels)", to: &out) { out in
            out.line("vxlan source-interface \(EOSName.loopback)")
            if let mac = device.routerMAC {
                out.line("vxlan virtual-router encapsulation mac-address \(mac)")
            }
            out.line("vxlan udp-port 4789")
            for domain in device.bridgeDomains {
                guard case .segment = domain.purpose else { continue }
                out.line("vxlan vlan \(domain.vlan) vni \(domain.vni)", at: domain.origin)
            }
            for table in tables {
                guard let vrf = table.vrf.map({ fabric[$0] }) else { continue }
                out.line("vxlan vrf \(table.name) vni \(vrf.vni)", at: vrf.origin)
            }
        }
    }
}
