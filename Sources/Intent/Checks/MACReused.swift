import Diagnostics
import Net

extension Check {
    /// Hosts of one attachment may share a MAC address: they are one station with an address in
    /// each of several segments.
    static let macReused = Check(
        Rule(
            code: "intent.mac-reused",
            meaning: "One MAC address is bound to two ports. Bridges learn a station in one place, "
                + "so its frames would follow whoever spoke last.",
            bad: "connections:\n  - {port: \"edge-1:swp1\", macs: [02:00:00:00:53:01]}\n"
                + "  - {port: \"edge-2:swp1\", macs: [02:00:00:00:53:01]}\n",
            good: "connections:\n  - {port: \"edge-1:swp1\", macs: [02:00:00:00:53:01]}\n"
                + "  - {port: \"edge-2:swp1\", macs: [02:00:00:00:53:02]}\n")
    ) { index, findings in
        // One claim for each station, the first that is written.
        var stations: Set<Station> = []
        let claims = index.macClaims.sorted { $0.mac.span < $1.mac.span }.filter { claim in
            claim.attachment.map {
                stations.insert(Station(mac: claim.mac.value, attachment: $0)).inserted
            } ?? true
        }
        for (again, first) in repetitions(among: claims.map { Claim($0.mac, by: $0.owner) }) {
            findings.error(
                "\(again.key) of \(again.owner) is that of \(first.owner)",
                at: again.span, notes: [.init("first used here", at: first.span)],
                hint: "bind each station to the one port it is behind")
        }
    }

    private struct Station: Hashable {
        let mac: MACAddress
        let attachment: Int
    }
}

/// A MAC address and the station that has it.
struct MACClaim {
    let mac: Located<MACAddress>
    /// For messages.
    let owner: String
    /// Position of the attachment that the station is behind, where it is a host.
    let attachment: Int?
}

extension TopologyIndex {
    /// Every MAC address of a station: of hosts, members and route servers.
    var macClaims: [MACClaim] {
        let ofHosts = attachments.enumerated().flatMap { position, attachment in
            attachment.attachment.hosts.compactMap { host in
                host.mac.map {
                    MACClaim(mac: $0, owner: host.label, attachment: position)
                }
            }
        }
        let ofMembers = (topology.exchange?.members ?? []).flatMap { member in
            member.connections.flatMap(\.macs).map {
                MACClaim(
                    mac: $0, owner: "member " + quoted(member.name.value.text), attachment: nil)
            }
        }
        let ofServers = (topology.exchange?.routeServers ?? []).compactMap { server in
            server.mac.map {
                MACClaim(
                    mac: $0, owner: "route server " + quoted(server.device.value.text),
                    attachment: nil)
            }
        }
        return ofHosts + ofMembers + ofServers
    }
}
