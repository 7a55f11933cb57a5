import Diagnostics

extension Check {
    /// Octets around a tenant's packet: inner Ethernet 14 and tag 4, VXLAN 8, UDP 8, outer IPv4 20
    /// (RFC 7348, section 5).
    private static let overhead = 54

    static let mtuTooSmall = Check(
        Rule(
            code: "intent.mtu-too-small",
            meaning: "A full packet of a tenant does not fit into the fabric once it is wrapped: "
                + "VXLAN adds 54 octets, and switches do not fragment.",
            bad: "defaults: {fabric_mtu: 1550, tenant_mtu: 1500}\n",
            good: "defaults: {fabric_mtu: 1554, tenant_mtu: 1500}\n")
    ) { index, findings in
        let defaults = index.topology.defaults
        let (tenant, fabric) = (index.tenantMTU, index.fabricMTU)
        if fabric < tenant + overhead {
            findings.error(
                "the fabric's MTU of \(fabric) octets is less than the tenants' \(tenant) and "
                    + "\(overhead) of VXLAN around it, \(tenant + overhead) together",
                at: defaults.fabricMTU?.span ?? defaults.tenantMTU?.span,
                notes: defaults.tenantMTU.map { [.init("the tenants' MTU", at: $0.span)] } ?? [],
                hint: "write fabric_mtu: \(tenant + overhead) or more")
        }
    }
}
