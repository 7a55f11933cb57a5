import Diagnostics
import IR
import Net

// Filters that are applied:
//
//     segment-101   at the gateway of VLAN 101: what may leave the segment
//     underlay      at ports between switches: what they carry
//     cpm           to the device itself, in all network instances
//
// IPv4 and IPv6 have one each, of the same name. Entries of one rule have numbers one after the other;
// between rules a number is left out.

extension SRLinuxFile {
    private typealias Entry = SRLinuxAccessList.Entry
    /// Entries that are one rule, and who asked for it.
    private typealias Asked = (entries: [Entry], origins: [SourceSpan])

    static let input: ConfigLine = "cpm"
    private static let underlay: ConfigLine = "underlay"

    private static func list(of segment: Segment) -> ConfigLine { "segment-\(segment.vlan)" }

    var accessLists: JSONTree {
        var filters: [JSONTree] = []
        for family in Self.families {
            filters.append(filter(Self.input, family, input(family)))
        }
        for interface in device.interfaces {
            guard case .gateway(let id) = interface.role else { continue }
            for family in Self.families {
                filters.append(
                    filter(Self.list(of: fabric[id]), family, entries(of: id, interface, family))
                        .at(interface.origins))
            }
        }
        if device.bgp != nil {
            for family in Self.families {
                filters.append(filter(Self.underlay, family, underlayEntries(family)))
            }
        }
        var tree: JSONTree = ["acl-filter": .list(filters)]
        let uses = device.interfaces.compactMap(use).sorted {
            SRLinuxName.precedes($0.name, $1.name)
        }
        if !uses.isEmpty { tree.add("interface", .list(uses.map(\.tree))) }
        return tree
    }

    private func filter(
        _ name: ConfigLine, _ family: AddressFamily, _ rules: [Asked]
    ) -> JSONTree {
        var entries: [JSONTree] = []
        var number = 0
        for rule in rules {
            // The next multiple of ten that does not follow the last number.
            number = (number + 10) / 10 * 10
            for entry in rule.entries {
                entries.append(entry.tree(number: number).at(rule.origins))
                number += 1
            }
        }
        return [
            "name": "\(name)", "type": "\(Self.type(of: family))", "statistics-per-entry": true,
            "entry": .list(entries),
        ]
    }

    private func use(
        at interface: Interface
    ) -> (name: SRLinuxName, tree: JSONTree)? {
        let place: (parent: SRLinuxName, vlan: VLANID?, list: ConfigLine)
        switch interface.role {
        case .gateway(let id):
            place = (.gateways, fabric[id].vlan, Self.list(of: fabric[id]))
        case .underlay:
            guard let port = interface.name.port else { return nil }
            place = (SRLinuxName(port), nil, Self.underlay)
        case .loopback, .unused, .member, .access, .trunk, .carrier, .vrfTransit,
            .firewallTransit, .exit, .management, .exchange:
            return nil
        }
        let name = place.parent.subinterface(place.vlan)
        let filters: JSONTree = .list(
            Self.families.map { ["name": "\(place.list)", "type": "\(Self.type(of: $0))"] })
        let tree: JSONTree = [
            "interface-id": "\(name)",
            "interface-ref": [
                "interface": "\(place.parent)",
                "subinterface": place.vlan.map { .number($0) } ?? 0,
            ],
            "input": ["acl-filter": filters],
        ]
        return (name, tree.at(interface.origins))
    }

    // MARK: Gateways

    /// The filter of a gateway. One without a filter lets nothing in.
    private func entries(
        of segment: SegmentID, _ interface: Interface, _ family: AddressFamily
    ) -> [Asked] {
        let filter = device.filters.first { $0.place == .segmentIngress(segment) }
        var rules: [Asked] = onLink(family, interface).map { ($0, []) }
        var isWhole = family == .ipv6
        for rule in filter?.entries ?? [] where rule.family == family {
            if !isWhole, rule.namesPorts {
                isWhole = true
                var fragments = Entry.rest(of: family, "later fragments")
                fragments.isLaterFragment = true
                rules.append(([fragments], []))
            }
            var entries = SRLinuxAccessList.entries(of: rule)
            for index in entries.indices { entries[index].summary = rule.remark(in: fabric) }
            rules.append((entries, rule.origins))
        }
        return rules + [([.rest(of: family, "no contract")], filter?.defaultOrigins ?? [])]
    }

    /// Packets that stay on the link, and discovery of the gateway itself.
    private func onLink(_ family: AddressFamily, _ interface: Interface) -> [[Entry]] {
        guard family == .ipv6 else {
            let groups = [Self.groups, Self.broadcast].map {
                Entry(family: family, summary: "groups on the link", destination: $0)
            }
            return [groups]
        }
        let stations = Entry(
            family: family, summary: "stations on the link", source: Self.linkLocal,
            destination: Self.linkLocal)
        let own = interface.addresses.filter { $0.address.family == .ipv6 }
            .map { IPPrefix(containing: $0.address, length: 128) }
        let groups = Entry(
            family: family, summary: "groups on the link", destination: Self.linkGroups)
        let discovery = ([Self.linkLocal] + own).flatMap { destination in
            SRLinuxAccessList.kinds(
                Self.discovery,
                of: Entry(family: family, summary: "discovery", destination: destination))
        }
        return [[groups], [stations], discovery]
    }

    private static let discovery: [ConfigLine] = ["neighbor-solicit", "neighbor-advertise"]
    private static let groups = prefix("224.0.0.0/24")
    private static let broadcast = prefix("255.255.255.255/32")
    private static let linkGroups = prefix("ff02::/16")
    private static let linkLocal = prefix("fe80::/10")

    private static func prefix(_ text: StaticString) -> IPPrefix {
        guard let prefix = try? IPPrefix(text.description) else {
            preconditionFailure("\(text) is a prefix")
        }
        return prefix
    }

    // MARK: The device itself

    /// Questions, answers and reports of ICMP in all network instances; routing in that of the
    /// underlay; SSH in that of management. Tunnels end before the device hears of them.
    private func input(_ family: AddressFamily) -> [Asked] {
        let icmp = Entry(family: family, summary: "diagnostics")
        let question: ConfigLine = family == .ipv4 ? "echo" : "echo-request"
        var rules: [Asked] = [
            (SRLinuxAccessList.kinds([question] + SRLinuxAccessList.answers(family), of: icmp), [])
        ]
        if family == .ipv6 {
            var discovery = icmp
            discovery.summary = "discovery"
            rules.append((SRLinuxAccessList.kinds(Self.discovery, of: discovery), []))
        }
        if device.bgp != nil { rules.append((routingInput(family), [])) }
        if let managed { rules.append((managementInput(family), managed.origins)) }
        return rules + [([.rest(of: family, "anything else")], [])]
    }

    private func routingInput(_ family: AddressFamily) -> [Entry] {
        var entries: [Entry] = []
        if family == .ipv6 {
            entries = SRLinuxAccessList.kinds(
                ["router-solicit", "router-advertise"],
                of: Entry(family: family, summary: "routers", instance: .underlay))
        }
        let neighbours =
            family == .ipv4
            ? SRLinuxAccessList.addresses(prefixes(.underlay, .ipv4)) : [Self.linkLocal]
        for neighbour in neighbours {
            var opening = Entry(
                family: family, summary: "sessions with neighbours", protocol: "tcp",
                source: neighbour, instance: .underlay)
            var answer = opening
            opening.destinationPorts = 179...179
            answer.sourcePorts = 179...179
            answer.isEstablished = true
            entries += [opening, answer]
        }
        return entries
    }

    private func managementInput(_ family: AddressFamily) -> [Entry] {
        let base = Entry(family: family, instance: .management)
        let shells = prefixes(.management, family).map { prefix in
            var shell = base
            shell.summary = "management"
            shell.protocol = "tcp"
            shell.source = prefix
            shell.destinationPorts = 22...22
            return shell
        }
        var connections = base
        connections.summary = "answers to the device"
        connections.protocol = "tcp"
        connections.isEstablished = true
        let others = ([53, 123] as [UInt16]).map { port in
            var answer = connections
            answer.protocol = "udp"
            answer.isEstablished = false
            answer.sourcePorts = port...port
            return answer
        }
        return shells + [connections] + others
    }

    // MARK: Ports between switches

    /// Who passes packets of others on does so from loopback to loopback; everybody else takes what
    /// is for its own.
    private func underlayEntries(_ family: AddressFamily) -> [Asked] {
        var entries: [Entry] = []
        if family == .ipv6 {
            entries = [Self.linkLocal, Self.linkGroups].map {
                Entry(
                    family: family, summary: "neighbours", source: Self.linkLocal,
                    destination: $0)
            }
        }
        let loopbacks = prefixes(.underlay, family)
        let own = (device.bgp?.networks ?? []).filter { $0.family == family }
        let destinations = device.passesRoutesOn(in: fabric) ? loopbacks : own
        for source in loopbacks {
            for destination in destinations {
                entries.append(
                    Entry(
                        family: family, summary: "loopbacks", source: source,
                        destination: destination))
            }
        }
        return [(entries, []), ([.rest(of: family, "anything else")], [])]
    }

    private func prefixes(
        _ purpose: InfrastructurePrefix.Purpose, _ family: AddressFamily
    ) -> [IPPrefix] {
        fabric.outermostInfrastructure(purpose, family)
    }
}
