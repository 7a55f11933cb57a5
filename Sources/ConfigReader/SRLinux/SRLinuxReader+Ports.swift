import Forwarding
import Net

/// What ports, their sub-interfaces and gateways mean.
extension SRLinuxReader {
    private typealias Port = SRLinuxConfiguration.Port
    private typealias Subinterface = SRLinuxConfiguration.Subinterface

    mutating func interpret(_ port: SRLinuxConfiguration.Port) {
        guard let isOn = port.isOn else { return }
        if !isOn.value {
            findings.say(.down(port.name), at: isOn.line)
            if !port.subinterfaces.isEmpty || port.lag != nil || port.name == "irb0" {
                findings.refuse(port.line, "off, and more than that")
            }
            return
        }
        if port.name.hasPrefix("lag"), !port.isLAG {
            findings.refuse(port.line, "a LAG that does not ask its legs")
        }
        switch port.name {
        case "irb0": interpretShape(of: port, index: nil)
        case "system0", "mgmt0":
            interpretShape(of: port, index: 0)
            guard port.name == "mgmt0" else { return }
            for address in port.subinterfaces.flatMap(\.addresses) {
                findings.say(.address(port.name, address.value), at: address.line)
            }
        default:
            if let lag = port.lag {
                interpretLeg(port, of: lag)
            } else if port.hasTags?.value == true {
                interpretTagged(port)
            } else {
                interpretUntagged(port)
            }
        }
    }

    /// Interfaces of the device that are no ports: addresses alone.
    private mutating func interpretShape(of port: Port, index: UInt16?) {
        let isPlain = port.subinterfaces.allSatisfy { subinterface in
            (index == nil
                || subinterface.index == index && subinterface.ipMTU == nil
                    && subinterface.sharedAddresses.isEmpty && subinterface.sharedMAC == nil
                    && subinterface.tellsStations.isEmpty)
                && subinterface.kind == nil && subinterface.tag == nil
                && subinterface.frameMTU == nil && !subinterface.isRouter
        }
        if !isPlain || port.mtu != nil || port.hasTags != nil || port.lag != nil {
            findings.refuse(port.line, "more than addresses")
        }
    }

    private mutating func interpretLeg(_ port: Port, of lag: Said<String>) {
        guard configuration.port(lag.value)?.isLAG == true, port.subinterfaces.isEmpty,
            port.mtu == nil, port.hasTags == nil, !port.isLAG
        else { return findings.refuse(lag.line, "no LAG of that name, or more than a leg") }
        findings.say(.leg(port.name, of: lag.value), at: lag.line)
    }

    /// Octets of an Ethernet header, and with a tag.
    private static let header = 14
    private static let taggedHeader = 18

    /// A port of segments, or one that carries routed sub-interfaces.
    private mutating func interpretTagged(_ port: Port) {
        guard let mtu = port.mtu, let tags = port.hasTags else {
            return findings.refuse(port.line, "without an MTU")
        }
        findings.say(.mtu(port.name, mtu.value - Self.taggedHeader), at: mtu.line)
        let bridged = port.subinterfaces.filter { $0.kind?.value == .bridged }
        guard bridged.isEmpty || bridged.count == port.subinterfaces.count else {
            return findings.refuse(port.line, "bridged and routed")
        }
        if !bridged.isEmpty { findings.say(.bridged(port.name), at: tags.line) }
        if bridged.count(where: { $0.tag?.value == SRLinuxConfiguration.Subinterface.Tag.none }) > 1
        {
            findings.refuse(port.line, "two segments without a tag")
        }
        for subinterface in port.subinterfaces {
            if bridged.isEmpty {
                interpretCarried(subinterface, by: port)
            } else if subinterface.frameMTU?.value != mtu.value || subinterface.tag == nil
                || subinterface.ipMTU != nil || !isWithoutAddresses(subinterface)
                || subinterface.sharedMAC != nil || subinterface.isRouter
            {
                findings.refuse(subinterface.line, "bridged, and more or less than that")
            }
        }
    }

    private func isWithoutAddresses(_ subinterface: Subinterface) -> Bool {
        subinterface.families.isEmpty && subinterface.addresses.isEmpty
            && subinterface.sharedAddresses.isEmpty
    }

    private mutating func interpretCarried(_ subinterface: Subinterface, by port: Port) {
        let name = "\(port.name).\(subinterface.index)"
        guard case .tagged(let vlan)? = subinterface.tag?.value,
            vlan.rawValue == subinterface.index, let tag = subinterface.tag
        else { return findings.refuse(subinterface.line, "without the tag of its index") }
        findings.say(.subinterface(name, parent: port.name, vlan), at: tag.line)
        interpretRouted(subinterface, name)
    }

    private mutating func interpretUntagged(_ port: Port) {
        guard let mtu = port.mtu, port.subinterfaces.count == 1, port.hasTags == nil,
            let subinterface = port.subinterfaces.first, subinterface.index == 0,
            subinterface.tag == nil,
            subinterface.ipMTU?.value == mtu.value - Self.header
        else { return findings.refuse(port.line, "not one routed interface of its MTU") }
        interpretRouted(subinterface, port.name)
    }

    private mutating func interpretRouted(_ subinterface: Subinterface, _ name: String) {
        guard subinterface.kind?.value == .routed, let mtu = subinterface.ipMTU,
            subinterface.frameMTU == nil, subinterface.sharedAddresses.isEmpty,
            subinterface.sharedMAC == nil, subinterface.tellsStations.isEmpty,
            subinterface.isRouter == subinterface.addresses.isEmpty
        else { return findings.refuse(subinterface.line, "routed, and more or less than that") }
        findings.say(.mtu(name, mtu.value), at: mtu.line)
        for address in subinterface.addresses {
            findings.say(.address(name, address.value), at: address.line)
        }
    }

    // MARK: Gateways

    mutating func interpretGateway(_ gateway: SRLinuxConfiguration.Subinterface) {
        guard let vlan = VLANID(rawValue: gateway.index), let mac = gateway.sharedMAC,
            let mtu = gateway.ipMTU, gateway.addresses.isEmpty,
            gateway.tellsStations == gateway.families,
            gateway.families == Set(gateway.sharedAddresses.map(\.value.address.family))
        else { return findings.refuse(gateway.line, "a gateway, and more or less than that") }
        let name = "vlan\(vlan)"
        findings.say(.svi(name, vlan), at: gateway.line)
        findings.say(.hardwareAddress(name, mac.value), at: mac.line)
        findings.say(.mtu(name, mtu.value), at: mtu.line)
        for address in gateway.sharedAddresses {
            findings.say(.address(name, address.value), at: address.line)
        }
        interpretFilter(of: gateway, name)
    }
}
