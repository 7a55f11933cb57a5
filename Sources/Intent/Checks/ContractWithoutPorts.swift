import Diagnostics

extension Check {
    static let contractWithoutPorts = Check(
        Rule(
            code: "intent.contract-without-ports",
            meaning: "A contract does not say what it allows. Only where it leads to a service "
                + "are the service's ports meant.",
            bad: "contracts:\n  - {name: c, from: {tenant: town}, to: {tenant: region}}\n",
            good: "contracts:\n  - {name: c, from: {tenant: town}, to: {tenant: region}, "
                + "allow: [tcp/443]}\n")
    ) { index, findings in
        for contract in index.topology.contracts
        where contract.allow.isEmpty && contract.to.service == nil {
            findings.error(
                "contract \(quoted(contract.name.value.text)) does not say what it allows",
                at: contract.name.span, notes: [.init("it leads here", at: contract.to.span)],
                hint: "add allow with protocols and ports, such as [tcp/443], or [any]")
        }
    }
}
