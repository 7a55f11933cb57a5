import IR
import Net

/// What a routing registry holds about the route servers: the AS-SET of what they announce, and the
/// aut-num object with a line for each session's member in either direction and family (RFC 2622; for
/// IPv6 RFC 4012).
///
/// A member with an AS-SET is accepted with it, another with the numbers its routes may come from. What
/// members choose among each other and the prefixes that the servers know are not told: the objects
/// say the most that a route server accepts, not the least. Attributes that the registry asks for and
/// the topology does not name are left out; the registry says which.
public struct RoutingObjects: Sendable {
    public init() {}

    /// Nil where the fabric has no exchange; empty where that has no route server. Objects ascending by
    /// AS number.
    public func text(of fabric: Fabric) -> String? {
        guard let published = PublishedExchange(fabric) else { return nil }
        let asns = Set(published.servers.map(\.server.asn)).sorted()
        let objects = asns.flatMap { asn in
            let servers = published.servers.filter { $0.server.asn == asn }
            return [asSet(asn, servers, published), autNum(asn, servers, published)]
        }
        return objects.map { object in object.map(\.line).joined() }.joined(separator: "\n")
    }

    private func asSet(
        _ asn: ASN, _ servers: [PublishedExchange.Server], _ published: PublishedExchange
    ) -> [Attribute] {
        let members = clients(of: servers, published).flatMap { member -> [String] in
            member.asSet.map { [Self.name(ofSet: $0)] } ?? origins(of: member, servers)
        }
        var known: Set<String> = []
        return [
            Attribute("as-set", name(ofMembersOf: asn, published)),
            Attribute(
                "descr", "What the route servers of \(published.exchange.name) may announce"),
        ] + members.filter { known.insert($0).inserted }.map { Attribute("members", $0) }
            + administration(published)
    }

    private func autNum(
        _ asn: ASN, _ servers: [PublishedExchange.Server], _ published: PublishedExchange
    ) -> [Attribute] {
        let shortName = published.exchange.name.text.uppercased()
        var object = [
            Attribute("aut-num", "AS\(asn)"),
            // A name begins with a letter, and a `Name` with a digit perhaps.
            Attribute("as-name", "RS-\(shortName)"),
            Attribute("descr", "Route servers of \(published.exchange.name) (RFC 7947)"),
        ]
        for server in servers {
            let addresses = server.server.addresses.map { "\($0)" }.joined(separator: " and ")
            object.append(Attribute("remarks", "\(server.device.name): \(addresses)"))
        }
        let set = name(ofMembersOf: asn, published)
        for member in clients(of: servers, published) {
            let accepted =
                member.asSet.map { Self.name(ofSet: $0) }
                ?? origins(of: member, servers).joined(separator: " OR ")
            for family in families(of: member, servers) {
                switch family {
                case .ipv4:
                    object.append(Attribute("import", "from AS\(member.asn) accept \(accepted)"))
                    object.append(Attribute("export", "to AS\(member.asn) announce \(set)"))
                case .ipv6:
                    let afi = "afi ipv6.unicast"
                    object.append(
                        Attribute("mp-import", "\(afi) from AS\(member.asn) accept \(accepted)"))
                    object.append(
                        Attribute("mp-export", "\(afi) to AS\(member.asn) announce \(set)"))
                }
            }
        }
        return object + administration(published)
    }

    private func administration(_ published: PublishedExchange) -> [Attribute] {
        let registry = published.exchange.registration.routingRegistry
        return [
            ("admin-c", registry.adminContact), ("tech-c", registry.technicalContact),
            ("mnt-by", registry.maintainer), ("source", registry.source),
        ].compactMap { key, value in value.map { Attribute(key, $0.text) } }
    }

    // MARK: Members

    /// Members with a session, ascending by AS number.
    private func clients(
        of servers: [PublishedExchange.Server], _ published: PublishedExchange
    ) -> [Member] {
        let asns = Set(servers.flatMap { $0.server.clients.map(\.asn) })
        return published.members.map(\.member).filter { asns.contains($0.asn) }
    }

    private func families(
        of member: Member, _ servers: [PublishedExchange.Server]
    ) -> [AddressFamily] {
        let families = servers.flatMap(\.server.clients).filter { $0.asn == member.asn }
            .map(\.family)
        return AddressFamily.allCases.filter(families.contains)
    }

    private func origins(
        of member: Member, _ servers: [PublishedExchange.Server]
    ) -> [String] {
        let client = servers.lazy.flatMap(\.server.clients).first { $0.asn == member.asn }
        return (client?.origins ?? []).map { "AS\($0)" }
    }

    private func name(ofMembersOf asn: ASN, _ published: PublishedExchange) -> String {
        published.exchange.registration.routingRegistry.asSet.map { Self.name(ofSet: $0) }
            ?? "AS\(asn):AS-MEMBERS"
    }

    /// Without the registry in front, which RPSL names elsewhere.
    private static func name(ofSet set: String) -> String {
        set.split(separator: "::").last.map(String.init) ?? set
    }

    private struct Attribute {
        let line: String

        init(_ key: String, _ value: String) {
            let space = String(repeating: " ", count: max(1, 16 - key.utf8.count - 1))
            line = "\(key):\(space)\(value)\n"
        }
    }
}
