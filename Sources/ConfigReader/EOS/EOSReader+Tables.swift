import Forwarding
import Net

/// What VRFs and tunnels mean.
extension EOSReader {
    static let management = "mgmt"

    mutating func interpretTables() {
        for (vlan, line) in configuration.vlans.sorted(by: { $0.key < $1.key }) {
            findings.say(.bridgeVLAN(vlan), at: line)
            if configuration.internalVLANs?.value.contains(vlan.rawValue) != false {
                findings.refuse(line, "a VLAN that EOS may use itself")
            }
        }
        if let line = configuration.settings["ip routing ipv6 interfaces"] {
            findings.say(.routes(.ipv4), at: line)
            findings.say(.forwardFilter, at: line)
        }
        if let line = configuration.settings["ipv6 unicast-routing"] {
            findings.say(.routes(.ipv6), at: line)
        }
        for (name, line) in configuration.tables.sorted(by: { $0.key < $1.key }) {
            findings.say(.vrf(name), at: line)
            guard name != Self.management else { continue }
            for family in AddressFamily.allCases {
                guard let line = configuration.routed[family]?[name] else { continue }
                findings.say(.endsLookup(vrf: name, family), at: line)
            }
        }
        interpretManagement()
        let known = Set(configuration.tables.keys).union([""])
        for (name, line) in configuration.routed.values.flatMap(\.self)
        where name == Self.management || !known.contains(name) {
            findings.refuse(line, "no VRF of a tenant of that name")
        }
        for (name, line) in configuration.unrouted where name != Self.management {
            findings.refuse(line, "a VRF that is to be routed")
        }
        for route in configuration.routes {
            guard known.contains(route.vrf) else {
                findings.refuse(route.line, "no VRF of that name")
                continue
            }
            findings.say(
                .staticRoute(
                    vrf: route.vrf, route.prefix, nextHop: route.nextHop,
                    distance: route.distance), at: route.line)
        }
    }

    /// Nothing is routed in the VRF of management: IPv4 is said not to be, IPv6 is not where nothing
    /// is said.
    private mutating func interpretManagement() {
        guard let line = configuration.tables[Self.management] else { return }
        findings.say(.endsLookup(vrf: Self.management, .ipv6), at: line)
        guard let line = configuration.unrouted[Self.management] else { return }
        findings.say(.endsLookup(vrf: Self.management, .ipv4), at: line)
    }

    // MARK: Tunnels

    /// Octets of the outer IPv4, UDP and VXLAN headers and the inner Ethernet header (RFC 7348).
    private static let encapsulation = 20 + 8 + 8 + 14

    mutating func interpretTunnels() {
        guard let tunnels = configuration.tunnels else { return }
        let loopback = configuration.interfaces.first { $0.name == "Loopback0" }?.addresses
            .first { $0.value.address.family == .ipv4 }
        guard tunnels.settings == EOSConfiguration.Tunnels.wanted,
            case .ipv4(let local)? = loopback?.value.address, let mtu = configuration.defaultMTU
        else {
            findings.refuse(
                tunnels.line, "without a source, the port of VXLAN or the MTU of interfaces")
            return
        }
        func say(_ vni: VNI, in vlan: VLANID, at line: Int) {
            let name = "vni\(vni)"
            findings.say(.tunnel(name, vni, local: local), at: line)
            findings.say(.bridged(name), at: line)
            findings.say(.untagged(name, vlan), at: line)
            findings.say(.mtu(name, mtu.value - Self.encapsulation), at: line)
        }
        for (vlan, vni, line) in tunnels.vlans { say(vni, in: vlan, at: line) }
        let vrfs = tunnels.vrfs.sorted { $0.vni < $1.vni }
        for (rank, (vrf, vni, line)) in vrfs.enumerated() {
            guard let vlan = internalVLAN(rank), configuration.tables[vrf] != nil else {
                findings.refuse(line, "no VRF of that name, or no internal VLAN for it")
                continue
            }
            say(vni, in: vlan, at: line)
            let name = "vlan\(vlan)"
            findings.say(.l3vni(vrf: vrf, vni), at: line)
            findings.say(.bridgeVLAN(vlan), at: line)
            findings.say(.svi(name, vlan), at: line)
            findings.say(.mtu(name, mtu.value), at: line)
            findings.say(.inVRF(name, vrf: vrf), at: line)
            findings.say(.forwardPair(vrf: vrf, out: name), at: line)
            if let mac = tunnels.mac {
                findings.say(.hardwareAddress(name, mac.value), at: mac.line)
            }
        }
        if tunnels.mac == nil { findings.refuse(tunnels.line, "no MAC address of its own") }
    }

    private func internalVLAN(_ rank: Int) -> VLANID? {
        guard let range = configuration.internalVLANs?.value, rank < range.count else { return nil }
        return VLANID(rawValue: range.lowerBound + UInt16(rank))
    }
}
