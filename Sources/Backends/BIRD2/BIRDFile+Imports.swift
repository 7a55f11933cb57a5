import Diagnostics
import IR
import Net

extension BIRDFile {
    func writeImports(to out: inout ConfigText) {
        let asn = server.asn
        out.gap()
        out.block(
            "function cr_refuse(int cr_reason)\(dialect.returns) {", at: [server.origin],
            closing: "}"
        ) { out in
            out.line(
                "bgp_large_community.add((\(asn), \(CommunityPlan.rejection), cr_reason));")
            out.line("return false;")
        }
        out.block(
            "function cr_accept(int cr_validity)\(dialect.returns) {", at: [server.origin],
            closing: "}"
        ) { out in
            out.line(
                "bgp_large_community.add((\(asn), \(CommunityPlan.validity), cr_validity));")
            if server.honoursGracefulShutdown {
                out.line("if (65535, 0) ~ bgp_community then bgp_local_pref = 0;")
            }
            out.line("return true;")
        }
        if hasBlackholes {
            out.block(
                "function cr_is_blackhole()\(dialect.returns) {", at: [server.origin], closing: "}"
            ) { out in
                out.line(
                    "return bgp_community ~ \(standardSet([.blackhole] + plan.blackholes)) "
                        + "|| bgp_large_community ~ \(largeSet(plan.blackholes));")
            }
        }
        if let rule = server.rules.first(where: { $0.kind == .asSets }) {
            writeSetSearch(at: rule.origin, to: &out)
        }
        writeAttachments(to: &out)
        for family in server.families { writeImport(family, to: &out) }
    }

    /// Communities that are added to the routes of a client. One function for all, so that they
    /// stand once, and are looked up instead of tried.
    private func writeAttachments(to out: inout ConfigText) {
        let clients = server.clients.filter {
            !$0.attachedCommunities.isEmpty && !$0.isOverOtherFamily
        }
        guard !clients.isEmpty else { return }
        var sessions: [[Community]: [RouteServerClient]] = [:]
        for client in clients { sessions[client.attachedCommunities, default: []].append(client) }
        out.gap()
        out.block("function cr_attach() {", at: [server.origin], closing: "}") { out in
            out.block("case from {", closing: "}") { out in
                // In the order of the first client of each.
                for client in clients {
                    guard let same = sessions.removeValue(forKey: client.attachedCommunities)
                    else { continue }
                    let added = client.attachedCommunities.map(Self.adding).joined(by: " ")
                    // A colon right behind it would belong to an IPv6 address.
                    out.line(
                        "\(same.map(\.address).joined(by: ", ")) : \(added)",
                        at: same.map(\.origin))
                }
            }
        }
    }

    private static func adding(_ community: Community) -> ConfigLine {
        let list: ConfigLine =
            switch community {
            case .standard: "bgp_community"
            case .routeTarget: "bgp_ext_community"
            case .large: "bgp_large_community"
            }
        return "\(list).add(\(tuple(community)));"
    }

    /// Whether routes with BLACKHOLE are others than routes without.
    var hasBlackholes: Bool {
        server.rules.contains { if case .blackholes = $0.kind { true } else { false } }
    }

    /// Whether the path holds an AS_SET. Nothing in the language asks for one; but a set in a path
    /// matches as many numbers of a mask as there are, so that a path with a set, and no other,
    /// matches a mask of one number more than its length.
    private func writeSetSearch(at origin: SourceSpan, to out: inout ConfigText) {
        out.line(
            "# A set in a path stands for as many numbers as are asked for, so that a path with",
            at: origin)
        out.line("# one, and no other, matches a mask of one number more than it has.", at: origin)
        out.block("function cr_has_set()\(dialect.returns) {", at: [origin], closing: "}") { out in
            out.block("case bgp_path.len {", closing: "}") { out in
                for length in 1...longestPath {
                    let mask = repeatElement("?" as ConfigLine, count: length + 1)
                    out.line("\(length): return bgp_path ~ [= \(mask.joined(by: " ")) =];")
                }
            }
            out.line("return bgp_path.len > \(longestPath);")
        }
    }

    /// Numbers of the longest path that is accepted. Where no rule says anything of it, one segment
    /// is enough for everybody (RFC 4271, section 4.3).
    private var longestPath: Int {
        for case .pathLengths(let lengths) in server.rules.lazy.map(\.kind) {
            return max(1, lengths.upperBound)
        }
        return 255
    }

    /// Whether a client's route is accepted. The arguments are the client's AS number, and its sets.
    private func writeImport(_ family: AddressFamily, to out: inout ConfigText) {
        out.gap()
        out.line(
            "function cr_accepts_\(Self.word(family))(int cr_peer; ip set cr_next_hops; "
                + "prefix set cr_prefixes;", at: server.origin)
        out.block(
            "    prefix set cr_exact; int set cr_origins)\(dialect.returns) {", at: [server.origin],
            closing: "}"
        ) { out in
            // Only the server may say these.
            let said = CommunityPlan.informational
            out.line(
                "bgp_large_community.delete([(\(server.asn), "
                    + "\(said.lowerBound)..\(said.upperBound), *)]);")
            if server.clients.contains(where: { !$0.attachedCommunities.isEmpty }) {
                out.line("cr_attach();")
            }
            out.line("cr_client = cr_peer;")
            for rule in server.rules { write(rule, family, to: &out) }
            if server.originValidation != nil {
                out.line(
                    "if roa_check(\(Self.payloadTable(family))) = ROA_VALID "
                        + "then return cr_accept(1);")
                out.line("return cr_accept(2);")
            } else {
                out.line("return cr_accept(3);")
            }
        }
    }

    private func write(_ rule: ImportRule, _ family: AddressFamily, to out: inout ConfigText) {
        let word = Self.word(family)
        let isForeign: ConfigLine = "!(net ~ cr_prefixes)"
        func refuse(_ condition: ConfigLine, _ reason: RejectReason) {
            out.line(
                "if \(condition) then return cr_refuse(\(reason.rawValue));", at: rule.origin)
        }
        switch rule.kind {
        case .ownLANs(let prefixes):
            guard prefixes.contains(where: { $0.family == family }) else { return }
            refuse("net ~ cr_own_\(word)", .bogonPrefix)
        case .bogonPrefixes(let ranges):
            guard ranges.contains(where: { $0.prefix.family == family }) else { return }
            refuse("net ~ cr_bogons_\(word) && \(isForeign)", .bogonPrefix)
        case .pathLengths(let lengths):
            refuse("bgp_path.len < \(lengths.lowerBound)", .pathTooShort)
            refuse("bgp_path.len > \(lengths.upperBound)", .pathTooLong)
        case .firstAS: refuse("bgp_path.first != cr_peer", .firstASNotPeer)
        case .nextHops: refuse("!(bgp_next_hop ~ cr_next_hops)", .nextHopNotPeer)
        case .asSets: refuse("cr_has_set()", .asSet)
        case .bogonASNs(let ranges):
            guard !ranges.isEmpty else { return }
            refuse("bgp_path ~ cr_bogon_asns", .bogonASN)
        case .transitFree(let asns):
            guard !asns.isEmpty else { return }
            refuse(
                "bgp_path ~ cr_transit_free && !(cr_peer ~ cr_transit_free)", .transitFreeASN)
        case .neverViaRouteServers(let asns):
            guard !asns.isEmpty else { return }
            refuse(
                "bgp_path ~ cr_never_here && !(cr_peer ~ cr_never_here)", .neverViaRouteServers)
        case .leaks: refuse("defined(bgp_otc)", .routeLeak)
        case .pathValidity:
            guard server.providerAuthorizations != nil else { return }
            refuse("aspa_check_upstream(\(Self.authorizationTable)) = ASPA_INVALID", .pathInvalid)
        case .origins: refuse("!(bgp_path.last ~ cr_origins)", .originNotRegistered)
        case .prefixes(let roaSuffices):
            if roaSuffices, server.originValidation != nil {
                refuse(
                    isForeign + " && roa_check(\(Self.payloadTable(family))) != ROA_VALID",
                    .prefixNotRegistered)
            } else {
                refuse(isForeign, .prefixNotRegistered)
            }
        case .blackholes(let policy): write(policy, family, at: rule.origin, to: &out)
        case .originValidity:
            guard server.originValidation != nil else { return }
            refuse(
                "roa_check(\(Self.payloadTable(family))) = ROA_INVALID", .originInvalid)
        case .prefixLengths(let ipv4, let ipv6):
            let lengths = family == .ipv4 ? ipv4 : ipv6
            refuse("net.len < \(lengths.lowerBound) && !(net ~ cr_exact)", .prefixTooShort)
            refuse("net.len > \(lengths.upperBound) && !(net ~ cr_exact)", .prefixTooLong)
        }
    }

    private func write(
        _ policy: BlackholePolicy, _ family: AddressFamily, at origin: SourceSpan,
        to out: inout ConfigText
    ) {
        let lengths = policy.lengths(family)
        out.block("if cr_is_blackhole() then {", at: [origin], closing: "}") { out in
            out.line(
                "if net.len < \(lengths.lowerBound) || net.len > \(lengths.upperBound) "
                    + "then return cr_refuse(\(RejectReason.blackholeLength.rawValue));")
            let standard = standardSet(plan.blackholes)
            if standard != "[]" { out.line("bgp_community.delete(\(standard));") }
            out.line("bgp_large_community.delete(\(largeSet(plan.blackholes)));")
            for community in [Community.blackhole, .noExport] {
                out.line("bgp_community.add(\(Self.tuple(community)));")
            }
            if let nextHop = policy.nextHop(family) { out.line("bgp_next_hop = \(nextHop);") }
            out.line("return cr_accept(3);")
        }
    }

    // MARK: Communities

    /// The standard ones of the list, as a set.
    private func standardSet(_ communities: [Community]) -> ConfigLine {
        Self.set(
            communities.filter { if case .standard = $0 { true } else { false } }
                .map(Self.tuple))
    }

    private func largeSet(_ communities: [Community]) -> ConfigLine {
        Self.set(
            communities.filter { if case .large = $0 { true } else { false } }.map(Self.tuple))
    }

    static func tuple(_ community: Community) -> ConfigLine {
        switch community {
        case .standard(let first, let second): "(\(first), \(second))"
        case .routeTarget(let target): "(rt, \(target.administrator), \(target.number))"
        case .large(let first, let second, let third): "(\(first), \(second), \(third))"
        }
    }
}
