import Diagnostics

extension Check {
    /// Without a pool of management addresses nothing is promised about them.
    static let managementOutsidePool = Check(
        Rule(
            code: "intent.management-outside-pool",
            meaning: "A management address lies in none of the management prefixes, which are all "
                + "that keeps tenants away from it.",
            bad: "pools: {management: [192.0.2.0/24]}\n"
                + "devices: [{name: leaf-1, management: 198.51.100.11/24}]\n",
            good: "pools: {management: [192.0.2.0/24]}\n"
                + "devices: [{name: leaf-1, management: 192.0.2.11/24}]\n")
    ) { index, findings in
        let pool = index.topology.pools.management
        for device in index.topology.devices {
            guard let first = pool.first, let address = device.management,
                !pool.contains(where: { $0.value.contains(address.value.address) })
            else { continue }
            findings.error(
                "management address \(address.value.address) of "
                    + "\(quoted(device.name.value.text)) lies outside the management network",
                at: address.span, notes: [.init("the management network", at: first.span)],
                hint: "choose an address of \(first.value), or add its prefix to pools.management")
        }
    }
}
