import Diagnostics
import Net

/// A pool that the fabric takes its own numbers from, written or by default.
struct FabricPool<Range> {
    /// The key under `pools`.
    let key: String
    let range: Range
    /// Nil where the default holds.
    let span: SourceSpan?
    private let text: String

    init<Value>(_ key: String, _ range: Range, written: Located<Value>?) {
        self.key = key
        self.range = range
        span = written?.span
        if let bounds = range as? ClosedRange<UInt32> {
            text = "\(bounds.lowerBound)-\(bounds.upperBound)"
        } else {
            text = "\(range)"
        }
    }

    /// The pool as a second place.
    var note: Diagnostic.Note {
        .init("pool \(key) is \(text)" + (span == nil ? " by default" : ""), at: span)
    }
}

extension TopologyIndex {
    private var effectivePools: EffectivePools { EffectivePools(topology.pools) }

    /// Of AS numbers of devices.
    var asnPool: FabricPool<ClosedRange<UInt32>> {
        FabricPool("asn", effectivePools.asn, written: topology.pools.asn)
    }

    /// Of VLAN IDs that segments and LANs must keep clear of.
    var reservedVLANPools: [FabricPool<ClosedRange<UInt32>>] {
        let pools = effectivePools
        return [
            FabricPool("vlan_l3vni", pools.vlanL3VNI, written: topology.pools.vlanL3VNI),
            FabricPool("vlan_transit", pools.vlanTransit, written: topology.pools.vlanTransit),
        ]
    }

    /// Of all VLAN IDs.
    var vlanPools: [FabricPool<ClosedRange<UInt32>>] {
        [FabricPool("vlan", effectivePools.vlan, written: topology.pools.vlan)] + reservedVLANPools
    }

    /// Of VNIs: of segments, then of VRFs.
    var vniPools: (l2: FabricPool<ClosedRange<UInt32>>, l3: FabricPool<ClosedRange<UInt32>>) {
        (
            FabricPool("vni_l2", effectivePools.vniL2, written: topology.pools.vniL2),
            FabricPool("vni_l3", effectivePools.vniL3, written: topology.pools.vniL3)
        )
    }

    /// The prefixes that the fabric keeps for itself: underlay, transit, management.
    var addressPools: [FabricPool<IPPrefix>] {
        let pools = effectivePools
        let written = topology.pools
        return [
            FabricPool("loopback_ipv4", pools.loopbackIPv4, written: written.loopbackIPv4),
            FabricPool("loopback_ipv6", pools.loopbackIPv6, written: written.loopbackIPv6),
            FabricPool("transit_ipv4", pools.transitIPv4, written: written.transitIPv4),
            FabricPool("transit_ipv6", pools.transitIPv6, written: written.transitIPv6),
        ] + written.management.map { FabricPool("management", $0.value, written: $0) }
    }
}
