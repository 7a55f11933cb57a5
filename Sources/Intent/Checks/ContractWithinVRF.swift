import Diagnostics

extension Check {
    static let contractWithinVRF = Check(
        Rule(
            code: "intent.contract-within-vrf",
            meaning: "Both sides of a contract are in one VRF, where everybody reaches everybody "
                + "without a contract, and no firewall is in between.",
            bad: "contracts:\n  - {name: c, from: {tenant: town, segments: [web]}, "
                + "to: {tenant: town, segments: [records]}}\n",
            good: "contracts:\n  - {name: c, from: {tenant: town, vrf: public}, "
                + "to: {tenant: town, vrf: records}}\n")
    ) { index, findings in
        for case let contract? in index.contracts {
            guard contract.from.count == 1, contract.to.count == 1,
                contract.from[0].vrf == contract.to[0].vrf
            else { continue }
            let declared = index.topology.contracts[contract.contract]
            let vrf = index.vrfs[contract.from[0].vrf]
            findings.warning(
                "contract \(quoted(declared.name.value.text)) permits what is permitted already "
                    + "within VRF \(quoted(vrf.path))",
                at: declared.name.span, notes: [.init("the VRF", at: vrf.vrf.name.span)],
                hint: "remove it, or put one side into a VRF of its own")
        }
    }
}
