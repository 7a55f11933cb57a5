import Diagnostics
import Net

extension Check {
    /// Addresses of tenants may overlap as long as nobody has to tell them apart. Two VRFs meet in
    /// a third one too: what a VRF has itself and what contracts bring into it, in either
    /// direction because replies travel, must be of one owner each.
    ///
    /// Only prefixes that overlap one of another VRF are looked at, so the common fabric, where
    /// none do, costs one sort.
    static let contractPrefixesOverlap = Check(
        Rule(
            code: "intent.contract-prefixes-overlap",
            meaning: "A contract brings a prefix into a VRF that overlaps one of its own, or one "
                + "that another contract brings from somewhere else: packets would be routed to "
                + "one of the two, and replies to the wrong tenant.",
            bad: "town/prod has 10.1.10.0/24, region/prod has 10.1.10.0/24\n"
                + "contracts: [{name: c, from: {tenant: town}, to: {tenant: region}}]\n",
            good: "town/prod has 10.1.10.0/24, region/prod has 10.2.10.0/24\n"
                + "contracts: [{name: c, from: {tenant: town}, to: {tenant: region}}]\n")
    ) { index, findings in
        let shared = index.sharedPrefixes()
        guard !shared.isEmpty else { return }
        func sharedPrefixes(of endpoint: ResolvedEndpoint) -> [IPPrefix] {
            guard endpoint.segments.contains(where: shared.contains) else { return [] }
            return endpoint.prefixes.filter { prefix in
                endpoint.segments.contains {
                    shared.contains($0) && index.segments[$0].holds(prefix)
                }
            }
        }

        // What each VRF reaches, with who brought it; its own prefixes came with nobody.
        var reach = index.vrfs.enumerated().map { position, vrf in
            vrf.segments.filter(shared.contains).flatMap { segment in
                index.segments[segment].prefixes.map {
                    Reached(prefix: $0.value, owner: position, place: $0.span)
                }
            }
        }
        for case let contract? in index.contracts {
            let name = index.topology.contracts[contract.contract].name
            var reported = false
            func bring(_ endpoints: [ResolvedEndpoint], to others: [ResolvedEndpoint]) {
                for endpoint in endpoints {
                    let prefixes = sharedPrefixes(of: endpoint)
                    if prefixes.isEmpty { continue }
                    for vrf in others.map(\.vrf) where vrf != endpoint.vrf {
                        for prefix in prefixes {
                            let new = Reached(prefix: prefix, owner: endpoint.vrf, place: name.span)
                            let known = reach[vrf].first {
                                $0.owner != new.owner && $0.prefix.overlaps(prefix)
                            }
                            if let known, !reported {
                                reported = true
                                findings.error(
                                    "contract \(quoted(name.value.text)) brings \(prefix) of "
                                        + "\(quoted(index.vrfs[new.owner].path)) into VRF "
                                        + "\(quoted(index.vrfs[vrf].path)), which has "
                                        + "\(known.prefix) of "
                                        + quoted(index.vrfs[known.owner].path),
                                    at: name.span,
                                    notes: [
                                        .init("the other prefix is from here", at: known.place)
                                    ],
                                    hint: "renumber one of them, or narrow the contract to "
                                        + "segments that differ")
                            }
                            if !reach[vrf].contains(new) { reach[vrf].append(new) }
                        }
                    }
                }
            }
            bring(contract.to, to: contract.from)
            bring(contract.from, to: contract.to)
        }
    }

    private struct Reached: Equatable {
        let prefix: IPPrefix
        let owner: Int
        let place: SourceSpan

        static func == (left: Self, right: Self) -> Bool {
            left.prefix == right.prefix && left.owner == right.owner
        }
    }
}

extension TopologyIndex {
    /// Segments whose prefixes overlap those of another VRF.
    fileprivate func sharedPrefixes() -> Set<Int> {
        let items = segments.enumerated().flatMap { position, segment in
            segment.prefixes.map { (segment: position, prefix: $0.value) }
        }
        var result: Set<Int> = []
        for pair in overlaps(among: items.map(\.prefix)) {
            let (outer, inner) = (items[pair.outer].segment, items[pair.inner].segment)
            guard segments[outer].vrf != segments[inner].vrf else { continue }
            result.insert(outer)
            result.insert(inner)
        }
        return result
    }
}
