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
        var firsts: [MACAddress: MACClaim] = [:]
        for claim in index.macClaims.sorted(by: { $0.mac.span < $1.mac.span }) {
            guard let first = firsts[claim.mac.value] else {
                firsts[claim.mac.value] = claim
                continue
            }
            if let attachment = first.attachment, attachment == claim.attachment { continue }
            findings.error(
                "\(claim.mac.value) of \(claim.owner) is that of \(first.owner)",
                at: claim.mac.span, notes: [.init("first used here", at: first.mac.span)],
                hint: "bind each station to the one port it is behind")
        }
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
