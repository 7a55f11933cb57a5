import Diagnostics
import Net

extension Check {
    static let poolsOverlap = Check(
        Rule(
            code: "intent.pools-overlap",
            meaning: "Two pools that must stay apart share a number or an address, which could "
                + "then be given to two things.",
            bad: "pools: {vlan: 100-2999, vlan_l3vni: 2900-3499}\n",
            good: "pools: {vlan: 100-2999, vlan_l3vni: 3000-3499}\n")
    ) { index, findings in
        func look<Range>(_ pools: [FabricPool<Range>], overlap: (Range, Range) -> Bool) {
            for (position, second) in pools.enumerated() {
                for first in pools[..<position] where overlap(first.range, second.range) {
                    // Reported where it can be changed: at the later of those written.
                    let isSecondLater =
                        second.span.map { span in first.span.map { $0 < span } ?? true } ?? false
                    let (again, other) = isSecondLater ? (second, first) : (first, second)
                    findings.error(
                        "pools \(first.key) and \(second.key) overlap", at: again.span,
                        notes: [other.note], hint: "keep the two apart")
                }
            }
        }
        look(index.vlanPools) { $0.overlaps($1) }
        look([index.vniPools.l2, index.vniPools.l3]) { $0.overlaps($1) }
        look(index.addressPools) { $0.overlaps($1) }
    }
}
