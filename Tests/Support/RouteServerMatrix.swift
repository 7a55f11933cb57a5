import IR
import Intent
import Net
import RouteDecisions

/// The route server and the announcements of `Fixtures/RouteServer/matrix.yaml`, for whoever can
/// decide them: the evaluator, or a daemon with clients.
///
/// The exchange is that of tix.yaml, with every rule there is. Private addresses stand for those of
/// members: documentation has too few, and they are bogons, too.
public struct RouteServerMatrix: Sendable {
    public struct Row: Sendable {
        /// `Fixtures/RouteServer/matrix.yaml:12: another AS in front`.
        public let name: String
        /// The place of its announcer in the server's clients.
        public let client: Int
        public let route: Route
        public let expectation: RouteExpectation
    }

    public let fabric: Fabric
    public let device: DeviceID
    public let server: IR.RouteServer
    public let rows: [Row]

    public struct NotRead: Error {
        public let reasons: [String]
    }

    public init() throws {
        var fabric = try CompiledTopology.fabric(named: "tix")
        guard let index = fabric.devices.firstIndex(where: { $0.routeServer != nil }),
            var server = fabric.devices[index].routeServer
        else { throw NotRead(reasons: ["tix has no route server"]) }
        try Self.change(&server)
        fabric.devices[index].routeServer = server
        self.fabric = fabric
        device = DeviceID(index)
        self.server = server
        rows = try Self.readRows(of: server, fabric)
    }

    /// Gives the server every rule, and its clients their prefixes and choices.
    private static func change(_ server: inout IR.RouteServer) throws {
        let lans = server.ownLANs
        let origin = server.origin
        let stand = ["10.0.0.0/8", "2001:db8::/32"]
        let bogons = server.bogonPrefixes.filter { !stand.contains($0.prefix.description) }
        let kinds: [ImportRule.Kind] = [
            .ownLANs(lans), .bogonPrefixes(bogons), .pathLengths(1...8), .firstAS, .nextHops,
            .asSets,
            .bogonASNs([
                0...0, 23456...23456, 65000...65535, 4_200_000_000...4_294_967_295,
            ]),
            .transitFree(try asns(64503, 64700)), .neverViaRouteServers(try asns(64701)), .leaks,
            .origins, .prefixes(roaSuffices: true),
            .blackholes(
                BlackholePolicy(
                    nextHopIPv4: try IPv4Address("192.0.2.66"),
                    nextHopIPv6: try IPv6Address("2001:db8:0:1::66"), ipv4Lengths: 32...32,
                    ipv6Lengths: 128...128)),
            .originValidity, .prefixLengths(ipv4: 8...24, ipv6: 16...48),
        ]
        server.rules = kinds.map { ImportRule($0, origin: origin) }
        server.originValidation = OriginValidation(
            caches: [],
            payloads: try [
                ("10.2.251.0/24", 24, 0), ("10.3.192.0/18", 24, 64498),
                ("10.3.250.0/24", 24, 64498), ("10.3.250.0/24", 24, 65536),
                ("10.4.240.0/20", 24, 65538), ("10.10.0.0/16", 24, 65541),
            ].map { (prefix: String, maxLength: Int, asn: UInt32) in
                ValidatedROAPayload(
                    prefix: try IPPrefix(prefix), maxLength: maxLength, asn: asn)
            }.sorted())
        let numbers = Set(server.clients.map(\.asn)).sorted()
        for index in server.clients.indices {
            let asn = server.clients[index].asn
            let place = 1 + (numbers.firstIndex(of: asn) ?? 0)
            try change(&server.clients[index], place: place, server.clients)
        }
    }

    private static func change(
        _ client: inout RouteServerClient, place: Int, _ all: [RouteServerClient]
    ) throws {
        let isIPv4 = client.family == .ipv4
        client.prefixes = [
            try IPPrefix(
                isIPv4 ? "10.\(place).0.0/16" : "2001:db8:\(String(place, radix: 16))000::/36")
        ]
        client.limit = nil
        switch client.asn.rawValue {
        case 64496:
            client.nextHops = all.filter { $0.asn == client.asn }.map(\.address)
                .filter { $0.family == client.family }.sorted()
        case 64499: client.announcesTo = .only(try asns(64497, 65540))
        case 64500:
            client.acceptsFrom = .allBut(try asns(64498))
            if isIPv4 {
                client.nextHops = [client.address, try IPAddress("192.0.2.19")].sorted()
            }
        case 64502:
            client.getsBlackholes = false
            client.attachedCommunities = [try Community("0:64498"), .noExport]
        case 65540:
            client.communityASN = 64900
            client.attachedCommunities = try ["64512:7", "rt:64512:7", "64500:1:2"].map {
                try Community($0)
            }
        case 65541: if isIPv4 { client.prefixes = [] }
        default: break
        }
    }

    private static func asns(_ numbers: UInt32...) throws -> [ASN] {
        try numbers.map { try ASN(String($0)) }
    }

    private static func readRows(of server: IR.RouteServer, _ fabric: Fabric) throws -> [Row] {
        let path = "Fixtures/RouteServer/matrix.yaml"
        let (announcements, diagnostics) = readAnnouncements(
            try Repository.octets(path), file: 0)
        var reasons = diagnostics.map(\.message)
        var rows: [Row] = []
        for announcement in announcements {
            let place = "\(path):\(announcement.span.line)"
            let client = server.clients.firstIndex { client in
                fabric.exchange?.members[client.member].name == announcement.from.value
                    && client.family == announcement.prefix.value.family
            }
            guard let client, let expectation = announcement.expectation else {
                reasons.append("\(place): no such member, or nothing expected")
                continue
            }
            let sender = server.clients[client]
            rows.append(
                Row(
                    name: "\(place): \(announcement.summary?.value.ascii ?? "")", client: client,
                    route: Route(
                        prefix: announcement.prefix.value,
                        path: announcement.path?.value
                            ?? ASPath(segments: [.sequence([sender.asn.rawValue])]),
                        nextHop: announcement.nextHop?.value ?? sender.address,
                        communities: announcement.communities.map(\.value),
                        onlyToCustomer: announcement.onlyToCustomer?.value.rawValue),
                    expectation: RouteExpectation(
                        refused: expectation.refused.map { UInt32($0.value) },
                        reaches: (expectation.reaches ?? []).map(\.value),
                        path: expectation.path?.value, nextHop: expectation.nextHop?.value,
                        communities: expectation.communities.map { $0.map(\.value) })))
        }
        guard reasons.isEmpty else { throw NotRead(reasons: reasons) }
        return rows
    }
}
