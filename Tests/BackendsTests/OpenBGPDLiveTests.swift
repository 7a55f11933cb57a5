import IR
import Net
import RouteDecisions
import TestSupport
import Testing

@testable import Backends

/// OpenBGPD as generated, and clients that announce what they should and what they should not.
@Suite struct OpenBGPDLiveTests {
    @Test(
        "OpenBGPD decides every row of the matrix as the evaluator does",
        .enabled(
            if: RouteServerLab.isPossible(with: .openbgpd), "needs openbgpd, iproute2 and root"))
    func matrix() throws {
        let matrix = try RouteServerMatrix()
        let (lab, server) = try lab { _ in }
        let outcomes = try lab.run(
            matrix.rows.map { row in
                RouteServerLab.Announcement(
                    from: server.clients[row.client].address, BGPRoute(row.route))
            })
        let evaluator = RouteEvaluator(server)
        for (row, outcome) in zip(matrix.rows, outcomes) {
            switch evaluator.decideImport(of: row.route, from: row.client) {
            case .refused(let refusal):
                #expect(isRefused(outcome, refusal.reason, row.route), "\(row.name): \(outcome)")
                #expect(outcome.received.isEmpty, "\(row.name)")
            case .accepted(let accepted):
                let statements = accepted.route.communities.filter(evaluator.plan.isStatement)
                #expect(outcome.verdict == .accepted(statements), "\(row.name)")
                for index in server.clients.indices where index != row.client {
                    let client = server.clients[index]
                    var expected: [BGPRoute] = []
                    if case .announced(let route, _) = evaluator.decideExport(
                        of: accepted, to: index)
                    {
                        expected = [BGPRoute(route)]
                    }
                    #expect(
                        outcome.received[client.address] ?? [] == expected,
                        "\(row.name), to AS \(client.asn) at \(client.address)")
                }
            }
        }
    }

    /// The route server of the matrix, changed, as it runs.
    private func lab(
        _ change: (inout RouteServer) throws -> Void
    ) throws -> (lab: RouteServerLab, server: RouteServer) {
        let matrix = try RouteServerMatrix()
        var fabric = matrix.fabric
        var server = matrix.server
        try change(&server)
        let device = Int(matrix.device.rawValue)
        fabric.devices[device].platform = "openbgpd"
        fabric.devices[device].routeServer = server
        let rendering = generateFiles(for: matrix.device, of: fabric)
        #expect(rendering.diagnostics.isEmpty)
        let text = try #require(rendering.files.first { $0.path.hasSuffix("/bgpd.conf") }?.text)
        return (RouteServerLab(server, .openbgpd, configuration: text), server)
    }

    @Test(
        "who may not get the best route gets the next, the announcer of the best one among them",
        .enabled(
            if: RouteServerLab.isPossible(with: .openbgpd), "needs openbgpd, iproute2 and root"))
    func alternatives() throws {
        let shared = try IPPrefix("10.99.0.0/16")
        let asns: [UInt32] = [64497, 64500, 65540]
        let (lab, server) = try lab { server in
            for index in server.clients.indices where server.clients[index].address.family == .ipv4
            {
                if asns.contains(server.clients[index].asn.rawValue) {
                    server.clients[index].prefixes = [shared]
                }
                server.clients[index].getsAllPaths = server.clients[index].asn.rawValue == 64502
            }
        }
        func address(_ asn: UInt32) throws -> IPAddress {
            try #require(
                server.clients.first { $0.asn.rawValue == asn && $0.address.family == .ipv4 }
            ).address
        }
        let (first, second, refused) = try (address(64497), address(64500), address(65540))
        let prefix = try IPPrefix("10.99.1.0/24")
        func announcement(
            _ client: IPAddress, _ path: String, _ communities: [Community] = []
        ) throws -> RouteServerLab.Announcement {
            .init(
                from: client,
                BGPRoute(
                    prefix: prefix, path: try ASPath(path), nextHop: client,
                    communities: communities))
        }
        let outcomes = try lab.run([
            // The best by the length of its path, but not for everybody.
            announcement(first, "64497", [Community("0:64503")]),
            announcement(second, "64500 64500 64500"),
            // Better than the second, and refused for its origin.
            announcement(refused, "65540 64499"),
        ])
        #expect(outcomes[0].verdict == .accepted([.large(64511, 1000, 2)]))
        #expect(outcomes[1].verdict == .accepted([.large(64511, 1000, 2)]))
        #expect(outcomes[2].verdict == .refused(.originNotRegistered))
        func nextHops(_ asn: UInt32) throws -> [IPAddress] {
            // Seen beside an announcement of somebody else.
            let own = try address(asn)
            return (outcomes[own == first ? 1 : 0].received[own] ?? []).map(\.nextHop).sorted()
        }
        #expect(try nextHops(64498) == [first])
        #expect(try nextHops(64503) == [second])
        #expect(try nextHops(64497) == [second])
        #expect(try nextHops(64500) == [first])
        #expect(try nextHops(64502) == [first, second].sorted())
    }

    @Test(
        "validity comes from a cache, and is looked at again when it changes",
        .enabled(
            if: PayloadCache.isPossible && RouteServerLab.isPossible(with: .openbgpd),
            "needs stayrtr, openbgpd, iproute2 and root"))
    func cache() throws {
        let (address, port) = try PayloadCache.address()
        let (lab, server) = try lab { server in
            server.originValidation = OriginValidation(
                caches: [RTRCache(address: address, port: port)], payloads: [])
        }
        let client = try #require(
            server.clients.first { $0.asn.rawValue == 64496 && $0.family == .ipv4 })
        func payloads(_ asns: [UInt32]) -> [(prefix: String, asn: UInt32)] {
            asns.enumerated().map { ("10.1.\($0 + 1).0/24", $1) }
        }
        let outcomes = try lab.run(
            try (1...4).map { number in
                .init(
                    from: client.address,
                    BGPRoute(
                        prefix: try IPPrefix("10.1.\(number).0/24"), path: try ASPath("64496"),
                        nextHop: client.address))
            },
            files: PayloadCache.files(
                payloads([64496, 64510, 64496]), payloads([64496, 64496, 64510])),
            setup: PayloadCache.setup, afterwards: PayloadCache.replacement(for: .openbgpd),
            cleanup: PayloadCache.cleanup)
        #expect(
            outcomes.map(\.verdict) == [
                .accepted([.large(64511, 1000, 1)]), .accepted([.large(64511, 1000, 1)]),
                .refused(.originInvalid), .accepted([.large(64511, 1000, 2)]),
            ])
    }

    /// Before its filter bgpd refuses AS_SETs, AS 0 and leaks, and does not say why.
    private func isRefused(
        _ outcome: RouteServerLab.Outcome, _ reason: RejectReason, _ route: Route
    ) -> Bool {
        let isBefore =
            route.path.hasSet || route.path.numbers.contains(0) || route.onlyToCustomer != nil
        return outcome.verdict == .refused(isBefore ? nil : reason)
    }
}

extension BGPRoute {
    fileprivate init(_ route: Route) {
        self.init(
            prefix: route.prefix, path: route.path, nextHop: route.nextHop,
            communities: route.communities, onlyToCustomer: route.onlyToCustomer)
    }
}
