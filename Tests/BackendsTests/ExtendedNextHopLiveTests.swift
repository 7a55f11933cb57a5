import IR
import Net
import RouteDecisions
import TestSupport
import Testing

@testable import Backends

/// IPv4 routes on a session of IPv6 (RFC 8950): its one client has no IPv4 session.
@Suite struct ExtendedNextHopLiveTests {
    /// What is announced: by which member, which prefix, with which next hop where it is not the
    /// session's address.
    private static let rows: [(asn: UInt32, prefix: String, nextHop: String?)] = [
        (64499, "10.3.10.0/24", nil), (64499, "10.3.1.0/24", nil),
        // Lengths of IPv4 routes are those of IPv4, whatever the session's addresses are.
        (64499, "10.3.11.0/25", nil), (64499, "10.3.12.0/29", nil),
        // Both halves are its own, and the whole is not.
        (64499, "10.3.0.0/16", nil), (64499, "10.4.10.0/24", nil), (64499, "10.3.2.0/24", nil),
        (64499, "10.3.13.0/24", "192.0.2.15"), (64499, "10.3.14.0/24", "2001:db8:0:1::10"),
        (64499, "2001:db8:310::/48", nil), (64499, "2001:db8:311::/49", nil),
        // From sessions of IPv4, with next hops of either family.
        (64496, "10.0.20.0/24", nil), (65541, "10.200.5.0/24", "2001:db8:0:1::15"),
        (64496, "2001:db8:12::/48", nil),
    ]

    @Test(
        "BIRD takes and gives both families on one session as the evaluator does",
        .enabled(if: RouteServerLab.isPossible(with: .bird), "needs bird2, iproute2 and root"))
    func bothFamilies() throws {
        let (fabric, device) = try LabExchange.fabric { server in
            LabExchange.joinFamilies(of: 64499, in: &server)
            for index in server.clients.indices where server.clients[index].isOverOtherFamily {
                server.clients[index].prefixes = try ["10.3.0.0/17", "10.3.128.0/17"].map {
                    try IPPrefix($0)
                }
            }
        }
        let server = try #require(fabric[device].routeServer)
        let files = generateFiles(for: device, of: fabric).files
        let text = try #require(files.first { $0.path.hasSuffix("/bird.conf") }?.text)
        var routes: [(client: Int, route: Route)] = []
        for row in Self.rows {
            let prefix = try IPPrefix(row.prefix)
            let client = try #require(
                server.clients.firstIndex {
                    $0.asn.rawValue == row.asn && $0.family == prefix.family
                })
            routes.append(
                (
                    client,
                    Route(
                        prefix: prefix, path: ASPath(segments: [.sequence([row.asn])]),
                        nextHop: try row.nextHop.map { try IPAddress($0) }
                            ?? server.clients[client].address)
                ))
        }
        let outcomes = try RouteServerLab(server, .bird, configuration: text).run(
            routes.map { client, route in
                .init(
                    from: server.clients[client].address,
                    BGPRoute(prefix: route.prefix, path: route.path, nextHop: route.nextHop))
            })
        let evaluator = RouteEvaluator(server)
        var overIPv6 = 0
        for (announced, outcome) in zip(routes, outcomes) {
            let (client, route) = announced
            switch evaluator.decideImport(of: route, from: client) {
            case .refused(let refusal):
                #expect(outcome.verdict == .refused(refusal.reason), "\(route)")
                #expect(outcome.received.isEmpty, "\(route)")
            case .accepted(let accepted):
                let said = accepted.route.communities.filter(evaluator.plan.isStatement)
                #expect(outcome.verdict == .accepted(said), "\(route)")
                let address = server.clients[client].address
                for (index, receiver) in server.clients.enumerated()
                where receiver.address != address && receiver.family == route.prefix.family {
                    var expected: [BGPRoute] = []
                    if case .announced(let route, _) = evaluator.decideExport(
                        of: accepted, to: index)
                    {
                        expected = [
                            BGPRoute(
                                prefix: route.prefix, path: route.path, nextHop: route.nextHop,
                                communities: route.communities,
                                onlyToCustomer: route.onlyToCustomer)
                        ]
                        if receiver.isOverOtherFamily { overIPv6 += 1 }
                    }
                    #expect(
                        outcome.received[receiver.address] ?? [] == expected,
                        "\(route), to AS \(receiver.asn) at \(receiver.address)")
                }
            }
        }
        #expect(overIPv6 == 2)
    }
}
