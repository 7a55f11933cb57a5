import Diagnostics
import Net

extension Check {
    /// Every segment and VRF has the target `administrator:VNI` without being asked, so a target
    /// that looks like one of them is taken, now or by a later allocation.
    static let routeTargetReused = Check(
        Rule(
            code: "intent.route-target-reused",
            meaning: "A route target given to a VRF is, or may become, another network's: routes "
                + "of one would be imported by the other.",
            bad: "defaults: {route_target_administrator: 64900}\n"
                + "vrfs:\n  - {name: prod, vni: 20110}\n  - {name: test, route_targets: [64900:20110]}\n",
            good: "defaults: {route_target_administrator: 64900}\n"
                + "vrfs:\n  - {name: prod, vni: 20110}\n  - {name: test, route_targets: [64901:20110]}\n"
        )
    ) { index, findings in
        let explicit = index.routeTargetClaims
        let hint = "choose another number, or an administrator of its own"
        for (again, first) in repetitions(among: explicit.map(\.claim)) {
            findings.error(
                "route target \(again.key) of \(again.owner) already belongs to \(first.owner)",
                at: again.span, notes: [.init("first used here", at: first.span)], hint: hint)
        }
        let administrator = index.routeTargetAdministrator
        var derived: [RouteTarget: VNIClaim] = [:]
        for claim in index.vniClaims {
            let target = RouteTarget(administrator: administrator, number: claim.key.rawValue)
            if derived[target] == nil { derived[target] = claim }
        }
        let pools = [index.vniPools.l2, index.vniPools.l3]
        for (vrf, claim) in explicit {
            let target = claim.key
            if let other = derived[target] {
                guard other.vrf != vrf else { continue }
                findings.error(
                    "route target \(target) of \(claim.owner) is that of \(other.owner), "
                        + "made of its VNI",
                    at: claim.span, notes: [.init("the VNI", at: other.span)], hint: hint)
            } else if target.administrator == administrator,
                let pool = pools.first(where: { $0.range.contains(target.number) })
            {
                findings.error(
                    "route target \(target) of \(claim.owner) would be that of "
                        + "whoever is given VNI \(target.number)",
                    at: claim.span, notes: [pool.note], hint: hint)
            }
        }
    }
}

extension TopologyIndex {
    /// Every route target that the topology gives, with the position of its VRF.
    var routeTargetClaims: [(vrf: Int, claim: Claim<RouteTarget>)] {
        vrfs.enumerated().flatMap { position, vrf in
            vrf.vrf.routeTargets.map { (position, Claim($0, by: "VRF " + quoted(vrf.path))) }
        }
    }
}
