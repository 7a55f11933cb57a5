import Forwarding
import Net

/// What network instances and tunnels mean.
extension SRLinuxReader {
    private typealias Instance = SRLinuxConfiguration.Instance

    static let management = "mgmt"
    static let underlay = "default"
    static let loopback = "system0.0"

    mutating func interpretInstances() {
        for instance in configuration.instances {
            switch instance.kind?.value {
            case .underlay: interpretUnderlay(instance)
            case .bridge: interpretBridge(instance)
            case .table where instance.name == Self.management: interpretManagement(instance)
            case .table: interpretTable(instance)
            case nil: break
            }
        }
        if !configuration.instances.contains(where: { $0.name == Self.underlay }) {
            findings.miss("the default network instance")
        }
        interpretPlaces()
        for port in configuration.ports { interpret(port) }
        let gateways = configuration.port("irb0")
        for gateway in gateways?.subinterfaces ?? [] { interpretGateway(gateway) }
    }

    /// Where an interface belongs: a gateway to a segment and a VRF, any other to one instance, a
    /// tunnel to one as well.
    private mutating func interpretPlaces() {
        var places: [String: [Instance.Kind]] = [:]
        var evis: Set<UInt16> = []
        for instance in configuration.instances {
            guard let kind = instance.kind?.value else { continue }
            for member in instance.members + instance.tunnels {
                places[member.value, default: []].append(kind)
            }
            if let evpn = instance.evpn, !evis.insert(evpn.evi).inserted {
                findings.refuse(evpn.tunnel.line, "an EVI that another instance has")
            }
        }
        for port in configuration.ports {
            for subinterface in port.subinterfaces {
                let kinds = places.removeValue(forKey: "\(port.name).\(subinterface.index)") ?? []
                if port.name == "irb0"
                    ? Set(kinds) != [.bridge, .table] || kinds.count != 2
                    : kinds.count != 1
                {
                    findings.refuse(subinterface.line, "not where it belongs, or in more places")
                }
            }
        }
        for (vlan, tunnel) in configuration.tunnels
        where places.removeValue(forKey: "vxlan1.\(vlan)")?.count != 1 {
            findings.refuse(tunnel.line, "in no network instance, or in more than one")
        }
        for instance in configuration.instances {
            for member in instance.members + instance.tunnels
            where places[member.value] != nil {
                findings.refuse(member.line, "no interface of that name")
            }
        }
    }

    // MARK: Instances

    private mutating func interpretUnderlay(_ instance: Instance) {
        guard instance.name == Self.underlay, let line = instance.kind?.line,
            let taken = instance.takesIPv4, instance.evpn == nil, instance.membership == nil,
            instance.tunnels.isEmpty, instance.exportPolicy == nil
        else {
            return findings.refuse(
                instance.line, "not the default network instance, or more than routes")
        }
        findings.say(.routes(.ipv4), at: taken)
        findings.say(.routes(.ipv6), at: line)
        findings.say(.forwardFilter, at: line)
        sayRoutes(of: instance, in: "")
        guard instance.members.contains(where: { $0.value == Self.loopback }),
            let loopback = configuration.subinterface(Self.loopback)
        else { return findings.refuse(instance.line, "without a loopback") }
        for address in loopback.addresses {
            findings.say(.address("lo", address.value), at: address.line)
        }
    }

    private mutating func interpretManagement(_ instance: Instance) {
        guard let line = instance.kind?.line, instance.members.map(\.value) == ["mgmt0.0"],
            isPlain(instance), instance.tunnels.isEmpty, instance.routes.isEmpty
        else {
            return findings.refuse(instance.line, "more than the port of management")
        }
        findings.say(.vrf(Self.management), at: line)
        for family in AddressFamily.allCases {
            findings.say(.endsLookup(vrf: Self.management, family), at: line)
        }
        findings.say(
            .inVRF("mgmt0", vrf: Self.management), at: instance.members[0].line)
    }

    private func isPlain(_ instance: Instance) -> Bool {
        instance.evpn == nil && instance.membership == nil && instance.exportPolicy == nil
            && instance.speaker == nil && instance.takesIPv4 == nil
    }

    private mutating func sayRoutes(of instance: Instance, in vrf: String) {
        for route in instance.routes {
            for nextHop in route.nextHops {
                findings.say(
                    .staticRoute(
                        vrf: vrf, route.prefix, nextHop: nextHop, distance: route.distance),
                    at: route.line)
            }
        }
    }

    private mutating func interpretBridge(_ instance: Instance) {
        guard let (vlan, tunnel) = tunnel(of: instance), tunnel.isBridged,
            instance.exportPolicy == nil, instance.routes.isEmpty, instance.speaker == nil,
            instance.takesIPv4 == nil, instance.evpn?.tunnel.value == "vxlan1.\(vlan)",
            var membership = instance.membership
        else {
            return findings.refuse(instance.line, "not one segment with EVPN")
        }
        findings.say(.bridgeVLAN(vlan), at: instance.tunnels[0].line)
        say(tunnel, in: vlan)
        membership.vni = tunnel.vni
        membership.interpret(as: .vni(tunnel.vni), &findings)
        for member in instance.members {
            guard let subinterface = configuration.subinterface(member.value),
                subinterface.index == vlan.rawValue,
                subinterface.kind?.value == .bridged || member.value == "irb0.\(vlan)"
            else {
                findings.refuse(member.line, "no interface of the VLAN \(vlan)")
                continue
            }
            guard let tag = subinterface.tag else { continue }
            let port = String(member.value.dropLast("\(vlan)".utf8.count + 1))
            switch tag.value {
            case .none: findings.say(.untagged(port, vlan), at: tag.line)
            case .tagged(vlan): findings.say(.tagged(port, vlan), at: tag.line)
            case .tagged: findings.refuse(tag.line, "a tag that is not the VLAN")
            }
        }
    }

    private mutating func interpretTable(_ instance: Instance) {
        let name = instance.name
        guard let line = instance.kind?.line, isInterfaceName(name), !name.isEmpty,
            let (vlan, tunnel) = tunnel(of: instance), !tunnel.isBridged,
            instance.speaker == nil, instance.takesIPv4 == nil,
            instance.evpn?.tunnel.value == "vxlan1.\(vlan)", let membership = instance.membership
        else {
            return findings.refuse(instance.line, "not one VRF with EVPN")
        }
        findings.say(.vrf(name), at: line)
        for family in AddressFamily.allCases {
            findings.say(.endsLookup(vrf: name, family), at: line)
        }
        sayL3VNI(tunnel, vlan, of: name, at: instance.tunnels[0].line)
        for member in instance.members { sayMember(member, of: name) }
        sayRoutes(of: instance, in: name)
        membership.interpret(as: .vrf(name), &findings)
        if let (target, line) = membership.exports.first {
            for family in AddressFamily.allCases {
                findings.say(.advertisesRoutes(vrf: name, family), at: line)
            }
            interpretExports(of: instance, target)
        }
    }

    /// The name of an interface in the model: `irb0.110` is the gateway of VLAN 110, a sub-interface
    /// without a tag is its port.
    private mutating func sayMember(_ member: Said<String>, of vrf: String) {
        guard let subinterface = configuration.subinterface(member.value) else { return }
        var name = member.value
        if name.hasPrefix("irb0.") {
            name = "vlan\(subinterface.index)"
        } else {
            guard subinterface.kind?.value == .routed else {
                findings.refuse(member.line, "not routed")
                return
            }
            if subinterface.index == 0 { name = String(name.dropLast(2)) }
        }
        findings.say(.inVRF(name, vrf: vrf), at: member.line)
        findings.say(.forwardPair(vrf: vrf, out: name), at: member.line)
    }

    // MARK: Tunnels

    private func tunnel(of instance: Instance) -> (VLANID, SRLinuxConfiguration.Tunnel)? {
        guard instance.tunnels.count == 1, let name = instance.tunnels.first?.value,
            name.hasPrefix("vxlan1."), let vlan = VLANID(reading: String(name.dropFirst(7))),
            let tunnel = configuration.tunnels[vlan]
        else { return nil }
        return (vlan, tunnel)
    }

    /// Octets of the outer IPv4, UDP and VXLAN headers and the inner Ethernet header (RFC 7348).
    private static let encapsulation = 20 + 8 + 8 + 14

    /// Tunnels begin at the loopback.
    private mutating func say(_ tunnel: SRLinuxConfiguration.Tunnel, in vlan: VLANID) {
        guard let local = localAddress, let mtu = configuration.defaultMTU else {
            return findings.refuse(tunnel.line, "without a loopback or the MTU of interfaces")
        }
        let name = "vni\(tunnel.vni)"
        findings.say(.tunnel(name, tunnel.vni, local: local), at: tunnel.line)
        findings.say(.bridged(name), at: tunnel.line)
        findings.say(.untagged(name, vlan), at: tunnel.line)
        findings.say(.mtu(name, mtu.value - Self.encapsulation), at: mtu.line)
    }

    var localAddress: IPv4Address? {
        for address in configuration.subinterface(Self.loopback)?.addresses ?? [] {
            if case .ipv4(let local) = address.value.address { return local }
        }
        return nil
    }

    private mutating func sayL3VNI(
        _ tunnel: SRLinuxConfiguration.Tunnel, _ vlan: VLANID, of vrf: String, at line: Int
    ) {
        let name = "vlan\(vlan)"
        say(tunnel, in: vlan)
        findings.say(.l3vni(vrf: vrf, tunnel.vni), at: tunnel.line)
        findings.say(.bridgeVLAN(vlan), at: line)
        findings.say(.svi(name, vlan), at: line)
        if let mtu = configuration.defaultMTU { findings.say(.mtu(name, mtu.value), at: mtu.line) }
        findings.say(.inVRF(name, vrf: vrf), at: line)
        findings.say(.forwardPair(vrf: vrf, out: name), at: line)
    }
}
