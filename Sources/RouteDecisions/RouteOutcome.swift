import IR
import Net

/// What became of an announcement, told as members see it: by this module, or by a daemon.
public enum RouteOutcome: Hashable, Sendable {
    /// For the reason of this number; nil where nobody says.
    case refused(UInt32?)
    /// What each session of the other members got, in order of sessions; empty where nobody did.
    case accepted([Received])

    public struct Received: Hashable, Sendable {
        public var asn: ASN
        public var route: Route

        public init(asn: ASN, route: Route) {
            self.asn = asn
            self.route = route
        }
    }
}

extension RouteEvaluator {
    /// Import and all exports of an announcement. The announcer's other sessions, which find their
    /// own number in the path, are left out.
    public func outcome(of announcement: Route, from client: Int) -> RouteOutcome {
        outcome(of: decideImport(of: announcement, from: client))
    }

    /// All exports of an announcement whose import is decided, as above.
    public func outcome(of decision: ImportDecision) -> RouteOutcome {
        switch decision {
        case .refused(let refusal): return .refused(refusal.reason.rawValue)
        case .accepted(let accepted):
            let received = server.clients.indices.compactMap { index -> RouteOutcome.Received? in
                let asn = server.clients[index].asn
                guard asn != server.clients[accepted.client].asn,
                    case .announced(let route, _) = decideExport(of: accepted, to: index)
                else { return nil }
                return .init(asn: asn, route: route)
            }
            return .accepted(received)
        }
    }
}

/// What is to become of an announcement.
public struct RouteExpectation: Hashable, Sendable {
    /// The number of the reason; nil where it is to be accepted.
    public var refused: UInt32?
    /// The other members that get it; ascending.
    public var reaches: [ASN]
    /// As each of them gets it; nil where that is not looked at.
    public var path: ASPath?
    public var nextHop: IPAddress?
    /// As each of them gets it, without what the server says of the route (`RS:1000…1999:n`).
    public var communities: [Community]?

    public init(
        refused: UInt32?, reaches: [ASN], path: ASPath?, nextHop: IPAddress?,
        communities: [Community]?
    ) {
        self.refused = refused
        self.reaches = Set(reaches).sorted()
        self.path = path
        self.nextHop = nextHop
        self.communities = communities.map { Set($0).sorted() }
    }

    /// What is other than expected, as sentences; empty where all is.
    public func differences(
        from outcome: RouteOutcome, plan: CommunityPlan
    ) -> [String] {
        switch (outcome, refused) {
        case (.refused(let reason), let refused?):
            guard let reason, reason != refused else { return [] }
            return ["expected to be refused for \(name(refused)), and is for \(name(reason))"]
        case (.refused(let reason), nil):
            return [
                "expected to be accepted, and is refused"
                    + (reason.map { " for \(name($0))" } ?? "")
            ]
        case (.accepted, let refused?):
            return ["expected to be refused for \(name(refused)), and is accepted"]
        case (.accepted(let received), nil):
            return differences(from: received, plan)
        }
    }

    private func name(_ number: UInt32) -> String {
        RejectReason(rawValue: number).map { "\(number), \($0.meaning)" } ?? "\(number)"
    }

    private func differences(
        from received: [RouteOutcome.Received], _ plan: CommunityPlan
    ) -> [String] {
        func list(_ values: [some CustomStringConvertible], none: String) -> String {
            values.isEmpty ? none : values.map(\.description).joined(separator: " ")
        }
        var differences: [String] = []
        let reached = Set(received.map(\.asn)).sorted()
        if reached != reaches {
            differences.append(
                "expected to reach \(list(reaches, none: "nobody")), and reaches "
                    + list(reached, none: "nobody"))
        }
        for each in received {
            let (asn, route) = (each.asn, each.route)
            if let path, route.path != path {
                differences.append("AS \(asn): expected the path \(path), and got \(route.path)")
            }
            if let nextHop, route.nextHop != nextHop {
                differences.append(
                    "AS \(asn): expected the next hop \(nextHop), and got \(route.nextHop)")
            }
            let found = route.communities.filter { !plan.isStatement($0) }
            if let communities, found != communities {
                differences.append(
                    "AS \(asn): expected the communities \(list(communities, none: "none")), "
                        + "and got \(list(found, none: "none"))")
            }
        }
        return differences
    }
}
