import IR
import Net
import TestSupport

/// Changes a fabric at random in ways that no topology of the repository shows: ports, filters and
/// clients as a compiler could make them, whether or not ours does.
struct FabricVariation {
    private var random: SeededGenerator
    private(set) var fabric: Fabric

    init(_ fabric: Fabric, seed: UInt64) {
        self.fabric = fabric
        random = SeededGenerator(seed: seed)
    }

    mutating func vary() {
        for device in fabric.devices.indices {
            varyPorts(of: device)
            varyLAG(of: device)
            for filter in fabric.devices[device].filters.indices {
                varyFilter(filter, of: device)
            }
            varyRoutes(of: device)
            if let server = fabric.devices[device].routeServer {
                fabric.devices[device].routeServer = varied(server)
                // The one that can say it all; OpenBGPD has variations of its own.
                fabric.devices[device].platform = "bird2"
                varyVersion(of: device)
            }
        }
    }

    /// Newer ones may verify paths.
    private mutating func varyVersion(of device: Int) {
        let number = random.pick([
            nil, SoftwareVersion(2, 14), SoftwareVersion(2, 16), SoftwareVersion(3, 1),
        ])
        guard let number else { return }
        fabric.devices[device].platformVersion = PlatformVersion(
            number: number, origin: fabric.devices[device].origin)
        guard number > SoftwareVersion(2, 15), random.oneIn(2) else { return }
        fabric.devices[device].routeServer = fabric.devices[device].routeServer?.verifyingPaths()
        if random.oneIn(4) { fabric.devices[device].routeServer?.providerAuthorizations = [] }
    }

    // MARK: Ports

    private mutating func varyPorts(of device: Int) {
        let segments = fabric.devices[device].bridgeDomains.compactMap { domain -> SegmentID? in
            if case .segment(let segment) = domain.purpose { segment } else { nil }
        }
        guard !segments.isEmpty else { return }
        for index in fabric.devices[device].interfaces.indices {
            switch fabric.devices[device].interfaces[index].role {
            case .access, .trunk, .unused: break
            default: continue
            }
            guard random.oneIn(4) else { continue }
            fabric.devices[device].interfaces[index].role = role(among: segments)
            fabric.devices[device].interfaces[index].allowedMACs = macs()
        }
    }

    private mutating func role(among segments: [SegmentID]) -> Interface.Role {
        if random.oneIn(3) { return .access(random.pick(segments)) }
        var tagged = segments.filter { _ in random.oneIn(2) }
        let native = random.oneIn(2) ? random.pick(segments) : nil
        tagged.removeAll { $0 == native }
        if tagged.isEmpty, native == nil { return .unused }
        return .trunk(tagged: tagged, native: native)
    }

    private mutating func macs() -> [MACAddress] {
        (0..<Int.random(in: 0...3, using: &random)).map { index in
            MACAddress(rawValue: 0x0200_5e00_5300 + UInt64(index * 7 % 5))
        }
    }

    /// Two ports that are not used become legs of a trunk.
    private mutating func varyLAG(of device: Int) {
        let interfaces = fabric.devices[device].interfaces
        let unused = interfaces.indices.filter { interfaces[$0].role == .unused }
        guard unused.count > 1, let trunk = interfaces.firstIndex(where: isTrunk),
            let lag = try? PortName("bond7")
        else { return }
        let legs = unused.prefix(2).compactMap { interfaces[$0].name.port }
        for index in unused.prefix(2) {
            fabric.devices[device].interfaces[index].role = .member(of: lag)
        }
        fabric.devices[device].interfaces[trunk].name = .lag(lag, legs: legs)
    }

    private func isTrunk(_ interface: Interface) -> Bool {
        if case .trunk = interface.role { true } else { false }
    }

    // MARK: Filters

    private mutating func varyFilter(_ filter: Int, of device: Int) {
        for index in fabric.devices[device].filters[filter].entries.indices {
            var entry = fabric.devices[device].filters[filter].entries[index]
            guard entry.reason != .guardsInside, random.oneIn(3) else { continue }
            entry.ports = ports()
            entry.action = random.oneIn(4) ? .deny : .permit
            if !fabric.contracts.isEmpty {
                let contract = ContractID(0)
                // A stateful filter has no entries for answers.
                if case .segmentIngress = fabric.devices[device].filters[filter].place {
                    entry.reason = random.pick([
                        .withinVRF, .contract(contract), .replies(contract),
                    ])
                }
            }
            if random.oneIn(3) { entry.sources = prefixes(entry.family) }
            if random.oneIn(3) { entry.destinations = prefixes(entry.family) }
            fabric.devices[device].filters[filter].entries[index] = entry
        }
        if random.oneIn(3) {
            fabric.devices[device].filters[filter].entries.shuffle(using: &random)
        }
    }

    private mutating func ports() -> [ServicePort] {
        (0..<Int.random(in: 0...4, using: &random)).map { _ in
            let first = UInt16.random(in: 1...20, using: &random)
            let range = first...first + UInt16.random(in: 0...5, using: &random)
            return random.pick([
                .any, .icmp, .ports(.tcp, range), .ports(.udp, range), .ports(.sctp, range),
                .ports(.tcp, 0xfff0...0xffff), .ports(.udp, first...first),
            ])
        }
    }

    /// Prefixes that lie inside each other now and then, and the whole space.
    private mutating func prefixes(_ family: AddressFamily) -> [IPPrefix] {
        (0..<Int.random(in: 0...4, using: &random)).map { _ in
            let base: UInt128 =
                family == .ipv4 ? 0x0a00_0000 : 0x2001_0db8_0000_0000_0000_0000_0000_0000
            let bits = base | UInt128(UInt8.random(in: 0...3, using: &random))
            let length = random.pick([0, 8, family.bitWidth - 2, family.bitWidth])
            return IPPrefix(containing: IPAddress(family: family, bits: bits), length: length)
        }
    }

    // MARK: Routes and clients

    private mutating func varyRoutes(of device: Int) {
        for index in fabric.devices[device].vrfInstances.indices where random.oneIn(3) {
            let distance = random.pick([1, 5, StaticRoute.floating, 255])
            for route in fabric.devices[device].vrfInstances[index].staticRoutes.indices {
                fabric.devices[device].vrfInstances[index].staticRoutes[route].distance = distance
            }
        }
    }

    private mutating func varied(_ server: RouteServer) -> RouteServer {
        var varied = server
        if random.oneIn(3) {
            varied.addresses.removeAll { $0.family == .ipv6 }
            varied.clients.removeAll { $0.address.family == .ipv6 }
        }
        if random.oneIn(4) { varied.clients = [] }
        if random.oneIn(3), let asn = ASN(rawValue: 4_200_000_100) { varied.asn = asn }
        varied.hasRoles = random.oneIn(2)
        varied.honoursGracefulShutdown = random.oneIn(2)
        if random.oneIn(2) { varied.originValidation = validation(server) }
        varyRules(of: &varied)
        // A daemon with roles refuses leaks by itself.
        if !varied.rules.contains(where: { $0.kind == .leaks }) { varied.hasRoles = false }
        for index in varied.clients.indices { vary(&varied.clients[index]) }
        joinFamilies(in: &varied)
        return varied
    }

    private mutating func validation(_ server: RouteServer) -> OriginValidation {
        let caches = server.addresses.filter { _ in random.oneIn(2) }.map {
            RTRCache(address: $0, port: random.pick([323, 8282]))
        }
        let payloads = server.clients.flatMap(\.prefixes).filter { _ in random.oneIn(4) }.map {
            ValidatedROAPayload(
                prefix: $0, maxLength: random.pick([$0.length, $0.family.bitWidth]),
                asn: random.pick([0, 64496, .max]))
        }
        return OriginValidation(caches: caches, payloads: Set(payloads).sorted())
    }

    /// Some rules are left out, some are added, and now and then their order is another.
    private mutating func varyRules(of server: inout RouteServer) {
        for index in server.rules.indices { vary(&server.rules[index].kind) }
        let asns = server.clients.map(\.asn)
        let added: [ImportRule.Kind] = [
            .transitFree(random.oneIn(4) ? [] : Set(asns.prefix(2)).sorted()),
            .neverViaRouteServers(Set(asns.suffix(1)).sorted()), .leaks, .originValidity,
            .blackholes(
                BlackholePolicy(
                    nextHopIPv4: random.oneIn(2) ? IPv4Address(rawValue: 0xc000_0242) : nil,
                    nextHopIPv6: random.oneIn(2) ? IPv6Address(rawValue: 0x42) : nil,
                    ipv4Lengths: random.pick([32...32, 25...32, 0...32]),
                    ipv6Lengths: random.pick([128...128, 49...128]))),
        ]
        let kinds = server.rules.map { label(of: $0.kind) }
        for kind in added where random.oneIn(2) && !kinds.contains(label(of: kind)) {
            server.rules.append(ImportRule(kind, origin: server.origin))
        }
        server.rules.removeAll { _ in random.oneIn(8) }
        if random.oneIn(2) { server.rules.shuffle(using: &random) }
    }

    /// Of each kind there is one rule at most.
    private func label(of kind: ImportRule.Kind) -> String {
        Mirror(reflecting: kind).children.first?.label ?? "\(kind)"
    }

    private mutating func vary(_ rule: inout ImportRule.Kind) {
        switch rule {
        case .ownLANs(let prefixes):
            if random.oneIn(3) { rule = .ownLANs(prefixes.filter { $0.family == .ipv6 }) }
        case .bogonASNs:
            if random.oneIn(3) { rule = .bogonASNs([]) }
        case .bogonPrefixes(let ranges):
            if random.oneIn(3) {
                rule = .bogonPrefixes(ranges.filter { $0.prefix.family == .ipv4 })
            }
        case .pathLengths: rule = .pathLengths(random.pick([1...64, 0...3, 2...255]))
        case .prefixes: rule = .prefixes(roaSuffices: random.oneIn(2))
        case .prefixLengths(_, let ipv6):
            if random.oneIn(2) { rule = .prefixLengths(ipv4: 9...28, ipv6: ipv6) }
        default: break
        }
    }

    private mutating func vary(_ client: inout RouteServerClient) {
        if random.oneIn(3) { client.prefixes = [] }
        if random.oneIn(6) { client.origins = [] }
        if random.oneIn(4) {
            let other = IPAddress(family: client.address.family, bits: client.address.bits + 64)
            client.nextHops = random.oneIn(4) ? [] : [client.address, other]
        }
        if random.oneIn(2) {
            client.limit = SessionLimit(
                prefixes: random.pick([1, 100, 10_000_000]),
                counted: random.pick(SessionLimit.Counted.allCases),
                action: random.pick(SessionLimit.Action.allCases))
        } else if random.oneIn(2) {
            client.limit = nil
        }
        if random.oneIn(4) { client.secret = try? Name(random.pick(["tix", "key--2-x"])) }
        client.hasGTSM = random.oneIn(3)
        client.getsAllPaths = random.oneIn(3)
        client.hasExtendedNextHop = random.oneIn(3)
        client.getsBlackholes = random.oneIn(2)
        if random.oneIn(2) { client.communityASN = random.pick([64512, 65534]) }
        let communities: [Community] = [
            .noExport, .standard(64496, 1), .large(4_200_000_001, 0, 7),
            .routeTarget(RouteTarget(administrator: 64496, number: 4_200_000_001)),
        ]
        client.attachedCommunities = communities.filter { _ in random.oneIn(4) }.sorted()
        client.announcesTo = choice()
        client.acceptsFrom = choice()
    }

    /// Some sessions of IPv6 carry IPv4 routes, too.
    private mutating func joinFamilies(in server: inout RouteServer) {
        for index in server.clients.indices.reversed()
        where server.clients[index].address.family == .ipv6 && random.oneIn(4) {
            var client = server.clients[index]
            client.family = .ipv4
            client.prefixes = Set(prefixes(.ipv4)).sorted()
            vary(&client)
            client.secret = server.clients[index].secret
            client.hasGTSM = server.clients[index].hasGTSM
            client.announcesTo = server.clients[index].announcesTo
            client.attachedCommunities = server.clients[index].attachedCommunities
            server.clients.insert(client, at: index)
        }
    }

    private mutating func choice() -> MemberChoice {
        let asns = [64496, 64498, 4_200_000_001].filter { _ in random.oneIn(2) }
            .compactMap { ASN(rawValue: $0) }
        return random.pick([.everybody, .everybody, .only(asns), .allBut(asns)])
    }
}
