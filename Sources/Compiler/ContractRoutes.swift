import Diagnostics
import IR
import Net

extension Tenancy {
    func path(of vrf: VRFID) -> String {
        let vrf = vrfs[vrf.index]
        return "\(tenants[vrf.tenant.index].name)/\(vrf.name)"
    }

    /// What contracts through a firewall make of a VRF's routes: prefixes of other VRFs that it
    /// must reach, and its own prefixes that the others must reach. Each in order, with the
    /// contracts that need it.
    func contractRoutes(
        of vrf: VRFID, through firewall: FirewallID
    ) -> (reached: [(IPPrefix, [SourceSpan])], named: [(IPPrefix, [SourceSpan])]) {
        var reached: [IPPrefix: [SourceSpan]] = [:]
        var named: [IPPrefix: [SourceSpan]] = [:]
        for use in contractUses[vrf.index] {
            let contract = contracts[use.contract.index]
            guard contract.firewall == firewall else { continue }
            let flow = contract.flows[use.flow]
            let isSource = flow.source == vrf
            let others = isSource ? flow.destinationPrefixes : flow.sourcePrefixes
            let own = isSource ? flow.sourcePrefixes : flow.destinationPrefixes
            for prefix in others { reached[prefix, default: []].append(contract.origin) }
            for prefix in own { named[prefix, default: []].append(contract.origin) }
        }
        func inOrder(_ routes: [IPPrefix: [SourceSpan]]) -> [(IPPrefix, [SourceSpan])] {
            routes.map { ($0.key, distinct($0.value)) }.sorted { $0.0 < $1.0 }
        }
        return (inOrder(reached), inOrder(named))
    }
}

/// A flow of a contract that begins or ends in a VRF.
struct ContractUse {
    let contract: ContractID
    /// Position in the contract's flows.
    let flow: Int
}

/// The spans without repetition, in the order of the text.
func distinct(_ spans: [SourceSpan]) -> [SourceSpan] {
    Array(Set(spans)).sorted()
}
