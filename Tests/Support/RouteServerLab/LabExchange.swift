import IR
import Net

/// The exchange of `Topologies/tix.yaml` as a lab needs it: its first route server has every rule,
/// and for each thing that a client may choose there is one that chose it. What is a bogon is
/// another list, since the topology has only documentation ranges, which are all bogons, to give.
///
/// The member with AS number 64496 + N, or 65536 + N, may announce
///
///     10.N.0.0/16 and inside          10.N.1.0/24 is valid, 10.N.2.0/24 is not, others are not found
///     100.64.N.0/28                   longer than routes may be
///     2001:db8:N00::/40 and inside    N in decimal; 2001:db8:N01::/48 is valid, …:N02::/48 is not
///
/// and 10.200.N.0/24 is not its own, but valid. 10.0.9.0/24 is a bogon that AS 64496 may announce.
public enum LabExchange {
    /// The fabric, and the device of its route server.
    ///
    /// - Parameter change: further changes of the route server.
    public static func fabric(
        platform: String = "bird2", _ change: (inout RouteServer) throws -> Void = { _ in }
    ) throws -> (fabric: Fabric, device: DeviceID) {
        var fabric = try CompiledTopology.fabric(named: "tix")
        guard let index = fabric.devices.firstIndex(where: { $0.routeServer != nil }),
            var server = fabric.devices[index].routeServer
        else { preconditionFailure("the topology has no route server") }
        try apply(to: &server)
        try change(&server)
        fabric.devices[index].routeServer = server
        fabric.devices[index].platform = platform
        return (fabric, DeviceID(index))
    }

    /// The member of that number gives its IPv4 session up; that of IPv6 carries both families
    /// (RFC 8950).
    public static func joinFamilies(of number: UInt32, in server: inout RouteServer) {
        let own = server.clients.indices.filter { server.clients[$0].asn.rawValue == number }
        guard let old = own.first(where: { server.clients[$0].family == .ipv4 }),
            let session = own.first(where: { server.clients[$0].family == .ipv6 })
        else { preconditionFailure("it has a session of each family") }
        var client = server.clients[session]
        client.family = .ipv4
        client.prefixes = server.clients[old].prefixes
        client.hasExtendedNextHop = true
        server.clients.insert(client, at: session)
        server.clients.removeAll { $0.asn.rawValue == number && $0.address.family == .ipv4 }
    }

    public static func number(of asn: ASN) -> UInt32 {
        asn.rawValue < 65_536 ? asn.rawValue - 64_496 : asn.rawValue - 65_536
    }

    private static func apply(to server: inout RouteServer) throws {
        server.rules = try rules(server).map { ImportRule($0, origin: server.origin) }
        var payloads: Set<ValidatedROAPayload> = []
        for index in server.clients.indices {
            let asn = server.clients[index].asn
            let family = server.clients[index].family
            server.clients[index].limit = nil
            server.clients[index].prefixes = try prefixes(of: asn, family)
            payloads.formUnion(try self.payloads(of: asn))
            try apply(to: &server.clients[index], of: server)
        }
        server.originValidation = OriginValidation(caches: [], payloads: payloads.sorted())
        server.hasRoles = true
        server.honoursGracefulShutdown = true
    }

    private static func rules(_ server: RouteServer) throws -> [ImportRule.Kind] {
        func range(_ text: String, _ lengths: ClosedRange<Int>) throws -> PrefixRange {
            PrefixRange(prefix: try IPPrefix(text), lengths: lengths)
        }
        return [
            .ownLANs(server.ownLANs),
            .bogonPrefixes(
                try [
                    range("0.0.0.0/0", 0...0), range("172.16.0.0/12", 12...32),
                    range("10.0.9.0/24", 24...32), range("::/0", 0...0),
                    range("fc00::/7", 7...128),
                ]),
            .pathLengths(1...16), .firstAS, .nextHops, .asSets,
            .bogonASNs([0...0, 23456...23456, 65535...65535, 4_294_967_295...4_294_967_295]),
            .transitFree(try [ASN("3356"), ASN("64504")]),
            .neverViaRouteServers(try [ASN("6939"), ASN("64503")]), .leaks, .origins,
            .prefixes(roaSuffices: true),
            .blackholes(
                BlackholePolicy(
                    nextHopIPv4: try IPv4Address("192.0.2.66"), nextHopIPv6: nil,
                    ipv4Lengths: 30...32, ipv6Lengths: 128...128)),
            .originValidity, .prefixLengths(ipv4: 8...24, ipv6: 16...48),
        ]
    }

    private static func prefixes(of asn: ASN, _ family: AddressFamily) throws -> [IPPrefix] {
        let number = number(of: asn)
        return try family == .ipv4
            ? [IPPrefix("10.\(number).0.0/16"), IPPrefix("100.64.\(number).0/28")]
            : [IPPrefix("2001:db8:\(number)00::/40")]
    }

    private static func payloads(of asn: ASN) throws -> [ValidatedROAPayload] {
        let number = number(of: asn)
        let valid = try [
            IPPrefix("10.\(number).1.0/24"), IPPrefix("10.200.\(number).0/24"),
            IPPrefix("2001:db8:\(number)01::/48"),
        ]
        let other = try [IPPrefix("10.\(number).2.0/24"), IPPrefix("2001:db8:\(number)02::/48")]
        return valid.map {
            ValidatedROAPayload(prefix: $0, maxLength: $0.length, asn: asn.rawValue)
        } + other.map { ValidatedROAPayload(prefix: $0, maxLength: $0.length, asn: 64_510) }
    }

    /// What a client is alone with.
    private static func apply(
        to client: inout RouteServerClient, of server: RouteServer
    ) throws {
        switch client.asn.rawValue {
        case 64497: client.getsAllPaths = true
        case 64498:
            let family = client.address.family
            client.nextHops = server.clients.filter { $0.asn.rawValue == 64498 }.map(\.address)
                .filter { $0.family == family }.sorted()
        case 64499: client.getsBlackholes = false
        case 64500: client.acceptsFrom = .only([try ASN("64498")])
        case 64502: client.announcesTo = .allBut([try ASN("64503")])
        case 64503: client.announcesTo = .only(try [ASN("64496"), ASN("65540")])
        case 64504:
            client.hasGTSM = true
            client.acceptsFrom = .allBut([try ASN("64498")])
        case 65540: client.communityASN = 64_620
        case 65541:
            client.hasExtendedNextHop = true
            if client.address.family == .ipv4 {
                client.prefixes = []
                client.nextHops += server.clients.filter { $0.asn == client.asn }.map(\.address)
                    .filter { $0.family == .ipv6 }
            }
        default: break
        }
    }
}
