import Diagnostics

extension Check {
    /// Silent where a key of the tenant could not be read: `vrf` for `vrfs`.
    static let tenantWithoutVRF = Check(
        Rule(
            code: "intent.tenant-without-vrf",
            meaning: "A tenant has no VRF, so nothing of it can exist in the fabric.",
            bad: "tenants:\n  - {name: town, class: municipal}\n",
            good: "tenants:\n  - name: town\n    class: municipal\n    vrfs:\n"
                + "      - {name: prod, segments: [{name: office}]}\n")
    ) { index, findings in
        for tenant in index.topology.tenants where tenant.vrfs.isEmpty {
            let name = tenant.name.value.text
            if index.topology.unreadNames.contains(name) { continue }
            findings.error(
                "tenant \(quoted(name)) has no VRF", at: tenant.name.span,
                hint: "declare one with the tenant's segments, or remove the tenant")
        }
    }
}
