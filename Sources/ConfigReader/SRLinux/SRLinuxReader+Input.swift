import Forwarding
import Net

/// What gateways and ports between switches let in, and what reaches the device itself.
extension SRLinuxReader {
    private static let linkLocal = IPPrefix(reading: "fe80::/10")
    private static let linkGroups = IPPrefix(reading: "ff02::/16")

    // MARK: Gateways

    /// Both families have a filter: one that is missing lets everything in.
    mutating func interpretFilter(
        of gateway: SRLinuxConfiguration.Subinterface, _ name: String
    ) {
        guard let use = configuration.filterUses["irb0.\(gateway.index)"] else {
            return findings.refuse(gateway.line, "no filter")
        }
        let own = gateway.sharedAddresses.map {
            IPPrefix(containing: $0.value.address, length: $0.value.address.family.bitWidth)
        }
        for family in AddressFamily.allCases {
            guard let (list, line) = filter(use, family) else { continue }
            if family == .ipv4 { findings.say(.ingressFilter(name), at: line) }
            findings.sayRules(of: list, family, at: name) { group in
                family == .ipv6 ? Self.discovery(group, own) : nil
            }
        }
    }

    /// The list that is used for a family; nil after the use has been refused.
    private mutating func filter(
        _ use: SRLinuxConfiguration.FilterUse, _ family: AddressFamily
    ) -> (AccessList, line: Int)? {
        guard let name = use.filters[family] else {
            findings.refuse(use.line, "no filter for \(family)")
            return nil
        }
        let key = SRLinuxConfiguration.FilterName(name: name.value, family: family)
        guard let list = configuration.filters[key] else {
            findings.refuse(name.line, "no filter of that name")
            return nil
        }
        return (list, name.line)
    }

    /// Neighbour discovery to what is never routed, and to the gateway's own addresses.
    private static func discovery(_ group: [AccessRule], _ own: [IPPrefix]) -> FilterRule? {
        let addresses = own.filter { $0.family == .ipv6 } + [linkLocal].compactMap(\.self)
        let wanted = addresses.flatMap { address in
            AccessRule.discovery.map { kind in
                var rule = AccessRule("icmpv6")
                rule.destination = address
                rule.kind = kind
                return rule
            }
        }
        guard group.count == wanted.count, Set(group) == Set(wanted) else { return nil }
        return FilterRule(
            action: .permit, family: .ipv6, protocols: [58...58], kinds: .discovery)
    }

    // MARK: Ports between switches

    /// A port with a session takes packets from loopbacks: to its own, or to all, which are then
    /// passed on.
    mutating func interpretUnderlayFilters(_ ports: Set<String>) {
        for (place, use) in configuration.filterUses.sorted(by: { $0.key < $1.key })
        where !place.hasPrefix("irb0.") && !ports.contains(place) {
            findings.refuse(use.line, "a filter where no session is")
        }
        for (place, use) in configuration.filterUses.sorted(by: { $0.key < $1.key })
        where place.hasPrefix("irb0.") && configuration.subinterface(place) == nil {
            findings.refuse(use.line, "a filter where no gateway is")
        }
        let instance = configuration.instances.first { $0.name == Self.underlay }
        for member in instance?.members ?? [] where member.value != Self.loopback {
            guard ports.contains(member.value),
                let subinterface = configuration.subinterface(member.value),
                subinterface.isRouter, subinterface.families == [.ipv6],
                subinterface.addresses.isEmpty
            else {
                findings.refuse(member.line, "a port between switches without a session")
                continue
            }
            interpretUnderlayFilter(String(member.value.dropLast(2)), member)
        }
    }

    private mutating func interpretUnderlayFilter(_ port: String, _ member: Said<String>) {
        guard let use = configuration.filterUses[member.value] else {
            return findings.refuse(member.line, "no filter")
        }
        guard let ipv4 = passesOn(use, .ipv4), let ipv6 = passesOn(use, .ipv6) else { return }
        if ipv4 != ipv6 {
            findings.refuse(use.line, "passes on packets of one family alone")
        } else if ipv4 {
            findings.say(.forwardUnderlay(port), at: use.line)
        }
    }

    /// Nil after something has been refused.
    private mutating func passesOn(
        _ use: SRLinuxConfiguration.FilterUse, _ family: AddressFamily
    ) -> Bool? {
        guard let (list, line) = filter(use, family) else { return nil }
        let loopbacks = underlayPrefixes(family)
        let rest = findings.remaining(after: Self.neighbours(family), of: list, family)
        func rules(to destinations: [IPPrefix]) -> Set<AccessRule> {
            var rules: Set<AccessRule> = []
            for source in loopbacks {
                for destination in destinations {
                    var rule = AccessRule(AccessRule.all(family))
                    rule.source = source
                    rule.destination = destination
                    rules.insert(rule)
                }
            }
            return rules
        }
        let said = Set(rest.map(\.rule))
        if said.count == rest.count, said == rules(to: announced(family)) { return false }
        if said.count == rest.count, said == rules(to: loopbacks) { return true }
        findings.refuse(line, "neither to its own loopbacks nor to all")
        return nil
    }

    private static func neighbours(_ family: AddressFamily) -> [AccessRule] {
        guard family == .ipv6 else { return [] }
        return [linkLocal, linkGroups].map { destination in
            var rule = AccessRule("ipv6")
            rule.source = linkLocal
            rule.destination = destination
            return rule
        }
    }

    /// Where loopbacks are, none inside another.
    private func underlayPrefixes(_ family: AddressFamily) -> [IPPrefix] {
        FilterRule.outermost(
            of: findings.statements.compactMap { statement in
                if case .underlayPrefix(let prefix) = statement.fact, prefix.family == family {
                    prefix
                } else {
                    nil
                }
            })
    }

    private func announced(_ family: AddressFamily) -> [IPPrefix] {
        findings.statements.compactMap { statement in
            if case .announces(let prefix) = statement.fact, prefix.family == family {
                prefix
            } else {
                nil
            }
        }
    }

    // MARK: The device itself

    mutating func interpretInput() {
        for family in AddressFamily.allCases {
            guard let use = configuration.inputs[family] else {
                findings.miss("what the device hears, in \(family)")
                continue
            }
            let key = SRLinuxConfiguration.FilterName(name: use.value, family: family)
            guard let list = configuration.filters[key] else {
                findings.refuse(use.line, "no filter of that name")
                continue
            }
            if family == .ipv4 { findings.say(.inputFilter, at: use.line) }
            for (rule, line) in findings.remaining(after: wanted(family), of: list, family) {
                interpretShell(rule, family, at: line)
            }
        }
        for instance in configuration.shells where instance.value != Self.management {
            findings.refuse(instance.line, "on in another instance than that of management")
        }
        if !configuration.isSilent {
            findings.miss("that the device is silent at its edges (LLDP)")
        }
    }

    private var isManaged: Bool {
        configuration.instances.contains { $0.name == Self.management }
    }

    /// From the prefixes that may ask for a shell, where there is one to be had.
    private mutating func interpretShell(
        _ rule: AccessRule, _ family: AddressFamily, at line: Int
    ) {
        var shell = AccessRule("tcp")
        shell.source = rule.source
        shell.destinationPorts = 22...22
        shell.instance = Self.management
        guard rule == shell, let prefix = rule.source, isManaged else {
            return findings.refuse(line, "something else than SSH is heard")
        }
        guard configuration.shells.contains(where: { $0.value == Self.management }) else { return }
        findings.say(.managementPrefix(prefix), at: line)
    }

    private func wanted(_ family: AddressFamily) -> [AccessRule] {
        let speaks = configuration.instances.contains { $0.speaker != nil }
        return Self.diagnostics(family) + (speaks ? routing(family) : [])
            + (isManaged ? Self.answersToTheDevice : [])
    }

    private static func icmp(_ kind: String, _ family: AddressFamily) -> AccessRule {
        var rule = AccessRule(family == .ipv4 ? "icmp" : "icmpv6")
        rule.kind = kind
        return rule
    }

    private static func diagnostics(_ family: AddressFamily) -> [AccessRule] {
        let question = family == .ipv4 ? "echo" : "echo-request"
        let kinds = AccessRule.answers(family).union([question])
            .union(family == .ipv4 ? [] : AccessRule.discovery)
        return kinds.sorted().map { icmp($0, family) }
    }

    /// Sessions; of link-local addresses routers that show themselves, too.
    private func routing(_ family: AddressFamily) -> [AccessRule] {
        var rules: [AccessRule] = []
        for source in family == .ipv4
            ? underlayPrefixes(.ipv4) : [Self.linkLocal].compactMap(\.self)
        {
            var opening = AccessRule("tcp")
            opening.source = source
            var answer = opening
            opening.destinationPorts = 179...179
            answer.sourcePorts = 179...179
            answer.isEstablished = true
            rules += [opening, answer]
        }
        if family == .ipv6 {
            rules += ["router-solicitation", "router-advertisement"].map {
                Self.icmp($0, family)
            }
        }
        for index in rules.indices { rules[index].instance = Self.underlay }
        return rules
    }

    /// To what the device asks of name and time servers, and whatever it opens itself.
    private static let answersToTheDevice: [AccessRule] = {
        var tcp = AccessRule("tcp")
        tcp.isEstablished = true
        tcp.instance = management
        return [tcp]
            + ([53, 123] as [UInt16]).map { port in
                var udp = AccessRule("udp")
                udp.sourcePorts = port...port
                udp.instance = management
                return udp
            }
    }()
}
