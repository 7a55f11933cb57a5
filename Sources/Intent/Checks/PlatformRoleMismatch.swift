import Diagnostics

extension Check {
    static let platformRoleMismatch = Check(
        Rule(
            code: "intent.platform-role-mismatch",
            meaning: "A device's platform cannot do what its role asks for: route servers run "
                + "bird2 or openbgpd, firewalls and edges of the exchange linux-frr, other "
                + "switches linux-frr, eos, sonic or srlinux.",
            bad: "devices:\n  - {name: leaf-1, role: leaf, platform: bird2}\n",
            good: "devices:\n  - {name: leaf-1, role: leaf, platform: linux-frr}\n")
    ) { index, findings in
        for device in index.topology.devices {
            let suitable: [Platform] =
                switch device.role.value {
                case .routeServer: [.bird2, .openBGPD]
                case .firewall, .exchangeEdge: [.linuxFRR]
                case .spine, .leaf, .border, .serviceLeaf: [.linuxFRR, .eos, .sonic, .srLinux]
                }
            guard !suitable.contains(device.platform.value) else { continue }
            let names = suitable.map(\.rawValue).joined(separator: " or ")
            findings.error(
                "a device of role \(device.role.value.rawValue) cannot run on "
                    + "platform \(quoted(device.platform.value.rawValue))",
                at: device.platform.span, notes: [.init("its role", at: device.role.span)],
                hint: "write platform: \(names), or another role")
        }
    }
}
