import IR
import Net
import RouteDecisions
import TestSupport
import Testing

@Suite("The matrix of announcements")
struct RouteMatrixTests {
    @Test("is decided as each row expects")
    func rows() throws {
        let matrix = try RouteServerMatrix()
        let evaluator = RouteEvaluator(matrix.server)
        for row in matrix.rows {
            let outcome = evaluator.outcome(of: row.route, from: row.client)
            let differences = row.expectation.differences(from: outcome, plan: evaluator.plan)
            #expect(differences == [], "\(row.name)")
        }
    }

    @Test("has a row for every reason, every request and every member")
    func coverage() throws {
        let matrix = try RouteServerMatrix()
        #expect(matrix.rows.count >= 250)
        let reasons = Set(matrix.rows.compactMap(\.expectation.refused))
        let all = Set(RejectReason.allCases.map(\.rawValue))
        // No path of a session between two systems is empty, and no prefix of the family's that a
        // member owns is shorter than /8. The daemons that are asked do not verify paths; that rule
        // has tests of its own.
        #expect(all.subtracting(reasons) == [2, 6, 1005])
        #expect(Set(matrix.rows.map(\.client)).count >= 18)
        let communities = Set(matrix.rows.flatMap(\.route.communities))
        let plan = CommunityPlan(asn: matrix.server.asn)
        for request in CommunityPlan.requests {
            #expect(plan.communities(for: request, .everybody).allSatisfy(communities.contains))
        }
        #expect(plan.blackholes.allSatisfy(communities.contains))
    }

    @Test("announces each prefix once, so that all rows can be announced together")
    func prefixes() throws {
        let rows = try RouteServerMatrix().rows
        #expect(Set(rows.map(\.route.prefix)).count == rows.count)
    }
}
