import IR
import Net

extension ImportRule {
    /// What it refuses, as a clause about a route, and the reasons that refused routes carry; in the
    /// order in which people look for them.
    var refusals: (text: String, reasons: [RejectReason]) {
        switch kind {
        case .ownLANs: ("a prefix of the exchange's own LANs, or one inside them", [.bogonPrefix])
        case .bogonPrefixes:
            (
                "a prefix that has no place in the routing of the Internet (RFC 6890), unless the "
                    + "member may announce it", [.bogonPrefix]
            )
        case .pathLengths(let lengths):
            (
                "an AS path of fewer than \(lengths.lowerBound) or more than \(lengths.upperBound) "
                    + "numbers", [.pathTooShort, .pathTooLong]
            )
        case .firstAS:
            ("an AS path that does not begin with the member's number", [.firstASNotPeer])
        case .nextHops: ("a next hop that is not the member's (RFC 7948)", [.nextHopNotPeer])
        case .asSets: ("an AS path with an AS_SET (RFC 6472)", [.asSet])
        case .bogonASNs: ("an AS path with a number that nobody may use (RFC 7607)", [.bogonASN])
        case .transitFree(let asns):
            ("an AS path through \(list(asns)), unless it is the member itself", [.transitFreeASN])
        case .neverViaRouteServers(let asns):
            (
                "an AS path through \(list(asns)), which asked never to be announced here",
                [.neverViaRouteServers]
            )
        case .leaks: ("a route with OTC, sent on by mistake (RFC 9234)", [.routeLeak])
        case .pathValidity:
            (
                "an AS path that a network in it speaks against by what it attests of its providers "
                    + "(ASPA)", [.pathInvalid]
            )
        case .origins: ("an origin that is not registered for the member", [.originNotRegistered])
        case .prefixes(let roaSuffices):
            (
                "a prefix that is not registered for the member"
                    + (roaSuffices ? ", unless its origin is valid by RPKI" : ""),
                [.prefixNotRegistered]
            )
        case .blackholes(let policy):
            (
                "a blackhole (RFC 7999) with a length outside \(range(policy.ipv4Lengths)) for IPv4 "
                    + "and \(range(policy.ipv6Lengths)) for IPv6", [.blackholeLength]
            )
        case .originValidity: ("an origin that is invalid by RPKI (RFC 6811)", [.originInvalid])
        case .prefixLengths(let ipv4, let ipv6):
            (
                "a prefix with a length outside \(range(ipv4)) for IPv4 and \(range(ipv6)) for IPv6, "
                    + "unless the member may announce just that prefix",
                [.prefixTooShort, .prefixTooLong]
            )
        }
    }

    private func range(_ lengths: ClosedRange<Int>) -> String {
        "/\(lengths.lowerBound) to /\(lengths.upperBound)"
    }

    private func list(_ asns: [ASN]) -> String {
        asns.map { "AS\($0)" }.joined(separator: ", ")
    }
}

extension CommunityPlan.Request {
    /// What it asks for everybody, or for `target` where there is one: "announce to AS64500".
    func phrase(_ named: String? = nil) -> String {
        let target = named ?? "everybody"
        switch self {
        case .withhold: return named.map { "do not announce to \($0)" } ?? "announce to nobody"
        case .announce: return "announce to \(target)"
        case .prepend(let count):
            return
                "prepend your number \(count == 1 ? "once" : count == 2 ? "twice" : "\(count) times") to \(target)"
        case .addNoExport: return "add NO_EXPORT to \(target)"
        }
    }
}
