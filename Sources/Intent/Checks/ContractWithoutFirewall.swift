import Diagnostics

extension Check {
    static let contractWithoutFirewall = Check(
        Rule(
            code: "intent.contract-without-firewall",
            meaning: "A contract names no firewall, and there is none or more than one: what it "
                + "permits must pass one, and which one is not a thing to guess.",
            bad: "firewalls: [{name: north, devices: [fw-1]}, {name: south, devices: [fw-2]}]\n"
                + "contracts: [{name: c, from: {tenant: town}, to: {service: dns}}]\n",
            good: "firewalls: [{name: north, devices: [fw-1]}, {name: south, devices: [fw-2]}]\n"
                + "contracts: [{name: c, from: {tenant: town}, to: {service: dns}, via: north}]\n")
    ) { index, findings in
        let firewalls = index.topology.firewalls
        guard firewalls.count != 1 else { return }
        for contract in index.topology.contracts where contract.via == nil {
            let name = quoted(contract.name.value.text)
            if let first = firewalls.min(by: { $0.name.span < $1.name.span }) {
                findings.error(
                    "contract \(name) does not say which of \(firewalls.count) firewalls it passes",
                    at: contract.name.span, notes: [.init("one of them", at: first.name.span)],
                    hint: "add via, such as via: \(first.name.value)")
            } else {
                findings.error(
                    "contract \(name) has no firewall to pass", at: contract.name.span,
                    hint: "declare a firewall; what a contract permits must pass one")
            }
        }
    }
}
