import Diagnostics
import Net

extension Check {
    static let memberWithoutPrefixes = Check(
        Rule(
            code: "intent.member-without-prefixes",
            meaning:
                "A client of the route servers has no prefix, so that all it announces is refused: "
                + "more often a registry that did not answer than what is meant.",
            bad: "members:\n  - {name: a, asn: 64496, connections: [{port: \"edge-1:swp1\", …}]}\n",
            good:
                "members:\n  - {name: a, asn: 64496, prefixes: [198.51.100.0/24], connections: [{port: "
                + "\"edge-1:swp1\", …}]}\n")
    ) { index, findings in
        guard let exchange = index.topology.exchange,
            exchange.policy?.originValidation?.sufficesForPrefix?.value != true
        else { return }
        let lans = Set(exchange.routeServers.map(\.lan.value))
        for member in exchange.members where member.prefixes.isEmpty {
            let isClient = member.connections.contains {
                $0.routeServerClient?.value != false && lans.contains($0.lan.value)
            }
            guard isClient, member.session?.announcesTo?.only?.isEmpty != true else { continue }
            findings.error(
                "member \(quoted(member.name.value.text)) is a client of the route servers and may "
                    + "announce nothing", at: member.name.span,
                hint:
                    "write its prefixes or import them ('cristallo import irr'); where it shall only "
                    + "listen, say 'session: {announces_to: {only: []}}'")
        }
    }
}
