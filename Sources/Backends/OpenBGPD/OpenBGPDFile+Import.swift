import Diagnostics
import IR
import Net

extension OpenBGPDFile {
    func writeImport(to out: inout ConfigText) {
        writeMarks(to: &out)
        for client in server.clients { writeEvidence(of: client, to: &out) }
        writeSharedEvidence(to: &out)
        out.gap()
        out.line("# The first rule that a route breaks is the reason.")
        for rule in server.rules { write(rule, to: &out) }
        writeAcceptance(to: &out)
    }

    /// Takes away what only the server may say, and marks every route. Large communities of the
    /// server's that mean nothing stay until the route leaves, when all go.
    private func writeMarks(to out: inout ConfigText) {
        let asn = server.asn
        out.gap()
        out.line("# From clients. What the server alone may say, and what it is to read later.")
        out.block("match from ebgp large-community \(asn):*:* set {", closing: "}") { out in
            out.line("large-community delete \(asn):\(CommunityPlan.validity):*")
            out.line("large-community delete \(asn):\(CommunityPlan.rejection):*")
            for mark in Mark.allCases { out.line(deletingAll(mark)) }
        }
        out.block("match from ebgp set {", closing: "}") { out in
            out.line("large-community \(asn):\(Mark.source.rawValue):neighbor-as")
            out.line(large(.session, 0))
            for doubt in Doubt.initial { out.line(self.doubt(doubt)) }
        }
        for client in server.clients where !client.attachedCommunities.isEmpty {
            let added = client.attachedCommunities.map(words).joined(by: ", ")
            out.line("match from \(client.address) set { \(added) }", at: client.origin)
        }
        for known in [65281, 65282, 65283] {
            out.line(
                "match from ebgp community 65535:\(known) set "
                    + "{ community delete 65535:\(known), \(large(.unread, known)) }")
        }
        if let rule = blackholeRule {
            for community in [.blackhole] + plan.blackholes {
                out.line(
                    "match from ebgp \(words(community)) set \(large(.blackhole, 0))",
                    at: rule.origin)
            }
        }
        if server.honoursGracefulShutdown {
            out.line(
                "match from ebgp \(words(.gracefulShutdown)) set localpref 0", at: server.origin)
        }
    }

    /// What is the client's own.
    private func writeEvidence(of client: RouteServerClient, to out: inout ConfigText) {
        let from: ConfigLine = "match from \(client.address)"
        let spans = [client.origin]
        out.gap(at: spans)
        if let number = sessionNumbers[client.address] {
            out.line(
                "\(from) set { \(deleting(.session, 0)), \(large(.session, number)) }", at: spans)
        }
        if let set = prefixSets[client.address] {
            let prefix = deleting(.doubt, Doubt.prefix.rawValue)
            out.line("\(from) prefix-set \(set) or-longer set \(prefix)", at: spans)
            let exact = deleting(.doubt, Doubt.exactPrefix.rawValue)
            out.line("\(from) prefix-set \(set) set \(exact)", at: spans)
        }
        if let set = originSets[client.address] {
            let origin = deleting(.doubt, Doubt.origin.rawValue)
            out.line("\(from) source-as as-set \(set) set \(origin)", at: spans)
        }
        for address in client.nextHops {
            let nextHop = deleting(.doubt, Doubt.nextHop.rawValue)
            out.line("\(from) nexthop \(address) set \(nextHop)", at: spans)
        }
    }

    /// What is the same for all clients.
    private func writeSharedEvidence(to out: inout ConfigText) {
        out.gap()
        for rule in server.rules {
            switch rule.kind {
            case .firstAS:
                out.line(
                    "match from ebgp peer-as neighbor-as set "
                        + deleting(.doubt, Doubt.firstAS.rawValue), at: rule.origin)
            case .pathLengths(let lengths) where lengths.lowerBound > 0:
                out.line(
                    "match from ebgp max-as-len \(lengths.lowerBound - 1) set "
                        + deleting(.doubt, Doubt.pathLength.rawValue), at: rule.origin)
            case .transitFree(let asns):
                writePresence("cr_transit_free", asns, .transitFree, at: rule.origin, to: &out)
            case .neverViaRouteServers(let asns):
                writePresence(
                    "cr_never_via_route_servers", asns, .neverViaRouteServers, at: rule.origin,
                    to: &out)
            case .prefixes(let roaSuffices):
                out.line(
                    "match from ebgp \(doubt(.prefix)) set \(doubt(.registration))",
                    at: rule.origin)
                if roaSuffices, server.originValidation != nil {
                    out.line(
                        "match from ebgp ovs valid set "
                            + deleting(.doubt, Doubt.registration.rawValue), at: rule.origin)
                }
            case .ownLANs, .bogonPrefixes, .pathLengths, .nextHops, .asSets, .bogonASNs, .leaks,
                .pathValidity, .origins, .blackholes, .originValidity, .prefixLengths:
                break
            }
        }
    }

    /// Networks in the path that only they themselves may have there.
    private func writePresence(
        _ set: ConfigLine, _ asns: [ASN], _ doubt: Doubt, at origin: SourceSpan,
        to out: inout ConfigText
    ) {
        guard !asns.isEmpty else { return }
        out.line("match from ebgp AS as-set \(set) set \(self.doubt(doubt))", at: origin)
        for asn in asns where server.clients.contains(where: { $0.asn == asn }) {
            out.line("match from AS \(asn) set \(deleting(.doubt, doubt.rawValue))", at: origin)
        }
    }

    // MARK: Rules

    private func write(_ rule: ImportRule, to out: inout ConfigText) {
        let asn = server.asn
        func refuse(_ condition: ConfigLine, _ reason: RejectReason) {
            out.line(
                "allow quick from ebgp \(condition) set { localpref 0, \(deletingAll(.doubt)), "
                    + "large-community \(asn):\(CommunityPlan.rejection):\(reason.rawValue) }",
                at: rule.origin)
        }
        switch rule.kind {
        case .ownLANs(let prefixes):
            if !ofFamilies(prefixes, \.self).isEmpty {
                refuse("prefix-set cr_own or-longer", .bogonPrefix)
            }
        case .bogonPrefixes(let ranges):
            if !ofFamilies(ranges, \.prefix).isEmpty {
                refuse("prefix-set cr_bogons \(doubt(.prefix))", .bogonPrefix)
            }
        case .pathLengths(let lengths):
            if lengths.lowerBound > 0 { refuse(doubt(.pathLength), .pathTooShort) }
            refuse("max-as-len \(lengths.upperBound)", .pathTooLong)
        case .firstAS: refuse(doubt(.firstAS), .firstASNotPeer)
        case .nextHops: refuse(doubt(.nextHop), .nextHopNotPeer)
        // bgpd itself does it: `reject as-set` and the role of the sessions.
        case .asSets, .leaks: break
        case .bogonASNs(let ranges):
            let asns = ranges.map { range -> ConfigLine in
                range.count == 1
                    ? "\(range.lowerBound)" : "\(range.lowerBound) - \(range.upperBound)"
            }
            if !asns.isEmpty { refuse("AS { \(asns.joined(by: ", ")) }", .bogonASN) }
        case .transitFree(let asns):
            if !asns.isEmpty { refuse(doubt(.transitFree), .transitFreeASN) }
        case .neverViaRouteServers(let asns):
            if !asns.isEmpty { refuse(doubt(.neverViaRouteServers), .neverViaRouteServers) }
        case .pathValidity:
            if server.providerAuthorizations != nil { refuse("avs invalid", .pathInvalid) }
        case .origins: refuse(doubt(.origin), .originNotRegistered)
        case .prefixes: refuse(doubt(.registration), .prefixNotRegistered)
        case .blackholes(let policy):
            for family in server.families {
                let lengths = policy.lengths(family)
                for condition in lengthConditions(family, outside: lengths) {
                    refuse("\(condition.words) \(large(.blackhole, 0))", .blackholeLength)
                }
            }
            writeBlackholes(policy, at: rule.origin, to: &out)
        case .originValidity:
            if server.originValidation != nil { refuse("ovs invalid", .originInvalid) }
        case .prefixLengths(let ipv4, let ipv6):
            for family in server.families {
                let lengths = family == .ipv4 ? ipv4 : ipv6
                for condition in lengthConditions(family, outside: lengths) {
                    refuse(
                        "\(condition.words) \(doubt(.exactPrefix))",
                        condition.isShorter ? .prefixTooShort : .prefixTooLong)
                }
            }
        }
    }

    private func writeBlackholes(
        _ policy: BlackholePolicy, at origin: SourceSpan, to out: inout ConfigText
    ) {
        let asn = server.asn
        let nextHops = server.families.compactMap { policy.nextHop($0) }
            .map { "nexthop \($0), " as ConfigLine }.joined(by: "")
        out.line(
            "allow quick from ebgp \(large(.blackhole, 0)) set { \(nextHops)"
                + "\(deletingAll(.doubt)), \(words(.blackhole)), \(large(.unread, 65281)), "
                + "large-community \(asn):\(CommunityPlan.validity):3 }",
            at: origin)
    }

    private func lengthConditions(
        _ family: AddressFamily, outside lengths: ClosedRange<Int>
    ) -> [(words: ConfigLine, isShorter: Bool)] {
        let word: ConfigLine = family == .ipv4 ? "inet" : "inet6"
        var conditions: [(words: ConfigLine, isShorter: Bool)] = []
        if lengths.lowerBound > 0 {
            conditions.append(("\(word) prefixlen < \(lengths.lowerBound)", true))
        }
        if lengths.upperBound < family.bitWidth {
            conditions.append(("\(word) prefixlen > \(lengths.upperBound)", false))
        }
        return conditions
    }

    /// What no rule refuses, with what is known of its origin.
    private func writeAcceptance(to out: inout ConfigText) {
        func accept(_ condition: ConfigLine, _ validity: Int) {
            out.line(
                "allow quick from ebgp \(condition)set { \(deletingAll(.doubt)), "
                    + "large-community \(server.asn):\(CommunityPlan.validity):\(validity) }",
                at: server.origin)
        }
        if server.originValidation == nil {
            accept("", 3)
        } else {
            accept("ovs valid ", 1)
            accept("", 2)
        }
    }
}

extension OpenBGPDFile.Doubt {
    /// Those that every route arrives with; the others depend on what else it is.
    static let initial: [Self] = [.prefix, .exactPrefix, .origin, .nextHop, .firstAS, .pathLength]
}
