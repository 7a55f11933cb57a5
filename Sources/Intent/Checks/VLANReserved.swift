import Diagnostics

extension Check {
    static let vlanReserved = Check(
        Rule(
            code: "intent.vlan-reserved",
            meaning:
                "A segment or LAN has a VLAN ID out of a pool that the fabric keeps for "
                + "itself: for L3VNIs, or for transit to firewalls.",
            bad: "pools: {vlan_l3vni: 3000-3499}\nsegments: [{name: web, vlan: 3100}]\n",
            good: "pools: {vlan_l3vni: 3000-3499}\nsegments: [{name: web, vlan: 2100}]\n")
    ) { index, findings in
        let hint = "choose another VLAN ID, or leave it out and have one allocated"
        let pools = index.reservedVLANPools
        for claim in index.vlanClaims {
            for pool in pools
            where pool.range.contains(UInt32(claim.key.rawValue)) {
                findings.error(
                    "VLAN \(claim.key) of \(claim.owner) lies in pool \(pool.key)",
                    at: claim.span, notes: [pool.note], hint: hint)
            }
        }
    }
}
