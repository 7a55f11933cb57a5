import Forwarding
import Net

/// What the lists at ports of tenants mean.
extension SONiCReader {
    private typealias Match = SONiCRule.Match

    // MARK: Gateways

    mutating func interpretGateways() {
        for (vlan, line) in content.gateways.sorted(by: { $0.key < $1.key }) {
            for family in AddressFamily.allCases { interpretGateway(vlan, family, at: line) }
        }
        let names = content.lists.keys.sorted()
        for name in names where isOfGateways(name) {
            for rule in content.lists[name]?.rules ?? [] {
                guard let vlan = rule.vlan, content.gateways[vlan] != nil else {
                    findings.refuse(rule.line, "of no VLAN with a gateway")
                    continue
                }
            }
        }
        for (name, port) in content.ports.sorted(by: { $0.value.line < $1.value.line }) {
            for (vlan, line) in port.vlans.sorted(by: { $0.value < $1.value })
            where content.gateways[vlan] == nil && content.routed["vlan\(vlan)"] != nil {
                findings.refuse(line, "'\(name)' in a VLAN that is routed without a gateway")
            }
        }
    }

    /// Whether the list stands at ports of VLANs, or at none.
    private func isOfGateways(_ name: String) -> Bool {
        content.lists[name]?.ports.allSatisfy { content.ports[$0]?.vlans.isEmpty == false } == true
    }

    /// One list has the rules of the VLAN, and all of its ports have the list.
    private mutating func interpretGateway(_ vlan: VLANID, _ family: AddressFamily, at line: Int) {
        let lists = content.lists.filter { name, list in
            list.family == family && isOfGateways(name)
                && list.rules.contains { $0.vlan == vlan }
        }
        guard let list = lists.values.first, lists.count == 1 else {
            findings.refuse(line, "no filter for \(family), or several")
            return
        }
        for (port, content) in content.ports.sorted(by: { $0.value.line < $1.value.line }) {
            guard let line = content.vlans[vlan], !list.ports.contains(port) else { continue }
            findings.refuse(line, "a port of the VLAN without the filter of its gateway")
        }
        let name = "vlan\(vlan)"
        if family == .ipv4 { findings.say(.ingressFilter(name), at: list.line) }
        var rules = list.rules.filter { $0.vlan == vlan }[...]
        guard let last = rules.popLast(), !last.permits, last.match == Match() else {
            findings.refuse(line, "a filter that does not end with the denial of the rest")
            return
        }
        guard let vrf = content.routed[name]?.vrf,
            let head = take(
                groups(family) + discovery(to: name, family) + input(of: vrf, family, from: name)
                    + link(family), from: &rules, at: line)
        else { return }
        interpretHead(head, family, of: name)
        interpretEntries(rules, family, of: name)
    }

    /// The lines of rules that have to stand first, in this order; nil after something was refused.
    private mutating func take(
        _ wanted: [(permits: Bool, match: SONiCRule.Match)],
        from rules: inout ArraySlice<SONiCRule>, at line: Int
    ) -> [Int]? {
        var lines: [Int] = []
        for (permits, match) in wanted {
            guard let rule = rules.popFirst() else {
                findings.refuse(line, "a rule is missing that has to be there")
                return nil
            }
            guard rule.permits == permits, rule.match == match else {
                findings.refuse(rule.line, "not what a filter begins with")
                return nil
            }
            lines.append(rule.line)
        }
        return lines
    }

    /// Packets that stay on the link.
    private mutating func interpretHead(
        _ lines: [Int], _ family: AddressFamily, of name: String
    ) {
        guard let first = lines.first else { return }
        func rule(
            _ sources: [IPPrefix?], _ destinations: [IPPrefix?],
            _ protocols: [ClosedRange<UInt8>] = [], _ kinds: PacketKinds = .all
        ) -> FilterRule {
            FilterRule(
                action: .permit, family: family, sources: sources.compactMap(\.self),
                destinations: destinations.compactMap(\.self), protocols: protocols, kinds: kinds)
        }
        let link = Self.linkLocal
        let rules =
            family == .ipv4
            ? [rule([], Self.groups(.ipv4))]
            : [
                rule([], Self.groups(.ipv6)), rule([link], [link]),
                rule([], [], [58...58], .discovery),
            ]
        for rule in rules { findings.say(.ingressRule(name, rule), at: first) }
    }

    private static let linkLocal = IPPrefix(reading: "fe80::/10")

    private static func groups(_ family: AddressFamily) -> [IPPrefix?] {
        let texts = family == .ipv4 ? ["224.0.0.0/24", "255.255.255.255/32"] : ["ff02::/16"]
        return texts.map { IPPrefix(reading: $0) }
    }

    private func groups(_ family: AddressFamily) -> [(permits: Bool, match: SONiCRule.Match)] {
        Self.groups(family).map { (true, Match(destination: $0)) }
    }

    private func link(_ family: AddressFamily) -> [(permits: Bool, match: SONiCRule.Match)] {
        let link = Self.linkLocal
        return family == .ipv4 ? [] : [(true, Match(source: link, destination: link))]
    }

    private func prefixes(of name: String, _ family: AddressFamily) -> [IPPrefix] {
        (content.routed[name]?.addresses ?? []).map(\.prefix).filter { $0.family == family }
    }

    private func discovery(
        to name: String, _ family: AddressFamily
    ) -> [(permits: Bool, match: SONiCRule.Match)] {
        guard family == .ipv6 else { return [] }
        let near = [Self.linkLocal] + prefixes(of: name, family).map { Optional($0) }
        return near.flatMap { destination in
            ([135, 136] as [UInt8]).map { kind in
                (true, Match(destination: destination, number: 58, kind: kind))
            }
        }
    }

    // MARK: The device itself

    /// ICMP to each own address of the VRF, and nothing else.
    ///
    /// - Parameter name: the interface whose stations may send that; nil for everybody.
    private func input(
        of vrf: String, _ family: AddressFamily, from name: String?
    ) -> [(permits: Bool, match: SONiCRule.Match)] {
        var own = content.routed.values.filter { $0.vrf == vrf }.flatMap(\.addresses)
            .map(\.address).filter { $0.family == family }
        if family == .ipv6 {
            own += [content.gatewayMAC?.value, content.mac?.value].compactMap(\.self)
                .map { .ipv6(Self.linkLocal(of: $0)) }
        }
        let width = family.bitWidth
        let addresses = Set(own.map { IPPrefix(containing: $0, length: width) }).sorted()
        let near = name.map { prefixes(of: $0, family).map { Optional($0) } } ?? [nil]
        var result: [(permits: Bool, match: SONiCRule.Match)] = []
        for address in addresses {
            let isLink = Self.linkLocal?.contains(address) == true
            for source in isLink ? [Self.linkLocal] : near {
                let number: UInt8 = family == .ipv4 ? 1 : 58
                result.append(
                    (true, Match(source: source, destination: address, number: number)))
            }
        }
        return result + addresses.map { (false, Match(destination: $0)) }
    }

    /// RFC 4291, appendix A.
    private static func linkLocal(of mac: MACAddress) -> IPv6Address {
        let flipped = mac.rawValue ^ (2 << 40)
        let upper = (flipped & 0xffff_ff00_0000) << 16
        return IPv6Address(
            high: 0xfe80_0000_0000_0000, low: upper | 0xff_fe00_0000 | (flipped & 0xff_ffff))
    }

    /// Ports where a VRF leaves the fabric or meets a firewall: each use has its rules, one after
    /// the other, and the list has no others.
    mutating func interpretOutside() {
        var uses: [String: [SONiCContent.Routed]] = [:]
        for interface in content.routed.values.sorted(by: { $0.line < $1.line }) {
            if let port = interface.port { uses[port, default: []].append(interface) }
        }
        refuseIdleLists(outside: Set(uses.keys))
        for (port, interfaces) in uses.sorted(by: { $0.key < $1.key }) {
            for family in AddressFamily.allCases {
                guard
                    let list = content.lists.values.first(where: {
                        $0.family == family && $0.ports == [port]
                    })
                else {
                    findings.refuse(interfaces[0].line, "no filter for \(family)")
                    continue
                }
                var rest = list.rules.count
                for interface in interfaces {
                    var rules = list.rules.filter { $0.vlan == interface.tag }[...]
                    rest -= rules.count
                    let wanted = input(of: interface.vrf, family, from: nil)
                    _ = take(wanted, from: &rules, at: interface.line)
                    for rule in rules { findings.refuse(rule.line, "not known here") }
                }
                if rest != 0 { findings.refuse(list.line, "rules of no interface") }
            }
        }
    }

    /// A list that stands where nothing is known to be filtered.
    private mutating func refuseIdleLists(outside: Set<String>) {
        for (name, list) in content.lists.sorted(by: { $0.key < $1.key }) {
            let isBetweenSwitches = list.ports.contains { content.linkLocal[$0] != nil }
            let isOutside = list.ports.count == 1 && outside.contains(list.ports[0])
            if isOfGateways(name) || isBetweenSwitches || isOutside { continue }
            findings.refuse(list.line, "a list at other ports than those that need one")
        }
    }
}
