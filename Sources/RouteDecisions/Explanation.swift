import Diagnostics
import IR
import Net

/// A decision in words: what it was, the line of the topology behind it, and what would change it.
public struct Explanation: Sendable {
    public var text: String
    /// Nil where the route itself says it.
    public var origin: SourceSpan?
    /// Nil where nothing would.
    public var remedy: String?
}

extension RouteEvaluator {
    /// Why the announcement was refused.
    public func explanation(
        of refusal: Refusal, for route: Route, from client: Int
    ) -> Explanation {
        let sender = server.clients[client]
        let rule = server.rules[refusal.rule]
        let prefix = route.prefix
        func list(_ values: [some CustomStringConvertible]) -> String {
            if values.isEmpty { return "none" }
            let shown = values.prefix(8).map(\.description).joined(separator: ", ")
            return values.count > 8 ? "\(shown) and \(values.count - 8) more" : shown
        }
        let text: String
        var origin = rule.origin
        let remedy: String?
        switch refusal.reason {
        case .prefixTooLong, .prefixTooShort:
            let lengths = server.acceptedLengths(prefix.family)
            text =
                "/\(prefix.length) is outside the lengths that are accepted, "
                + "/\(lengths.lowerBound) to /\(lengths.upperBound)"
            remedy =
                refusal.reason == .prefixTooLong
                ? "announce an aggregate, or list \(prefix) itself among the member's prefixes"
                : "announce more specific prefixes, or list \(prefix) itself among the member's"
        case .bogonPrefix:
            text = "\(prefix) \(bogonMeaning(of: prefix))"
            remedy = nil
        case .bogonASN:
            text = "AS \(firstBogon(in: route.path).map(String.init) ?? "?") is nobody's to use"
            remedy = "take private and reserved AS numbers out of the path"
        case .pathTooLong, .pathTooShort:
            text = "the path counts \(route.path.length) AS numbers"
            remedy =
                refusal.reason == .pathTooLong
                ? "prepend less, or raise 'longest_path'" : "announce it with the member's number"
        case .firstASNotPeer:
            text =
                "the path begins with \(route.path.first.map { "AS \($0)" } ?? "a set") and not "
                + "with AS \(sender.asn)"
            origin = sender.origin
            remedy = "a client announces with its own number first"
        case .nextHopNotPeer:
            text = "the next hop \(route.nextHop) is not one of \(list(sender.nextHops))"
            origin = sender.origin
            remedy =
                "announce with the session's address, or allow the next hop: 'next_hops: same-as' "
                + "or 'authorized_next_hops'"
        case .prefixNotRegistered:
            text = "\(prefix) is not inside the member's prefixes: \(list(sender.prefixes))"
            origin = sender.origin
            remedy = "add \(prefix) to the prefixes of the member"
        case .originNotRegistered:
            let last = route.path.origin.map { "AS \($0)" } ?? "a set"
            text = "\(last) is not among the member's origins: \(list(sender.origins))"
            origin = sender.origin
            remedy = "add \(last) to the origins of the member"
        case .originInvalid:
            text = "a ROA covers \(prefix), and none is for this origin and length"
            remedy = "let the holder of the prefix publish a ROA for this origin and length"
        case .transitFreeASN:
            text = "the path leads through a network that buys transit from nobody"
            remedy = "the member leaks routes of a transit provider; it must stop"
        case .asSet:
            text = "the path holds a set of AS numbers"
            remedy = "announce the aggregate without AS_SET (RFC 9774)"
        case .neverViaRouteServers:
            text = "the path holds a network that asked not to be in any path of a route server"
            remedy = "peer with that network directly"
        case .routeLeak:
            text = "Only to Customer is set: the route was already sent to a customer or a peer"
            remedy = "the member leaks the route; it must not announce it to a peer"
        case .pathInvalid:
            let verdict = pathVerdict(of: route, from: client)
            text =
                verdict?.firstRefuted?.description ?? verdict?.reasons.first
                ?? "nothing is known of the path"
            remedy =
                verdict?.firstRefuted.map { hop in
                    "AS \(hop.next) leaks the route, or AS \(hop.customer) must attest it as "
                        + "provider (ASPA)"
                }
        case .blackholeLength:
            text = "a blackhole of /\(prefix.length) is outside the lengths they may have"
            remedy = "announce the blackhole for the addresses under attack alone"
        }
        return Explanation(text: text, origin: origin, remedy: remedy)
    }

    private func bogonMeaning(of prefix: IPPrefix) -> String {
        if let lan = server.ownLANs.first(where: { $0.contains(prefix) }) {
            return "is in \(lan), a LAN of the exchange"
        }
        if let bogon = server.bogonPrefixes.first(where: { $0.contains(prefix) }) {
            return "is in \(bogon.prefix), which is not routed on the Internet"
        }
        return "is not routed on the Internet"
    }

    private func firstBogon(in path: ASPath) -> UInt32? {
        path.numbers.first { number in server.bogonASNs.contains { $0.contains(number) } }
    }

    /// Why a client gets a route or not.
    public func explanation(
        of reason: ExportReason, for accepted: AcceptedRoute, to client: Int
    ) -> Explanation {
        let sender = server.clients[accepted.client]
        let receiver = server.clients[client]
        return switch reason {
        case .ownRoute: Explanation(text: "the route is its own")
        case .otherFamily:
            Explanation(text: "the session is for \(receiver.family) routes")
        case .senderChoice:
            Explanation(
                text: "AS \(sender.asn) does not announce to AS \(receiver.asn)",
                origin: sender.origin, remedy: "change 'announces_to' of AS \(sender.asn)")
        case .receiverChoice:
            Explanation(
                text: "AS \(receiver.asn) does not accept from AS \(sender.asn)",
                origin: receiver.origin, remedy: "change 'accepts_from' of AS \(receiver.asn)")
        case .blackholeUnwanted:
            Explanation(
                text: "it does not take blackholes", origin: receiver.origin,
                remedy: "set 'blackholes: true' for the session of AS \(receiver.asn)")
        case .nextHopFamily:
            Explanation(
                text: "it cannot use an \(accepted.route.nextHop.family) next hop",
                origin: receiver.origin,
                remedy: "set 'extended_next_hop: true' for the session of AS \(receiver.asn)")
        case .request(let community):
            explanation(of: community, sender: sender, receiver: receiver)
        case .nobodyObjects: Explanation(text: "nobody objects")
        }
    }

    private func explanation(
        of community: Community, sender: RouteServerClient, receiver: RouteServerClient
    ) -> Explanation {
        // Nothing that the member announces changes it.
        if sender.attachedCommunities.contains(community) {
            return Explanation(
                text: "\(community) decides, which is attached to all routes of AS \(sender.asn)",
                origin: sender.origin,
                remedy: "remove \(community) from 'attach_communities' of AS \(sender.asn)")
        }
        let target = CommunityPlan.Target.member(receiver.asn, communityASN: receiver.communityASN)
        if plan.communities(for: .announce, target).contains(community) {
            return Explanation(
                text: "\(community) asks to announce it to AS \(receiver.asn)",
                remedy: "remove \(community)")
        }
        let whom =
            plan.communities(for: .withhold, target).contains(community)
            ? "AS \(receiver.asn)" : "anybody"
        let wanted = plan.communities(for: .announce, target).last
        let addition = whom == "anybody" ? wanted.map { ", or add \($0)" } ?? "" : ""
        return Explanation(
            text: "\(community) asks not to announce it to \(whom)",
            remedy: "remove \(community)\(addition)")
    }
}

extension RouteEvaluator {
    /// Requests of an announcement that the policy has nothing for: the route is treated as any other,
    /// which somebody who asks for a blackhole should know.
    public func requestsWithoutEffect(of route: Route, from client: Int) -> [Explanation] {
        let communities = route.communities + server.clients[client].attachedCommunities
        var result: [Explanation] = []
        let hasBlackholes = server.rules.contains {
            if case .blackholes = $0.kind { true } else { false }
        }
        if !hasBlackholes, communities.contains(.blackhole) {
            result.append(
                Explanation(
                    text:
                        "BLACKHOLE (\(Community.blackhole)) asks for nothing: the policy has no blackholes",
                    remedy: "say 'blackholes' in the policy of the exchange"))
        }
        if !server.honoursGracefulShutdown, communities.contains(.gracefulShutdown) {
            result.append(
                Explanation(
                    text:
                        "GRACEFUL_SHUTDOWN (\(Community.gracefulShutdown)) asks for nothing: the policy does not honour it",
                    remedy: "say 'graceful_shutdown: true' in the policy of the exchange"))
        }
        return result
    }
}

extension ImportRule.Kind {
    /// What a route must be to keep the rule, as a sentence about the route.
    public var requirement: String {
        switch self {
        case .ownLANs: "outside the LANs of the exchange"
        case .bogonPrefixes: "no bogon"
        case .pathLengths(let lengths): "\(lengths.lowerBound) to \(lengths.upperBound) AS numbers"
        case .firstAS: "the client's AS first"
        case .nextHops: "a next hop of the client's"
        case .asSets: "no AS_SET"
        case .bogonASNs: "no bogon AS number"
        case .transitFree(let asns): "not through a transit-free network (\(asns.count) known)"
        case .neverViaRouteServers(let asns):
            "not through a network that asked not to be here (\(asns.count) known)"
        case .leaks: "not a leak (RFC 9234)"
        case .pathValidity: "no invalid path (ASPA)"
        case .origins: "an origin of the client's"
        case .prefixes(let roaSuffices):
            "a prefix of the client's" + (roaSuffices ? ", or a valid origin" : "")
        case .blackholes(let policy):
            "no blackhole, or one of /\(policy.ipv4Lengths.lowerBound) to "
                + "/\(policy.ipv4Lengths.upperBound) in IPv4, /\(policy.ipv6Lengths.lowerBound) to "
                + "/\(policy.ipv6Lengths.upperBound) in IPv6"
        case .originValidity: "no invalid origin (RFC 6811)"
        case .prefixLengths(let ipv4, let ipv6):
            "/\(ipv4.lowerBound) to /\(ipv4.upperBound) in IPv4, /\(ipv6.lowerBound) to "
                + "/\(ipv6.upperBound) in IPv6, or a prefix of the client's itself"
        }
    }
}
