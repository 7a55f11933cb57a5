import Diagnostics

extension Check {
    static let vniInOtherPool = Check(
        Rule(
            code: "intent.vni-in-other-pool",
            meaning: "A VNI given to a segment lies in the pool that VRFs are given theirs from, "
                + "or the other way round. Route targets are made of VNIs: pools that stay apart "
                + "keep those of segments and VRFs apart, on every later day too.",
            bad: "pools: {vni_l3: 2000000-2999999}\nsegments: [{name: web, vni: 2000110}]\n",
            good: "pools: {vni_l3: 2000000-2999999}\nsegments: [{name: web, vni: 1000110}]\n")
    ) { index, findings in
        let pools = index.vniPools
        for claim in index.vniClaims {
            let other = claim.isOfVRF ? pools.l2 : pools.l3
            guard other.range.contains(claim.key.rawValue) else { continue }
            findings.error(
                "VNI \(claim.key) of \(claim.owner) lies in pool \(other.key)",
                at: claim.span, notes: [other.note],
                hint: "choose a VNI outside the pool, or leave it out and have one allocated")
        }
    }
}
