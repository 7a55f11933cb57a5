import Diagnostics

extension Check {
    /// Silent where a link ends at a port that does not exist: the cable is likely this one.
    static let deviceUnlinked = Check(
        Rule(
            code: "intent.device-unlinked",
            meaning: "A firewall has no link to a service leaf, or a route server none to an "
                + "exchange edge, so that nothing reaches it.",
            bad: "devices: [{name: fw-1, role: firewall}]\nlinks: []\n",
            good: "devices: [{name: fw-1, role: firewall}]\n"
                + "links: [{a: \"fw-1:eth1\", b: \"service-leaf-1:swp9\"}]\n")
    ) { index, findings in
        let topology = index.topology
        guard index.ports.linkEnds.allSatisfy({ $0.a != nil && $0.b != nil }) else { return }
        for (position, device) in topology.devices.enumerated() {
            let needed: DeviceRole
            switch device.role.value {
            case .firewall: needed = .serviceLeaf
            case .routeServer: needed = .exchangeEdge
            case .spine, .leaf, .border, .serviceLeaf, .exchangeEdge: continue
            }
            // A cable to a device of another role is `intent.link-roles-unsuitable`.
            guard index.ports.cables[position].isEmpty else { continue }
            findings.error(
                "\(device.role.value.rawValue) \(quoted(device.name.value.text)) has no link to "
                    + "a device of role \(needed.rawValue)",
                at: device.name.span, notes: [.init("its role", at: device.role.span)],
                hint: "declare the link")
        }
    }
}
