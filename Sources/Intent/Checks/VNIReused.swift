import Diagnostics
import Net

extension Check {
    /// L2VNIs and L3VNIs are one number space on the wire (RFC 7348, section 5).
    static let vniReused = Check(
        Rule(
            code: "intent.vni-reused",
            meaning: "A VNI is given to two networks. Segments, LANs and VRFs share one number "
                + "space on the wire, so packets of one would be taken for the other's.",
            bad: "vrfs:\n  - {name: prod, vni: 10110, segments: [{name: web, vni: 10110}]}\n",
            good: "vrfs:\n  - {name: prod, vni: 20110, segments: [{name: web, vni: 10110}]}\n")
    ) { index, findings in
        for (again, first) in repetitions(among: index.vniClaims.map(\.claim)) {
            findings.error(
                "VNI \(again.key) of \(again.owner) already belongs to \(first.owner)",
                at: again.span, notes: [.init("first used here", at: first.span)],
                hint: "choose a free VNI, or leave it out and have one allocated")
        }
    }
}

/// A VNI that the topology gives.
struct VNIClaim {
    let claim: Claim<VNI>
    /// Position of the VRF whose L3VNI it is; nil for the L2VNI of a segment or LAN.
    let vrf: Int?

    var key: VNI { claim.key }
    var owner: String { claim.owner }
    var span: SourceSpan { claim.span }
    var isOfVRF: Bool { vrf != nil }
}

extension TopologyIndex {
    /// Every VNI that the topology gives, of VRFs, segments and LANs.
    var vniClaims: [VNIClaim] {
        let ofVRFs = vrfs.enumerated().compactMap { position, vrf in
            vrf.vrf.vni.map {
                VNIClaim(claim: Claim($0, by: "VRF " + quoted(vrf.path)), vrf: position)
            }
        }
        let ofSegments = segments.compactMap { segment in
            segment.segment.vni.map { Claim($0, by: "segment " + quoted(segment.path)) }
        }
        let ofLANs = (topology.exchange?.lans ?? []).compactMap { lan in
            lan.vni.map { Claim($0, by: "LAN " + quoted(lan.name.value.text)) }
        }
        return ofVRFs + (ofSegments + ofLANs).map { VNIClaim(claim: $0, vrf: nil) }
    }
}
