import Intent
import Net

extension MemberList {
    /// The section `exchange`.
    func writeExchange(_ ports: PortAssignment, _ out: inout YAMLLines) {
        out.add(0, "exchange:")
        out.add(1, "name: \(name)")
        writeRegistration(&out)
        if !lans.isEmpty { out.add(1, "lans:") }
        for lan in lans {
            out.add(2, "- name: \(lan.name)")
            out.add(3, "purpose: \(PeeringLAN.Purpose.peering.rawValue)")
            out.add(3, "ipv4", lan.prefixes[.ipv4])
            out.add(3, quoting: "ipv6", lan.prefixes[.ipv6])
            guard !lan.lookingGlasses.isEmpty else { continue }
            let pages = lan.lookingGlasses.map(\.text.betweenApostrophes)
            out.add(3, "looking_glasses: [\(pages.joined(separator: ", "))]")
        }
        if !routeServers.isEmpty { out.add(1, "route_servers:") }
        for (name, server) in zip(serverNames, routeServers) {
            out.add(2, "- device: \(name)")
            out.add(3, "lan: \(lans[server.attachment.lan].name)")
            out.add(3, "asn: \(server.asn)")
            writeAddresses(of: server.attachment, &out)
            out.add(3, "mac", server.attachment.macs.first)
        }
        if !members.isEmpty { out.add(1, "members:") }
        for (place, member) in members.enumerated() {
            write(member, ports.ofMembers[place], &out)
        }
    }

    private func writeRegistration(_ out: inout YAMLLines) {
        let isEmpty =
            fullName == nil && ixfID == nil && peeringDBID == nil && country == nil
            && website == nil && statistics == nil && contacts.isEmpty
        guard !isEmpty else { return }
        out.add(1, "registration:")
        out.add(2, quoting: "full_name", fullName)
        out.add(2, "ixf_id", ixfID)
        out.add(2, "peeringdb_id", peeringDBID)
        out.add(2, quoting: "country", country)
        out.add(2, quoting: "website", website)
        out.add(2, quoting: "statistics", statistics)
        for (role, contact) in contacts { out.add(2, "\(role): \(contact.text)") }
    }

    private func write(
        _ member: Member, _ ports: [PortAssignment.Assigned], _ out: inout YAMLLines
    ) {
        out.add(2, "- name: as\(member.asn)")
        out.add(3, "asn: \(member.asn)")
        out.add(3, quoting: "as_set", member.asSet)
        out.add(3, "max_prefix_ipv4", member.maxPrefixes[.ipv4])
        out.add(3, "max_prefix_ipv6", member.maxPrefixes[.ipv6])
        writeRegistration(of: member, &out)
        out.add(3, "connections:")
        for (connection, assigned) in zip(member.connections, ports) {
            let device = switches[assigned.device].name
            out.add(4, "- port: \"\(device):\(assigned.name)\"")
            out.add(5, "lan: \(lans[connection.attachment.lan].name)")
            if !connection.attachment.macs.isEmpty {
                let macs = connection.attachment.macs.map(\.description)
                out.add(5, "macs: [\(macs.joined(separator: ", "))]")
            }
            writeAddresses(of: connection.attachment, depth: 5, &out)
            if !connection.isClient { out.add(5, "route_server_client: false") }
            guard connection.isInactive || connection.since != nil else { continue }
            out.add(5, "registration:")
            if connection.isInactive { out.add(6, "state: inactive") }
            out.add(6, "since", connection.since)
        }
    }

    private func writeRegistration(of member: Member, _ out: inout YAMLLines) {
        let isEmpty =
            member.fullName == nil && member.kind == nil && member.website == nil
            && member.peeringPolicy == nil && member.peeringPolicyPage == nil
            && member.since == nil && member.contact.isEmpty
        guard !isEmpty else { return }
        out.add(3, "registration:")
        out.add(4, quoting: "full_name", member.fullName)
        out.add(4, "type", member.kind?.rawValue)
        out.add(4, quoting: "website", member.website)
        out.add(4, "peering_policy", member.peeringPolicy?.rawValue)
        out.add(4, quoting: "peering_policy_page", member.peeringPolicyPage)
        out.add(4, "since", member.since)
        if !member.contact.isEmpty { out.add(4, "contact: \(member.contact.text)") }
    }

    private func writeAddresses(
        of attachment: Attachment, depth: Int = 3, _ out: inout YAMLLines
    ) {
        out.add(depth, "ipv4", attachment.addresses[.ipv4])
        out.add(depth, quoting: "ipv6", attachment.addresses[.ipv6])
    }
}

extension MemberList.Contact {
    fileprivate var text: String {
        let fields = [
            mail.map { "mail: \($0.text.betweenApostrophes)" },
            phone.map { "phone: \($0.text.betweenApostrophes)" },
            hours.map { "hours: \($0.text.betweenApostrophes)" },
        ]
        return "{\(fields.compactMap(\.self).joined(separator: ", "))}"
    }
}
