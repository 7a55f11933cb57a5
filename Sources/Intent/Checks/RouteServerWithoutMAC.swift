import Diagnostics

extension Check {
    static let routeServerWithoutMAC = Check(
        Rule(
            code: "intent.route-server-without-mac",
            meaning: "A route server has no MAC address: the port that it is plugged into lets "
                + "through the stations that are written down and nobody else.",
            bad: "route_servers: [{device: rs-1, lan: peering, asn: 64511, ipv4: 192.0.2.1}]\n",
            good: "route_servers: [{device: rs-1, lan: peering, asn: 64511, ipv4: 192.0.2.1, "
                + "mac: 02:00:00:00:53:fa}]\n")
    ) { index, findings in
        for server in index.topology.exchange?.routeServers ?? [] where server.mac == nil {
            findings.error(
                "route server \(quoted(server.device.value.text)) has no MAC address",
                at: server.device.span, hint: "add mac with the station that speaks for it")
        }
    }
}
