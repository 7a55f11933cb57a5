import Diagnostics
import Net

extension Check {
    static let nextHopOutsideLAN = Check(
        Rule(
            code: "intent.next-hop-outside-lan",
            meaning: "A next hop that routes may have is on no peering LAN of the exchange: the "
                + "members that get such a route cannot send there.",
            bad: "lans: [{name: peering, ipv4: 192.0.2.0/25}]\n"
                + "session: {authorized_next_hops: [198.51.100.1]}\n",
            good: "lans: [{name: peering, ipv4: 192.0.2.0/25}]\n"
                + "session: {authorized_next_hops: [192.0.2.66]}\n")
    ) { index, findings in
        guard let exchange = index.topology.exchange else { return }
        let lans = exchange.lans.filter { $0.purpose.value == .peering }
        let prefixes = lans.flatMap { [$0.ipv4, $0.ipv6].compactMap { $0 } }
        func look(at address: IPAddress, _ span: SourceSpan, of owner: String) {
            guard !prefixes.contains(where: { $0.value.contains(address) }) else { return }
            findings.error(
                "the next hop \(address) of \(owner) is on no peering LAN", at: span,
                notes: lans.map { .init("a LAN", at: ($0.ipv4 ?? $0.ipv6)?.span ?? $0.name.span) },
                hint: "choose an address of the LAN that the members send to")
        }
        if let blackholes = exchange.policy?.blackholes {
            if let hop = blackholes.nextHopIPv4 {
                look(at: .ipv4(hop.value), hop.span, of: "blackholes")
            }
            if let hop = blackholes.nextHopIPv6 {
                look(at: .ipv6(hop.value), hop.span, of: "blackholes")
            }
        }
        for member in exchange.members {
            for hop in member.session?.authorizedNextHops ?? [] {
                look(at: hop.value, hop.span, of: "member \(quoted(member.name.value.text))")
            }
        }
    }
}
