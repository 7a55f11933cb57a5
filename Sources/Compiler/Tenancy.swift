import Diagnostics
import IR
import Intent
import Net

/// The part of a fabric that belongs to no device, and where each position of the topology's index
/// went in it.
///
/// Everything is in natural order of names, so that the order of the text does not show.
struct Tenancy {
    private(set) var classes: [IR.TenantClass] = []
    private(set) var tenants: [IR.Tenant] = []
    private(set) var vrfs: [IR.VRF] = []
    private(set) var segments: [IR.Segment] = []
    private(set) var contracts: [IR.Contract] = []
    /// By VRF, in the order of contracts and their flows.
    private(set) var contractUses: [[ContractUse]] = []

    private(set) var tenantID: [TenantID]
    private(set) var vrfID: [VRFID]
    private(set) var segmentID: [SegmentID]
    /// By LAN of the exchange.
    private(set) var lanID: [SegmentID] = []
    private(set) var firewallID: [FirewallID]
    private(set) var deviceID: [DeviceID]

    init(_ checked: CheckedTopology) {
        let index = checked.index
        let topology = checked.topology
        tenantID = ranks(topology.tenants.map(\.name.value)).map { TenantID($0) }
        vrfID = ranks(index.vrfs.map { Path($0.path) }).map { VRFID($0) }
        segmentID = ranks(index.segments.map { Path($0.path) }).map { SegmentID($0) }
        firewallID = ranks(topology.firewalls.map(\.name.value)).map { FirewallID($0) }
        deviceID = ranks(topology.devices.map(\.name.value)).map { DeviceID($0) }
        let classRanks = ranks(topology.classes.map(\.name.value))

        classes = inOrder(topology.classes, classRanks).map { declared in
            TenantClass(
                name: declared.name.value,
                defaultRuleOrigin: declared.defaultRule?.span ?? declared.span,
                origin: declared.name.span)
        }
        tenants = inOrder(Array(topology.tenants.indices), tenantID.map(\.index)).map { position in
            let declared = topology.tenants[position]
            guard let tenantClass = index.tenantClass(named: declared.tenantClass.value) else {
                preconditionFailure("a checked tenant has a class")
            }
            return Tenant(
                name: declared.name.value,
                tenantClass: TenantClassID(classRanks[tenantClass]),
                summary: declared.summary?.value,
                vrfs: index.vrfsOfTenant[position].map { vrfID[$0] }.sorted(),
                origin: declared.name.span)
        }
        lowerVRFs(checked)
        lowerSegments(checked)
        lowerContracts(checked)
    }

    private mutating func lowerVRFs(_ checked: CheckedTopology) {
        let index = checked.index
        let administrator = index.routeTargetAdministrator
        vrfs = inOrder(index.vrfs, vrfID.map(\.index)).map { vrf in
            let numbers = checked.identifiers.vrf(vrf.path)
            let own = RouteTarget(administrator: administrator, number: numbers.vni.rawValue)
            return VRF(
                tenant: tenantID[vrf.tenant], name: vrf.vrf.name.value, index: numbers.index,
                vni: numbers.vni, vlan: numbers.vlan,
                routeTargets: [own]
                    + vrf.vrf.routeTargets.map(\.value).filter { $0 != own }.sorted(),
                segments: vrf.segments.map { segmentID[$0] }.sorted(), origin: vrf.vrf.name.span)
        }
    }

    private mutating func lowerSegments(_ checked: CheckedTopology) {
        let index = checked.index
        let administrator = index.routeTargetAdministrator
        segments = inOrder(index.segments, segmentID.map(\.index)).map { segment in
            let declared = segment.segment
            let numbers = checked.identifiers.segment(segment.path)
            return Segment(
                owner: .vrf(vrfID[segment.vrf]), name: declared.name.value, index: numbers.index,
                vlan: numbers.vlan, vni: numbers.vni,
                routeTarget: RouteTarget(
                    administrator: administrator, number: numbers.vni.rawValue),
                prefixes: segment.prefixes.map { prefix in
                    SegmentPrefix(
                        prefix: prefix.value, gateway: segment.gateway(prefix.value.family),
                        origin: prefix.span)
                },
                devices: [], origin: declared.name.span)
        }
        let lans = checked.topology.exchange?.lans ?? []
        let lanRanks = ranks(lans.map(\.name.value))
        lanID = lanRanks.map { SegmentID(segments.count + $0) }
        segments += inOrder(lans, lanRanks).map { lan in
            let numbers = checked.identifiers.lan(lan.name.value)
            return Segment(
                owner: .exchange, name: lan.name.value, index: numbers.index, vlan: numbers.vlan,
                vni: numbers.vni,
                routeTarget: RouteTarget(
                    administrator: administrator, number: numbers.vni.rawValue),
                prefixes: [lan.ipv4, lan.ipv6].compactMap(\.self).map {
                    SegmentPrefix(prefix: $0.value, gateway: nil, origin: $0.span)
                },
                devices: [], origin: lan.name.span)
        }
    }

    private mutating func lowerContracts(_ checked: CheckedTopology) {
        let topology = checked.topology
        let order = ranks(topology.contracts.map(\.name.value))
        contracts = inOrder(Array(topology.contracts.indices), order).map { position in
            let declared = topology.contracts[position]
            guard let resolved = checked.index.contracts[position],
                let firewall = resolved.firewall
            else { preconditionFailure("a checked contract leads somewhere") }
            var flows: [ContractFlow] = []
            for from in resolved.from {
                // Within a VRF everything is permitted already.
                for to in resolved.to where to.vrf != from.vrf {
                    flows.append(
                        ContractFlow(
                            source: vrfID[from.vrf], sourcePrefixes: from.prefixes,
                            destination: vrfID[to.vrf], destinationPrefixes: to.prefixes))
                }
            }
            flows.sort { ($0.source, $0.destination) < ($1.source, $1.destination) }
            return Contract(
                name: declared.name.value, flows: flows, ports: resolved.ports.sorted(),
                firewall: firewallID[firewall], origin: declared.name.span,
                allowOrigin: declared.allow.first?.span ?? declared.to.span)
        }
        contractUses = Array(repeating: [], count: vrfs.count)
        for (position, contract) in contracts.enumerated() {
            for (flowPosition, flow) in contract.flows.enumerated() {
                let use = ContractUse(contract: ContractID(position), flow: flowPosition)
                contractUses[flow.source.index].append(use)
                contractUses[flow.destination.index].append(use)
            }
        }
    }
}

/// The rank of each value when all are sorted: `ranks(["b", "a"]) == [1, 0]`.
func ranks(_ values: [some Comparable]) -> [Int] {
    var result = [Int](repeating: 0, count: values.count)
    for (rank, position) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
        result[position] = rank
    }
    return result
}

/// The elements, each at the place that its rank gives.
func inOrder<Element>(_ elements: [Element], _ ranks: [Int]) -> [Element] {
    var result = elements
    for (position, rank) in ranks.enumerated() { result[rank] = elements[position] }
    return result
}

/// A path of names, in natural order.
struct Path: Comparable {
    let text: String
    init(_ text: String) { self.text = text }
    static func < (left: Self, right: Self) -> Bool { naturallyPrecedes(left.text, right.text) }
}
