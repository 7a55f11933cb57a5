import Diagnostics
import Net

extension Check {
    static let memberAddressReused = Check(
        Rule(
            code: "intent.member-address-reused",
            meaning: "Two members, or a member and a route server, have one address on a LAN: the "
                + "traffic of one goes to the other.",
            bad: "members:\n  - {name: a, connections: [{lan: peering, ipv4: 192.0.2.10}]}\n"
                + "  - {name: b, connections: [{lan: peering, ipv4: 192.0.2.10}]}\n",
            good: "members:\n  - {name: a, connections: [{lan: peering, ipv4: 192.0.2.10}]}\n"
                + "  - {name: b, connections: [{lan: peering, ipv4: 192.0.2.11}]}\n")
    ) { index, findings in
        let claims = index.lanAddresses.map {
            Claim($0.address.value, by: $0.owner, at: $0.address.span)
        }
        for (again, first) in repetitions(among: claims) {
            findings.error(
                "\(again.key) of \(again.owner) is that of \(first.owner)", at: again.span,
                notes: [.init("first used here", at: first.span)],
                hint: "choose a free address of the LAN")
        }
    }
}
