import Diagnostics
import Net

extension Check {
    static let prefixInFabricPool = Check(
        Rule(
            code: "intent.prefix-in-fabric-pool",
            meaning: "A prefix of a tenant or of the exchange overlaps addresses that the fabric "
                + "keeps for itself: loopbacks, transit to firewalls, management. A tenant could "
                + "pass for a device, or reach one.",
            bad:
                "pools: {management: [192.0.2.0/24]}\nsegments: [{name: web, ipv4: 192.0.2.128/25}]\n",
            good: "pools: {management: [192.0.2.0/24]}\n"
                + "segments: [{name: web, ipv4: 198.51.100.0/25}]\n")
    ) { index, findings in
        let pools = index.addressPools
        let exits = index.exits.flatMap { exit in
            exit.subnets.map { Claim($0, by: "exit " + quoted(exit.path)) }
        }
        for claim in index.prefixClaims + exits {
            guard let pool = pools.first(where: { $0.range.overlaps(claim.key) }) else { continue }
            findings.error(
                "\(claim.key) of \(claim.owner) overlaps pool \(pool.key)", at: claim.span,
                notes: [pool.note], hint: "choose a prefix outside the pool")
        }
    }
}
