import Diagnostics
import Net

extension Check {
    static let segmentWithoutRoom = Check(
        Rule(
            code: "intent.segment-without-room",
            meaning: "The prefix of a segment or LAN is a single address: there is no room for a "
                + "gateway and a host.",
            bad: "segments:\n  - {name: web, ipv4: 10.1.10.1/32}\n",
            good: "segments:\n  - {name: web, ipv4: 10.1.10.0/24}\n")
    ) { index, findings in
        for claim in index.prefixClaims where claim.key.lastIndex == 0 {
            findings.error(
                "prefix \(claim.key) of \(claim.owner) has no room for a gateway and a host",
                at: claim.span, hint: "choose a shorter prefix length")
        }
    }
}

extension TopologyIndex {
    /// The prefixes of segments and LANs.
    var prefixClaims: [Claim<IPPrefix>] {
        segments.flatMap { segment in
            segment.prefixes.map { Claim($0, by: "segment " + quoted(segment.path)) }
        } + lanPrefixClaims
    }

    /// The prefixes of LANs.
    var lanPrefixClaims: [Claim<IPPrefix>] {
        (topology.exchange?.lans ?? []).flatMap { lan in
            [lan.ipv4, lan.ipv6].compactMap(\.self).map {
                Claim($0, by: "LAN " + quoted(lan.name.value.text))
            }
        }
    }
}
