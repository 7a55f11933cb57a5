// RouteDecisions: what a route server decides about a route, for each of its clients, and by which
// rule.
//
// The policy is data (`IR.RouteServer`): an ordered list of rules, and what each client may announce
// and wants. Back-ends say it in the words of a daemon; this module carries it out, one
// announcement at a time and with no daemon, so that a question about a route is answered by the
// rule and the line behind it, and so that what the daemons do has something to be compared with.
//
// A route is decided in two steps, as RFC 7947 has them:
//
//     announcement ── import from its client ── refused, by a rule
//                                            └─ accepted ── export to another client ── withheld
//                                                                                    └─ announced
//
// Import looks at the rules in their order and ends at the first that is broken. Export looks at the
// choices of the two members first, which only the exchange can change, and then at the requests
// that the route carries (`CommunityPlan`), by their precedence. Both steps look at one route alone:
// which of several accepted routes is the best is not decided here. A client that may not get the
// best one gets the next, so that no policy of one hides a route from another (RFC 7947, section
// 2.3), and a withheld route is withheld whatever else is there.
//
// Costs: import is linear in the client's lists and the path, export in the route's communities.

import IR
import Net

public struct RouteEvaluator: Sendable {
    public let server: RouteServer
    public let plan: CommunityPlan
    /// What is known of origins; nil where nothing is, and validity is then `notFound`.
    let payloads: ROATable?
    /// What is known of providers; nil where paths are not verified.
    let authorizations: ASPATable?

    /// - Parameters:
    ///   - payloads: what the server's caches know of origins; those of the configuration itself are
    ///     always known.
    ///   - authorizations: what they know of providers, likewise.
    public init(
        _ server: RouteServer, payloads: [ValidatedROAPayload] = [],
        authorizations: [ProviderAuthorization] = []
    ) {
        self.server = server
        plan = CommunityPlan(asn: server.asn)
        self.payloads = server.originValidation.map { ROATable($0.payloads + payloads) }
        self.authorizations = server.providerAuthorizations.map { ASPATable($0 + authorizations) }
    }

    // MARK: Import

    /// What becomes of an announcement of the client at that place in `server.clients`.
    public func decideImport(of announcement: Route, from client: Int) -> ImportDecision {
        let sender = server.clients[client]
        var route = announcement
        route.communities.removeAll { plan.isStatement($0) }
        for community in sender.attachedCommunities { route.add(community) }
        let isBlackhole = route.communities.contains { community in
            community == .blackhole || plan.blackholes.contains(community)
        }
        for (index, rule) in server.rules.enumerated() {
            if case .blackholes(let policy) = rule.kind, isBlackhole {
                let family = route.prefix.family
                guard policy.lengths(family).contains(route.prefix.length) else {
                    return .refused(Refusal(.blackholeLength, rule: index, of: server))
                }
                return .accepted(blackhole(route, policy, from: client))
            }
            if let reason = reason(for: rule.kind, route, sender) {
                return .refused(Refusal(reason, rule: index, of: server))
            }
        }
        return .accepted(accept(route, from: client, validity(of: route)))
    }

    /// Whether the origin may originate the prefix; nil where that is not looked at.
    public func validity(of route: Route) -> OriginValidity? {
        payloads.map { $0.validity(of: route.prefix, origin: route.path.origin) }
    }

    /// What is known of the path; nil where that is not looked at.
    public func pathVerdict(of route: Route, from client: Int) -> PathVerdict? {
        verdict(of: route.path, from: server.clients[client])
    }

    private func verdict(of path: ASPath, from sender: RouteServerClient) -> PathVerdict? {
        authorizations?.verdict(of: path, from: sender.asn.rawValue)
    }

    private func blackhole(
        _ announced: Route, _ policy: BlackholePolicy, from client: Int
    ) -> AcceptedRoute {
        var route = announced
        route.communities.removeAll { plan.blackholes.contains($0) }
        route.add(.blackhole)
        route.add(.noExport)
        if let nextHop = policy.nextHop(route.prefix.family) { route.nextHop = nextHop }
        return accept(route, from: client, nil, isBlackhole: true)
    }

    /// The route as it is kept, with what the server says of its origin.
    private func accept(
        _ announced: Route, from client: Int, _ validity: OriginValidity?, isBlackhole: Bool = false
    ) -> AcceptedRoute {
        var route = announced
        route.add(statement(of: validity))
        let isLeaving =
            server.honoursGracefulShutdown && route.communities.contains(.gracefulShutdown)
        return AcceptedRoute(
            route: route, client: client, isBlackhole: isBlackhole, isLastChoice: isLeaving,
            validity: validity)
    }

    /// The large community by which the server says what it knows of the origin.
    private func statement(of validity: OriginValidity?) -> Community {
        let number: UInt32 =
            switch validity {
            case .valid: 1
            case .notFound, .invalid: 2
            case nil: 3
            }
        return .large(server.asn.rawValue, CommunityPlan.validity, number)
    }

    /// Why the rule refuses the route; nil where it does not.
    private func reason(
        for rule: ImportRule.Kind, _ route: Route, _ sender: RouteServerClient
    ) -> RejectReason? {
        let prefix = route.prefix
        let path = route.path
        let isOwn = sender.prefixes.contains { $0.contains(prefix) }
        switch rule {
        case .ownLANs(let lans):
            return lans.contains { $0.contains(prefix) } ? .bogonPrefix : nil
        case .bogonPrefixes(let bogons):
            return !isOwn && bogons.contains { $0.contains(prefix) } ? .bogonPrefix : nil
        case .pathLengths(let lengths):
            if path.length < lengths.lowerBound { return .pathTooShort }
            return path.length > lengths.upperBound ? .pathTooLong : nil
        case .firstAS: return path.first == sender.asn.rawValue ? nil : .firstASNotPeer
        case .nextHops: return sender.nextHops.contains(route.nextHop) ? nil : .nextHopNotPeer
        case .asSets: return path.hasSet ? .asSet : nil
        case .bogonASNs(let bogons):
            return path.numbers.contains { number in bogons.contains { $0.contains(number) } }
                ? .bogonASN : nil
        case .transitFree(let asns):
            return passes(path, through: asns, sender) ? .transitFreeASN : nil
        case .neverViaRouteServers(let asns):
            return passes(path, through: asns, sender) ? .neverViaRouteServers : nil
        case .leaks: return route.onlyToCustomer == nil ? nil : .routeLeak
        case .pathValidity:
            return verdict(of: path, from: sender)?.validity == .invalid ? .pathInvalid : nil
        case .origins:
            return sender.origins.contains { $0.rawValue == path.origin }
                ? nil : .originNotRegistered
        case .prefixes(let roaSuffices):
            return isOwn || (roaSuffices && validity(of: route) == .valid)
                ? nil : .prefixNotRegistered
        case .blackholes: return nil
        case .originValidity: return validity(of: route) == .invalid ? .originInvalid : nil
        case .prefixLengths(let ipv4, let ipv6):
            let lengths = prefix.family == .ipv4 ? ipv4 : ipv6
            if lengths.contains(prefix.length) || sender.prefixes.contains(prefix) { return nil }
            return prefix.length > lengths.upperBound ? .prefixTooLong : .prefixTooShort
        }
    }

    /// Whether a path of a client that is none of the networks leads through one of them.
    private func passes(
        _ path: ASPath, through asns: [ASN], _ sender: RouteServerClient
    ) -> Bool {
        !asns.contains(sender.asn)
            && path.numbers.contains { number in asns.contains { $0.rawValue == number } }
    }

    // MARK: Export

    /// What the client at that place in `server.clients` gets of an accepted route.
    public func decideExport(of accepted: AcceptedRoute, to client: Int) -> ExportDecision {
        let sender = server.clients[accepted.client]
        let receiver = server.clients[client]
        if client == accepted.client { return .withheld(.ownRoute) }
        if receiver.family != accepted.route.prefix.family {
            return .withheld(.otherFamily)
        }
        if !sender.announcesTo.contains(receiver.asn) { return .withheld(.senderChoice) }
        if !receiver.acceptsFrom.contains(sender.asn) { return .withheld(.receiverChoice) }
        if accepted.isBlackhole && !receiver.getsBlackholes {
            return .withheld(.blackholeUnwanted)
        }
        if accepted.route.nextHop.family != receiver.family
            && !receiver.hasExtendedNextHop
        {
            return .withheld(.nextHopFamily)
        }
        let target = CommunityPlan.Target.member(receiver.asn, communityASN: receiver.communityASN)
        let reason: ExportReason
        if let community = request(.withhold, target, of: accepted) {
            return .withheld(.request(community))
        } else if let community = request(.announce, target, of: accepted) {
            reason = .request(community)
        } else if let community = request(.withhold, .everybody, of: accepted) {
            return .withheld(.request(community))
        } else {
            reason = .nobodyObjects
        }
        return .announced(announcement(of: accepted, from: sender, target), reason)
    }

    /// The first community of the route that makes the request.
    private func request(
        _ request: CommunityPlan.Request, _ target: CommunityPlan.Target, of accepted: AcceptedRoute
    ) -> Community? {
        let meant = plan.communities(for: request, target)
        return accepted.route.communities.first(where: meant.contains)
    }

    /// The route as the receiver gets it.
    private func announcement(
        of accepted: AcceptedRoute, from sender: RouteServerClient, _ target: CommunityPlan.Target
    ) -> Route {
        var route = accepted.route
        let targets = [target, .everybody]
        search: for target in targets {
            for count in [3, 2, 1] where request(.prepend(count), target, of: accepted) != nil {
                route.path = route.path.prepending(sender.asn.rawValue, times: count)
                break search
            }
        }
        if targets.contains(where: { request(.addNoExport, $0, of: accepted) != nil }) {
            route.add(.noExport)
        }
        route.communities.removeAll { plan.isRequest($0) }
        if server.hasRoles { route.onlyToCustomer = route.onlyToCustomer ?? server.asn.rawValue }
        return route
    }
}
