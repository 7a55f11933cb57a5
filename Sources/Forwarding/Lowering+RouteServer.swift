import Diagnostics
import IR
import Net

extension Lowering {
    mutating func lowerRouteServer() {
        guard let server = device.routeServer else { return }
        let origins = [server.origin]
        say(.routerID(server.routerID), origins)
        if server.hasRoles { say(.routeServerSetting(.roles), origins) }
        if server.honoursGracefulShutdown { say(.routeServerSetting(.gracefulShutdown), origins) }
        for family in server.families {
            if let address = server.address(family) {
                say(.routeServer(server.asn, address: address), origins)
            }
            lowerRules(of: server, family)
        }
        for rule in server.rules { lowerSets(of: rule, server) }
        if let validation = server.originValidation {
            say(.routeServerSetting(.originValidation), origins)
            for cache in validation.caches {
                say(.routeServerCache(cache.address, port: cache.port), origins)
            }
            let families = server.families
            for payload in validation.payloads where families.contains(payload.prefix.family) {
                say(
                    .routeServerPayload(
                        payload.prefix, maxLength: payload.maxLength, payload.asn), origins)
            }
        }
        for authorization in server.providerAuthorizations ?? [] {
            say(
                .routeServerProviders(
                    customer: authorization.customer, authorization.providers), origins)
        }
        for client in server.clients { lower(client) }
    }

    // MARK: Rules

    /// A rule whose list is empty refuses nothing, and is none.
    private mutating func lowerRules(of server: RouteServer, _ family: AddressFamily) {
        var position = 0
        for rule in server.rules {
            guard let lowered = lowered(rule.kind, server, family) else { continue }
            say(.routeServerRule(family, position: position, lowered), [rule.origin])
            position += 1
        }
    }

    private func lowered(
        _ kind: ImportRule.Kind, _ server: RouteServer, _ family: AddressFamily
    ) -> RouteServerRule? {
        switch kind {
        case .ownLANs(let prefixes):
            prefixes.contains { $0.family == family } ? .ownLANs : nil
        case .bogonPrefixes(let ranges):
            ranges.contains { $0.prefix.family == family } ? .bogonPrefixes : nil
        case .pathLengths(let lengths): .pathLengths(lengths)
        case .firstAS: .firstAS
        case .nextHops: .nextHops
        case .asSets: .asSets
        case .bogonASNs(let ranges): ranges.isEmpty ? nil : .bogonASNs
        case .transitFree(let asns): asns.isEmpty ? nil : .transitFree
        case .neverViaRouteServers(let asns): asns.isEmpty ? nil : .neverHere
        case .leaks: .leaks
        case .pathValidity: server.providerAuthorizations == nil ? nil : .pathValidity
        case .origins: .origins
        case .prefixes(let roaSuffices):
            .prefixes(orValid: roaSuffices && server.originValidation != nil)
        case .blackholes(let policy):
            .blackholes(policy.lengths(family), nextHop: policy.nextHop(family))
        case .originValidity: server.originValidation == nil ? nil : .originValidity
        case .prefixLengths(let ipv4, let ipv6): .prefixLengths(family == .ipv4 ? ipv4 : ipv6)
        }
    }

    private mutating func lowerSets(of rule: ImportRule, _ server: RouteServer) {
        let origins = [rule.origin]
        switch rule.kind {
        case .ownLANs(let prefixes):
            for prefix in prefixes where server.families.contains(prefix.family) {
                say(.routeServerLAN(prefix), origins)
            }
        case .bogonPrefixes(let ranges):
            for range in ranges where server.families.contains(range.prefix.family) {
                say(.routeServerBogon(range.prefix, lengths: range.lengths), origins)
            }
        case .bogonASNs(let ranges):
            for range in ranges { say(.routeServerBogonASNs(range), origins) }
        case .transitFree(let asns):
            for asn in asns { say(.routeServerTransitFree(asn), origins) }
        case .neverViaRouteServers(let asns):
            for asn in asns { say(.routeServerNeverHere(asn), origins) }
        case .pathLengths, .firstAS, .nextHops, .asSets, .leaks, .pathValidity, .origins, .prefixes,
            .blackholes, .originValidity, .prefixLengths:
            break
        }
    }

    // MARK: Clients

    private mutating func lower(_ client: RouteServerClient) {
        let origins = [client.origin]
        let channel = ClientChannel(client.address, client.family)
        say(.routeServerClient(client.asn, channel), origins)
        for setting in settings(of: client) {
            say(.routeServerClientSetting(client: channel, setting), origins)
        }
        for prefix in client.prefixes { say(.routeServerPrefix(client: channel, prefix), origins) }
        for asn in client.origins { say(.routeServerOrigin(client: channel, asn), origins) }
        for nextHop in client.nextHops {
            say(.routeServerNextHop(client: channel, nextHop), origins)
        }
    }

    private func settings(of client: RouteServerClient) -> [ClientSetting] {
        var settings: [ClientSetting] = []
        if let limit = client.limit {
            settings.append(
                .limit(limit.prefixes, of: counted(limit.counted), action(limit.action)))
        }
        if let secret = client.secret { settings.append(.secret(secret.text)) }
        if client.hasGTSM { settings.append(.ttlSecurity) }
        if client.getsAllPaths { settings.append(.allPaths) }
        if client.hasExtendedNextHop, client.family == .ipv4 {
            settings.append(.extendedNextHop)
        }
        if !client.getsBlackholes { settings.append(.noBlackholes) }
        settings += client.attachedCommunities.map { .attaches($0) }
        // Nobody needs another number to name a member that has a short one.
        if let number = client.communityASN, client.asn.rawValue > UInt16.max {
            settings.append(.communityASN(number))
        }
        if let choice = choice(client.announcesTo) { settings.append(.announcesTo(choice)) }
        if let choice = choice(client.acceptsFrom) { settings.append(.acceptsFrom(choice)) }
        return settings
    }

    private func counted(_ counted: SessionLimit.Counted) -> ClientSetting.Counted {
        switch counted {
        case .received: .received
        case .accepted: .accepted
        }
    }

    private func action(_ action: SessionLimit.Action) -> ClientSetting.Action {
        switch action {
        case .shutdown: .shutdown
        case .restart: .restart
        case .block: .block
        case .warn: .warn
        }
    }

    private func choice(_ choice: MemberChoice) -> ClientSetting.Choice? {
        switch choice {
        case .everybody, .allBut([]): nil
        case .only(let asns): .only(asns)
        case .allBut(let asns): .allBut(asns)
        }
    }
}
