import Forwarding
import Net

/// What interfaces mean.
extension EOSReader {
    mutating func interpretInterfaces() {
        for interface in configuration.interfaces {
            if interface.name == "Loopback0" {
                interpretLoopback(interface)
            } else if interface.name.hasPrefix("Vlan") {
                interpretGateway(interface)
            } else {
                interpretPort(interface)
            }
        }
    }

    private mutating func interpretLoopback(_ interface: EOSConfiguration.Interface) {
        if interface.isBridged || interface.isRouted || interface.mtu != nil {
            findings.refuse(interface.line, "more than addresses")
        }
        for address in interface.addresses {
            findings.say(.address("lo", address.value), at: address.line)
        }
    }

    private mutating func interpretPort(_ interface: EOSConfiguration.Interface) {
        let name = interface.name
        if let line = interface.isDown { findings.say(.down(name), at: line) }
        if let channel = interface.channel {
            interpretLeg(interface, of: "Port-Channel\(channel.value)", at: channel.line)
            return
        }
        if let mtu = interface.mtu { findings.say(.mtu(name, mtu.value), at: mtu.line) }
        if interface.isRouted {
            interpretRouted(interface)
        } else {
            interpretBridged(interface)
        }
    }

    private mutating func interpretLeg(
        _ interface: EOSConfiguration.Interface, of lag: String, at line: Int
    ) {
        guard configuration.namesOfInterfaces.contains(lag), !interface.isBridged,
            !interface.isRouted, interface.mtu == nil
        else {
            findings.refuse(line, "no LAG of that number, or more than a leg")
            return
        }
        findings.say(.leg(interface.name, of: lag), at: line)
    }

    /// A port that nothing is said of is in VLAN 1.
    private mutating func interpretBridged(_ interface: EOSConfiguration.Interface) {
        let name = interface.name
        if let line = interface.isSwitchport?.line { findings.say(.bridged(name), at: line) }
        switch interface.mode?.value {
        case "access":
            guard let access = interface.access, interface.native == nil,
                interface.allowed == nil
            else { break }
            findings.say(.untagged(name, access.value), at: access.line)
            return
        case "trunk":
            guard let allowed = interface.allowed, let native = interface.native,
                interface.access == nil
            else { break }
            var tagged = allowed.value
            if case .vlan(let vlan) = native.value {
                guard tagged.contains(vlan) else { break }
                tagged.removeAll { $0 == vlan }
                findings.say(.untagged(name, vlan), at: native.line)
            }
            for vlan in tagged { findings.say(.tagged(name, vlan), at: allowed.line) }
            return
        default:
            if !interface.isBridged, interface.isDown != nil { return }
        }
        findings.refuse(interface.line, "a port of VLAN 1, or one whose VLANs are not clear")
    }

    private mutating func interpretRouted(_ interface: EOSConfiguration.Interface) {
        let name = interface.name
        let isSubinterface = name.contains(".")
        let isRouted =
            isSubinterface || name.hasPrefix("Management") || interface.isSwitchport?.value == false
        guard isRouted, !interface.hasVLANs, interface.virtualAddresses.isEmpty,
            isSubinterface == (interface.encapsulation != nil)
        else {
            findings.refuse(interface.line, "routed, and more or less than that")
            return
        }
        if let encapsulation = interface.encapsulation {
            let parent = String(name.prefix { $0 != "." })
            guard name == "\(parent).\(encapsulation.value)",
                configuration.interfaces.contains(where: {
                    $0.name == parent && $0.isSwitchport?.value == false
                })
            else {
                findings.refuse(encapsulation.line, "no routed port of that name, or another tag")
                return
            }
            findings.say(
                .subinterface(name, parent: parent, encapsulation.value), at: encapsulation.line)
        }
        interpretTable(of: interface, name)
        interpretAddresses(of: interface, name)
    }

    private mutating func interpretTable(
        of interface: EOSConfiguration.Interface, _ name: String
    ) {
        guard let vrf = interface.vrf else { return }
        guard configuration.tables[vrf.value] != nil else {
            findings.refuse(vrf.line, "no VRF of that name")
            return
        }
        findings.say(.inVRF(name, vrf: vrf.value), at: vrf.line)
        guard vrf.value != Self.management else { return }
        findings.say(.forwardPair(vrf: vrf.value, out: name), at: vrf.line)
    }

    /// Without `ipv6 enable` a port has no IPv6; routers of ours do not offer themselves.
    private mutating func interpretAddresses(
        of interface: EOSConfiguration.Interface, _ name: String
    ) {
        let addresses = interface.addresses + interface.virtualAddresses
        let hasIPv6 = addresses.contains { $0.value.address.family == .ipv6 }
        let isManagement = name.hasPrefix("Management")
        if hasIPv6, interface.hasIPv6 == nil || (interface.isSilent == nil && !isManagement) {
            findings.refuse(interface.line, "IPv6 that is not on, or router advertisements")
        }
        for address in addresses { findings.say(.address(name, address.value), at: address.line) }
    }

    // MARK: Gateways

    private mutating func interpretGateway(_ interface: EOSConfiguration.Interface) {
        guard let vlan = VLANID(reading: String(interface.name.dropFirst(4))),
            !interface.hasVLANs, interface.isSwitchport == nil, interface.encapsulation == nil,
            interface.channel == nil, interface.isDown == nil, interface.addresses.isEmpty
        else {
            findings.refuse(interface.line, "a gateway, and more than that")
            return
        }
        let name = "vlan\(vlan)"
        findings.say(.svi(name, vlan), at: interface.line)
        if let mac = configuration.gatewayMAC {
            findings.say(.hardwareAddress(name, mac.value), at: mac.line)
        } else {
            findings.refuse(interface.line, "no MAC address of gateways")
        }
        if let mtu = interface.mtu { findings.say(.mtu(name, mtu.value), at: mtu.line) }
        interpretTable(of: interface, name)
        interpretAddresses(of: interface, name)
        interpretFilter(of: interface, name)
    }
}

extension EOSConfiguration.Interface {
    var hasVLANs: Bool { mode != nil || access != nil || native != nil || allowed != nil }
    /// Whether something is said that only bridged ports have.
    var isBridged: Bool { hasVLANs || isSwitchport?.value == true }
    /// Whether something is said that only routed ports have; management ports are.
    var isRouted: Bool {
        isSwitchport?.value == false || name.contains(".") || name.hasPrefix("Management")
            || vrf != nil || encapsulation != nil || !lists.isEmpty || hasIPv6 != nil
            || name != "Loopback0" && !addresses.isEmpty || !virtualAddresses.isEmpty
    }
    var hasLinkLocalAlone: Bool {
        hasIPv6 != nil && !addresses.contains { $0.value.address.family == .ipv6 }
    }
}
