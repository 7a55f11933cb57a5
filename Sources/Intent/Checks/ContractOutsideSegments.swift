import Diagnostics
import Net

extension Check {
    /// Silent where a part of the VRF could not be read: the prefix may well be in it.
    static let contractOutsideSegments = Check(
        Rule(
            code: "intent.contract-outside-segments",
            meaning: "A contract names a prefix that is in no segment it means: it would permit "
                + "addresses that belong to nobody, or to somebody else.",
            bad: "segments: [{name: web, ipv4: 10.1.10.0/24}]\n"
                + "from: {tenant: town, prefixes: [10.1.0.0/16]}\n",
            good: "segments: [{name: web, ipv4: 10.1.10.0/24}]\n"
                + "from: {tenant: town, prefixes: [10.1.10.16/28]}\n")
    ) { index, findings in
        for contract in index.topology.contracts {
            for party in [contract.from, contract.to] where !party.prefixes.isEmpty {
                guard let tenant = party.tenant.flatMap({ index.tenant(named: $0.value) }),
                    let vrf = index.vrf(named: party.vrf?.value, ofTenant: tenant),
                    !index.isUnread(vrf: vrf)
                else { continue }
                let named = party.segments.map { index.segment(named: $0.value, ofVRF: vrf) }
                let segments =
                    named.isEmpty ? Array(index.vrfs[vrf].segments) : named.compactMap(\.self)
                guard named.allSatisfy({ $0 != nil }) else { continue }
                for prefix in party.prefixes
                where !segments.contains(where: { index.segments[$0].holds(prefix.value) }) {
                    findings.error(
                        "\(prefix.value) of contract \(quoted(contract.name.value.text)) is in "
                            + (named.isEmpty
                                ? "no segment of VRF \(quoted(index.vrfs[vrf].path))"
                                : "none of the segments it names"),
                        at: prefix.span,
                        notes: [
                            named.isEmpty
                                ? .init("the VRF", at: index.vrfs[vrf].vrf.name.span)
                                : .init("the segments", at: party.segments[0].span)
                        ],
                        hint: "choose a prefix within a segment")
                }
            }
        }
    }
}
