import IR
import Net
import RouteDecisions
import TestSupport
import Testing

@Suite("What is told of a decision")
struct ExplanationTests {
    @Test("a community that the server attached is told as its member's, and not as the route's")
    func attached() throws {
        let matrix = try RouteServerMatrix()
        let server = matrix.server
        let evaluator = RouteEvaluator(server)
        func client(_ asn: UInt32) throws -> Int {
            try #require(
                server.clients.firstIndex { $0.asn.rawValue == asn && $0.family == .ipv4 })
        }
        let (sender, receiver) = try (client(64502), client(64498))
        for communities in [[], [try Community("0:64498")]] {
            let route = Route(
                prefix: try IPPrefix("10.6.9.0/24"), path: try ASPath("64502"),
                nextHop: server.clients[sender].address, communities: communities)
            let accepted = try #require(
                evaluator.decideImport(of: route, from: sender).accepted)
            guard
                case .withheld(let reason) = evaluator.decideExport(of: accepted, to: receiver)
            else {
                Issue.record("it is announced")
                return
            }
            let why = evaluator.explanation(of: reason, for: accepted, to: receiver)
            #expect(why.text.contains("0:64498"))
            #expect(why.text.contains("attached to all routes of AS 64502"))
            #expect(why.origin == server.clients[sender].origin)
            #expect(why.remedy?.contains("attach_communities") == true)
        }
    }
}
