import Diagnostics
import Net

extension Check {
    static let routerIDMissing = Check(
        Rule(
            code: "intent.router-id-missing",
            meaning: "A route server has neither an IPv4 address nor a router ID to be known by "
                + "(RFC 4271, section 1.1), or two have the same, so that a member takes both "
                + "for one.",
            bad: "route_servers: [{device: rs-1, lan: peering, asn: 64511, ipv6: 2001:db8::1}]\n",
            good: "route_servers: [{device: rs-1, lan: peering, asn: 64511, ipv6: 2001:db8::1, "
                + "router_id: 192.0.2.1}]\n")
    ) { index, findings in
        let servers = index.topology.exchange?.routeServers ?? []
        for server in servers
        where server.routerID == nil && server.ipv4 == nil && server.ipv6 != nil {
            findings.error(
                "route server \(quoted(server.device.value.text)) has no router ID",
                at: server.device.span, hint: "add router_id, or an IPv4 address")
        }
        let claims = servers.compactMap { server in
            (server.routerID ?? server.ipv4).map {
                Claim($0, by: "route server " + quoted(server.device.value.text))
            }
        }
        for (again, first) in repetitions(among: claims) {
            // Two equal addresses are `intent.member-address-reused`.
            let isWritten = servers.contains {
                $0.routerID?.span == again.span || $0.routerID?.span == first.span
            }
            guard isWritten else { continue }
            findings.error(
                "router ID \(again.key) of \(again.owner) is that of \(first.owner)",
                at: again.span, notes: [.init("first used here", at: first.span)],
                hint: "give each route server a router ID of its own")
        }
    }
}
