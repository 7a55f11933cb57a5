import Diagnostics

extension Check {
    static let memberWithoutMAC = Check(
        Rule(
            code: "intent.member-without-mac",
            meaning: "A port of a member has no MAC address: the port lets through the stations "
                + "that are written down and nobody else.",
            bad: "connections: [{port: \"edge-1:swp1\", lan: peering, ipv4: 192.0.2.10}]\n",
            good: "connections: [{port: \"edge-1:swp1\", lan: peering, ipv4: 192.0.2.10, "
                + "macs: [02:00:00:00:53:01]}]\n")
    ) { index, findings in
        for member in index.topology.exchange?.members ?? [] {
            for connection in member.connections where connection.macs.isEmpty {
                findings.error(
                    "a port of member \(quoted(member.name.value.text)) has no MAC address",
                    at: connection.port.span, notes: [.init("the member", at: member.name.span)],
                    hint: "add macs with the stations that may speak on the port")
            }
        }
    }
}
