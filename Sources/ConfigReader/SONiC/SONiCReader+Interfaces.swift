import Forwarding
import Net

/// Ports, LAGs and what is routed at them.
extension SONiCReader {
    mutating func readPorts(_ database: ConfigDatabase) {
        for row in database["PORT"] { readPort(row, "Ethernet", ["mtu"]) }
        // How a LAG finds out about its legs.
        let lacp: Set = ["fast_rate", "lacp_key", "min_links"]
        for row in database["PORTCHANNEL"] { readPort(row, "PortChannel", lacp.union(["mtu"])) }
        for row in database["PORTCHANNEL_MEMBER"] {
            allow(row, [])
            let parts = row.parts
            guard parts.count == 2, parts[0].hasPrefix("PortChannel"),
                parts[1].hasPrefix("Ethernet"), content.ports[parts[0]] != nil,
                content.ports[parts[1]]?.lag == nil, content.ports[parts[1]] != nil
            else {
                refuse(row, "no LAG or port of that name, or a leg of another")
                continue
            }
            content.ports[parts[1]]?.lag = parts[0]
            findings.say(.leg(parts[1], of: parts[0]), at: row.line)
        }
    }

    private mutating func readPort(
        _ row: ConfigDatabase.Row, _ word: String, _ fields: Set<String>
    ) {
        guard row.key.hasPrefix(word), Int(reading: String(row.key.dropFirst(word.count))) != nil
        else {
            refuse(row, "no name of a port or LAG")
            return
        }
        // A description is for people.
        allow(row, fields.union(["admin_status", "description"]))
        let state = value("admin_status", of: row) { ["up": true, "down": false][$0] }
        var port = SONiCContent.Port(line: row.line, isUp: state?.value ?? true)
        if row.fields["mtu"] != nil { port.mtu = value("mtu", of: row) { Int(reading: $0) } }
        if let state, !state.value { findings.say(.down(row.key), at: state.line) }
        content.ports[row.key] = port
    }

    /// After legs are known: those have the MTU of their LAG.
    mutating func interpretPorts() {
        for (name, port) in content.ports.sorted(by: { $0.value.line < $1.value.line }) {
            guard port.lag == nil else {
                let isRouted =
                    content.linkLocal[name] != nil
                    || content.routed.values.contains { $0.port == name }
                if port.mtu != nil || !port.vlans.isEmpty || isRouted {
                    findings.refuse(port.line, "a leg of a LAG, and more than that")
                }
                continue
            }
            guard port.isUp else { continue }
            guard let mtu = port.mtu else {
                findings.refuse(port.line, "without mtu")
                continue
            }
            findings.say(.mtu(name, mtu.value), at: mtu.line)
        }
    }

    // MARK: Routed interfaces

    mutating func readRouted(_ database: ConfigDatabase) {
        readLoopback(database["LOOPBACK_INTERFACE"])
        readRoutedPorts(database["INTERFACE"], "Ethernet")
        readRoutedPorts(database["PORTCHANNEL_INTERFACE"], "PortChannel")
        readSubinterfaces(database["VLAN_SUB_INTERFACE"])
    }

    private mutating func readLoopback(_ rows: [ConfigDatabase.Row]) {
        let isThere = rows.contains { $0.key == "Loopback0" }
        for row in rows {
            allow(row, [])
            let parts = row.parts
            if row.key == "Loopback0" { continue }
            guard isThere, parts.count == 2, parts[0] == "Loopback0",
                let address = InterfaceAddress(reading: parts[1])
            else {
                refuse(row, "no address of the loopback")
                continue
            }
            findings.say(.address("lo", address), at: row.line)
        }
    }

    /// A port has a link-local address alone, or is in a VRF.
    private mutating func readRoutedPorts(_ rows: [ConfigDatabase.Row], _ word: String) {
        for row in rows where row.parts.count == 1 {
            guard row.key.hasPrefix(word), content.ports[row.key] != nil else {
                refuse(row, "no port of that name")
                continue
            }
            allow(row, ["ipv6_use_link_local_only", "vrf_name"])
            if row.fields["vrf_name"] == nil {
                if let line = expect("ipv6_use_link_local_only", "enable", of: row) {
                    content.linkLocal[row.key] = line
                }
            } else if row.fields["ipv6_use_link_local_only"] != nil {
                refuse(row, "a port between switches in a VRF")
            } else {
                readVRF(of: row, row.key, port: row.key)
            }
        }
        readAddresses(rows) { $0 }
    }

    /// Says that the interface is in its VRF, whose packets may leave by it.
    mutating func readVRF(
        of row: ConfigDatabase.Row, _ name: String, port: String? = nil, tag: VLANID? = nil
    ) {
        guard let vrf = value("vrf_name", of: row, { $0 }) else { return }
        guard content.vrfs[vrf.value] != nil else {
            findings.refuse(vrf.line, "no VRF of that name")
            return
        }
        findings.say(.inVRF(name, vrf: vrf.value), at: vrf.line)
        findings.say(.forwardPair(vrf: vrf.value, out: name), at: vrf.line)
        content.routed[name] = .init(vrf: vrf.value, line: row.line, port: port, tag: tag)
    }

    /// Rows `NAME|ADDRESS`; an interface without a row of its own has no address.
    mutating func readAddresses(
        _ rows: [ConfigDatabase.Row], _ name: (String) -> String?
    ) {
        for row in rows where row.parts.count > 1 {
            allow(row, [])
            guard row.parts.count == 2, let name = name(row.parts[0]),
                content.routed[name] != nil, let address = InterfaceAddress(reading: row.parts[1])
            else {
                refuse(row, "no interface of a VRF, or no address")
                continue
            }
            content.routed[name]?.addresses.append(address)
            findings.say(.address(name, address), at: row.line)
        }
    }

    // MARK: Sub-interfaces

    private mutating func readSubinterfaces(_ rows: [ConfigDatabase.Row]) {
        for row in rows where row.parts.count == 1 {
            guard let (parent, tag) = Self.parent(of: row.key), let port = content.ports[parent]
            else {
                refuse(row, "no sub-interface of a port")
                continue
            }
            let name = "\(parent).\(tag)"
            allow(row, ["admin_status", "vlan", "vrf_name"])
            _ = expect("admin_status", "up", of: row)
            guard let line = expect("vlan", "\(tag)", of: row) else { continue }
            findings.say(.subinterface(name, parent: parent, tag), at: line)
            if let mtu = port.mtu { findings.say(.mtu(name, mtu.value), at: mtu.line) }
            readVRF(of: row, name, port: parent, tag: tag)
        }
        readAddresses(rows) { Self.parent(of: $0).map { "\($0.port).\($0.tag)" } }
    }

    /// `Eth0.3500`, `Po7.3500`
    private static func parent(of name: String) -> (port: String, tag: VLANID)? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let tag = VLANID(reading: parts[1]) else { return nil }
        for (short, long) in [("Eth", "Ethernet"), ("Po", "PortChannel")]
        where parts[0].hasPrefix(short) {
            let number = String(parts[0].dropFirst(short.count))
            if Int(reading: number) != nil { return (long + number, tag) }
        }
        return nil
    }
}
