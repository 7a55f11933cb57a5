import Forwarding
import Net

/// What `protocols bgp` and the policies mean.
extension SRLinuxReader {
    private typealias Speaker = SRLinuxConfiguration.Speaker
    private typealias Statement = SRLinuxConfiguration.Policy.Statement

    mutating func interpretSpeaker() {
        for instance in configuration.instances {
            guard let speaker = instance.speaker else { continue }
            guard instance.name == Self.underlay else {
                findings.refuse(speaker.line, "sessions outside the underlay")
                continue
            }
            interpret(speaker)
        }
        let speaker = underlay?.speaker
        interpretUnderlayFilters(Set(speaker?.ports.map(\.name) ?? []))
    }

    private var underlay: SRLinuxConfiguration.Instance? {
        configuration.instances.first { $0.name == Self.underlay }
    }

    private mutating func interpret(_ speaker: Speaker) {
        guard speaker.isOn, speaker.isPoliced, speaker.hasIPv6NextHops, let asn = speaker.asn,
            let id = speaker.routerID, speaker.families.count == 3,
            let (links, overlay) = groups(of: speaker)
        else {
            return findings.refuse(
                speaker.line, "not two groups, of ports and of loopbacks, as they must be")
        }
        findings.say(.asn(asn.value), at: asn.line)
        findings.say(.routerID(id.value), at: id.line)
        interpretNeighbours(speaker, links, overlay)
        interpretPolicies(speaker, links, overlay)
        for tunnel in configuration.tunnels.values.sorted(by: { $0.line < $1.line }).prefix(1) {
            findings.say(.advertisesVNIs, at: tunnel.line)
        }
    }

    /// Names of the group that has routes of IP alone, and of that which has EVPN alone.
    private func groups(of speaker: Speaker) -> (links: String, overlay: String)? {
        let ip = AddressFamily.allCases.map(Self.word)
        let all = Set(ip + [Self.evpn])
        guard speaker.groups.count == 2,
            speaker.groups.values.allSatisfy({ Set($0.families.keys) == all })
        else { return nil }
        func name(_ isOn: (String) -> Bool) -> String? {
            speaker.groups.first { group in
                group.value.families.allSatisfy { $0.value.isOn == isOn($0.key) }
            }?.key
        }
        guard let links = name({ $0 != Self.evpn }), let overlay = name({ $0 == Self.evpn }),
            let local = localAddress, speaker.groups[overlay]?.localAddress == local,
            speaker.groups[overlay]?.isMultihop == true,
            speaker.groups[links]?.isMultihop == false,
            speaker.groups[links]?.localAddress == nil
        else { return nil }
        return (links, overlay)
    }

    /// A neighbour of a port has a session at its loopback, and the same AS number there.
    private mutating func interpretNeighbours(
        _ speaker: Speaker, _ links: String, _ overlay: String
    ) {
        let atPorts = Set(speaker.ports.map(\.asn))
        let atLoopbacks = Set(speaker.neighbours.map(\.asn))
        for peer in speaker.ports {
            guard peer.group == links, atLoopbacks.contains(peer.asn), peer.name.hasSuffix(".0"),
                underlay?.members.contains(where: { $0.value == peer.name }) == true
            else {
                findings.refuse(peer.line, "no neighbour with EVPN, or not in the group of ports")
                continue
            }
            let port = String(peer.name.dropLast(2))
            findings.say(.session(port), at: peer.line)
            findings.say(.neighbourASN(port, peer.asn), at: peer.line)
        }
        for neighbour in speaker.neighbours {
            guard neighbour.group == overlay, atPorts.contains(neighbour.asn) else {
                findings.refuse(
                    neighbour.line, "no neighbour at a port, or not in the group of EVPN")
                continue
            }
            findings.say(.overlaySession(neighbour.address, neighbour.asn), at: neighbour.line)
        }
    }

    // MARK: Policies of neighbours

    private mutating func interpretPolicies(
        _ speaker: Speaker, _ links: String, _ overlay: String
    ) {
        var announced: [RoutePolicies.Announced] = []
        for family in AddressFamily.allCases {
            let settings = speaker.groups[links]?.families[Self.word(for: family)]
            guard let input = settings?.input, let output = settings?.output else {
                findings.refuse(settings?.line ?? speaker.line, "without policies")
                continue
            }
            if let result = interpret(input, output, family) { announced.append(result) }
        }
        let evpn = speaker.groups[overlay]?.families[Self.evpn]
        guard let input = evpn?.input, let output = evpn?.output else {
            return findings.refuse(evpn?.line ?? speaker.line, "without policies")
        }
        guard let accepts = configuration.policies[input.value], accepts.acceptsRest,
            accepts.statements.isEmpty
        else { return findings.refuse(input.line, "not all EVPN routes are accepted") }
        guard let offered = offersEVPN(output) else { return }
        announced.append(offered)
        RoutePolicies.sayTransit(announced, at: output.line, &findings)
        let isTransit = if case .all = offered { true } else { false }
        guard speaker.keepsEVPN?.value == isTransit else {
            return findings.refuse(
                speaker.keepsEVPN?.line ?? speaker.line,
                "routes of EVPN are kept and not passed on, or the other way round")
        }
    }

    private mutating func offersEVPN(_ output: Said<String>) -> RoutePolicies.Announced? {
        let policy = configuration.policies[output.value]
        let own = Statement(isPathEmpty: true)
        switch (policy?.acceptsRest, policy?.statements.map(\.statement)) {
        case (true, []): return .all
        case (false, [own]): return .own
        default:
            findings.refuse(output.line, "neither all routes of EVPN nor those that begin here")
            return nil
        }
    }

    /// Whose routes of a family are announced; nil after something has been refused.
    private mutating func interpret(
        _ input: Said<String>, _ output: Said<String>, _ family: AddressFamily
    ) -> RoutePolicies.Announced? {
        guard let accepted = configuration.policies[input.value], !accepted.acceptsRest,
            let offered = configuration.policies[output.value], !offered.acceptsRest,
            let set = accepted.statements.first?.statement.set,
            accepted.statements.map(\.statement) == [Statement(set: set)],
            let loopbacks = configuration.prefixSets[set]
        else {
            findings.refuse(input.line, "not the routes of one set of prefixes")
            return nil
        }
        for entry in loopbacks.entries {
            if entry.prefix.family == family,
                entry.lengths == family.bitWidth...family.bitWidth
            {
                findings.say(.underlayPrefix(entry.prefix), at: entry.line)
            } else {
                findings.refuse(entry.line, "routes to more than one address are accepted")
            }
        }
        guard let ownSet = offered.statements.first?.statement.set,
            let own = configuration.prefixSets[ownSet]
        else {
            findings.refuse(output.line, "no set of prefixes of its own")
            return nil
        }
        sayOwn(own, family)
        let isOwn = Statement(set: ownSet, origin: "local")
        switch offered.statements.map(\.statement) {
        case [isOwn]: return .own
        case [isOwn, Statement(set: set, origin: "bgp")]: return .all
        default:
            findings.refuse(output.line, "neither what begins here nor what is accepted")
            return nil
        }
    }

    /// Of what may be announced the addresses of the loopback are routes of this device.
    private mutating func sayOwn(
        _ own: SRLinuxConfiguration.PrefixSet, _ family: AddressFamily
    ) {
        let local = (configuration.subinterface(Self.loopback)?.addresses ?? []).map(\.value.prefix)
        for entry in own.entries {
            guard entry.lengths == entry.prefix.length...entry.prefix.length,
                entry.prefix.family == family, local.contains(entry.prefix)
            else {
                findings.refuse(entry.line, "no address of the loopback")
                continue
            }
            findings.say(.announces(entry.prefix), at: entry.line)
        }
    }

    // MARK: Policies of VRFs

    /// A policy has the place of the instance's route target, so that it has to add the same.
    mutating func interpretExports(
        of instance: SRLinuxConfiguration.Instance, _ target: RouteTarget
    ) {
        guard let use = instance.exportPolicy,
            let policy = configuration.policies[use.value], !policy.acceptsRest
        else {
            return findings.refuse(
                instance.exportPolicy?.line ?? instance.line, "all routes are advertised")
        }
        for (statement, line) in policy.statements {
            guard let adds = statement.adds, !statement.isPathEmpty,
                configuration.targetSets[adds]?.value == target
            else {
                findings.refuse(line, "not with the route target of the VRF")
                continue
            }
            switch (statement.origin, statement.set) {
            case ("local", let set?): interpretConnected(set, of: instance, at: line)
            case ("static", nil): sayStatic(of: instance, at: line)
            default: findings.refuse(line, "neither prefixes of segments nor static routes")
            }
        }
    }

    private mutating func interpretConnected(
        _ name: String, of instance: SRLinuxConfiguration.Instance, at line: Int
    ) {
        guard let set = configuration.prefixSets[name] else {
            return findings.refuse(line, "no set of prefixes of that name")
        }
        let connected = instance.members.flatMap { member in
            configuration.subinterface(member.value).map { $0.addresses + $0.sharedAddresses } ?? []
        }.map(\.value.prefix)
        for entry in set.entries {
            let matched = connected.filter {
                entry.prefix.contains($0) && entry.lengths.contains($0.length)
            }
            if matched.isEmpty { findings.refuse(entry.line, "no prefix of the VRF here") }
            for prefix in matched {
                findings.say(
                    .advertisesConnected(vrf: instance.name, prefix), at: entry.line)
            }
        }
    }

    private mutating func sayStatic(
        of instance: SRLinuxConfiguration.Instance, at line: Int
    ) {
        for family in AddressFamily.allCases
        where instance.routes.contains(where: { $0.prefix.family == family }) {
            findings.say(.advertisesStatic(vrf: instance.name, family), at: line)
        }
    }
}
