import Net

extension FabricPrinter {
    mutating func printRouteServer(_ server: RouteServer) {
        let fabric = fabric
        line(
            "route-server as \(server.asn) router-id \(server.routerID) "
                + "lan \(fabric[server.lan].name) addresses \(list(server.addresses))"
                + (server.hasRoles ? " roles" : "")
                + (server.honoursGracefulShutdown ? " graceful-shutdown" : ""),
            [server.origin])
        nested {
            for rule in server.rules { $0.line($0.text(rule.kind), [rule.origin]) }
            if let validation = server.originValidation {
                for cache in validation.caches {
                    $0.line("rtr \(cache.address) port \(cache.port)")
                }
                for payload in validation.payloads {
                    $0.line("vrp \(payload.prefix)-\(payload.maxLength) as \(payload.asn)")
                }
            }
            for authorization in server.providerAuthorizations ?? [] {
                let providers = authorization.providers
                $0.line(
                    "aspa \(authorization.customer) providers "
                        + (providers.isEmpty ? "none" : list(providers)))
            }
            for client in server.clients { $0.line($0.text(client), [client.origin]) }
        }
    }

    private func text(_ kind: ImportRule.Kind) -> String {
        func ranges(_ prefixes: [PrefixRange]) -> String {
            list(
                prefixes.map {
                    "\($0.prefix){\($0.lengths.lowerBound),\($0.lengths.upperBound)}"
                })
        }
        return switch kind {
        case .ownLANs(let prefixes): "refuse own-lans \(list(prefixes))"
        case .bogonPrefixes(let prefixes): "refuse bogons \(ranges(prefixes))"
        case .pathLengths(let lengths): "require path-length \(lengths)"
        case .firstAS: "require first-as"
        case .nextHops: "require next-hop"
        case .asSets: "refuse as-sets"
        case .bogonASNs(let asns):
            "refuse bogon-asns " + list(asns.map { "\($0.lowerBound)-\($0.upperBound)" })
        case .transitFree(let asns): "refuse transit-free \(list(asns))"
        case .neverViaRouteServers(let asns): "refuse never-via-route-servers \(list(asns))"
        case .leaks: "refuse leaks"
        case .pathValidity: "refuse invalid-paths"
        case .origins: "require origin"
        case .prefixes(let roaSuffices): "require prefix" + (roaSuffices ? " or roa" : "")
        case .blackholes(let policy):
            "blackholes ipv4 \(policy.ipv4Lengths) ipv6 \(policy.ipv6Lengths)"
                + (policy.nextHopIPv4.map { " next-hop \($0)" } ?? "")
                + (policy.nextHopIPv6.map { " next-hop \($0)" } ?? "")
        case .originValidity: "refuse invalid-origins"
        case .prefixLengths(let ipv4, let ipv6): "require lengths ipv4 \(ipv4) ipv6 \(ipv6)"
        }
    }

    private func text(_ client: RouteServerClient) -> String {
        var text =
            "client \(client.address)\(client.isOverOtherFamily ? " \(client.family)" : "") as \(client.asn) prefixes \(list(client.prefixes)) "
            + "origins \(list(client.origins)) next-hops \(list(client.nextHops))"
        if let limit = client.limit {
            text +=
                " max-prefixes \(limit.prefixes) \(limit.counted.rawValue) "
                + limit.action.rawValue
        }
        if let secret = client.secret { text += " secret \(secret)" }
        if client.hasGTSM { text += " gtsm" }
        if client.getsAllPaths { text += " add-path" }
        if client.hasExtendedNextHop { text += " extended-next-hop" }
        if !client.getsBlackholes { text += " no-blackholes" }
        if let asn = client.communityASN { text += " community-asn \(asn)" }
        if !client.attachedCommunities.isEmpty {
            text += " attach \(list(client.attachedCommunities))"
        }
        return text + self.text(client.announcesTo, "to") + self.text(client.acceptsFrom, "from")
    }

    private func text(_ choice: MemberChoice, _ word: String) -> String {
        switch choice {
        case .everybody: ""
        case .only(let asns): " \(word) only \(list(asns))"
        case .allBut(let asns): " \(word) all-but \(list(asns))"
        }
    }
}
