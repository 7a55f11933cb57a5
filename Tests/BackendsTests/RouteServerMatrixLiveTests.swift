import Backends
import IR
import Net
import RouteDecisions
import TestSupport
import Testing

/// The matrix of announcements at daemons: each row has to come out as the evaluator decides it,
/// octet for octet where the route is announced.
@Suite struct RouteServerMatrixLiveTests {
    /// Whether BIRD ignores the route before any filter sees it, and so tells no reason: a prefix
    /// that is no unicast address space, a next hop behind the
    /// LAN or of the server itself, a loop, and, where the session
    /// has a role, OTC.
    private func isIgnored(_ route: Route, by server: RouteServer) throws -> Bool {
        let bogus = try [
            "0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "fe80::/10", "ff00::/8",
        ].map { try IPPrefix($0) }
        return bogus.contains { $0.contains(route.prefix) }
            || !server.ownLANs.contains { $0.contains(route.nextHop) }
            || server.addresses.contains(route.nextHop)
            || route.path.numbers.contains(server.asn.rawValue)
            || route.onlyToCustomer != nil && server.hasRoles
    }

    @Test(
        "BIRD decides each row as the evaluator does",
        .enabled(if: RouteServerLab.isPossible(with: .bird), "needs bird2, iproute2 and root"))
    func bird() throws {
        let matrix = try RouteServerMatrix()
        let files = generateFiles(for: matrix.device, of: matrix.fabric).files
        let text = try #require(files.first { $0.path.hasSuffix("/bird.conf") }?.text)
        let lab = RouteServerLab(matrix.server, .bird, configuration: text)
        let evaluator = RouteEvaluator(matrix.server)
        var ignored = 0
        for (row, outcome) in zip(matrix.rows, try lab.outcomes(of: matrix.rows)) {
            // BIRD announces to no client a next hop that is the client itself.
            let own = matrix.server.clients.first { $0.address == row.route.nextHop }?.asn
            var expectation = row.expectation
            if own != matrix.server.clients[row.client].asn {
                expectation.reaches.removeAll { $0 == own }
            }
            #expect(
                expectation.differences(from: outcome, plan: evaluator.plan) == [],
                "\(row.name)")
            switch evaluator.outcome(of: row.route, from: row.client) {
            case .accepted(let received):
                #expect(outcome == .accepted(received.filter { $0.asn != own }), "\(row.name)")
            case .refused(let reason):
                let isIgnored = try isIgnored(row.route, by: matrix.server)
                if isIgnored { ignored += 1 }
                #expect(outcome == .refused(isIgnored ? nil : reason), "\(row.name)")
            }
        }
        #expect(ignored < matrix.rows.count / 10)
    }
}
