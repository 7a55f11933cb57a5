import Forwarding
import Net

/// Access lists as they stand.
extension SONiCReader {
    mutating func readLists(_ database: ConfigDatabase) {
        let kinds = readKinds(database["ACL_TABLE_TYPE"])
        var rules: [String: [ConfigDatabase.Row]] = [:]
        for row in database["ACL_RULE"] {
            if row.parts.count == 2 {
                rules[row.parts[0], default: []].append(row)
            } else {
                refuse(row, "no rule of a list")
            }
        }
        var management: Set<AddressFamily> = []
        for row in database["ACL_TABLE"] {
            let rules = rules.removeValue(forKey: row.key) ?? []
            if row.fields["type"]?.text == "CTRLPLANE" {
                guard let family = readManagement(row, rules) else { continue }
                if !management.insert(family).inserted {
                    findings.refuse(row.line, "a second list for \(family)")
                }
                continue
            }
            guard let family = value("type", of: row, { kinds[$0] }) else {
                for rule in rules { refuse(rule, "of a list that is not known") }
                continue
            }
            readList(row, family.value, rules)
        }
        for rule in rules.values.flatMap(\.self) { refuse(rule, "no list of that name") }
        for family in AddressFamily.allCases where !management.contains(family) {
            findings.miss("a list for SSH, in \(family)")
        }
    }

    /// The families of kinds that can match all that rules may ask for.
    private mutating func readKinds(_ rows: [ConfigDatabase.Row]) -> [String: AddressFamily] {
        var kinds: [String: AddressFamily] = [:]
        for row in rows {
            allow(row, ["MATCHES", "ACTIONS", "BIND_POINTS"])
            let matches = Set(row.fields["MATCHES"]?.values ?? [])
            guard row.fields["ACTIONS"]?.values == ["PACKET_ACTION"],
                Set(row.fields["BIND_POINTS"]?.values ?? []) == ["PORT", "PORTCHANNEL"],
                let family = AddressFamily.allCases.first(where: {
                    SONiCRule.fields($0) == matches
                })
            else {
                refuse(row, "a kind of list that cannot match what rules ask for")
                continue
            }
            kinds[row.key] = family
        }
        return kinds
    }

    private mutating func readList(
        _ row: ConfigDatabase.Row, _ family: AddressFamily, _ rules: [ConfigDatabase.Row]
    ) {
        allow(row, ["type", "stage", "ports"])
        guard expect("stage", "ingress", of: row) != nil, let ports = row.fields["ports"],
            ports.isList, Set(ports.values).count == ports.values.count
        else {
            refuse(row, "not at the entrance of ports")
            return
        }
        for port in ports.values {
            if content.ports[port] == nil || content.ports[port]?.lag != nil {
                findings.refuse(ports.line, "no port of that name, or a leg")
            }
            // Lists of one family at one port are asked all at once.
            if content.lists.values.contains(where: {
                $0.family == family && $0.ports.contains(port)
            }) {
                findings.refuse(ports.line, "a port that has another list")
            }
        }
        var list = SONiCContent.List(family: family, line: ports.line, ports: ports.values)
        list.rules = rules.compactMap { rule($0, family) }
            .sorted { $0.priority > $1.priority }
        for (rule, next) in zip(list.rules, list.rules.dropFirst())
        where rule.priority == next.priority && (rule.vlan == next.vlan || next.vlan == nil) {
            findings.refuse(next.line, "as urgent as another rule")
        }
        content.lists[row.key] = list
    }

    // MARK: SSH

    /// The family of the list; nil after it has been refused. Rules of a list are tried in order of
    /// priority, which caclmgrd takes for a text, and the last has to deny the rest.
    private mutating func readManagement(
        _ row: ConfigDatabase.Row, _ rules: [ConfigDatabase.Row]
    ) -> AddressFamily? {
        allow(row, ["type", "services", "stage"])
        _ = expect("stage", "ingress", of: row)
        let sources: [AddressFamily: String] = [.ipv4: "SRC_IP", .ipv6: "SRC_IPV6"]
        guard row.fields["services"]?.values == ["SSH"],
            let family = AddressFamily.allCases.first(where: { family in
                !rules.isEmpty && rules.allSatisfy { $0.fields[sources[family] ?? ""] != nil }
            }), let source = sources[family]
        else {
            refuse(row, "not for SSH, or not of one family")
            for rule in rules { refuse(rule, "of a list that is not known") }
            return nil
        }
        var read: [(priority: String, permits: Bool, source: IPPrefix, line: Int)] = []
        for rule in rules {
            allow(rule, ["PRIORITY", "PACKET_ACTION", source])
            guard let priority = value("PRIORITY", of: rule, { Int(reading: $0).map { "\($0)" } }),
                let action = value(
                    "PACKET_ACTION", of: rule, { ["ACCEPT": true, "DROP": false][$0] }),
                let prefix = value(source, of: rule, { IPPrefix(reading: $0) })
            else { return nil }
            read.append((priority.value, action.value, prefix.value, rule.line))
        }
        read.sort { $0.priority > $1.priority }
        guard let last = read.popLast(), !last.permits, last.source.length == 0,
            Set(read.map(\.priority)).count == read.count, read.allSatisfy(\.permits),
            !read.contains(where: { $0.priority == last.priority })
        else {
            findings.refuse(row.line, "does not end with the denial of the rest")
            return nil
        }
        if family == .ipv4 { findings.say(.inputFilter, at: row.line) }
        for rule in read {
            if content.isManaged {
                findings.say(.managementPrefix(rule.source), at: rule.line)
            } else {
                findings.refuse(rule.line, "SSH without a management port")
            }
        }
        return family
    }
}
