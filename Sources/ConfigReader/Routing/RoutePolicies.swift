import Forwarding
import Net

/// Prefix-lists, lists of AS paths and route-maps, as FRR and EOS have them, and what they mean
/// where they are used.
struct RoutePolicies {
    /// A use of a route-map.
    struct Use {
        var name: String
        var line: Int
    }

    /// Whose routes neighbours are told.
    enum Announced {
        /// Those that begin here.
        case own
        /// Those that were accepted as well.
        case all
        /// There are none of either kind, or they are the same.
        case either
    }

    /// By family and name: `ip` and `ipv6` lists may have the same names.
    var prefixLists: [AddressFamily: [String: Sequenced<PrefixListEntry>]] = [:]
    var pathLists: [String: Set<PathPattern>] = [:]
    var routeMaps: [String: Sequenced<RouteMapEntry>] = [:]

    var isEmpty: Bool { prefixLists.isEmpty && pathLists.isEmpty && routeMaps.isEmpty }

    // MARK: Neighbours

    /// States what is accepted and announced in a family of the underlay. Nil after something has
    /// been refused.
    func interpret(
        _ input: Use, _ output: Use, _ family: AddressFamily,
        networks: [(prefix: IPPrefix, line: Int)], _ findings: inout Findings
    ) -> Announced? {
        guard let accepted = permitted(by: input, family, &findings),
            let offered = permitted(by: output, family, &findings)
        else { return nil }
        for entry in accepted {
            if entry.lengths == family.bitWidth...family.bitWidth {
                findings.say(.underlayPrefix(entry.prefix), at: entry.line)
            } else {
                findings.refuse(entry.line, "routes to more than one address are accepted")
            }
        }
        let own = Set(networks.map(\.prefix))
        for (prefix, line) in networks where offered.contains(where: { $0.matches(prefix) }) {
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
    func interpretEVPN(
        _ input: Use, _ output: Use, asn: ASN, _ findings: inout Findings
    ) -> Announced? {
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
        guard case .pathList(let name) = match.match, pathLists[name] == [.empty, .twice(asn)]
        else {
            findings.refuse(match.line, "no list of the paths that begin here")
            return nil
        }
        return .own
    }

    /// - Parameter line: of the last policy.
    static func sayTransit(_ announced: [Announced], at line: Int, _ findings: inout Findings) {
        let isTransit = announced.contains(.all)
        if isTransit, announced.contains(.own) {
            findings.refuse(line, "routes of others pass in one family and not in another")
        } else if isTransit {
            findings.say(.transits, at: line)
        }
    }

    // MARK: VRFs

    /// States which of the connected prefixes a VRF may advertise.
    func interpretConnected(
        _ prefixes: [IPPrefix], of vrf: String, _ family: AddressFamily, by use: Use,
        _ findings: inout Findings
    ) {
        guard let list = onlyList(of: use, family, &findings) else { return }
        for prefix in prefixes {
            guard let entry = list.first(where: { $0.matches(prefix) }), entry.permits else {
                continue
            }
            findings.say(.advertisesConnected(vrf: vrf, prefix), at: entry.line)
        }
    }

    /// Distance and tag of a route that waits until no other is left.
    static let floating: UInt8 = 250

    /// Whether a route-map passes static routes on as they are, and floating ones so that every
    /// other route to the prefix is preferred: on this device by weight (static routes have 32768
    /// else) and local preference (100 else), on others by a longer path.
    func prefersOthers(_ name: String, asn: ASN) -> Bool {
        guard let map = routeMaps[name]?.inOrder, let plain = decision(of: map, tag: 0),
            let floating = decision(of: map, tag: UInt32(Self.floating))
        else { return false }
        let actions: Set<RouteMapEntry.Action> = [
            .prepend([asn, asn]), .localPreference(50), .weight(0),
        ]
        return plain.permits && plain.actions.isEmpty && floating.permits
            && floating.actions.count == actions.count && Set(floating.actions) == actions
    }

    /// The entry that decides about a route with the tag; nil where none does, or where something
    /// else than the tag would have to be known.
    private func decision(of map: [RouteMapEntry], tag: UInt32) -> RouteMapEntry? {
        for entry in map {
            var isMatch = true
            for (match, _) in entry.matches {
                guard case .tag(let wanted) = match else { return nil }
                isMatch = isMatch && wanted == tag
            }
            if isMatch { return entry }
        }
        return nil
    }

    // MARK: Lists

    /// The only entry of a policy, where it is one that permits and changes nothing.
    private func onlyPermit(of use: Use) -> RouteMapEntry? {
        let entries = routeMaps[use.name]?.inOrder ?? []
        guard let entry = entries.first, entries.count == 1, entry.permits, entry.actions.isEmpty
        else { return nil }
        return entry
    }

    /// What a policy permits that is one list of prefixes, where the list permits what these
    /// entries match and nothing else; nil after the line has been refused.
    private func permitted(
        by use: Use, _ family: AddressFamily, _ findings: inout Findings
    ) -> [PrefixListEntry]? {
        guard let list = onlyList(of: use, family, &findings) else { return nil }
        let permits = list.prefix(while: \.permits)
        guard !list[permits.endIndex...].contains(where: \.permits) else {
            findings.refuse(use.line, "a list that permits behind what it denies")
            return nil
        }
        return Array(permits)
    }

    /// The list that a policy permits and nothing else; nil after the line has been refused.
    private func onlyList(
        of use: Use, _ family: AddressFamily, _ findings: inout Findings
    ) -> [PrefixListEntry]? {
        guard let entry = onlyPermit(of: use), let (match, line) = entry.matches.first,
            case .prefixList(family, let name) = match
        else {
            findings.refuse(use.line, "no policy of that name that is one list of prefixes")
            return nil
        }
        guard let list = prefixLists[family]?[name] else {
            // What that means is left to the version.
            findings.refuse(line, "no prefix-list of that name")
            return nil
        }
        return list.inOrder
    }
}

/// Route distinguisher and route targets of a VNI or a VRF.
struct RouteMembership {
    /// Nil for a VRF.
    var vni: VNI?
    var line: Int
    var distinguisher: (RouteDistinguisher, line: Int)?
    var imports: [(RouteTarget, line: Int)] = []
    var exports: [(RouteTarget, line: Int)] = []

    /// Without its own words the system might derive them: FRR has route targets `*:VNI` of every
    /// AS.
    func interpret(as scope: RouteScope, _ findings: inout Findings) {
        if distinguisher == nil || imports.isEmpty || exports.isEmpty {
            findings.refuse(line, "without route distinguisher or route targets")
        }
        if let (distinguisher, line) = distinguisher {
            findings.say(.routeDistinguisher(scope, distinguisher), at: line)
        }
        for (target, line) in imports { findings.say(.importTarget(scope, target), at: line) }
        for (target, line) in exports { findings.say(.exportTarget(scope, target), at: line) }
    }
}
