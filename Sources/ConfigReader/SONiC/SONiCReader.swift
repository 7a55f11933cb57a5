// config_db.json, as the daemons of SONiC take it from the database.
//
// A row is a key and fields; each table is known here with its fields, and a table, a row or a
// field that is not known is refused.
//
// What follows from something else than a row that says it:
//
// * A VRF is a table of its own in hardware, which ends where its lookups do, and packets do not
//   leave it but by its interfaces: no row leaks routes.
// * VLANs without an anycast gateway have the MAC address of the device, tunnels the MTU of the
//   ports that they leave by, sub-interfaces that of their port.
// * A gateway has the filter that all ports of its VLAN have: packets enter a segment there, on
//   every device with the segment. What stands before the entries of a filter has to be there
//   whole. Neighbour discovery is let in only to addresses that are not routed off the link,
//   whatever the hop limit; that is no more than discovery itself.
// * As soon as there are lists for SSH, nothing else is heard than ICMP, DHCP, which nobody answers
//   here, and BGP (caclmgrd of sonic-host-services). At ports of tenants lists drop that, too.

import Forwarding
import Net

struct SONiCReader {
    var findings: Findings
    var content = SONiCContent()
    private var database: ConfigDatabase?

    init(_ source: SourceText) {
        findings = Findings(source)
        database = ConfigDatabase(&findings)
    }

    /// What needs the routes of `frr.conf` is left to `agree(with:)`.
    mutating func read() {
        guard let database else { return }
        for table in database.tables where !Self.tables.contains(table.name) {
            findings.refuse(table.line, "a table that is not known here")
            for row in table.rows { refuse(row, "in a table that is not known") }
        }
        readDevice(database["DEVICE_METADATA"])
        readVRFs(database["VRF"])
        readPorts(database)
        readManagement(database)
        readRouted(database)
        readVLANs(database)
        readTunnels(database)
        readLists(database)
        interpretPorts()
        interpretTunnels()
        interpretGateways()
        interpretOutside()
    }

    static let tables: Set<String> = [
        "ACL_RULE", "ACL_TABLE", "ACL_TABLE_TYPE", "DEVICE_METADATA", "INTERFACE",
        "LOOPBACK_INTERFACE", "MGMT_INTERFACE", "MGMT_PORT", "MGMT_VRF_CONFIG", "PORT",
        "PORTCHANNEL", "PORTCHANNEL_INTERFACE", "PORTCHANNEL_MEMBER", "SAG", "VLAN",
        "VLAN_INTERFACE", "VLAN_MEMBER", "VLAN_SUB_INTERFACE", "VRF", "VXLAN_EVPN_NVO",
        "VXLAN_TUNNEL", "VXLAN_TUNNEL_MAP",
    ]

    // MARK: Rows

    mutating func refuse(_ row: ConfigDatabase.Row, _ reason: String) {
        findings.refuse(row.line, reason)
        for field in row.fields.values.sorted(by: { $0.line < $1.line }) {
            findings.refuse(field.line, "in a row that is not known")
        }
    }

    /// Refuses fields that are none of these.
    mutating func allow(_ row: ConfigDatabase.Row, _ fields: Set<String>) {
        for (name, field) in row.fields.sorted(by: { $0.value.line < $1.value.line })
        where !fields.contains(name) {
            findings.refuse(field.line, "a field that is not known here")
        }
    }

    /// The value of a field that has to be there; nil after it, or the row, has been refused.
    mutating func value<Value>(
        _ name: String, of row: ConfigDatabase.Row, _ read: (String) -> Value?
    ) -> (value: Value, line: Int)? {
        guard let field = row.fields[name] else {
            findings.refuse(row.line, "without \(name)")
            return nil
        }
        guard let value = field.text.flatMap(read) else {
            findings.refuse(field.line, "a value that is not known here")
            return nil
        }
        return (value, field.line)
    }

    /// A field that has this value alone.
    mutating func expect(_ name: String, _ wanted: String, of row: ConfigDatabase.Row) -> Int? {
        value(name, of: row) { $0 == wanted ? wanted : nil }?.line
    }

    /// The row of a table that has one at most.
    mutating func only(_ rows: [ConfigDatabase.Row], _ key: String) -> ConfigDatabase.Row? {
        for row in rows where row.key != key { refuse(row, "a row that is not known here") }
        return rows.first { $0.key == key }
    }

    // MARK: The device and its tables

    private mutating func readDevice(_ rows: [ConfigDatabase.Row]) {
        guard let row = only(rows, "localhost") else {
            findings.miss("DEVICE_METADATA")
            return
        }
        // Its name is for people.
        allow(row, ["docker_routing_config_mode", "hostname", "mac"])
        if let line = expect("docker_routing_config_mode", "split-unified", of: row) {
            for family in AddressFamily.allCases { findings.say(.routes(family), at: line) }
            findings.say(.forwardFilter, at: line)
        }
        guard row.fields["mac"] != nil else { return }
        content.mac = value("mac", of: row) { MACAddress(reading: $0) }
    }

    private mutating func readVRFs(_ rows: [ConfigDatabase.Row]) {
        for row in rows {
            guard row.key.hasPrefix("Vrf"), isInterfaceName(row.key) else {
                refuse(row, "no name of a VRF")
                continue
            }
            allow(row, ["vni"])
            guard let vni = value("vni", of: row, { VNI(reading: $0) }) else { continue }
            content.vrfs[row.key] = (vni.value, vni.line)
            findings.say(.vrf(row.key), at: row.line)
            for family in AddressFamily.allCases {
                findings.say(.endsLookup(vrf: row.key, family), at: row.line)
            }
        }
    }

    private mutating func readManagement(_ database: ConfigDatabase) {
        let port = only(database["MGMT_PORT"], "eth0")
        let vrf = only(database["MGMT_VRF_CONFIG"], "vrf_global")
        if let vrf {
            allow(vrf, ["mgmtVrfEnabled"])
            if let line = expect("mgmtVrfEnabled", "true", of: vrf) {
                content.isManaged = port != nil
                findings.say(.vrf("mgmt"), at: line)
                for family in AddressFamily.allCases {
                    findings.say(.endsLookup(vrf: "mgmt", family), at: line)
                }
            }
        }
        if let port {
            allow(port, ["admin_status"])
            _ = expect("admin_status", "up", of: port)
            if content.isManaged {
                findings.say(.inVRF("eth0", vrf: "mgmt"), at: port.line)
            } else {
                findings.refuse(port.line, "management in the default VRF")
            }
        }
        for row in database["MGMT_INTERFACE"] {
            let parts = row.parts
            allow(row, [])
            guard parts.count == 2, parts[0] == "eth0", port != nil,
                let address = InterfaceAddress(reading: parts[1])
            else {
                refuse(row, "no address of the management port")
                continue
            }
            findings.say(.address("eth0", address), at: row.line)
        }
    }
}
