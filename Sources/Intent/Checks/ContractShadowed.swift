import Diagnostics
import Net

extension Check {
    /// Compares contracts with the same two sides; that one side lies within another's is left to
    /// the proof, which knows every address.
    static let contractShadowed = Check(
        Rule(
            code: "intent.contract-shadowed",
            meaning: "An earlier contract between the same two sides permits everything that this "
                + "one does: whoever removes one of them believes that the traffic stops.",
            bad:
                "contracts:\n  - {name: all, from: {tenant: town}, to: {tenant: region}, allow: [any]}\n"
                + "  - {name: web, from: {tenant: town}, to: {tenant: region}, allow: [tcp/443]}\n",
            good: "contracts:\n  - {name: web, from: {tenant: town}, to: {tenant: region}, "
                + "allow: [tcp/443]}\n")
    ) { index, findings in
        var earlier: [Sides: [ResolvedContract]] = [:]
        for contract in index.contractsInOrder where !contract.ports.isEmpty {
            let declared = index.topology.contracts[contract.contract]
            let sides = Sides(
                from: Side(declared.from, contract.from), to: Side(declared.to, contract.to),
                firewall: contract.firewall)
            let first = earlier[sides]?.first { first in
                contract.ports.allSatisfy { port in first.ports.contains { $0.covers(port) } }
            }
            earlier[sides, default: []].append(contract)
            guard let first else { continue }
            let other = index.topology.contracts[first.contract].name
            findings.warning(
                "contract \(quoted(declared.name.value.text)) permits nothing that contract "
                    + "\(quoted(other.value.text)) does not permit already",
                at: declared.name.span, notes: [.init("the earlier contract", at: other.span)],
                hint: "remove one of them")
        }
    }

    private struct Sides: Hashable {
        let from: Side
        let to: Side
        let firewall: Int?
    }

    /// A side of a contract, equal where the same addresses are meant.
    private enum Side: Hashable {
        case tenantClass(Name)
        case endpoints([ResolvedEndpoint])

        init(_ party: Party, _ endpoints: [ResolvedEndpoint]) {
            // A class is compared by name: it may have hundreds of VRFs.
            self = party.tenantClass.map { .tenantClass($0.value) } ?? .endpoints(endpoints)
        }
    }
}

extension ServicePort {
    /// Whether everything that `other` lets through passes here too.
    fileprivate func covers(_ other: ServicePort) -> Bool {
        switch (self, other) {
        case (.any, _), (.icmp, .icmp): true
        case (.ports(let number, let ports), .ports(let otherNumber, let otherPorts)):
            number == otherNumber && ports.contains(otherPorts.lowerBound)
                && ports.contains(otherPorts.upperBound)
        default: false
        }
    }
}
