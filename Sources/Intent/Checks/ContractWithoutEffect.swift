import Diagnostics
import Net

extension Check {
    /// Silent where a class has no tenants: `intent.class-unused` says so.
    static let contractWithoutEffect = Check(
        Rule(
            code: "intent.contract-without-effect",
            meaning: "The two sides of a contract have no address family in common, or one of "
                + "them no addresses at all, so that it permits nothing.",
            bad: "from: {tenant: town}     # whose segments have IPv4 prefixes only\n"
                + "to: {tenant: region}     # whose segments have IPv6 prefixes only\n",
            good: "from: {tenant: town}     # IPv4 and IPv6\nto: {tenant: region}     # IPv6 only\n"
        )
    ) { index, findings in
        for case let contract? in index.contracts
        where !contract.from.isEmpty && !contract.to.isEmpty {
            let families = [contract.from, contract.to].map { side in
                (
                    ipv4: side.contains { !$0.ipv4.isEmpty },
                    ipv6: side.contains { !$0.ipv6.isEmpty }
                )
            }
            let (from, to) = (families[0], families[1])
            guard !(from.ipv4 && to.ipv4), !(from.ipv6 && to.ipv6) else { continue }
            let declared = index.topology.contracts[contract.contract]
            findings.warning(
                "contract \(quoted(declared.name.value.text)) permits nothing: its sides have "
                    + "no address family in common",
                at: declared.name.span, notes: [.init("it leads here", at: declared.to.span)],
                hint: "give the segments of both sides prefixes of one family")
        }
    }
}
