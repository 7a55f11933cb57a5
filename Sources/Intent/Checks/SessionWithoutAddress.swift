import Diagnostics

extension Check {
    static let sessionWithoutAddress = Check(
        Rule(
            code: "intent.session-without-address",
            meaning: "A route server or one of its clients has no address on the LAN, or none of "
                + "the family that their session is to have, so that no session between them can "
                + "be set up.",
            bad:
                "connections: [{port: \"edge-1:swp1\", lan: peering, macs: [02:00:00:00:53:01]}]\n",
            good: "connections: [{port: \"edge-1:swp1\", lan: peering, macs: [02:00:00:00:53:01], "
                + "ipv4: 192.0.2.10}]\n")
    ) { index, findings in
        guard let exchange = index.topology.exchange else { return }
        for server in exchange.routeServers where server.ipv4 == nil && server.ipv6 == nil {
            findings.error(
                "route server \(quoted(server.device.value.text)) has no address on its LAN",
                at: server.device.span, notes: [.init("the LAN", at: server.lan.span)],
                hint: "add ipv4 and ipv6")
        }
        for member in exchange.members {
            for connection in member.connections
            where connection.ipv4 == nil && connection.ipv6 == nil
                && connection.routeServerClient?.value != false
            {
                findings.error(
                    "a port of member \(quoted(member.name.value.text)) is a route server client "
                        + "and has no address",
                    at: connection.port.span, notes: [.init("the member", at: member.name.span)],
                    hint: "add ipv4 or ipv6, or write route_server_client: false")
            }
            findWithoutIPv6(member, exchange, &findings)
        }
    }

    /// Routes of both families over IPv6 (RFC 8950) need IPv6 addresses at both ends.
    private static func findWithoutIPv6(
        _ member: Member, _ exchange: Exchange, _ findings: inout Findings
    ) {
        guard let joined = member.session?.ipv4OverIPv6, joined.value else { return }
        let name = quoted(member.name.value.text)
        for connection in member.connections
        where connection.ipv6 == nil && connection.ipv4 != nil
            && connection.routeServerClient?.value != false
        {
            findings.error(
                "member \(name) has its IPv4 routes on IPv6 sessions, and a port without an IPv6 "
                    + "address", at: connection.port.span,
                notes: [.init("asked for here", at: joined.span)],
                hint: "add ipv6, or remove 'ipv4_over_ipv6'")
        }
        let lans = Set(member.connections.map(\.lan.value))
        for server in exchange.routeServers
        where lans.contains(server.lan.value) && server.ipv6 == nil && server.ipv4 != nil {
            findings.error(
                "member \(name) has its IPv4 routes on IPv6 sessions, and route server "
                    + "\(quoted(server.device.value.text)) has no IPv6 address", at: joined.span,
                notes: [.init("the route server", at: server.device.span)],
                hint: "add ipv6 to the route server, or remove 'ipv4_over_ipv6'")
        }
    }
}
