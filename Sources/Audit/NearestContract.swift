import IR
import Net

/// Contracts by the networks that they join.
struct ContractsBetween: Sendable {
    private struct Pair: Hashable {
        let source: VRFID
        /// Nil for the outside.
        let destination: VRFID?
    }

    private var contracts: [Pair: [ContractID]] = [:]

    init(_ fabric: Fabric) {
        for (index, contract) in fabric.contracts.enumerated() {
            let id = ContractID(index)
            for flow in contract.flows {
                let leadsOut = flow.destinationPrefixes.contains { $0.length == 0 }
                for destination in leadsOut ? [flow.destination, nil] : [flow.destination] {
                    let pair = Pair(source: flow.source, destination: destination)
                    if contracts[pair]?.last != id { contracts[pair, default: []].append(id) }
                }
            }
        }
    }

    /// Ascending, in either direction.
    func callAsFunction(_ first: Zone, _ second: Zone, in fabric: Fabric) -> [ContractID] {
        func vrf(_ zone: Zone) -> VRFID? {
            guard case .segment(let id) = zone, case .vrf(let vrf) = fabric[id].owner else {
                return nil
            }
            return vrf
        }
        var result: Set<ContractID> = []
        for (near, far) in [(first, second), (second, first)] {
            guard let source = vrf(near), vrf(far) != nil || far == .outside else { continue }
            result.formUnion(contracts[Pair(source: source, destination: vrf(far))] ?? [])
        }
        return result.sorted()
    }
}

extension Fabric {
    /// The contract that comes nearest to permitting a flow between two zones: one between their
    /// VRFs, with their prefixes rather than with others, from the first to the second rather than
    /// the other way, with the same protocol. Nil where none joins the two.
    func nearestContract(
        from source: Zone, to destination: Zone, _ service: Finding.Service?,
        among contractsBetween: ContractsBetween
    ) -> ContractID? {
        var best: (id: ContractID, score: Int)?
        for id in contractsBetween(source, destination, in: self) {
            let contract = self[id]
            for flow in contract.flows {
                for (near, far, direction) in [(source, destination, 2), (destination, source, 0)] {
                    guard isSide(near, flow.source, flow.sourcePrefixes, leadsOut: false),
                        isSide(far, flow.destination, flow.destinationPrefixes, leadsOut: true)
                    else { continue }
                    var score = direction
                    if covers(near, flow.sourcePrefixes) && covers(far, flow.destinationPrefixes) {
                        score += 4
                    }
                    if contract.ports.contains(where: {
                        guard let service else { return false }
                        return $0.protocolNumber(for: .ipv4) == service.protocolNumber
                            || $0.protocolNumber(for: .ipv6) == service.protocolNumber
                    }) {
                        score += 1
                    }
                    if score > best?.score ?? -1 { best = (id, score) }
                }
            }
        }
        return best?.id
    }

    private func isSide(
        _ zone: Zone, _ vrf: VRFID, _ prefixes: [IPPrefix], leadsOut: Bool
    ) -> Bool {
        switch zone {
        case .segment(let id): self[id].owner == .vrf(vrf)
        case .outside: leadsOut && prefixes.contains { $0.length == 0 }
        case .link, .infrastructure: false
        }
    }

    private func covers(_ zone: Zone, _ prefixes: [IPPrefix]) -> Bool {
        guard case .segment(let id) = zone else { return true }
        return self[id].prefixes.contains { own in prefixes.contains { $0.overlaps(own.prefix) } }
    }
}
