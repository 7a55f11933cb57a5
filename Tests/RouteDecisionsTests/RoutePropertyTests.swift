import IR
import Net
import RouteDecisions
import TestSupport
import Testing

/// Laws of every policy, on random announcements to the server of the matrix and to those of it with
/// other choices.
@Suite("Whatever is announced")
struct RoutePropertyTests {
    private static let seed: UInt64 = 7947

    /// Runs `body` on random announcements, most of them close to what is accepted.
    private func forEachAnnouncement(
        _ body: (RouteEvaluator, Route, Int) throws -> Void
    ) throws {
        var random = SeededGenerator(seed: Self.seed)
        let matrix = try RouteServerMatrix()
        for round in 0..<20 {
            var server = matrix.server
            if round > 0 { try RandomRoutes.vary(&server, &random) }
            let evaluator = RouteEvaluator(server)
            for _ in 0..<300 {
                let client = random.pick(Array(server.clients.indices))
                let route = RandomRoutes.route(of: server.clients[client], evaluator.plan, &random)
                try body(evaluator, route, client)
            }
        }
    }

    @Test("nothing is accepted from a member outside its prefixes and origins")
    func filters() throws {
        var accepted = 0
        try forEachAnnouncement { evaluator, route, client in
            guard let taken = evaluator.decideImport(of: route, from: client).accepted else {
                return
            }
            accepted += 1
            let sender = evaluator.server.clients[client]
            #expect(
                sender.prefixes.contains { $0.contains(route.prefix) } || taken.validity == .valid)
            #expect(sender.origins.contains { $0.rawValue == route.path.origin })
            #expect(route.path.first == sender.asn.rawValue)
            #expect(sender.nextHops.contains(route.nextHop))
            #expect(taken.validity != .invalid)
        }
        #expect(accepted > 500, "seed \(Self.seed)")
    }

    @Test("a route for nobody reaches nobody but those it names")
    func nobody() throws {
        var withheld = 0
        try forEachAnnouncement { evaluator, route, client in
            let plan = evaluator.plan
            let nobody = plan.communities(for: .withhold, .everybody)
            guard route.communities.contains(where: nobody.contains),
                let taken = evaluator.decideImport(of: route, from: client).accepted
            else { return }
            withheld += 1
            for index in evaluator.server.clients.indices {
                guard case .announced = evaluator.decideExport(of: taken, to: index) else {
                    continue
                }
                let receiver = evaluator.server.clients[index]
                let target = CommunityPlan.Target.member(
                    receiver.asn, communityASN: receiver.communityASN)
                let named = plan.communities(for: .announce, target)
                #expect(route.communities.contains(where: named.contains), "\(route)")
            }
        }
        #expect(withheld > 40, "seed \(Self.seed)")
    }

    @Test("no request to the server leaves it, nor anything that a member said in its name")
    func scrubbed() throws {
        try forEachAnnouncement { evaluator, route, client in
            guard case .accepted(let received) = evaluator.outcome(of: route, from: client) else {
                return
            }
            for each in received { expectScrubbed(each.route, evaluator.plan) }
        }
    }

    private func expectScrubbed(_ route: Route, _ plan: CommunityPlan) {
        let requests = route.communities.filter { plan.isRequest($0) }
        #expect(requests == [], "\(route)")
        let statements = route.communities.filter { plan.isStatement($0) }
        #expect(statements.count == 1, "\(route)")
        let blackholes = route.communities.filter { plan.blackholes.contains($0) }
        #expect(blackholes == [], "\(route)")
    }

    @Test("a choice of a member holds whatever the communities say")
    func choices() throws {
        try forEachAnnouncement { evaluator, route, client in
            let sender = evaluator.server.clients[client]
            guard case .accepted(let received) = evaluator.outcome(of: route, from: client) else {
                return
            }
            for asn in Set(received.map(\.asn)).sorted() {
                #expect(sender.announcesTo.contains(asn))
                let receivers = evaluator.server.clients.filter { $0.asn == asn }
                #expect(receivers.contains { $0.acceptsFrom.contains(sender.asn) })
            }
        }
    }

    @Test("removing a member changes no verdict between others")
    func removal() throws {
        try forEachAnnouncement { evaluator, route, client in
            var smaller = evaluator.server
            let asn = smaller.clients[client].asn
            guard let gone = smaller.clients.last(where: { $0.asn != asn })?.asn else { return }
            let place = smaller.clients[..<client].count { $0.asn != gone }
            smaller.clients.removeAll { $0.asn == gone }
            let before = evaluator.outcome(of: route, from: client)
            let after = RouteEvaluator(smaller).outcome(of: route, from: place)
            switch (before, after) {
            case (.refused(let first), .refused(let second)): #expect(first == second)
            case (.accepted(let first), .accepted(let second)):
                #expect(first.filter { $0.asn != gone } == second)
            default: Issue.record("\(route): \(before) and \(after)")
            }
        }
    }
}

/// Announcements from few values, so that rules and requests meet.
private enum RandomRoutes {
    static func vary(_ server: inout RouteServer, _ random: inout SeededGenerator) throws {
        let asns = Set(server.clients.map(\.asn)).sorted()
        for index in server.clients.indices {
            server.clients[index].announcesTo = choice(among: asns, &random)
            server.clients[index].acceptsFrom = choice(among: asns, &random)
            server.clients[index].getsBlackholes = random.oneIn(2)
        }
        server.rules.removeAll { rule in
            switch rule.kind {
            case .blackholes, .originValidity, .transitFree: random.oneIn(4)
            default: false
            }
        }
        if !server.rules.contains(where: { $0.kind == .originValidity }) {
            server.originValidation = nil
        }
    }

    private static func choice(
        among asns: [ASN], _ random: inout SeededGenerator
    ) -> MemberChoice {
        let some = asns.filter { _ in random.oneIn(4) }
        return random.pick([.everybody, .everybody, .only(some), .allBut(some)])
    }

    static func route(
        of client: RouteServerClient, _ plan: CommunityPlan, _ random: inout SeededGenerator
    ) -> Route {
        let family = client.address.family
        let own = client.prefixes.first ?? IPPrefix(containing: client.address, length: 8)
        let step = family == .ipv4 ? 8 : 12
        let length = random.pick([own.length, own.length + step, family.bitWidth, own.length - 1])
        let address = own.address(at: UInt128(random.pick([0, 1, 256]))) ?? own.address
        let asn = client.asn.rawValue
        let path: [UInt32] = random.pick([
            [asn], [asn], [asn, asn], [asn, 65536], [64599, asn], [asn, 64700], [asn, 0], [],
        ])
        return Route(
            prefix: IPPrefix(containing: address, length: length),
            path: ASPath(segments: path.isEmpty ? [] : [.sequence(path)]),
            nextHop: random.oneIn(8) ? own.address : client.address,
            communities: communities(plan, &random),
            onlyToCustomer: random.oneIn(12) ? asn : nil)
    }

    private static func communities(
        _ plan: CommunityPlan, _ random: inout SeededGenerator
    ) -> [Community] {
        (0..<random.pick([0, 1, 2, 4])).map { _ in
            let number: UInt32 = random.pick([64496, 64500, 65540, 64503])
            let asn = ASN(rawValue: number) ?? plan.asn
            let target: CommunityPlan.Target =
                random.oneIn(3)
                ? .everybody : .member(asn, communityASN: number == 65540 ? 64900 : nil)
            let request = random.pick(CommunityPlan.requests)
            let others: [Community] = [
                .blackhole, .noExport, .gracefulShutdown, .standard(64497, 1),
                .large(plan.asn.rawValue, 1101, 3), .large(plan.asn.rawValue, 1000, 1),
            ]
            return random.oneIn(4)
                ? random.pick(others) : random.pick(plan.communities(for: request, target))
        }
    }
}
