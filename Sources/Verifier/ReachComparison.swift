import Forwarding
import Net

/// Two versions of what arrives, being compared.
struct ReachComparison {
    let old: NetworkVersion
    let new: NetworkVersion
    let parties: Parties
    let before: Reach
    let after: Reach
    /// The space of all the sets.
    var space: HeaderSpace

    typealias Change = ReachDifference.Change

    /// Sets that changed in one way between two zones, by the ends they go between.
    private struct Found {
        var headers = HeaderSet.none
        var ends: [Reach.Ends] = []
    }

    /// What changes are gathered by, in the order in which they are told.
    private struct Place: Hashable, Comparable {
        var zones: ZonePair
        /// Nil for frames.
        var family: AddressFamily?
        var kind: Change.Kind

        static func < (left: Self, right: Self) -> Bool {
            func rank(_ family: AddressFamily?) -> Int {
                family == nil ? 0 : family == .ipv4 ? 1 : 2
            }
            return (left.zones, left.family == nil ? 0 : 1, left.kind, rank(left.family))
                < (right.zones, right.family == nil ? 0 : 1, right.kind, rank(right.family))
        }
    }

    mutating func changes() -> [Change] {
        var found: [Place: Found] = [:]
        for ends in before.frames.symmetricDifference(after.frames).sorted() {
            let kind: Change.Kind = before.frames.contains(ends) ? .lost : .gained
            found[place(ends, nil, kind), default: Found()].ends.append(ends)
        }
        for key in Set(before.arrivals.keys).union(after.arrivals.keys).sorted() {
            let ends = Reach.Ends(from: key.from, to: key.to)
            for (kind, headers) in differences(key) where !headers.isEmpty {
                let place = place(ends, key.family, kind)
                let known = found[place]?.headers ?? .none
                found[place, default: Found()].headers = space.union(known, headers)
                found[place, default: Found()].ends.append(ends)
            }
        }
        var explanations = ChangeExplanations(old: old, new: new, parties: parties)
        return found.sorted { $0.key < $1.key }.map { place, found in
            change(place, found, &explanations)
        }
    }

    private func place(
        _ ends: Reach.Ends, _ family: AddressFamily?, _ kind: Change.Kind
    ) -> Place {
        Place(
            zones: ZonePair(
                from: parties.parties[ends.from].zone, to: parties.parties[ends.to].zone),
            family: family, kind: kind)
    }

    /// What arrives from one party at another in only one version, or by other firewalls.
    private mutating func differences(_ key: Reach.Key) -> [(Change.Kind, HeaderSet)] {
        let first = before.arrivals[key] ?? Reach.Arrival()
        let second = after.arrivals[key] ?? Reach.Arrival()
        guard first != second else { return [] }
        let common = space.intersection(first.headers, second.headers)
        var rerouted = HeaderSet.none
        for name in Set(first.firewalls.keys).union(second.firewalls.keys).sorted() {
            let left = first.firewalls[name] ?? .none
            let right = second.firewalls[name] ?? .none
            guard left != right else { continue }
            let either = space.union(space.difference(left, right), space.difference(right, left))
            rerouted = space.union(rerouted, space.intersection(either, common))
        }
        return [
            (.lost, space.difference(first.headers, second.headers)), (.rerouted, rerouted),
            (.gained, space.difference(second.headers, first.headers)),
        ]
    }

    private mutating func change(
        _ place: Place, _ found: Found, _ explanations: inout ChangeExplanations
    ) -> Change {
        let scopes = found.ends.map { ends in
            ReachDifference.ScopePair(
                from: parties.parties[ends.from].scope, to: parties.parties[ends.to].scope)
        }
        var result = Change(
            kind: place.kind, zones: place.zones, scopes: scopes, packets: nil, causes: [])
        if let family = place.family { result.packets = packets(found, family) }
        result.causes = explanations.causes(
            of: result, between: found.ends, found.headers, &space)
        return result
    }

    private mutating func packets(
        _ found: Found, _ family: AddressFamily
    ) -> ReachDifference.Packets {
        let (boxes, isAll) = space.headerBoxes(
            of: found.headers, family, limit: ReachDifference.mostBoxes)
        let witness = witness(found, family)
        func firewalls(_ reach: Reach) -> [String] {
            let arrivals = found.ends.compactMap {
                reach.arrivals[Reach.Key(from: $0.from, to: $0.to, family: family)]
            }
            let names = arrivals.flatMap { arrival in
                arrival.firewalls.filter { space.contains(witness, $0.value) }.map(\.key)
            }
            return Set(names).sorted()
        }
        return ReachDifference.Packets(
            family: family, boxes: boxes, boxesAreAll: isAll,
            digest: space.digest(of: found.headers), witness: witness,
            firewalls: (firewalls(before), firewalls(after)))
    }

    private func witness(_ found: Found, _ family: AddressFamily) -> Packet {
        let packet = space.packet(
            of: found.headers, family, preferring: preferences(found.ends, family))
        // What goes back from a service goes to a usual port of a client.
        var answer = packet
        answer.destinationPort = 49_152
        let isAnswer = packet.kind == .continues && packet.sourcePort != 49_152
        return isAnswer && space.contains(answer, found.headers) ? answer : packet
    }

    /// Addresses of known stations first, then any host of the prefixes.
    private func preferences(
        _ ends: [Reach.Ends], _ family: AddressFamily
    ) -> [HeaderSpace.Field: [UInt128]] {
        func hosts(_ wanted: Set<Int>) -> [UInt128] {
            [new, old].flatMap { version in
                zip(version.policy.scopes, parties.positions(in: version.policy))
                    .filter { wanted.contains($0.1) }
                    .flatMap { $0.0.usualHosts(family) }
            }
        }
        // Outside of everything, an address for documentation (RFC 5737, RFC 9637).
        let outside: UInt128 = family == .ipv4 ? 0xc633_640a : 0x3fff << 112 | 10
        return [
            .source: hosts(Set(ends.map(\.from))) + [outside],
            .destination: hosts(Set(ends.map(\.to))) + [outside],
            .protocolNumber: [6, 17, family == .ipv4 ? 1 : 58],
            .destinationPort: [22, 443, 53], .sourcePort: [49_152], .kind: [1, 0],
        ]
    }
}

extension Policy.Scope {
    /// Addresses that a packet to show may have: those of known hosts, then the tenth of each prefix.
    func usualHosts(_ family: AddressFamily) -> [UInt128] {
        hosts.filter { $0.family == family }.map(\.bits)
            + (prefixes ?? []).filter { $0.family == family }
            .compactMap { $0.address(at: min(10, $0.lastIndex))?.bits }
    }
}
