import Diagnostics
import Net

extension TopologyIndex {
    /// Pairs of a firewall and a VRF that a contract joins: by firewall, the VRFs in order.
    ///
    /// A VRF has a transit to a firewall exactly where a contract through that firewall begins or
    /// ends in it.
    public var vrfsOfFirewall: [[Int]] {
        var joined = [Set<Int>](repeating: [], count: topology.firewalls.count)
        for case let contract? in contracts {
            guard let firewall = contract.firewall else { continue }
            for from in contract.from {
                for to in contract.to where to.vrf != from.vrf {
                    joined[firewall].insert(from.vrf)
                    joined[firewall].insert(to.vrf)
                }
            }
        }
        return joined.map { $0.sorted() }
    }
}

extension Identifiers {
    /// Numbers for everything in a topology, from what it writes, what the ledger holds, and its
    /// pools, in this order.
    ///
    /// - Returns: nil with the reasons where the ledger contradicts the topology or a pool is too
    ///   small; perhaps with a warning where the ledger seems to be that of another topology.
    static func allocating(
        for index: TopologyIndex, keeping ledger: Ledger
    ) -> (Identifiers?, [Diagnostic]) {
        var allocation = Allocation(from: ledger)
        let pools = EffectivePools(index.topology.pools)
        allocation.requestDevices(index, pools)
        allocation.requestNetworks(index, pools)
        allocation.requestTransits(index, pools)
        allocation.serve()
        let diagnostics = allocation.diagnostics + allocation.exhaustedPools()
        guard diagnostics.isEmpty else { return (nil, diagnostics) }
        return (Identifiers(ledger: allocation.ledger), foreign(ledger, in: allocation.ledger))
    }

    /// A warning where a ledger with numbers in use knows nothing of the topology. Most likely it
    /// was copied with the wrong name: all of its numbers would stay reserved for objects that never
    /// come, and those of the running devices would move.
    private static func foreign(_ ledger: Ledger, in updated: Ledger) -> [Diagnostic] {
        let live = ledger.keys.filter { ledger[$0]?.state != .retired }
        guard let first = live.first,
            live.allSatisfy({ updated[$0]?.state == .retired })
        else { return [] }
        return [
            .warning(
                ledgerOfAnotherRule.code,
                "nothing that this ledger numbers is in the topology; all of it would be retired",
                at: ledger[first]?.span,
                hint: "put the topology's own ledger here, or remove the file of another one")
        ]
    }
}

extension Allocation {
    fileprivate mutating func requestDevices(_ index: TopologyIndex, _ pools: EffectivePools) {
        let exchange = index.topology.exchange
        let foreign =
            (exchange?.members.map(\.asn.value) ?? [])
            + (exchange?.routeServers.map(\.asn.value) ?? [])
        for asn in foreign { reserve(UInt128(asn.rawValue), in: .asn) }
        let asn = Pool("pools.asn", pools.asn)
        let ipv4 = Pool("pools.loopback_ipv4", addressesOf: pools.loopbackIPv4)
        let ipv6 = Pool("pools.loopback_ipv6", addressesOf: pools.loopbackIPv6)
        for device in index.topology.devices where device.role.value.isSwitch {
            let path = "device/\(device.name.value)"
            let origin = device.name.span
            request(
                .asn, path, in: .asn, from: asn,
                pinned: device.asn?.map { UInt128($0.rawValue) }, for: origin)
            request(
                .loopbackIPv4, path, in: .loopbackIPv4, from: ipv4,
                pinned: device.loopbackIPv4?.map { UInt128($0.rawValue) }, for: origin)
            request(
                .loopbackIPv6, path, in: .loopbackIPv6, from: ipv6,
                pinned: device.loopbackIPv6?.map(\.rawValue), for: origin)
        }
    }

    fileprivate mutating func requestNetworks(_ index: TopologyIndex, _ pools: EffectivePools) {
        let l3VLAN = Pool("pools.vlan_l3vni", pools.vlanL3VNI)
        let l3VNI = Pool("pools.vni_l3", pools.vniL3, order: .hashed)
        for vrf in index.vrfs {
            requestNetwork(
                "vrf/" + vrf.path, vlan: (l3VLAN, nil), vni: (l3VNI, vrf.vrf.vni),
                for: vrf.vrf.name.span)
        }
        let l2VLAN = Pool("pools.vlan", pools.vlan)
        let l2VNI = Pool("pools.vni_l2", pools.vniL2, order: .hashed)
        for segment in index.segments {
            let declared = segment.segment
            requestNetwork(
                "segment/" + segment.path, vlan: (l2VLAN, declared.vlan),
                vni: (l2VNI, declared.vni), for: declared.name.span)
        }
        for lan in index.topology.exchange?.lans ?? [] {
            requestNetwork(
                "lan/\(lan.name.value)", vlan: (l2VLAN, lan.vlan), vni: (l2VNI, lan.vni),
                for: lan.name.span)
        }
    }

    private mutating func requestNetwork(
        _ path: String, vlan: (Pool, Located<VLANID>?), vni: (Pool, Located<VNI>?),
        for origin: SourceSpan
    ) {
        request(
            .vlan, path, in: .vlan, from: vlan.0, pinned: vlan.1?.map { UInt128($0.rawValue) },
            for: origin)
        request(
            .vni, path, in: .vni, from: vni.0, pinned: vni.1?.map { UInt128($0.rawValue) },
            for: origin)
        request(
            .index, path, in: .index, from: Pool("the index of VRFs and segments", 1...65535),
            for: origin)
    }

    fileprivate mutating func requestTransits(_ index: TopologyIndex, _ pools: EffectivePools) {
        let vlan = Pool("pools.vlan_transit", pools.vlanTransit)
        let ipv4 = Pool("pools.transit_ipv4", addressesOf: pools.transitIPv4, stride: 2)
        let ipv6 = Pool("pools.transit_ipv6", addressesOf: pools.transitIPv6, stride: 2)
        for (firewall, vrfs) in zip(index.topology.firewalls, index.vrfsOfFirewall) {
            for vrf in vrfs.map({ index.vrfs[$0] }) {
                let origin = firewall.name.span
                request(
                    .transitVLAN, "transit/\(firewall.name.value)/\(vrf.path)", in: .vlan,
                    from: vlan, for: origin)
                for device in firewall.devices {
                    let path = "transit/\(device.value)/\(vrf.path)"
                    request(.transitIPv4, path, in: .transitIPv4, from: ipv4, for: origin)
                    request(.transitIPv6, path, in: .transitIPv6, from: ipv6, for: origin)
                }
            }
        }
    }
}
