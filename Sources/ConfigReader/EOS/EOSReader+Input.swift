import Forwarding
import Net

/// What ports between switches let in, and what reaches the device itself. All of these lists are
/// known whole: each line is one that has to be there, and none is missing.
extension EOSReader {
    private typealias Rule = AccessRule

    // MARK: The device itself

    mutating func interpretInput() {
        for family in AddressFamily.allCases {
            let uses = configuration.inputs[family] ?? [:]
            if let use = uses[.others] {
                if family == .ipv4 { findings.say(.inputFilter, at: use.line) }
                take(Self.diagnostics(family), of: use, family)
            } else {
                findings.miss("what is heard in VRFs, in \(family)")
            }
            if let use = uses[.vrf("")] {
                take(Self.diagnostics(family) + underlayInput(family), of: use, family)
            } else if configuration.speaker != nil {
                findings.miss("what is heard in the default VRF, in \(family)")
            }
            for case (.vrf(let name), let use) in uses where !name.isEmpty {
                guard name == Self.management, configuration.tables[name] != nil else {
                    findings.refuse(use.line, "a VRF that hears what others do not")
                    continue
                }
                interpretManagement(use, family)
            }
        }
        let managed = configuration.managedVRFs ?? []
        if let line = configuration.settings["management ssh"],
            !managed.isSubset(of: [Self.management])
        {
            findings.refuse(line, "on in a VRF of a tenant")
        }
    }

    /// From the prefixes that may ask for a shell, where there is one to be had.
    private mutating func interpretManagement(
        _ use: EOSConfiguration.Said<String>, _ family: AddressFamily
    ) {
        let rest = remaining(
            after: Self.diagnostics(family) + Self.answersToTheDevice, of: use, family)
        for (rule, line) in rest {
            var shell = Rule("tcp")
            shell.source = rule.source
            shell.destinationPorts = 22...22
            guard rule == shell, let prefix = rule.source else {
                findings.refuse(line, "something else than SSH is heard")
                continue
            }
            guard configuration.managedVRFs?.contains(Self.management) == true else { continue }
            findings.say(.managementPrefix(prefix), at: line)
        }
    }

    private static func diagnostics(_ family: AddressFamily) -> [Rule] {
        func icmp(_ kind: String, isFresh: Bool = false) -> Rule {
            var rule = Rule(family == .ipv4 ? "icmp" : "icmpv6")
            rule.kind = kind
            rule.isFresh = isFresh
            return rule
        }
        let question = family == .ipv4 ? "echo" : "echo-request"
        let asked = Rule.answers(family).union([question]).map { icmp($0) }
        return family == .ipv4 ? asked : asked + Rule.discovery.map { icmp($0, isFresh: true) }
    }

    /// To what the device asks of name and time servers, and whatever it opens itself.
    private static let answersToTheDevice: [Rule] = {
        var tcp = Rule("tcp")
        tcp.isEstablished = true
        return [tcp]
            + ([53, 123] as [UInt16]).map { port in
                var udp = Rule("udp")
                udp.sourcePorts = port...port
                return udp
            }
    }()

    /// Sessions and, where tunnels end here, VXLAN from loopbacks; of link-local addresses sessions,
    /// BFD and routers that show themselves.
    private func underlayInput(_ family: AddressFamily) -> [Rule] {
        var rules: [Rule] = []
        for source in family == .ipv4 ? underlayPrefixes(.ipv4) : [Self.linkLocal] {
            var opening = Rule("tcp")
            opening.source = source
            opening.destinationPorts = 179...179
            var answer = Rule("tcp")
            answer.source = source
            answer.sourcePorts = 179...179
            answer.isEstablished = true
            rules += [opening, answer]
            guard family == .ipv4, configuration.tunnels != nil else { continue }
            var tunnel = Rule("udp")
            tunnel.source = source
            tunnel.destination = loopback(.ipv4)
            tunnel.destinationPorts = 4789...4789
            rules.append(tunnel)
        }
        guard family == .ipv6 else { return rules }
        for kind in ["router-solicitation", "router-advertisement"] {
            var rule = Rule("icmpv6")
            rule.kind = kind
            rule.isFresh = true
            rules.append(rule)
        }
        var bfd = Rule("udp")
        bfd.source = Self.linkLocal
        bfd.destinationPorts = 3784...3784
        bfd.isFresh = true
        return rules + [bfd]
    }

    // MARK: Ports between switches

    /// A port with a session takes packets from loopbacks: to its own, or to all, which are then
    /// passed on.
    mutating func interpretUnderlay(_ ports: Set<String>) {
        for interface in configuration.interfaces where !interface.name.hasPrefix("Vlan") {
            guard ports.contains(interface.name) else {
                if !interface.lists.isEmpty || interface.hasLinkLocalAlone {
                    findings.refuse(interface.line, "a port between switches without a session")
                }
                continue
            }
            guard interface.hasIPv6 != nil, interface.isSwitchport?.value == false,
                interface.isSilent == nil, interface.vrf == nil
            else {
                findings.refuse(interface.line, "a session where no link-local address is")
                continue
            }
            let passes = AddressFamily.allCases.map { family -> Bool? in
                passesOn(interface, family)
            }
            guard let ipv4 = passes[0], let ipv6 = passes[1] else { continue }
            if ipv4 != ipv6 {
                findings.refuse(interface.line, "passes on packets of one family alone")
            } else if ipv4, let use = interface.lists[.ipv4] {
                findings.say(.forwardUnderlay(interface.name), at: use.line)
            }
        }
    }

    /// Nil after something has been refused.
    private mutating func passesOn(
        _ interface: EOSConfiguration.Interface, _ family: AddressFamily
    ) -> Bool? {
        guard let use = interface.lists[family] else {
            findings.refuse(interface.line, "no filter for \(family)")
            return nil
        }
        let sources = underlayPrefixes(family)
        let own = Set(announced(family))
        let rest = remaining(after: Self.neighbours(family), of: use, family)
        func rules(to destinations: some Sequence<IPPrefix?>) -> Set<Rule> {
            var rules: Set<Rule> = []
            for source in sources {
                for destination in destinations {
                    for var rule in Self.carried(family) {
                        rule.source = source
                        rule.destination = destination
                        rules.insert(rule)
                    }
                }
            }
            return rules
        }
        let said = Set(rest.map(\.rule))
        if said.count == rest.count, said == rules(to: own) { return false }
        if said.count == rest.count, said == rules(to: sources) { return true }
        findings.refuse(use.line, "neither to its own loopbacks nor to all")
        return nil
    }

    /// What is between loopbacks, without addresses: ICMP and, of IPv4, sessions and tunnels.
    private static func carried(_ family: AddressFamily) -> [Rule] {
        guard family == .ipv4 else { return [Rule("icmpv6")] }
        var opening = Rule("tcp")
        opening.destinationPorts = 179...179
        var answer = Rule("tcp")
        answer.sourcePorts = 179...179
        answer.isEstablished = true
        var tunnel = Rule("udp")
        tunnel.destinationPorts = 4789...4789
        return [Rule("icmp"), opening, answer, tunnel]
    }

    private static func neighbours(_ family: AddressFamily) -> [Rule] {
        guard family == .ipv6 else { return [] }
        return [linkLocal, IPPrefix(reading: "ff02::/16")].map { destination in
            var rule = Rule("ipv6")
            rule.source = linkLocal
            rule.destination = destination
            return rule
        }
    }

    private static let linkLocal = IPPrefix(reading: "fe80::/10")

    /// Where loopbacks are, none inside another.
    private func underlayPrefixes(_ family: AddressFamily) -> [IPPrefix?] {
        var prefixes: [IPPrefix] = []
        for statement in findings.statements {
            if case .underlayPrefix(let prefix) = statement.fact, prefix.family == family {
                prefixes.append(prefix)
            }
        }
        return FilterRule.outermost(of: prefixes)
    }

    private func announced(_ family: AddressFamily) -> [IPPrefix?] {
        var prefixes: [IPPrefix?] = []
        for statement in findings.statements {
            if case .announces(let prefix) = statement.fact, prefix.family == family {
                prefixes.append(prefix)
            }
        }
        return prefixes
    }

    private func loopback(_ family: AddressFamily) -> IPPrefix? {
        configuration.interfaces.first { $0.name == "Loopback0" }?.addresses
            .first { $0.value.address.family == family }
            .map { IPPrefix(containing: $0.value.address, length: family.bitWidth) }
    }

    // MARK: Lists

    private mutating func take(
        _ wanted: [Rule], of use: EOSConfiguration.Said<String>, _ family: AddressFamily
    ) {
        guard let list = list(of: use, family) else { return }
        findings.take(wanted, of: list, family)
    }

    private mutating func remaining(
        after wanted: [Rule], of use: EOSConfiguration.Said<String>, _ family: AddressFamily
    ) -> [AccessRule.Line] {
        guard let list = list(of: use, family) else { return [] }
        return findings.remaining(after: wanted, of: list, family)
    }

    private mutating func list(
        of use: EOSConfiguration.Said<String>, _ family: AddressFamily
    ) -> AccessList? {
        findings.value(
            use.line, "no access list of that name", configuration.lists[family]?[use.value])
    }
}
