import IR
import Net

/// What a change does to the routes of an exchange: announcements whose verdict is another, and
/// rules that are others.
///
/// Announcements without end can be made, so some are asked for all: for every session, each prefix
/// that its member may announce before or after, with each origin and as a blackhole of one
/// address. A rule that changes without one of their verdicts, such as a limit of path lengths, is
/// told by itself. Sessions are compared by the address of the member, servers by device.
///
/// Costs: the product of prefixes, origins and sessions, for each side.
public struct RouteDifference: Sendable {
    /// The verdict of an announcement on both sides.
    public struct Change: Hashable, Sendable {
        public let server: Name
        public let member: Name
        public let route: Route
        public let before: Verdict
        public let after: Verdict
    }

    public enum Verdict: Hashable, Sendable {
        /// There is no such session.
        case noSession
        case refused(RejectReason)
        /// The members that get it, ascending; the announcer is none of them.
        case reaches([ASN])
    }

    public struct RuleChange: Hashable, Sendable {
        public let server: Name
        public let requirement: String
        public let isAdded: Bool
    }

    /// In order of servers, sessions and routes. A refusal for another reason is none.
    public private(set) var changes: [Change] = []
    public private(set) var rules: [RuleChange] = []
    /// Announcements that were decided on both sides.
    public private(set) var comparedCount = 0

    public var isEmpty: Bool { changes.isEmpty && rules.isEmpty }

    public init(from old: Fabric, to new: Fabric) {
        let before = Self.servers(of: old)
        let after = Self.servers(of: new)
        for name in Set(before.map(\.name) + after.map(\.name)).sorted() {
            compare(
                name, before.first { $0.name == name }, after.first { $0.name == name })
        }
    }

    /// A route server and the names of its clients' members.
    private struct Server {
        let name: Name
        let evaluator: RouteEvaluator
        let members: [Name]

        func client(at address: IPAddress, _ family: AddressFamily) -> Int? {
            evaluator.server.clients.firstIndex { $0.address == address && $0.family == family }
        }

        func verdict(of route: Route, from address: IPAddress) -> Verdict {
            guard let client = client(at: address, route.prefix.family) else {
                return .noSession
            }
            let decision = evaluator.decideImport(of: route, from: client)
            if let refusal = decision.refusal { return .refused(refusal.reason) }
            guard case .accepted(let received) = evaluator.outcome(of: decision) else {
                preconditionFailure("what is not refused is accepted")
            }
            return .reaches(Set(received.map(\.asn)).sorted())
        }
    }

    private static func servers(of fabric: Fabric) -> [Server] {
        fabric.devices.compactMap { device in
            guard let server = device.routeServer, let exchange = fabric.exchange else {
                return nil
            }
            return Server(
                name: device.name, evaluator: RouteEvaluator(server),
                members: server.clients.map { exchange.members[$0.member].name })
        }
    }

    private mutating func compare(_ name: Name, _ before: Server?, _ after: Server?) {
        compareRules(name, before, after)
        let sides = [before, after].compactMap { $0 }
        let addresses = Set(sides.flatMap { $0.evaluator.server.clients.map(\.address) }).sorted()
        for address in addresses {
            var routes: [Route] = []
            var member: Name?
            for side in sides {
                for family in AddressFamily.allCases {
                    guard let client = side.client(at: address, family) else { continue }
                    member = side.members[client]
                    routes += Self.announcements(of: side.evaluator.server.clients[client])
                }
            }
            guard let member else { continue }
            var seen: Set<Route> = []
            for route in routes where seen.insert(route).inserted {
                comparedCount += 1
                let first = before?.verdict(of: route, from: address) ?? .noSession
                let second = after?.verdict(of: route, from: address) ?? .noSession
                if case .refused = first, case .refused = second { continue }
                guard first != second else { continue }
                changes.append(
                    Change(
                        server: name, member: member, route: route, before: first, after: second))
            }
        }
    }

    /// What a member may be expected to announce.
    private static func announcements(of client: RouteServerClient) -> [Route] {
        let asn = client.asn.rawValue
        let paths = client.origins.map { origin in
            ASPath(segments: [
                .sequence(origin == client.asn ? [asn] : [asn, origin.rawValue])
            ])
        }
        return client.prefixes.flatMap { prefix in
            let host = IPPrefix(
                containing: prefix.lastAddress, length: prefix.family.bitWidth)
            return paths.map { Route(prefix: prefix, path: $0, nextHop: client.address) }
                + [
                    Route(
                        prefix: host, path: ASPath(segments: [.sequence([asn])]),
                        nextHop: client.address, communities: [.blackhole])
                ]
        }
    }

    private mutating func compareRules(_ name: Name, _ before: Server?, _ after: Server?) {
        let old = (before?.evaluator.server.rules ?? []).map(\.kind)
        let new = (after?.evaluator.server.rules ?? []).map(\.kind)
        guard before != nil, after != nil else { return }
        func add(_ kinds: [ImportRule.Kind], besides others: [ImportRule.Kind], isAdded: Bool) {
            for kind in kinds where !others.contains(kind) {
                rules.append(
                    RuleChange(server: name, requirement: kind.requirement, isAdded: isAdded))
            }
        }
        add(old, besides: new, isAdded: false)
        add(new, besides: old, isAdded: true)
    }
}
