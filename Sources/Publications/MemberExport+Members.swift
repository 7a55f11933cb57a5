import Diagnostics
import IR
import Net

extension MemberExport {
    /// Ascending by AS number. Route servers whose AS number is also a member's are connections of that
    /// member: readers go by the number.
    func members(_ published: PublishedExchange) -> [JSONValue] {
        let clients = published.clientAddresses
        var servers: [ASN: [JSONValue]] = [:]
        for server in published.servers {
            servers[server.server.asn, default: []].append(connection(of: server, published))
        }
        var list: [(asn: ASN, entry: JSONValue)] = published.members.map { published in
            (published.member.asn, entry(of: published.member))
        }
        for index in list.indices {
            let connections = published.members[index].connections.map {
                connection(of: published.members[index].member, $0, clients, published)
            }
            list[index].entry = list[index].entry.with(
                "connection_list",
                .array(connections + (servers.removeValue(forKey: list[index].asn) ?? [])))
        }
        for (asn, connections) in servers {
            let name =
                published.exchange.registration.fullName?.text
                ?? published.exchange.name.text
            let entry: JSONValue = [
                "asnum": .integer(Int(asn.rawValue)), "member_type": "ixp",
                "name": .string("\(name), route servers"), "connection_list": .array(connections),
            ]
            list.append((asn, entry.with("url", .text(published.exchange.registration.website))))
        }
        return list.sorted { $0.asn < $1.asn }.map(\.entry)
    }

    private func entry(of member: Member) -> JSONValue {
        let registration = member.registration
        let contact = registration.contact
        let object: JSONValue = [
            "asnum": .integer(Int(member.asn.rawValue)),
            "name": .string(
                (registration.fullName ?? registration.summary)?.text ?? member.name.text),
        ]
        return
            object
            .with("member_type", registration.kind.map { .string($0.rawValue) })
            .with("url", .text(registration.website))
            .with("peering_policy", registration.peeringPolicy.map { .string($0.rawValue) })
            .with("peering_policy_url", .text(registration.peeringPolicyPage))
            .with("member_since", .text(registration.since.map { UTCTime(startOf: $0) }))
            .with("contact_email", contact?.mail.map { [.string($0.text)] })
            .with("contact_phone", contact?.phone.map { [.string($0.text)] })
            .with("contact_hours", .text(contact?.hours))
    }

    private func connection(
        of member: Member, _ published: PublishedExchange.Connection, _ clients: Set<IPAddress>,
        _ exchange: PublishedExchange
    ) -> JSONValue {
        let connection = published.connection
        var vlan: JSONValue = ["vlan_id": identifier(of: connection.lan, exchange)]
        for address in connection.addresses {
            let family: JSONValue = [
                "address": .string("\(address)"),
                "routeserver": .bool(clients.contains(address)),
            ]
            vlan = vlan.with(
                address.family.key,
                family
                    .with("as_macro", member.asSet.map { .string($0) })
                    .with(
                        "max_prefix",
                        member.registration.maxPrefixes[address.family].map { .integer($0) }
                    )
                    .with("mac_addresses", Self.addresses(connection.macs)))
        }
        return Self.connection(
            at: connection.device, published.interface, vlan, exchange,
            state: connection.registration.state, since: connection.registration.since)
    }

    private func connection(
        of server: PublishedExchange.Server, _ exchange: PublishedExchange
    ) -> JSONValue {
        var vlan: JSONValue = ["vlan_id": identifier(of: server.server.lan, exchange)]
        for address in server.server.addresses {
            // It is a route server, and no client of one.
            let family: JSONValue = [
                "address": .string("\(address)"), "routeserver": false,
            ]
            let (key, service) = service(of: server)
            vlan = vlan.with(
                address.family.key,
                family.with(key, [service])
                    .with("mac_addresses", Self.addresses(server.edge?.interface.allowedMACs ?? []))
            )
        }
        return Self.connection(
            at: server.edge?.device, server.edge?.interface, vlan, exchange, state: .active,
            since: nil)
    }

    private func service(of server: PublishedExchange.Server) -> (key: String, value: JSONValue) {
        let kind: JSONValue = "ixrouteserver"
        switch version {
        case .version07: return ("service_type", kind)
        case .version10:
            let service: JSONValue = ["type": kind, "daemon": .string(server.device.platform)]
            return (
                "services",
                service.with("daemon_version", .text(server.device.platformVersion?.number))
                    .with("os", .text(server.device.hardware?.software))
            )
        }
    }

    private static func connection(
        at device: DeviceID?, _ interface: Interface?, _ vlan: JSONValue,
        _ exchange: PublishedExchange, state: ConnectionRegistration.State, since: CalendarDate?
    ) -> JSONValue {
        let object: JSONValue = [
            "ixp_id": exchangeIdentifier, "state": .string(state.rawValue), "vlan_list": [vlan],
        ]
        let port = device.map { device -> JSONValue in
            let port: JSONValue = ["switch_id": .integer(exchange.identifier(of: device))]
            let speed = exchange.megabitsPerSecond(of: interface, on: device)
            return port.with("if_speed", speed.map { .integer($0) })
        }
        return
            object
            .with("if_list", port.map { [$0] })
            .with("connected_since", .text(since.map { UTCTime(startOf: $0) }))
    }

    private func identifier(of lan: SegmentID, _ exchange: PublishedExchange) -> JSONValue {
        .integer(Int(exchange.fabric[lan].vlan.rawValue))
    }

    /// Nil where none is known.
    private static func addresses(_ macs: [MACAddress]) -> JSONValue? {
        macs.isEmpty ? nil : .array(macs.map { .string("\($0)") })
    }
}
