import Diagnostics
import Net

extension Check {
    /// A guess here would permit more than the operator thought of.
    static let vrfNotNamed = Check(
        Rule(
            code: "intent.vrf-not-named",
            meaning: "A tenant has several VRFs, and a service, a contract or an attachment does "
                + "not say which one it means.",
            bad: "from: {tenant: town}          # which has VRFs prod and test\n",
            good: "from: {tenant: town, vrf: prod}\n")
    ) { index, findings in
        let topology = index.topology
        func look(_ tenant: Int, at span: SourceSpan, hint: (String) -> String) {
            let vrfs = topology.tenants[tenant].vrfs
            guard vrfs.count > 1, let first = vrfs.map(\.name.value).min() else { return }
            let name = topology.tenants[tenant].name
            findings.error(
                "tenant \(quoted(name.value.text)) has \(vrfs.count) VRFs and none is named",
                at: span, notes: [.init("the tenant is declared here", at: name.span)],
                hint: hint(first.text))
        }
        for (position, tenant) in topology.tenants.enumerated() {
            for reference in tenant.attachments.flatMap(\.membership.references)
            where reference.value.vrf == nil {
                look(position, at: reference.span) {
                    "write the VRF before the segment, such as "
                        + quoted("\($0)/\(reference.value.segment)")
                }
            }
        }
        for service in topology.services where service.vrf == nil {
            guard let tenant = index.tenant(named: service.tenant.value) else { continue }
            look(tenant, at: service.tenant.span) { "name one, such as vrf: \($0)" }
        }
        for party in topology.contracts.flatMap({ [$0.from, $0.to] }) where party.vrf == nil {
            guard let name = party.tenant, let tenant = index.tenant(named: name.value) else {
                continue
            }
            look(tenant, at: name.span) { "name one, such as vrf: \($0)" }
        }
    }
}
