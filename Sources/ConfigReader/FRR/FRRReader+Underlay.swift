import Forwarding
import Net

/// What neighbours are told, and what is believed of what they tell.
extension FRRReader {
    /// Whose routes neighbours are told.
    private enum Announced {
        /// Those that begin here.
        case own
        /// Those that were accepted as well.
        case all
        /// There are none of either kind, or they are the same.
        case either
    }

    mutating func interpretPolicies(of speaker: FRRConfiguration.Speaker) {
        var announced: [Announced] = []
        for family in AddressFamily.allCases {
            if let result = interpret(speaker.families[family], family, of: speaker) {
                announced.append(result)
            }
        }
        guard let evpn = speaker.evpn, let result = interpret(evpn, of: speaker) else {
            if speaker.evpn == nil { findings.refuse(speaker.line, "no address family l2vpn evpn") }
            return
        }
        announced.append(result)
        let line = evpn.output?.line ?? evpn.line
        let isTransit = announced.contains(.all)
        if isTransit, announced.contains(.own) {
            findings.refuse(line, "routes of others pass in one family and not in another")
        } else if isTransit {
            findings.say(.transits, at: line)
        }
    }

    /// Nil after something has been refused.
    private mutating func interpret(
        _ settings: FRRConfiguration.Family?, _ family: AddressFamily,
        of speaker: FRRConfiguration.Speaker
    ) -> Announced? {
        guard let settings, settings.isActive, let input = settings.input,
            let output = settings.output
        else {
            findings.refuse(
                settings?.line ?? speaker.line, "\(family) without activation or policies")
            return nil
        }
        guard let accepted = permitted(by: input, family),
            let offered = permitted(by: output, family)
        else { return nil }
        for entry in accepted {
            if entry.lengths == family.bitWidth...family.bitWidth {
                findings.say(.underlayPrefix(entry.prefix), at: entry.line)
            } else {
                findings.refuse(entry.line, "routes to more than one address are accepted")
            }
        }
        let own = Set(settings.networks.map(\.prefix))
        for (prefix, line) in settings.networks
        where offered.contains(where: { $0.matches(prefix) }) {
            findings.say(.announces(prefix), at: line)
        }
        let isOwn = offered.allSatisfy {
            $0.lengths == $0.prefix.length...$0.prefix.length && own.contains($0.prefix)
        }
        let isAll = Set(offered.map(Routes.init)) == Set(accepted.map(Routes.init))
        switch (isOwn, isAll) {
        case (true, true): return .either
        case (true, false): return .own
        case (false, true): return .all
        case (false, false):
            findings.refuse(output.line, "neither what begins here nor what is accepted")
            return nil
        }
    }

    private struct Routes: Hashable {
        var prefix: IPPrefix
        var lengths: ClosedRange<Int>

        init(_ entry: PrefixListEntry) {
            prefix = entry.prefix
            lengths = entry.lengths
        }
    }

    /// EVPN routes are accepted whatever they say: route targets decide who uses them.
    private mutating func interpret(
        _ evpn: FRRConfiguration.EVPN, of speaker: FRRConfiguration.Speaker
    ) -> Announced? {
        guard evpn.isActive, let input = evpn.input, let output = evpn.output else {
            findings.refuse(evpn.line, "EVPN without activation or policies")
            return nil
        }
        guard let accepts = onlyPermit(of: input), accepts.matches.isEmpty else {
            findings.refuse(input.line, "not all EVPN routes are accepted")
            return nil
        }
        guard let entry = onlyPermit(of: output) else {
            findings.refuse(output.line, "no policy that is known for EVPN")
            return nil
        }
        guard let match = entry.matches.first else { return .all }
        // Those of our own floating static routes have the own number twice in front.
        guard case .pathList(let name) = match.match,
            configuration.pathLists[name] == [.empty, .twice(speaker.asn)]
        else {
            findings.refuse(match.line, "no list of the paths that begin here")
            return nil
        }
        return .own
    }

    // MARK: Lists

    /// The only entry of a policy, where it is one that permits and changes nothing.
    private func onlyPermit(of use: FRRConfiguration.MapUse) -> RouteMapEntry? {
        let entries = configuration.routeMaps[use.name]?.inOrder ?? []
        guard let entry = entries.first, entries.count == 1, entry.permits, entry.actions.isEmpty
        else { return nil }
        return entry
    }

    /// What a policy permits that is one list of prefixes, where the list permits what these
    /// entries match and nothing else; nil after the line has been refused.
    private mutating func permitted(
        by use: FRRConfiguration.MapUse, _ family: AddressFamily
    ) -> [PrefixListEntry]? {
        guard let list = onlyList(of: use, family) else { return nil }
        let permits = list.prefix(while: \.permits)
        guard !list[permits.endIndex...].contains(where: \.permits) else {
            findings.refuse(use.line, "a list that permits behind what it denies")
            return nil
        }
        return Array(permits)
    }

    /// The list that a policy permits and nothing else; nil after the line has been refused.
    mutating func onlyList(
        of use: FRRConfiguration.MapUse, _ family: AddressFamily
    ) -> [PrefixListEntry]? {
        guard let entry = onlyPermit(of: use), let (match, line) = entry.matches.first,
            case .prefixList(family, let name) = match
        else {
            findings.refuse(use.line, "no policy of that name that is one list of prefixes")
            return nil
        }
        guard let list = configuration.prefixLists[family]?[name] else {
            // FRR 8.4 denies then, other versions permit.
            findings.refuse(line, "no prefix-list of that name")
            return nil
        }
        return list.inOrder
    }
}
