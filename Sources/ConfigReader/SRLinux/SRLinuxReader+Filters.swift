import Forwarding
import Net

/// `acl`
extension SRLinuxReader {
    mutating func readFilters(_ json: LocatedJSON?) {
        read(json) { reader, members in
            reader.readList(members.take("acl-filter")) { $0.readFilter(&$1) }
            reader.readList(members.take("interface")) { $0.readFilterUse(&$1) }
        }
    }

    /// Lists of names, one of each family.
    mutating func readFilterNames(_ json: LocatedJSON?) -> [AddressFamily: Said<String>] {
        var names: [AddressFamily: Said<String>] = [:]
        readList(json) { reader, filter in
            guard let name = filter.text("name"),
                let family = filter.text("type", Self.family)?.value, names[family] == nil
            else { return reader.refuse(filter) }
            names[family] = name
        }
        return names
    }

    private static func family(_ type: String) -> AddressFamily? {
        switch type {
        case "ipv4": .ipv4
        case "ipv6": .ipv6
        default: nil
        }
    }

    private mutating func readFilter(_ members: inout JSONMembers) {
        guard let name = members.text("name"),
            let family = members.text("type", Self.family)?.value
        else { return refuse(members) }
        let key = SRLinuxConfiguration.FilterName(name: name.value, family: family)
        guard configuration.filters[key] == nil else { return refuse(members, "there twice") }
        // How often an entry matched.
        _ = members.flag("statistics-per-entry")
        var filter = AccessList(line: members.line)
        var last: UInt16?
        readList(members.take("entry")) { reader, entry in
            guard let number = entry.number("sequence-id", { UInt16(reading: $0) })?.value,
                last.map({ $0 < number }) ?? true
            else { return reader.refuse(entry, "without a number, or out of order") }
            let follows = last.map { $0 + 1 == number } ?? false
            last = number
            guard let rule = reader.readEntry(&entry, family) else {
                return reader.refuse(entry, "a match or an action that is not known here")
            }
            if !follows || filter.groups.isEmpty { filter.groups.append([]) }
            filter.groups[filter.groups.count - 1].append((rule, entry.line))
        }
        configuration.filters[key] = filter
    }

    /// `interface-id`, and the same in two parts.
    private mutating func readFilterUse(_ members: inout JSONMembers) {
        var place = ""
        read(members.take("interface-ref")) { _, parts in
            guard let port = parts.text("interface"),
                let index = parts.number("subinterface", { UInt16(reading: $0) })
            else { return }
            place = "\(port.value).\(index.value)"
        }
        var filters: [AddressFamily: Said<String>] = [:]
        read(members.take("input")) { reader, input in
            filters = reader.readFilterNames(input.take("acl-filter"))
        }
        guard members.has("interface-id", place) != nil, configuration.filterUses[place] == nil
        else { return refuse(members) }
        configuration.filterUses[place] = .init(line: members.line, filters: filters)
    }

    // MARK: Entries

    private mutating func readEntry(
        _ entry: inout JSONMembers, _ family: AddressFamily
    ) -> AccessRule? {
        // A text for people.
        _ = entry.text("description")
        var permits: Bool?
        read(entry.take("action")) { _, action in
            if action.isEmpty("accept") {
                permits = true
            } else if action.isEmpty("drop") {
                permits = false
            }
        }
        guard let permits else { return nil }
        var rule = AccessRule(permits: permits, AccessRule.all(family))
        var isKnown = true
        read(entry.take("match")) { reader, match in
            rule.instance = match.text("network-instance")?.value
            reader.read(match.take(family == .ipv4 ? "ipv4" : "ipv6")) { reader, network in
                isKnown = reader.readNetwork(&network, family, &rule)
            }
            reader.read(match.take("transport")) { reader, transport in
                rule.sourcePorts = reader.readPorts(transport.take("source-port"))
                rule.destinationPorts = reader.readPorts(transport.take("destination-port"))
                rule.isEstablished = transport.has("tcp-flags", "ack|rst") != nil
            }
        }
        return isKnown ? rule : nil
    }

    private mutating func readNetwork(
        _ network: inout JSONMembers, _ family: AddressFamily, _ rule: inout AccessRule
    ) -> Bool {
        rule.source = readPrefix(network.take("source-ip"), family)
        rule.destination = readPrefix(network.take("destination-ip"), family)
        let number = network.text(family == .ipv4 ? "protocol" : "next-header") {
            Self.protocols(family)[$0]
        }
        if let number { rule.protocol = number.value }
        if number?.value.hasPrefix("icmp") == true {
            read(network.take(family == .ipv4 ? "icmp" : "icmp6")) { _, icmp in
                rule.kind = icmp.text("type") { Self.kinds[$0] }?.value
            }
        }
        guard family == .ipv4, let fragment = network.flag("fragment") else { return true }
        rule.isFragment = true
        return fragment.value && network.flag("first-fragment")?.value == false
    }

    private mutating func readPrefix(_ json: LocatedJSON?, _ family: AddressFamily) -> IPPrefix? {
        var prefix: IPPrefix?
        read(json) { reader, members in
            prefix = members.text("prefix") { IPPrefix(reading: $0) }?.value
            if prefix?.family != family { reader.refuse(members, "no prefix of \(family)") }
        }
        return prefix
    }

    private mutating func readPorts(_ json: LocatedJSON?) -> ClosedRange<UInt16>? {
        var range: ClosedRange<UInt16>?
        read(json) { reader, members in
            if let port = members.number("value", { UInt16(reading: $0) })?.value,
                members.has("operator", "eq") != nil
            {
                range = port...port
                return
            }
            reader.read(members.take("range")) { _, bounds in
                guard let first = bounds.number("start", { UInt16(reading: $0) })?.value,
                    let last = bounds.number("end", { UInt16(reading: $0) })?.value, first < last
                else { return }
                range = first...last
            }
            if range == nil { reader.refuse(members, "no ports") }
        }
        return range
    }

    private static func protocols(_ family: AddressFamily) -> [String: String] {
        family == .ipv4
            ? ["icmp": "icmp", "tcp": "tcp", "udp": "udp"]
            : ["icmp6": "icmpv6", "tcp": "tcp", "udp": "udp"]
    }

    private static let kinds = [
        "echo": "echo", "echo-request": "echo-request", "echo-reply": "echo-reply",
        "dest-unreachable": "unreachable", "time-exceeded": "time-exceeded",
        "param-problem": "parameter-problem", "packet-too-big": "packet-too-big",
        "neighbor-solicit": "neighbor-solicitation",
        "neighbor-advertise": "neighbor-advertisement",
        "router-solicit": "router-solicitation", "router-advertise": "router-advertisement",
    ]
}
