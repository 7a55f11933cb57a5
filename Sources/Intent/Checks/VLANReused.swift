import Diagnostics
import Net

extension Check {
    /// VLAN IDs are those of the whole fabric: a trunk may carry any of them anywhere.
    static let vlanReused = Check(
        Rule(
            code: "intent.vlan-reused",
            meaning: "Two segments or peering LANs have one VLAN ID. VLAN IDs hold for the whole "
                + "fabric, so frames of one would come out in the other.",
            bad: "segments:\n  - {name: web, vlan: 110}\n  - {name: records, vlan: 110}\n",
            good: "segments:\n  - {name: web, vlan: 110}\n  - {name: records, vlan: 111}\n")
    ) { index, findings in
        for (again, first) in repetitions(among: index.vlanClaims) {
            findings.error(
                "VLAN \(again.key) of \(again.owner) already carries \(first.owner)",
                at: again.span, notes: [.init("first used here", at: first.span)],
                hint: "choose a free VLAN ID, or leave it out and have one allocated")
        }
    }
}

extension TopologyIndex {
    /// Every VLAN ID that the topology gives, of segments and LANs.
    var vlanClaims: [Claim<VLANID>] {
        segments.compactMap { segment in
            segment.segment.vlan.map { Claim($0, by: "segment " + quoted(segment.path)) }
        }
            + (topology.exchange?.lans ?? []).compactMap { lan in
                lan.vlan.map { Claim($0, by: "LAN " + quoted(lan.name.value.text)) }
            }
    }
}
