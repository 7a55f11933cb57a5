import IR
import Net
import TestSupport
import Testing

@testable import RouteDecisions

@Suite("The rule against invalid paths")
struct PathRuleTests {
    /// The exchange with every rule, and origins that nobody minds.
    private static func evaluator(
        _ change: (inout RouteServer) throws -> Void = { _ in },
        cached: [ProviderAuthorization] = []
    ) throws -> RouteEvaluator {
        let (fabric, device) = try LabExchange.fabric { server in
            server = server.verifyingPaths()
            for index in server.clients.indices {
                server.clients[index].origins += try ["64496", "65551", "64700"].map {
                    try ASN($0)
                }
            }
            try change(&server)
        }
        return RouteEvaluator(try #require(fabric[device].routeServer), authorizations: cached)
    }

    private static func decision(
        _ path: String, communities: [Community] = [], of evaluator: RouteEvaluator
    ) throws -> ImportDecision {
        let path = try ASPath(path)
        let client = try #require(
            evaluator.server.clients.firstIndex {
                $0.asn.rawValue == path.first && $0.address.family == .ipv4
            })
        let sender = evaluator.server.clients[client]
        let number = LabExchange.number(of: sender.asn)
        let length = communities.isEmpty ? 24 : 32
        return evaluator.decideImport(
            of: Route(
                prefix: try IPPrefix("10.\(number).5.0/\(length)"), path: path,
                nextHop: sender.address, communities: communities), from: client)
    }

    @Test(
        "refuses an invalid one and no other",
        arguments: [
            ("64498", nil), ("64498 65551", nil), ("64498 65551 65551", nil),
            ("64498 64700", nil), ("64499 65551", 1005), ("64498 64496", 1005),
            ("64498 64497 64700", 1005), ("64498 64700 65551", 1005),
        ] as [(String, UInt32?)])
    func refusals(path: String, reason: UInt32?) throws {
        let decision = try Self.decision(path, of: Self.evaluator())
        #expect(decision.refusal?.reason.rawValue == reason)
        guard let refusal = decision.refusal else { return }
        #expect(try Self.evaluator().server.rules[refusal.rule].kind == .pathValidity)
    }

    @Test("refuses nothing where nobody attests anything")
    func silence() throws {
        let evaluator = try Self.evaluator { $0.providerAuthorizations = [] }
        for path in ["64499 65551", "64498 64496", "64498 64497 64700"] {
            #expect(try Self.decision(path, of: evaluator).accepted != nil)
        }
    }

    @Test("knows what caches know, too")
    func caches() throws {
        let cached = ProviderAuthorization(customer: 65_551, providers: [64499])
        let evaluator = try Self.evaluator(cached: [cached])
        #expect(try Self.decision("64499 65551", of: evaluator).accepted != nil)
        #expect(try Self.decision("64498 65551", of: evaluator).accepted != nil)
        #expect(try Self.decision("64496 65551", of: evaluator).refusal?.reason == .pathInvalid)
    }

    @Test("comes before blackholes: a leaked one is refused")
    func blackholes() throws {
        let evaluator = try Self.evaluator()
        #expect(
            try Self.decision("64498 65551", communities: [.blackhole], of: evaluator)
                .accepted?.isBlackhole == true)
        #expect(
            try Self.decision("64499 65551", communities: [.blackhole], of: evaluator)
                .refusal?.reason == .pathInvalid)
    }

    @Test("is explained by the first network that speaks against the path")
    func explanation() throws {
        let evaluator = try Self.evaluator()
        let refusal = try #require(try Self.decision("64499 65551", of: evaluator).refusal)
        let client = try #require(
            evaluator.server.clients.firstIndex { $0.asn.rawValue == 64499 })
        let route = Route(
            prefix: try IPPrefix("10.3.1.0/24"), path: try ASPath("64499 65551"),
            nextHop: evaluator.server.clients[client].address)
        let explanation = evaluator.explanation(of: refusal, for: route, from: client)
        #expect(
            explanation.text == "AS 65551 attests others as providers than AS 64499: AS 64498")
        #expect(explanation.origin == evaluator.server.rules[refusal.rule].origin)
        #expect(explanation.remedy?.contains("AS 65551 must attest it") == true)
    }
}
