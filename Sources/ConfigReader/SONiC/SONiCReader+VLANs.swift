import Forwarding
import Net

/// VLANs, their members and routed interfaces, and tunnels.
extension SONiCReader {
    mutating func readVLANs(_ database: ConfigDatabase) {
        for row in database["VLAN"] {
            guard let vlan = VLANID(readingName: row.key) else {
                refuse(row, "no name of a VLAN")
                continue
            }
            allow(row, ["vlanid", "mtu"])
            _ = expect("vlanid", "\(vlan)", of: row)
            var content = SONiCContent.VLAN(line: row.line)
            if row.fields["mtu"] != nil {
                content.mtu = value("mtu", of: row) { Int(reading: $0) }
            }
            self.content.vlans[vlan] = content
            findings.say(.bridgeVLAN(vlan), at: row.line)
        }
        for row in database["VLAN_MEMBER"] { readMember(row) }
        if let row = only(database["SAG"], "GLOBAL") {
            allow(row, ["gateway_mac"])
            content.gatewayMAC = value("gateway_mac", of: row) { MACAddress(reading: $0) }
        }
        let rows = database["VLAN_INTERFACE"]
        for row in rows where row.parts.count == 1 { readRoutedVLAN(row) }
        readAddresses(rows) { VLANID(readingName: $0).map { "vlan\($0)" } }
    }

    private mutating func readMember(_ row: ConfigDatabase.Row) {
        let parts = row.parts
        guard parts.count == 2, let vlan = VLANID(readingName: parts[0]),
            content.vlans[vlan] != nil, let port = content.ports[parts[1]]
        else {
            refuse(row, "no VLAN or port of that name")
            return
        }
        allow(row, ["tagging_mode"])
        let modes = ["tagged": true, "untagged": false]
        guard let isTagged = value("tagging_mode", of: row, { modes[$0] }) else { return }
        if port.vlans.isEmpty { findings.say(.bridged(parts[1]), at: row.line) }
        content.ports[parts[1]]?.vlans[vlan] = row.line
        findings.say(
            isTagged.value ? .tagged(parts[1], vlan) : .untagged(parts[1], vlan),
            at: isTagged.line)
    }

    private mutating func readRoutedVLAN(_ row: ConfigDatabase.Row) {
        guard let vlan = VLANID(readingName: row.key), let mtu = content.vlans[vlan]?.mtu else {
            refuse(row, "no VLAN of that name, or one without mtu")
            return
        }
        let name = "vlan\(vlan)"
        allow(row, ["vrf_name", "static_anycast_gateway"])
        findings.say(.svi(name, vlan), at: row.line)
        findings.say(.mtu(name, mtu.value), at: mtu.line)
        readVRF(of: row, name)
        guard row.fields["static_anycast_gateway"] != nil else {
            if let mac = content.mac {
                findings.say(.hardwareAddress(name, mac.value), at: mac.line)
            }
            return
        }
        _ = expect("static_anycast_gateway", "true", of: row)
        content.gateways[vlan] = row.line
        if let mac = content.gatewayMAC {
            findings.say(.hardwareAddress(name, mac.value), at: mac.line)
        }
    }

    // MARK: Tunnels

    mutating func readTunnels(_ database: ConfigDatabase) {
        if let row = only(database["VXLAN_TUNNEL"], "vtep") {
            allow(row, ["src_ip"])
            if let local = value("src_ip", of: row, { IPv4Address(reading: $0) }) {
                content.tunnel = ("vtep", local.value, local.line)
            }
        }
        if let row = only(database["VXLAN_EVPN_NVO"], "nvo") {
            allow(row, ["source_vtep"])
            _ = expect("source_vtep", "vtep", of: row)
        } else if content.tunnel != nil {
            findings.miss("VXLAN_EVPN_NVO")
        }
        for row in database["VXLAN_TUNNEL_MAP"] { readMap(row) }
    }

    /// Its name says the same as its fields.
    private mutating func readMap(_ row: ConfigDatabase.Row) {
        allow(row, ["vlan", "vni"])
        guard let vlan = value("vlan", of: row, { VLANID(readingName: $0) }),
            let vni = value("vni", of: row, { VNI(reading: $0) })
        else { return }
        guard row.key == "vtep|map_\(vni.value)_Vlan\(vlan.value)", content.tunnel != nil,
            content.vlans[vlan.value] != nil,
            !content.maps.contains(where: { $0.vlan == vlan.value || $0.vni == vni.value })
        else {
            refuse(row, "no tunnel or VLAN of that name, or one with a VNI")
            return
        }
        content.maps.append(.init(vlan: vlan.value, vni: vni.value, line: row.line))
    }

    /// Octets of the outer IPv4, UDP and VXLAN headers and the inner Ethernet header (RFC 7348).
    private static let encapsulation = 20 + 8 + 8 + 14

    mutating func interpretTunnels() {
        let ports = content.linkLocal.keys.compactMap { content.ports[$0] }
        let mtus = Set(ports.compactMap { $0.mtu?.value })
        guard let tunnel = content.tunnel else { return }
        guard let mtu = mtus.first, mtus.count == 1 else {
            findings.refuse(tunnel.line, "tunnels whose ports have no MTU, or several")
            return
        }
        for map in content.maps {
            let name = "vni\(map.vni)"
            findings.say(.tunnel(name, map.vni, local: tunnel.local), at: map.line)
            findings.say(.bridged(name), at: map.line)
            findings.say(.untagged(name, map.vlan), at: map.line)
            findings.say(.mtu(name, mtu - Self.encapsulation), at: map.line)
        }
    }
}
