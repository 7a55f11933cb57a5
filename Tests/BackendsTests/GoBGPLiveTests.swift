import IR
import Net
import RouteDecisions
import TestSupport
import Testing

@testable import Backends

/// Route servers as generated, and GoBGP as their clients.
@Suite(
    .enabled(
        if: GoBGPClients.isPossible
            && RouteServerDaemon.allCases.allSatisfy { RouteServerLab.isPossible(with: $0) },
        "needs gobgpd, bird2, openbgpd, iproute2 and root"))
struct GoBGPLiveTests {
    /// By whom, what, what is behind its own number in the path, and the communities.
    private static let rows: [(asn: UInt32, prefix: String, behind: [UInt32], [String])] = [
        (64497, "10.2.10.0/24", [], []),
        (64497, "10.2.11.0/24", [], ["64511:0:64498"]),
        (64497, "10.2.12.0/24", [], ["64511:0:0", "64511:1:64498", "64499:7:8"]),
        (64497, "10.2.13.0/24", [], ["64511:102:0", "64511:103:64498", "64499:1"]),
        (64497, "10.2.14.0/24", [], ["64511:65281:64500", "64511:1000:1", "64511:1101:9"]),
        (64497, "10.2.15.1/32", [], ["64511:666:0"]),
        (64497, "10.2.16.0/24", [64599], []), (64497, "10.3.16.0/24", [], []),
        (64497, "10.2.17.0/25", [], []), (64497, "10.2.18.0/24", [64700, 64497], []),
        (64497, "2001:db8:2010::/48", [], ["64511:101:64502"]),
        (64498, "10.3.10.0/24", [], []), (64498, "10.3.11.0/24", [65536], ["0:64497"]),
        (64502, "10.6.10.0/24", [], ["64511:1:64498", "64511:0:0"]),
        (64502, "10.6.11.0/24", [], ["64511:1:64497", "64511:0:0"]),
        (64502, "2001:db8:6010::/48", [], []), (64502, "2001:db8:6011::/49", [], []),
    ]

    /// The sessions that are there.
    private static let sessions: [(asn: UInt32, AddressFamily)] = [
        (64497, .ipv4), (64498, .ipv4), (64500, .ipv4), (64502, .ipv4), (64497, .ipv6),
        (64502, .ipv6),
    ]

    @Test(
        "what its clients get of each other is what the evaluator decides",
        arguments: RouteServerDaemon.allCases)
    func exchange(daemon: RouteServerDaemon) throws {
        let matrix = try RouteServerMatrix()
        var fabric = matrix.fabric
        let device = Int(matrix.device.rawValue)
        fabric.devices[device].platform = daemon == .bird ? "bird2" : "openbgpd"
        let files = generateFiles(for: matrix.device, of: fabric).files
        let text = try #require(
            files.first { $0.path.hasSuffix("/bird.conf") || $0.path.hasSuffix("/bgpd.conf") }?
                .text)
        let server = matrix.server
        func client(_ asn: UInt32, _ family: AddressFamily) throws -> Int {
            try #require(
                server.clients.firstIndex { $0.asn.rawValue == asn && $0.family == family })
        }
        let routes = try Self.rows.map { asn, prefix, behind, communities in
            let prefix = try IPPrefix(prefix)
            let sender = try client(asn, prefix.family)
            return (
                sender: sender,
                route: Route(
                    prefix: prefix, path: ASPath(segments: [.sequence([asn] + behind)]),
                    nextHop: server.clients[sender].address,
                    communities: try communities.map { try Community($0) })
            )
        }
        let clients = try Self.sessions.map { try client($0.asn, $0.1) }
        let lab = RouteServerLab(server, daemon, configuration: text)
        let received = try GoBGPClients(lab, clients: clients).received(
            of: routes.map { sender, route in
                .init(
                    from: server.clients[sender].address,
                    BGPRoute(
                        prefix: route.prefix, path: route.path, nextHop: route.nextHop,
                        communities: route.communities))
            })
        let evaluator = RouteEvaluator(server)
        var count = 0
        for index in clients {
            var expected: [BGPRoute] = []
            for (sender, route) in routes {
                guard let accepted = evaluator.decideImport(of: route, from: sender).accepted,
                    case .announced(let route, _) = evaluator.decideExport(of: accepted, to: index)
                else { continue }
                expected.append(
                    BGPRoute(
                        prefix: route.prefix, path: route.path, nextHop: route.nextHop,
                        communities: route.communities))
            }
            count += expected.count
            let client = server.clients[index]
            #expect(
                received[client.address] == expected.sorted { $0.prefix < $1.prefix },
                "AS \(client.asn) at \(client.address)")
        }
        #expect(count == 20)
    }
}
