import Diagnostics
import IR
import Net

// What contracts become where packets pass.
//
// At the gateway of a segment (stateless): traffic within the VRF; what the VRF's contracts let
// the segment open; answers to what they let others open to it. Behind a firewall (stateful): the
// contracts, from VRF to VRF. A contract towards the outside has the whole address space as its
// destination, and the outside ends where the fabric begins: a guard before it denies all address
// space of segments and of the fabric itself.

/// The filters of a device.
func filters(
    ofDevice position: Int, placement: Placement, tenancy: Tenancy, inside: InsidePrefixes
) -> [Filter] {
    var result: [Filter] = []
    for placed in placement.segmentsOfDevice[position] {
        guard case .vrf(let vrf) = tenancy.segments[placed.id.index].owner,
            !tenancy.segments[placed.id.index].prefixes.isEmpty
        else { continue }
        result.append(ingressFilter(of: placed.id, in: vrf, tenancy: tenancy, inside: inside))
    }
    let transits = placement.transitsOfDevice[position].filter { $0.firewallDevice == position }
    for firewall in Set(transits.map(\.firewall)).sorted() {
        result.append(forwardFilter(of: firewall, tenancy: tenancy, inside: inside))
    }
    return result
}

/// The filter at the gateway of a segment.
private func ingressFilter(
    of id: SegmentID, in vrf: VRFID, tenancy: Tenancy, inside: InsidePrefixes
) -> Filter {
    let segment = tenancy.segments[id.index]
    var entries: [FilterEntry] = []
    var outside: [FilterEntry] = []
    for own in segment.prefixes {
        let family = own.prefix.family
        let neighbours = tenancy.vrfs[vrf.index].segments.flatMap {
            tenancy.segments[$0.index].prefixes
        }.filter { $0.prefix.family == family }
        entries.append(
            FilterEntry(
                family: family, action: .permit, reason: .withinVRF, sourceVRF: nil,
                destinationVRF: nil, sources: [own.prefix],
                destinations: neighbours.map(\.prefix).sorted(), ports: [],
                origins: [own.origin]))
        for use in tenancy.contractUses[vrf.index] {
            let contract = tenancy.contracts[use.contract.index]
            let flow = contract.flows[use.flow]
            let opens = flow.source == vrf
            let near = meet(opens ? flow.sourcePrefixes : flow.destinationPrefixes, own.prefix)
            let far = (opens ? flow.destinationPrefixes : flow.sourcePrefixes).filter {
                $0.family == family
            }
            guard !near.isEmpty && !far.isEmpty else { continue }
            let entry = FilterEntry(
                family: family, action: .permit,
                reason: opens ? .contract(use.contract) : .replies(use.contract), sourceVRF: nil,
                destinationVRF: nil, sources: near, destinations: far, ports: contract.ports,
                origins: [contract.allowOrigin, contract.origin])
            if far.contains(where: { $0.length == 0 }) {
                outside.append(entry)
            } else {
                entries.append(entry)
            }
        }
    }
    if !outside.isEmpty { entries += guards(outside, inside) + outside }
    let tenant = tenancy.tenants[tenancy.vrfs[vrf.index].tenant.index]
    let tenantClass = tenancy.classes[tenant.tenantClass.index]
    return Filter(
        place: .segmentIngress(id), entries: entries,
        defaultOrigins: [tenantClass.defaultRuleOrigin, segment.origin])
}

/// The filter of a firewall's device.
private func forwardFilter(of firewall: FirewallID, tenancy: Tenancy, inside: InsidePrefixes)
    -> Filter
{
    var entries: [FilterEntry] = []
    var outside: [FilterEntry] = []
    for (position, contract) in tenancy.contracts.enumerated()
    where contract.firewall == firewall {
        for flow in contract.flows {
            for family in [AddressFamily.ipv4, .ipv6] {
                let sources = flow.sourcePrefixes.filter { $0.family == family }
                let destinations = flow.destinationPrefixes.filter { $0.family == family }
                guard !sources.isEmpty && !destinations.isEmpty else { continue }
                let entry = FilterEntry(
                    family: family, action: .permit, reason: .contract(ContractID(position)),
                    sourceVRF: flow.source, destinationVRF: flow.destination, sources: sources,
                    destinations: destinations, ports: contract.ports,
                    origins: [contract.allowOrigin, contract.origin])
                if destinations.contains(where: { $0.length == 0 }) {
                    outside.append(entry)
                } else {
                    entries.append(entry)
                }
            }
        }
    }
    if !outside.isEmpty { entries += guards(outside, inside) + outside }
    return Filter(
        place: .firewallForward(firewall), entries: entries,
        defaultOrigins: distinct(tenancy.classes.map(\.defaultRuleOrigin)))
}

/// Denials of everything that is not outside, one for each VRF and family that `permits` lead to.
private func guards(_ permits: [FilterEntry], _ inside: InsidePrefixes) -> [FilterEntry] {
    var result: [FilterEntry] = []
    for permit in permits
    where !result.contains(where: {
        $0.family == permit.family && $0.destinationVRF == permit.destinationVRF
    }) {
        result.append(
            FilterEntry(
                family: permit.family, action: .deny, reason: .guardsInside, sourceVRF: nil,
                destinationVRF: permit.destinationVRF, sources: [],
                destinations: inside[permit.family], ports: [],
                origins: permit.origins))
    }
    return result
}

/// The parts of `prefixes` that lie in `whole`.
private func meet(_ prefixes: [IPPrefix], _ whole: IPPrefix) -> [IPPrefix] {
    prefixes.compactMap { prefix in
        whole.contains(prefix) ? prefix : prefix.contains(whole) ? whole : nil
    }
}
