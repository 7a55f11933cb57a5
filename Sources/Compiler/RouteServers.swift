import Diagnostics
import IR
import Intent
import Net

/// The policy of the route server that runs on a device; nil where none does.
func routeServer(
    ofDevice position: Int, _ checked: CheckedTopology, _ tenancy: Tenancy
) -> IR.RouteServer? {
    let index = checked.index
    guard let exchange = checked.topology.exchange,
        let declared = exchange.routeServers.first(where: {
            index.device(named: $0.device.value) == position
        }), let lan = index.lan(named: declared.lan.value)
    else { return nil }
    let clients = RouteServerClients(
        index: index, exchange: exchange, declared: declared, lan: lan
    ).sessions()
    let lans = tenancy.lanID.flatMap { tenancy.segments[$0.index].prefixes.map(\.prefix) }
    let policy = exchange.policy
    let aspa = declared.aspa ?? policy?.aspa
    var server = RouteServer(
        lan: tenancy.lanID[lan], asn: declared.asn.value,
        routerID: declared.routerID?.value ?? declared.ipv4?.value ?? IPv4Address(rawValue: 0),
        addresses: declared.addresses,
        rules: importRules(
            of: exchange, aspa: aspa, ownLANs: lans.sorted(), at: declared.device.span),
        originValidation: policy?.originValidation.map { validation in
            OriginValidation(
                caches: validation.caches.map {
                    RTRCache(address: $0.address.value, port: $0.port?.value ?? 323)
                }, payloads: checked.topology.payloads)
        },
        honoursGracefulShutdown: policy?.gracefulShutdown?.value ?? true,
        hasRoles: policy?.roles?.value ?? true, clients: clients, origin: declared.device.span)
    if aspa?.value == .rejectInvalid {
        server.providerAuthorizations = checked.topology.providerAuthorizations
    }
    return server
}

extension Topology {
    /// Ascending, each once.
    fileprivate var payloads: [ValidatedROAPayload] {
        let all = (validatedPayloads?.payloads ?? []).map { payload in
            ValidatedROAPayload(
                prefix: payload.prefix.value,
                maxLength: payload.maxLength?.value ?? payload.prefix.value.length,
                asn: payload.asn.value)
        }
        return Set(all).sorted()
    }

    /// Ascending, each customer once.
    fileprivate var providerAuthorizations: [IR.ProviderAuthorization] {
        var providers: [UInt32: Set<UInt32>] = [:]
        for aspa in validatedPayloads?.aspas ?? [] {
            providers[aspa.customer.value.rawValue, default: []]
                .formUnion(aspa.providers.map(\.value))
        }
        return providers.keys.sorted().map { customer in
            ProviderAuthorization(
                customer: customer,
                providers: providers[customer, default: []].subtracting([0]).sorted())
        }
    }
}

/// The rules of every route server of the exchange, in the order in which they are looked at.
private func importRules(
    of exchange: Intent.Exchange, aspa: Located<PathVerification>?, ownLANs: [IPPrefix],
    at span: SourceSpan
) -> [ImportRule] {
    let policy = exchange.policy
    var rules: [ImportRule] = []
    func add(_ kind: ImportRule.Kind, at origin: SourceSpan? = nil) {
        rules.append(ImportRule(kind, origin: origin ?? span))
    }
    func asns(_ list: [Located<ASN>]) -> [ASN] { Set(list.map(\.value)).sorted() }

    add(.ownLANs(ownLANs))
    add(.bogonPrefixes(Bogons.prefixes))
    add(.pathLengths(1...(policy?.longestPath?.value ?? 64)), at: policy?.longestPath?.span)
    add(.firstAS)
    add(.nextHops)
    add(.asSets)
    add(.bogonASNs(Bogons.asns(without: exchange.members)))
    if let policy, let first = policy.transitFree.first {
        add(.transitFree(asns(policy.transitFree)), at: first.span)
    }
    if let policy, let first = policy.neverViaRouteServers.first {
        add(.neverViaRouteServers(asns(policy.neverViaRouteServers)), at: first.span)
    }
    if policy?.roles?.value ?? true { add(.leaks, at: policy?.roles?.span) }
    if let aspa, aspa.value == .rejectInvalid { add(.pathValidity, at: aspa.span) }
    add(.origins)
    let validation = policy?.originValidation
    add(
        .prefixes(roaSuffices: validation?.sufficesForPrefix?.value ?? false),
        at: validation?.sufficesForPrefix?.span)
    if let blackholes = policy?.blackholes {
        add(
            .blackholes(
                BlackholePolicy(
                    nextHopIPv4: blackholes.nextHopIPv4?.value,
                    nextHopIPv6: blackholes.nextHopIPv6?.value,
                    ipv4Lengths: blackholes.lengthsIPv4?.value ?? 32...32,
                    ipv6Lengths: blackholes.lengthsIPv6?.value ?? 128...128)),
            at: blackholes.span)
    }
    if let validation { add(.originValidity, at: validation.span) }
    add(
        .prefixLengths(
            ipv4: policy?.lengthsIPv4?.value ?? 8...24, ipv6: policy?.lengthsIPv6?.value ?? 16...48),
        at: policy?.lengthsIPv4?.span ?? policy?.lengthsIPv6?.span)
    return rules
}

/// The sessions of one route server.
private struct RouteServerClients {
    let index: TopologyIndex
    let exchange: Intent.Exchange
    let declared: Intent.RouteServer
    let lan: Int

    /// Ascending by AS number, address and family.
    func sessions() -> [RouteServerClient] {
        var clients: [RouteServerClient] = []
        for (rank, member) in zip(ranks(exchange.members.map(\.asn.value)), exchange.members) {
            let connections = member.connections.filter {
                index.lan(named: $0.lan.value) == lan
            }
            let ownAddresses = connections.flatMap(\.addresses)
            for connection in connections where connection.routeServerClient?.value != false {
                for address in connection.addresses {
                    for family in families(of: member, at: address) {
                        clients.append(
                            client(
                                of: member, rank: rank, address, family, ownAddresses,
                                at: connection.port.span))
                    }
                }
            }
        }
        return clients.sorted {
            ($0.asn, $0.address, $0.family) < ($1.asn, $1.address, $1.family)
        }
    }

    /// Families of routes on the session of the address; none where there is no session.
    private func families(
        of member: Intent.Member, at address: IPAddress
    ) -> [AddressFamily] {
        // A session needs an address of the server, too.
        guard declared.addresses.contains(where: { $0.family == address.family }) else { return [] }
        guard member.session?.ipv4OverIPv6?.value == true else { return [address.family] }
        return address.family == .ipv6 ? AddressFamily.allCases : []
    }

    private func client(
        of member: Intent.Member, rank: Int, _ address: IPAddress, _ family: AddressFamily,
        _ ownAddresses: [IPAddress], at span: SourceSpan
    ) -> RouteServerClient {
        let session = member.session
        let limit = family == .ipv4 ? member.maxPrefixIPv4 : member.maxPrefixIPv6
        // Only IPv4 routes may have next hops of the other family (RFC 8950).
        let isExtended =
            family == .ipv4
            && (session?.extendedNextHop?.value ?? false || family != address.family)
        var nextHops: Set<IPAddress> = [address]
        if session?.nextHops?.value == .sameAS { nextHops.formUnion(ownAddresses) }
        nextHops.formUnion((session?.authorizedNextHops ?? []).map(\.value))
        return RouteServerClient(
            member: rank, asn: member.asn.value, address: address, family: family,
            prefixes: member.prefixes.map(\.value).filter { $0.family == family }.sorted(),
            origins: member.origins.isEmpty
                ? [member.asn.value] : Set(member.origins.map(\.value)).sorted(),
            nextHops: nextHops.filter { isExtended || $0.family == family }.sorted(),
            limit: limit.map {
                SessionLimit(
                    prefixes: $0.value,
                    counted: session?.limitCounts?.value.counted ?? .received,
                    action: session?.limitAction?.value.action ?? .shutdown)
            },
            secret: session?.secret?.value, hasGTSM: session?.gtsm?.value ?? false,
            getsAllPaths: session?.addPath?.value ?? false, hasExtendedNextHop: isExtended,
            getsBlackholes: session?.blackholes?.value ?? true,
            communityASN: session?.communityASN.flatMap { UInt16(exactly: $0.value.rawValue) },
            attachedCommunities: Set(session?.attachedCommunities.map(\.value) ?? []).sorted(),
            announcesTo: choice(session?.announcesTo), acceptsFrom: choice(session?.acceptsFrom),
            origin: span)
    }

    private func choice(_ declared: Intent.MemberChoice?) -> IR.MemberChoice {
        if let only = declared?.only { return .only(Set(only.map(\.value)).sorted()) }
        if let allBut = declared?.allBut { return .allBut(Set(allBut.map(\.value)).sorted()) }
        return .everybody
    }
}

extension SessionPolicy.Counted {
    fileprivate var counted: SessionLimit.Counted {
        switch self {
        case .received: .received
        case .accepted: .accepted
        }
    }
}

extension SessionPolicy.LimitAction {
    fileprivate var action: SessionLimit.Action {
        switch self {
        case .shutdown: .shutdown
        case .restart: .restart
        case .block: .block
        case .warn: .warn
        }
    }
}
