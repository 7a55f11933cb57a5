import IR
import Net
import RouteDecisions

extension RouteServerLab {
    /// What the server makes of the rows of the matrix, in the words of the evaluator. The routes to
    /// each prefix are those of its one announcer.
    public func outcomes(of rows: [RouteServerMatrix.Row]) throws -> [RouteOutcome] {
        let announcements = rows.map { row in
            Announcement(
                from: server.clients[row.client].address,
                BGPRoute(
                    prefix: row.route.prefix, path: row.route.path, nextHop: row.route.nextHop,
                    communities: row.route.communities, onlyToCustomer: row.route.onlyToCustomer))
        }
        return zip(rows, try run(announcements)).map { row, outcome in
            switch outcome.verdict {
            case .refused(let reason): .refused(reason?.rawValue)
            case .ignored: .refused(nil)
            case .accepted: .accepted(received(in: outcome, from: server.clients[row.client].asn))
            }
        }
    }

    private func received(in outcome: Outcome, from asn: ASN) -> [RouteOutcome.Received] {
        server.clients.filter { $0.asn != asn }.flatMap { client in
            (outcome.received[client.address] ?? []).map { route in
                RouteOutcome.Received(
                    asn: client.asn,
                    route: Route(
                        prefix: route.prefix, path: route.path, nextHop: route.nextHop,
                        communities: route.communities, onlyToCustomer: route.onlyToCustomer))
            }
        }
    }
}
