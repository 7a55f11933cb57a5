import Foundation
import IR
import Net
import TestSupport
import Testing

@testable import Backends

/// A route server as generated (`LabExchange`), and clients that announce what they should and
/// what they should not.
@Suite struct RouteServerLiveTests {
    /// An announcement and what becomes of it.
    private struct Row {
        var name: String
        var announcement: RouteServerLab.Announcement
        var verdict: RouteServerLab.Verdict
        /// AS numbers of the sessions that get it, ascending, as many times as there are sessions.
        var receivers: [UInt32]?
        /// The route as it is received, where it is another than the announced one with what the
        /// server says.
        var received: BGPRoute?
    }

    /// Rows in the making.
    private struct Table {
        let server: RouteServer
        var rows: [Row] = []
        private var next = 10

        init(_ server: RouteServer) { self.server = server }

        func client(_ asn: UInt32, _ family: AddressFamily = .ipv4) throws -> RouteServerClient {
            try #require(
                server.clients.first { $0.asn.rawValue == asn && $0.address.family == family })
        }

        /// - Parameters:
        ///   - prefix: a new one of the client's where nil.
        ///   - path: the client's number where nil.
        mutating func add(
            _ name: String, from asn: UInt32 = 64496, _ prefix: String? = nil,
            path: String? = nil, nextHop: String? = nil, with communities: [String] = [],
            otc: UInt32? = nil, is verdict: RouteServerLab.Verdict, to receivers: [UInt32]? = nil,
            _ change: ((inout BGPRoute) throws -> Void)? = nil
        ) throws {
            let own = try #require(ASN(rawValue: asn))
            next += 1
            let text = prefix ?? "10.\(LabExchange.number(of: own)).\(next).0/24"
            let place = try IPPrefix(text)
            let client = try client(asn, place.family)
            let route = BGPRoute(
                prefix: place, path: try ASPath(path ?? "\(asn)"),
                nextHop: try nextHop.map { try IPAddress($0) } ?? client.address,
                communities: try communities.map { try Community($0) }.sorted(),
                exitDiscriminator: 7, onlyToCustomer: otc)
            var received = route
            received.onlyToCustomer = server.asn.rawValue
            if case .accepted(let said) = verdict { received.communities += said }
            try change?(&received)
            received.communities.sort()
            rows.append(
                Row(
                    name: name, announcement: .init(from: client.address, route),
                    verdict: verdict, receivers: receivers?.sorted(), received: received))
        }
    }

    private static func valid(_ number: UInt32) -> RouteServerLab.Verdict {
        .accepted([.large(64511, 1000, number)])
    }

    /// Sessions that get a route of AS 64496 that asks for nothing.
    private static let all: [UInt32] = [
        64496, 64497, 64498, 64498, 64499, 64502, 64503, 64504, 64504, 65540, 65541,
    ]

    private static func imports(_ table: inout Table) throws {
        try table.add("plain", is: valid(2), to: all)
        try table.add("valid origin", "10.0.1.0/24", is: valid(1), to: all)
        try table.add("invalid origin", "10.0.2.0/24", is: .refused(.originInvalid))
        try table.add("own LAN", "192.0.2.0/25", is: .refused(.bogonPrefix))
        try table.add("inside the own LAN", "192.0.2.130/32", is: .refused(.bogonPrefix))
        try table.add("default route", "0.0.0.0/0", is: .refused(.bogonPrefix))
        try table.add("bogon", "172.16.1.0/24", is: .refused(.bogonPrefix))
        try table.add("bogon of its own", "10.0.9.0/24", is: valid(2), to: all)
        try table.add("no path", path: "", is: .refused(.pathTooShort))
        let long = Array(repeating: "64496", count: 16).joined(separator: " ")
        try table.add("longest path", path: long, is: valid(2), to: all)
        try table.add("longer path", path: long + " 64496", is: .refused(.pathTooLong))
        try table.add("another AS in front", path: "64497 64496", is: .refused(.firstASNotPeer))
        try table.add("a set in front", path: "{64496} 64496", is: .refused(.firstASNotPeer))
        try table.add("next hop of another", nextHop: "192.0.2.12", is: .refused(.nextHopNotPeer))
        // BIRD treats it as withdrawn before any filter sees it (RFC 4271, section 5.1.3).
        try table.add("next hop behind the LAN", nextHop: "9.9.9.9", is: .ignored)
        for set in ["{64499,64500}", "{64499}", "{64499} 64496", "{64496} 64496", "1 {2} 3 {4}"] {
            try table.add("AS_SET \(set)", path: "64496 \(set)", is: .refused(.asSet))
        }
        try table.add("bogon in the path", path: "64496 65535 64496", is: .refused(.bogonASN))
        try table.add("AS 0 as origin", path: "64496 0", is: .refused(.bogonASN))
        try table.add("transit-free", path: "64496 3356 64496", is: .refused(.transitFreeASN))
        try table.add("never here", path: "64496 6939 64496", is: .refused(.neverViaRouteServers))
        try table.add("other origin", path: "64496 64777", is: .refused(.originNotRegistered))
        try table.add("other prefix", "10.99.5.0/24", is: .refused(.prefixNotRegistered))
        try table.add("other prefix, valid", "10.200.0.0/24", is: valid(1), to: all)
        try table.add("too long a prefix", "10.0.240.0/25", is: .refused(.prefixTooLong))
        try table.add("long prefix of the list", "100.64.0.0/28", is: valid(2), to: all)
        try table.add(
            "inside a long prefix of the list", "100.64.0.0/29", is: .refused(.prefixTooLong))
        // The server's own number in a path is a loop to BIRD.
        try table.add("server in the path", path: "64496 64511 64496", is: .ignored)
        // It has a role, so that BIRD itself drops what is a leak (RFC 9234, section 5).
        try table.add("OTC", otc: 64496, is: .ignored)
        try table.add(
            "forged reason", with: ["64511:1101:9", "64511:1000:1"], is: valid(2), to: all
        ) {
            $0.communities = [.large(64511, 1000, 2)]
        }
        try table.add(
            "transit-free itself", from: 64504, path: "64504", is: valid(2),
            to: [64496, 64496, 64497, 64498, 64498, 64499, 64502, 64503, 64504, 65540, 65541])
        try table.add(
            "next hop of its other session", from: 64498, nextHop: "192.0.2.14", is: valid(2))
        try table.add(
            "no prefixes at all", from: 65541, "10.5.60.0/24", is: .refused(.prefixNotRegistered))
        try table.add(
            "IPv6 next hop", from: 65541, "10.200.5.0/24", nextHop: "2001:db8:0:1::15",
            is: valid(1),
            // Sessions without RFC 8950 cannot get it.
            to: [])
        try table.add("IPv6", "2001:db8:10::/48", is: valid(2))
        try table.add("IPv6, invalid", "2001:db8:2::/48", is: .refused(.originInvalid))
        try table.add("IPv6, too long", "2001:db8:11::/49", is: .refused(.prefixTooLong))
        try table.add("IPv6, of another", "2001:db8:311::/48", is: .refused(.prefixNotRegistered))
    }

    private static func blackholes(_ table: inout Table) throws {
        let takers = all.filter { $0 != 64499 }
        func isHole(_ route: inout BGPRoute) throws {
            route.communities = [.blackhole, .noExport, .large(64511, 1000, 3)]
            route.nextHop = try IPAddress("192.0.2.66")
        }
        for (index, community) in ["BLACKHOLE", "64511:666", "64511:666:0"].enumerated() {
            try table.add(
                "blackhole \(community)", "10.0.241.\(index)/32", with: [community], is: valid(3),
                to: takers, isHole)
        }
        // Neither the origin's validity nor the length of prefixes is looked at.
        try table.add(
            "blackhole, invalid", "10.0.2.1/32", with: ["BLACKHOLE"], is: valid(3), to: takers,
            isHole)
        try table.add(
            "blackhole, not to one", "10.0.241.9/32", with: ["BLACKHOLE", "0:64497"], is: valid(3),
            to: takers.filter { $0 != 64497 }, isHole)
        try table.add(
            "wide blackhole", "10.0.242.0/24", with: ["BLACKHOLE"], is: .refused(.blackholeLength))
        try table.add(
            "blackhole of another", "10.1.62.1/32", with: ["BLACKHOLE"],
            is: .refused(.prefixNotRegistered))
    }

    private static func requests(_ table: inout Table) throws {
        func only(_ asns: [UInt32]) -> [UInt32] { all.filter { asns.contains($0) } }
        func not(_ asn: UInt32) -> [UInt32] { all.filter { $0 != asn } }
        func scrub(_ route: inout BGPRoute) { route.communities = [.large(64511, 1000, 2)] }
        let cases: [([String], [UInt32])] = [
            (["64511:0:0"], []), (["0:64511"], []), (["rt:0:64511"], []),
            (["64511:0:64497"], not(64497)), (["0:64497"], not(64497)),
            (["rt:0:64497"], not(64497)),
            (["64511:0:65540"], not(65540)), (["0:64620"], not(65540)),
            (["rt:0:65540"], not(65540)), (["0:4"], all),
            (["0:64511", "64511:64497"], only([64497])),
            (["0:64511", "64511:64620"], only([65540])),
            (["64511:0:0", "rt:64511:65540"], only([65540])),
            (["64511:0:0", "64511:1:64498", "0:64498"], []),
            (["64511:1:0"], all), (["64511:1:64497"], all), (["64511:64511"], all),
            (["64511:500:7", "65502:7", "rt:65281:9"], all),
        ]
        for (communities, receivers) in cases {
            try table.add(
                "request \(communities)", with: communities, is: valid(2), to: receivers, scrub)
        }
        for (communities, count) in [
            (["64511:101:0"], 1), (["65502:64511"], 2), (["rt:65503:64511"], 3),
            (["64511:103:0", "64511:101:0"], 3), (["64511:103:64000"], 0),
        ] {
            try table.add("prepend \(communities)", with: communities, is: valid(2), to: all) {
                scrub(&$0)
                $0.path = $0.path.prepending(64496, times: count)
            }
        }
        try table.add("NO_EXPORT on request", with: ["65281:64511"], is: valid(2), to: all) {
            $0.communities = [.noExport, .large(64511, 1000, 2)]
        }
        for community in ["65000:1", "NO_EXPORT", "NO_ADVERTISE", "rt:65000:1", "65000:0:64497"] {
            try table.add("not ours: \(community)", with: [community], is: valid(2), to: all)
        }
        try table.add("graceful shutdown", with: ["GRACEFUL_SHUTDOWN"], is: valid(2), to: all)
    }

    private static func choices(_ table: inout Table) throws {
        let others: [UInt32] = [
            64496, 64496, 64497, 64498, 64498, 64499, 64500, 64502, 64503, 64504, 64504, 65540,
            65541,
        ]
        try table.add(
            "not to one by choice", from: 64502, path: "64502", is: valid(2),
            to: others.filter { ![64500, 64502, 64503].contains($0) })
        try table.add(
            "to few by choice", from: 64503, path: "64503", is: valid(2), to: [64496, 64496, 65540])
        try table.add(
            "to few by choice and request", from: 64503, path: "64503", with: ["0:64496"],
            is: valid(2),
            to: [65540]
        ) { $0.communities = [.large(64511, 1000, 2)] }
        // AS 64500 takes routes of nobody else, and AS 64504 of everybody else.
        try table.add(
            "whom others accept", from: 64498, path: "64498", is: valid(2),
            to: [64496, 64496, 64497, 64498, 64499, 64500, 64502, 64503, 65540, 65541])
    }

    @Test(
        "what a client may announce goes to those it should, all else to nobody",
        .enabled(
            if: RouteServerLab.isPossible(with: .bird), "needs bird2, iproute2 and root"))
    func table() throws {
        let (fabric, device) = try LabExchange.fabric()
        let server = try #require(fabric[device].routeServer)
        var table = Table(server)
        try Self.imports(&table)
        try Self.blackholes(&table)
        try Self.requests(&table)
        try Self.choices(&table)
        let files = generateFiles(for: device, of: fabric).files
        let text = try #require(files.first { $0.path.hasSuffix("/bird.conf") }?.text)
        let outcomes = try RouteServerLab(server, .bird, configuration: text)
            .run(table.rows.map(\.announcement))
        let asns = Dictionary(
            uniqueKeysWithValues: server.clients.map { ($0.address, $0.asn.rawValue) })
        for (row, outcome) in zip(table.rows, outcomes) {
            #expect(outcome.verdict == row.verdict, "\(row.name)")
            guard case .accepted = row.verdict else {
                #expect(outcome.received.isEmpty, "\(row.name)")
                continue
            }
            let receivers = outcome.received.keys.compactMap { asns[$0] }.sorted()
            if let expected = row.receivers { #expect(receivers == expected, "\(row.name)") }
            for (client, routes) in outcome.received {
                #expect(routes == [row.received], "\(row.name), at \(client)")
            }
        }
    }
}
