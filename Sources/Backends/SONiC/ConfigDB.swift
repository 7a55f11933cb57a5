import Diagnostics
import IR
import Net

/// `config_db.json`: tables of rows, each a key with fields. All values are texts, or lists of
/// texts where the model has leaf-lists; nothing is null, and no table is empty.
struct ConfigDB {
    /// In order of names.
    enum Table: String, CaseIterable, ConfigValue {
        case rules = "ACL_RULE"
        case lists = "ACL_TABLE"
        case kindsOfLists = "ACL_TABLE_TYPE"
        case device = "DEVICE_METADATA"
        case routedPorts = "INTERFACE"
        case loopbacks = "LOOPBACK_INTERFACE"
        case managementInterfaces = "MGMT_INTERFACE"
        case managementPorts = "MGMT_PORT"
        case managementVRF = "MGMT_VRF_CONFIG"
        case ports = "PORT"
        case lags = "PORTCHANNEL"
        case routedLAGs = "PORTCHANNEL_INTERFACE"
        case legs = "PORTCHANNEL_MEMBER"
        case gateways = "SAG"
        case vlans = "VLAN"
        case routedVLANs = "VLAN_INTERFACE"
        case vlanMembers = "VLAN_MEMBER"
        case subinterfaces = "VLAN_SUB_INTERFACE"
        case vrfs = "VRF"
        case overlay = "VXLAN_EVPN_NVO"
        case tunnels = "VXLAN_TUNNEL"
        case tunnelMaps = "VXLAN_TUNNEL_MAP"

        var configText: String { rawValue }
    }

    struct Field {
        enum Value {
            case text(ConfigLine)
            case list([ConfigLine])
        }

        var name: ConfigLine
        var value: Value
        var origins: [SourceSpan] = []

        init(_ name: ConfigLine, _ value: some ConfigValue, at origins: [SourceSpan] = []) {
            self.name = name
            self.value = .text(ConfigLine(value))
            self.origins = origins
        }

        init(_ name: ConfigLine, all values: [ConfigLine]) {
            self.name = name
            value = .list(values)
        }
    }

    private struct Row {
        var key: ConfigLine
        var fields: [Field]
        var origins: [SourceSpan]
    }

    private var rows: [Table: [Row]] = [:]

    /// - Precondition: the table has no row of the key.
    mutating func add(
        _ key: ConfigLine, to table: Table, at origins: [SourceSpan] = [], _ fields: [Field] = []
    ) {
        rows[table, default: []].append(Row(key: key, fields: fields, origins: origins))
    }

    // MARK: Text

    func write(to out: inout ConfigText) {
        let tables = Table.allCases.filter { rows[$0] != nil }
        out.block("{", closing: "}") { out in
            for table in tables {
                let rows = rows[table] ?? []
                out.block("\"\(table)\": {", closing: close(table == tables.last)) { out in
                    for index in rows.indices {
                        write(rows[index], isLast: index == rows.count - 1, to: &out)
                    }
                }
            }
        }
    }

    private func close(_ isLast: Bool) -> ConfigLine { isLast ? "}" : "}," }

    private func write(_ row: Row, isLast: Bool, to out: inout ConfigText) {
        guard !row.fields.isEmpty else {
            out.line("\"\(row.key)\": {\(close(isLast))", at: row.origins)
            return
        }
        out.block("\"\(row.key)\": {", at: row.origins, closing: close(isLast)) { out in
            for (index, field) in row.fields.enumerated() {
                let comma: ConfigLine = index == row.fields.count - 1 ? "" : ","
                out.line("\"\(field.name)\": \(text(of: field))\(comma)", at: field.origins)
            }
        }
    }

    private func text(of field: Field) -> ConfigLine {
        switch field.value {
        case .text(let text): return "\"\(text)\""
        case .list(let values):
            return "[\(values.map { "\"\($0)\"" as ConfigLine }.joined(by: ", "))]"
        }
    }
}
