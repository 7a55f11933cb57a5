import Diagnostics
import IR
import Intent
import Net

/// The policy of the route server that runs on a device; nil where none does.
func routeServer(
    ofDevice position: Int, _ checked: CheckedTopology, _ tenancy: Tenancy
) -> IR.RouteServer? {
    let index = checked.index
    guard let exchange = checked.topology.exchange,
        let declared = exchange.routeServers.first(where: {
            index.device(named: $0.device.value) == position
        }), let lanPosition = index.lan(named: declared.lan.value)
    else { return nil }
    let memberRanks = ranks(exchange.members.map(\.asn.value))
    var clients: [RouteServerClient] = []
    for (rank, member) in zip(memberRanks, exchange.members) {
        for connection in member.connections
        where index.lan(named: connection.lan.value) == lanPosition
            && connection.routeServerClient?.value != false
        {
            // A session needs an address of the server, too.
            for address in connection.addresses
            where declared.addresses.contains(where: { $0.family == address.family }) {
                let limit =
                    address.family == .ipv4 ? member.maxPrefixIPv4 : member.maxPrefixIPv6
                clients.append(
                    RouteServerClient(
                        member: rank, asn: member.asn.value, address: address,
                        prefixes: member.prefixes.map(\.value)
                            .filter { $0.family == address.family }.sorted(),
                        origins: member.origins.isEmpty
                            ? [member.asn.value] : Set(member.origins.map(\.value)).sorted(),
                        maxPrefixes: limit?.value, origin: connection.port.span))
            }
        }
    }
    let addresses = declared.addresses
    let lans = tenancy.lanID.flatMap { tenancy.segments[$0.index].prefixes.map(\.prefix) }
    return RouteServer(
        lan: tenancy.lanID[lanPosition], asn: declared.asn.value,
        routerID: declared.routerID?.value ?? declared.ipv4?.value ?? IPv4Address(rawValue: 0),
        addresses: addresses, ownPrefixes: lans.sorted(), bogonPrefixes: Bogons.prefixes,
        bogonASNs: Bogons.asns(without: exchange.members), acceptedIPv4Lengths: 8...24,
        acceptedIPv6Lengths: 16...48,
        clients: clients.sorted { ($0.asn, $0.address) < ($1.asn, $1.address) },
        origin: declared.device.span)
}

/// What must not be seen between networks.
private enum Bogons {
    /// Special-purpose address space (IANA registries after RFC 6890) with all that is in it, and
    /// the default routes.
    static let prefixes: [PrefixRange] = {
        let whole = ["0.0.0.0/0", "::/0"]
        let special = [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "::/8", "64:ff9b::/96", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
            "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        ]
        let exact = whole.compactMap { try? IPPrefix($0) }.map {
            PrefixRange(prefix: $0, lengths: $0.length...$0.length)
        }
        let ranges = special.compactMap { try? IPPrefix($0) }.map {
            PrefixRange(prefix: $0, lengths: $0.length...$0.family.bitWidth)
        }
        precondition(
            exact.count + ranges.count == whole.count + special.count, "a bogon is malformed")
        return (exact + ranges).sorted { $0.prefix < $1.prefix }
    }()

    /// AS 0 (RFC 7607), AS_TRANS (RFC 6793), documentation (RFC 5398), private use (RFC 6996), the
    /// last of 16 and of 32 bits (RFC 7300), and what IANA has reserved between them; without the
    /// numbers that the exchange's own members have and originate.
    static func asns(without members: [Intent.Member]) -> [ClosedRange<UInt32>] {
        let reserved: [ClosedRange<UInt32>] = [
            0...0, 23456...23456, 64496...131071, 4_200_000_000...4_294_967_295,
        ]
        let exempt = Set(members.flatMap { [$0.asn] + $0.origins }.map(\.value.rawValue)).sorted()
        return reserved.flatMap { range in
            var rest: [ClosedRange<UInt32>] = []
            var next = range.lowerBound
            for asn in exempt where range.contains(asn) {
                if asn > next { rest.append(next...asn - 1) }
                next = asn + 1
            }
            if next <= range.upperBound { rest.append(next...range.upperBound) }
            return rest
        }
    }
}
