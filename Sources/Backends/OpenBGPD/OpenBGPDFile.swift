// bgpd.conf: settings, sets, sessions, and the filter in its two directions.
//
// A set stands for all sessions that have the same: it is named after the AS, and after the address
// only where two sessions of one AS differ. So what a member changes shows in its own lines alone.

import Diagnostics
import IR
import Net

struct OpenBGPDFile {
    /// Second numbers of the large communities that the server marks routes with. The third number
    /// says more.
    enum Mark: UInt32, CaseIterable {
        /// Of which AS the client is.
        case source = 1900
        /// Which session of its AS it is; 0 where it has one of the family.
        case session = 1901
        /// What the client has not shown yet: see `Doubt`.
        case doubt = 1902
        /// What NO_EXPORT and the like are kept as, by their second number.
        case unread = 1903
        /// A blackhole.
        case blackhole = 1904
        /// A member's choice that the receiver is not in: 1 of who announces, 2 of who receives.
        case choice = 1905
        /// Announced to nobody.
        case withheld = 1906
        /// How often to prepend: 1 to 3 as asked for all, 4 to 6 as asked for the receiver.
        case prepend = 1907
    }

    /// What is held against a route until a rule shows that it is not so.
    enum Doubt: Int, CaseIterable {
        case prefix = 1
        case exactPrefix
        case origin
        case nextHop
        case firstAS
        case pathLength
        case transitFree
        case neverViaRouteServers
        case registration
    }

    let fabric: Fabric
    let device: Device
    let server: RouteServer
    let dialect: OpenBGPDDialect
    let plan: CommunityPlan
    /// Sets of prefixes and of origins, by the session that they hold for.
    let prefixSets: [IPAddress: ConfigLine]
    let originSets: [IPAddress: ConfigLine]
    /// Which of the sessions of its AS in the family a session is, from 1; nil for the only one.
    let sessionNumbers: [IPAddress: Int]

    init(fabric: Fabric, device: Device, server: RouteServer, dialect: OpenBGPDDialect) {
        self.fabric = fabric
        self.device = device
        self.server = server
        self.dialect = dialect
        plan = CommunityPlan(asn: server.asn)
        var prefixSets: [IPAddress: ConfigLine] = [:]
        var originSets: [IPAddress: ConfigLine] = [:]
        var prefixes: [ConfigLine: [IPPrefix]] = [:]
        var origins: [ConfigLine: [ASN]] = [:]
        for client in server.clients {
            let family: ConfigLine = client.address.family == .ipv4 ? "ipv4" : "ipv6"
            if !client.prefixes.isEmpty {
                prefixSets[client.address] = name(
                    "cr_as\(client.asn)_\(family)", client, client.prefixes, in: &prefixes)
            }
            if !client.origins.isEmpty {
                originSets[client.address] = name(
                    "cr_as\(client.asn)_origins", client, client.origins, in: &origins)
            }
        }
        self.prefixSets = prefixSets
        self.originSets = originSets
        sessionNumbers = Self.numbers(of: server.clients)
        /// The name, with the address behind it where something else has the name already.
        func name<Value: Equatable>(
            _ name: ConfigLine, _ client: RouteServerClient, _ value: Value,
            in known: inout [ConfigLine: Value]
        ) -> ConfigLine {
            let first = known[name, default: value]
            known[name] = first
            return first == value ? name : "\(name)_\(client.address)"
        }
    }

    private static func numbers(of clients: [RouteServerClient]) -> [IPAddress: Int] {
        var sessions: [ASN: [IPAddress]] = [:]
        for client in clients { sessions[client.asn, default: []].append(client.address) }
        var numbers: [IPAddress: Int] = [:]
        for client in clients {
            let siblings = sessions[client.asn, default: []].filter {
                $0.family == client.address.family
            }
            guard siblings.count > 1 else { continue }
            numbers[client.address] = siblings.firstIndex(of: client.address).map { $0 + 1 }
        }
        return numbers
    }

    func generate() -> GeneratedFile {
        var out = ConfigText(file: "bgpd.conf", of: device, indent: 4)
        writeHead(to: &out)
        writeSettings(to: &out)
        writeSets(to: &out)
        writeOriginValidation(to: &out)
        writePathValidation(to: &out)
        writeSessions(to: &out)
        writeImport(to: &out)
        writeExport(to: &out)
        return out.finished()
    }

    private func writeHead(to out: inout ConfigText) {
        out.line("# \(device.name): /etc/bgpd.conf")
        out.line("#")
        out.line("# Refused routes are kept, go to nobody, and tell why:")
        out.line(
            "#     bgpctl show rib large-community \(server.asn):\(CommunityPlan.rejection):NUMBER")
        for reason in RejectReason.allCases {
            // Before the filter: bgpd itself says them, without a number.
            guard reason != .asSet, reason != .routeLeak else { continue }
            guard let meaning = try? FreeText(reason.meaning) else { continue }
            out.line("# \(reason.rawValue): \(meaning)")
        }
        out.line(
            dialect.hasRoles
                ? "# AS_SETs and leaks by OTC are refused before it:"
                : "# AS_SETs, and leaks by OTC of clients that announce a role, are refused before it:"
        )
        out.line("#     bgpctl show rib in error neighbor ADDRESS")
        out.line("#")
        out.line("# Marks, which no client sees:")
        for mark in Mark.allCases { writeMeaning(of: mark, to: &out) }
    }

    private func writeMeaning(of mark: Mark, to out: inout ConfigText) {
        let (number, lines): (ConfigLine, [ConfigLine]) =
            switch mark {
            case .source: ("AS", ["who announces the route"])
            case .session: ("N", ["by which of its sessions, where it has several"])
            case .doubt:
                (
                    "N",
                    [
                        "not shown yet, 1: a prefix of the client's, 2: exactly one,",
                        "3: an origin, 4: a next hop, 5: its AS first, 6: a long enough path,",
                        "7: no transit-free, 8: no unwanted network in the path,",
                        "9: a prefix of the client's, or a valid origin where that is enough",
                    ]
                )
            case .unread: ("N", ["has 65535:N, which is for who receives it"])
            case .blackhole: ("0", ["a blackhole"])
            case .choice: ("N", ["not chosen, 1: by who announces it, 2: by who receives it"])
            case .withheld: ("0", ["to nobody"])
            case .prepend: ("N", ["prepend, 1-3: for all, 4-6: for the receiver 1-3 times"])
            }
        for (index, line) in lines.enumerated() {
            out.line(
                index == 0
                    ? "# \(server.asn):\(mark.rawValue):\(number)  \(line)" : "#     \(line)")
        }
    }

    private func writeSettings(to out: inout ConfigText) {
        out.gap()
        let origin = server.origin
        out.line("AS \(server.asn)", at: origin)
        out.line("router-id \(server.routerID)", at: origin)
        out.line("fib-update no")
        for address in server.addresses { out.line("listen on \(address)", at: origin) }
        out.line("transparent-as yes")
        out.line("rde evaluate all")
        for rule in server.rules where rule.kind == .asSets {
            out.line("reject as-set yes", at: rule.origin)
        }
        let secrets = server.clients.filter { $0.secret != nil }
        guard !secrets.isEmpty else { return }
        out.gap()
        out.line("# Keys of sessions, which are written nowhere else: cr_secret_NAME=\"KEY\"")
        out.line("include \"/etc/bgpd.secrets\"", at: secrets.map(\.origin))
    }

    // MARK: Sets

    private func writeSets(to out: inout ConfigText) {
        for rule in server.rules {
            switch rule.kind {
            case .ownLANs(let prefixes):
                write(
                    "prefix-set cr_own", ofFamilies(prefixes, \.self).map { "\($0)" },
                    at: rule.origin, to: &out)
            case .bogonPrefixes(let ranges):
                write(
                    "prefix-set cr_bogons", ofFamilies(ranges, \.prefix).map(line),
                    at: rule.origin, to: &out)
            case .transitFree(let asns):
                write("as-set cr_transit_free", asns.map { "\($0)" }, at: rule.origin, to: &out)
            case .neverViaRouteServers(let asns):
                write(
                    "as-set cr_never_via_route_servers", asns.map { "\($0)" }, at: rule.origin,
                    to: &out)
            case .pathLengths, .firstAS, .nextHops, .asSets, .bogonASNs, .leaks, .pathValidity,
                .origins, .prefixes, .blackholes, .originValidity, .prefixLengths:
                break
            }
        }
        var written: Set<ConfigLine> = []
        for client in server.clients {
            if let name = prefixSets[client.address], written.insert(name).inserted {
                write(
                    "prefix-set \(name)", client.prefixes.map { "\($0)" }, at: client.origin,
                    to: &out)
            }
            if let name = originSets[client.address], written.insert(name).inserted {
                write("as-set \(name)", client.origins.map { "\($0)" }, at: client.origin, to: &out)
            }
        }
    }

    /// Those of a family that the server speaks.
    func ofFamilies<Value>(_ values: [Value], _ prefix: KeyPath<Value, IPPrefix>) -> [Value] {
        let families = server.families
        return values.filter { families.contains($0[keyPath: prefix].family) }
    }

    /// A set, one element a line; none where it would be empty, which the language does not know.
    private func write(
        _ head: ConfigLine, _ elements: [ConfigLine], at origin: SourceSpan,
        to out: inout ConfigText
    ) {
        guard !elements.isEmpty else { return }
        out.gap(at: [origin])
        out.block("\(head) {", at: [origin], closing: "}") { out in
            var known: Set<ConfigLine> = []
            for element in elements where known.insert(element).inserted { out.line(element) }
        }
    }

    private func line(_ range: PrefixRange) -> ConfigLine {
        let lengths = range.lengths
        if lengths == range.prefix.length...range.prefix.length { return "\(range.prefix)" }
        if lengths == range.prefix.length...range.prefix.family.bitWidth {
            return "\(range.prefix) or-longer"
        }
        return lengths.count == 1
            ? "\(range.prefix) prefixlen = \(lengths.lowerBound)"
            : "\(range.prefix) prefixlen \(lengths.lowerBound) - \(lengths.upperBound)"
    }

    private func writeOriginValidation(to out: inout ConfigText) {
        guard let validation = server.originValidation else { return }
        let rule = server.rules.first { $0.kind == .originValidity }
        let origin = rule?.origin ?? server.origin
        let payloads = ofFamilies(validation.payloads, \.prefix)
        if !payloads.isEmpty {
            out.gap(at: [origin])
            out.block("roa-set {", at: [origin], closing: "}") { out in
                for payload in payloads {
                    out.line(
                        "\(payload.prefix) maxlen \(payload.maxLength) source-as \(payload.asn)")
                }
            }
        }
        for cache in validation.caches {
            out.gap(at: [origin])
            out.block("rtr \(cache.address) {", at: [origin], closing: "}") { out in
                out.line("port \(cache.port)")
            }
        }
    }

    /// What networks attest of their providers (ASPA); 0 is nobody.
    private func writePathValidation(to out: inout ConfigText) {
        guard let authorizations = server.providerAuthorizations else { return }
        let rule = server.rules.first { $0.kind == .pathValidity }
        write(
            "aspa-set",
            authorizations.map { authorization in
                let providers = authorization.providers.map { "\($0)" as ConfigLine }
                return "customer-as \(authorization.customer) provider-as "
                    + "{ \(providers.isEmpty ? "0" : providers.joined(by: ", ")) }"
            }, at: rule?.origin ?? server.origin, to: &out)
    }

    // MARK: Sessions

    private func writeSessions(to out: inout ConfigText) {
        out.gap(at: [server.origin])
        out.block("group \"cr_clients\" {", at: [server.origin], closing: "}") { out in
            out.line("passive")
            out.line("enforce neighbor-as no")
            if server.hasRoles { out.line(dialect.role) }
            for client in server.clients { write(client, to: &out) }
        }
    }

    private func write(_ client: RouteServerClient, to out: inout ConfigText) {
        let name = fabric.exchange?.members[client.member].name
        out.gap(at: [client.origin])
        out.block("neighbor \(client.address) {", at: [client.origin], closing: "}") { out in
            // A description of up to 31 octets would stand in the place of the address in all that
            // bgpctl shows, and sessions of one member could not be told apart.
            if let name { out.line("# \(name)") }
            out.line("remote-as \(client.asn)")
            if client.hasGTSM { out.line("ttl-security yes") }
            // No `local-address`: bgpd 7.7 does not install keys of sessions that have one.
            if let secret = client.secret {
                out.line("tcp md5sig password $cr_secret_\(Self.symbol(secret))")
            }
            if client.getsAllPaths { out.line("announce add-path send all") }
            if let limit = client.limit {
                // Sessions that come back do so after a quarter of an hour.
                out.line(
                    limit.action == .restart
                        ? "max-prefix \(limit.prefixes) restart 15"
                        : "max-prefix \(limit.prefixes)")
            }
        }
    }

    /// A name in the alphabet of macros. Names have no underscore, so two of them stay two.
    private static func symbol(_ name: Name) -> ConfigLine {
        name.text.split(separator: "-", omittingEmptySubsequences: false)
            .compactMap { part -> ConfigLine? in
                part.isEmpty ? "" : (try? Name(part)).map { ConfigLine($0) }
            }.joined(by: "_")
    }

    /// Without it a blackhole is a route like any other.
    var blackholeRule: ImportRule? {
        server.rules.first { if case .blackholes = $0.kind { true } else { false } }
    }

    // MARK: Words

    func large(_ mark: Mark, _ number: some ConfigValue) -> ConfigLine {
        "large-community \(server.asn):\(mark.rawValue):\(number)"
    }

    func doubt(_ doubt: Doubt) -> ConfigLine { large(.doubt, doubt.rawValue) }

    func deleting(_ mark: Mark, _ number: some ConfigValue) -> ConfigLine {
        "large-community delete \(server.asn):\(mark.rawValue):\(number)"
    }

    func deletingAll(_ mark: Mark) -> ConfigLine {
        "large-community delete \(server.asn):\(mark.rawValue):*"
    }

    /// `community` and the like with the community itself, as rules look for it and set it.
    func words(_ community: Community) -> ConfigLine {
        switch community {
        case .standard(let first, let second): "community \(first):\(second)"
        case .routeTarget(let target):
            "ext-community rt \(target.administrator):\(target.number)"
        case .large(let first, let second, let third):
            "large-community \(first):\(second):\(third)"
        }
    }

    /// All communities that ask it for the receiver, whichever it is.
    func wordsForReceiver(_ request: CommunityPlan.Request) -> [ConfigLine] {
        let function = CommunityPlan.largeFunction(of: request)
        var words: [ConfigLine] = ["large-community \(server.asn):\(function):neighbor-as"]
        if let administrator = CommunityPlan.administrator(of: request, server: plan.asn16) {
            words += [
                "community \(administrator):neighbor-as",
                "ext-community rt \(administrator):neighbor-as",
            ]
        }
        return words
    }

    /// A client that standard communities name by another number than its own, and the community.
    func byOtherNumber(
        _ request: CommunityPlan.Request
    ) -> [(client: RouteServerClient, words: ConfigLine)] {
        guard let administrator = CommunityPlan.administrator(of: request, server: plan.asn16)
        else { return [] }
        return server.clients.compactMap { client in
            guard client.asn.rawValue > UInt16.max, let number = client.communityASN else {
                return nil
            }
            return (client, "community \(administrator):\(number)")
        }
    }
}
