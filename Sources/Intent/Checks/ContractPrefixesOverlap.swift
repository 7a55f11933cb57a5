import Diagnostics
import Net

extension Check {
    /// Addresses of tenants may overlap as long as nobody has to tell them apart. Two VRFs meet in
    /// a third one too: what a VRF has itself and what contracts bring into it, in either
    /// direction because replies travel, must be of one owner each. And all VRFs meet in the one
    /// routing table of a firewall that their contracts pass.
    ///
    /// Only prefixes that overlap one of another VRF are looked at, so the common fabric, where
    /// none do, costs one sort.
    static let contractPrefixesOverlap = Check(
        Rule(
            code: "intent.contract-prefixes-overlap",
            meaning: "A contract brings a prefix into a VRF that overlaps one of its own, or one "
                + "that another contract brings from somewhere else, be it only at a firewall "
                + "that both pass: packets would be routed to one of the two, and replies to the "
                + "wrong tenant.",
            bad: "town/prod has 10.1.10.0/24, region/prod has 10.1.10.0/24\n"
                + "contracts: [{name: c, from: {tenant: town}, to: {tenant: region}}]\n",
            good: "town/prod has 10.1.10.0/24, region/prod has 10.2.10.0/24\n"
                + "contracts: [{name: c, from: {tenant: town}, to: {tenant: region}}]\n")
    ) { index, findings in
        let shared = index.segmentsSharingAddresses()
        var firewalls = index.topology.firewalls.map { _ in [Reached]() }
        // What each VRF reaches; at first what it has itself.
        var reach = index.vrfs.enumerated().map { position, vrf in
            vrf.segments.filter(shared.contains).flatMap { segment in
                index.segments[segment].prefixes.map {
                    Reached(prefix: $0.value, owner: position, place: $0.span)
                }
            }.sorted { $0.place < $1.place }
        }
        for contract in index.contractsInOrder {
            let name = index.topology.contracts[contract.contract].name
            var clash: (new: Reached, known: Reached, vrf: Int)?
            let brought = index.brought(by: contract, of: shared, at: name.span)
            for (new, vrf) in brought {
                let known = reach[vrf].first {
                    $0.owner != new.owner && $0.prefix.overlaps(new.prefix)
                }
                if let known, clash == nil { clash = (new, known, vrf) }
                let isNew = !reach[vrf].contains {
                    $0.owner == new.owner && $0.prefix == new.prefix
                }
                if isNew { reach[vrf].append(new) }
            }
            func path(_ vrf: Int) -> String { quoted(index.vrfs[vrf].path) }
            let atFirewall = contract.firewall.flatMap { firewall in
                index.clash(
                    of: contract, bringing: brought.map(\.0), at: name.span,
                    with: &firewalls[firewall])
            }
            guard let (new, known, vrf) = clash else {
                guard let (new, known) = atFirewall, let firewall = contract.firewall else {
                    continue
                }
                let via = quoted(index.topology.firewalls[firewall].name.value.text)
                findings.error(
                    "contract \(quoted(name.value.text)) brings \(new.prefix) of "
                        + "\(path(new.owner)) to firewall \(via), which has \(known.prefix) of "
                        + path(known.owner),
                    at: name.span,
                    notes: [.init("the other prefix is from here", at: known.place)],
                    hint: "renumber one of them, or send the contract through another firewall")
                continue
            }
            findings.error(
                "contract \(quoted(name.value.text)) brings \(new.prefix) of \(path(new.owner)) "
                    + "into VRF \(path(vrf)), which has \(known.prefix) of \(path(known.owner))",
                at: name.span,
                notes: [.init("the other prefix is from here", at: known.place)],
                hint: "renumber one of them, or narrow the contract to segments that differ")
        }
    }
}

/// A prefix that a VRF can send to.
private struct Reached {
    let prefix: IPPrefix
    /// The VRF that has the prefix.
    let owner: Int
    /// The prefix itself, or the contract that brought it.
    let place: SourceSpan
}

extension TopologyIndex {
    /// The contracts that could be resolved, in the order of the text.
    var contractsInOrder: [ResolvedContract] {
        contracts.compactMap(\.self).sorted {
            topology.contracts[$0.contract].name.span < topology.contracts[$1.contract].name.span
        }
    }

    /// What a contract brings into which VRF: each side's prefixes into the other's, as far as
    /// they are of the segments given; in the order of the text.
    fileprivate func brought(
        by contract: ResolvedContract, of segments: Set<Int>, at place: SourceSpan
    ) -> [(Reached, vrf: Int)] {
        func inOrder(_ endpoints: [ResolvedEndpoint]) -> [ResolvedEndpoint] {
            endpoints.sorted { vrfs[$0.vrf].vrf.name.span < vrfs[$1.vrf].vrf.name.span }
        }
        func bring(
            _ endpoints: [ResolvedEndpoint], to others: [ResolvedEndpoint]
        ) -> [(Reached, vrf: Int)] {
            endpoints.flatMap { endpoint in
                let holders = endpoint.segments.filter(segments.contains)
                let prefixes = endpoint.prefixes.filter { prefix in
                    holders.contains { self.segments[$0].holds(prefix) }
                }
                return prefixes.flatMap { prefix in
                    others.filter { $0.vrf != endpoint.vrf }.map {
                        (Reached(prefix: prefix, owner: endpoint.vrf, place: place), $0.vrf)
                    }
                }
            }
        }
        let (from, to) = (inOrder(contract.from), inOrder(contract.to))
        return bring(to, to: from) + bring(from, to: to)
    }

    /// Adds what a contract brings to its firewall; the first prefix of it that overlaps one of
    /// another VRF there, if any. The whole address space, which means the outside, overlaps only
    /// itself: every other prefix is longer and found first.
    fileprivate func clash(
        of contract: ResolvedContract, bringing brought: [Reached], at place: SourceSpan,
        with known: inout [Reached]
    ) -> (new: Reached, known: Reached)? {
        let outside = contract.to.flatMap { endpoint in
            endpoint.prefixes.filter { $0.length == 0 }.map {
                Reached(prefix: $0, owner: endpoint.vrf, place: place)
            }
        }
        var result: (new: Reached, known: Reached)?
        for new in brought + outside {
            let other = known.first {
                $0.owner != new.owner && $0.prefix.overlaps(new.prefix)
                    && ($0.prefix.length == 0) == (new.prefix.length == 0)
            }
            if let other, result == nil { result = (new, other) }
            let isNew = !known.contains { $0.owner == new.owner && $0.prefix == new.prefix }
            if isNew { known.append(new) }
        }
        return result
    }

    /// Segments whose prefixes overlap those of another VRF.
    fileprivate func segmentsSharingAddresses() -> Set<Int> {
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
