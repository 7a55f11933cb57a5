import Diagnostics
import Net

extension Check {
    static let attachedCommunityReserved = Check(
        Rule(
            code: "intent.attached-community-reserved",
            meaning: "A community that is attached to all routes of a member is one by which a "
                + "route server says what it found out, or one that makes a route a blackhole: "
                + "members would be told what nobody found out, or lose all traffic to the member.",
            bad: "route_servers: [{device: rs-1, lan: peering, asn: 64511}]\n"
                + "session: {attach_communities: [64511:1000:1]}\n",
            good: "route_servers: [{device: rs-1, lan: peering, asn: 64511}]\n"
                + "session: {attach_communities: [64511:2000:1]}\n")
    ) { index, findings in
        guard let exchange = index.topology.exchange else { return }
        let servers = Set(exchange.routeServers.map(\.asn.value.rawValue))
        for member in exchange.members {
            for community in member.session?.attachedCommunities ?? [] {
                guard let meaning = meaning(of: community.value, servers) else { continue }
                findings.error(
                    "\(community.value) of member \(quoted(member.name.value.text)) \(meaning)",
                    at: community.span, notes: [.init("the member", at: member.name.span)],
                    hint: "remove it, or attach another community")
            }
        }
    }

    /// Why the community is not a member's to have on all of its routes; nil where it is.
    private static func meaning(of community: Community, _ servers: Set<UInt32>) -> String? {
        let hole = "would make all of its routes blackholes"
        switch community {
        case .blackhole: return hole
        case .standard(let administrator, 666) where servers.contains(UInt32(administrator)):
            return hole
        case .large(let administrator, let function, _) where servers.contains(administrator):
            if function == 666 { return hole }
            return (1000...1999).contains(function)
                ? "is the route server's own to say (\(administrator):1000:n to "
                    + "\(administrator):1999:n)" : nil
        case .standard, .routeTarget, .large: return nil
        }
    }
}
