import Diagnostics

extension Check {
    static let tenantWithoutVRF = Check(
        Rule(
            code: "intent.tenant-without-vrf",
            meaning: "A tenant has no VRF, so nothing of it can exist in the fabric.",
            bad: "tenants:\n  - {name: town, class: municipal}\n",
            good: "tenants:\n  - name: town\n    class: municipal\n    vrfs:\n"
                + "      - {name: prod, segments: [{name: office}]}\n")
    ) { index, findings in
        for tenant in index.topology.tenants where tenant.vrfs.isEmpty {
            findings.error(
                "tenant \(quoted(tenant.name.value.text)) has no VRF", at: tenant.name.span,
                hint: "declare one with the tenant's segments, or remove the tenant")
        }
    }
}
