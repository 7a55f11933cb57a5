import Forwarding
import Net

extension OpenBGPDReader {
    /// What evidence rules say of the shared rules that come behind them.
    private struct Evidence {
        var isFirstAS = false
        var shortestPath: Int?
        var hasRegistration = false
        var isValidEnough = false
        var transitFree: [ASN]?
        var neverHere: [ASN]?
    }

    /// False after something has been refused that leaves the rest without meaning.
    mutating func readImport() -> Bool {
        guard expect(marks) else { return false }
        readAttachments()
        guard expect(wellKnown) else { return false }
        let blackholeMarks =
            ["community 65535:666"]
            + (asn16.map { ["community \($0):666"] } ?? []) + ["large-community \(asn):666:0"]
        let texts = blackholeMarks.map { "match from ebgp \($0) set \(large(.blackhole, 0))" }
        var hasBlackholes = false
        if rest.first?.text == texts[0] {
            guard expect(texts) else { return false }
            hasBlackholes = true
        }
        if let (_, line) = take("match from ebgp community 65535:0 set localpref 0") {
            findings.say(.routeServerSetting(.gracefulShutdown), at: line)
        }
        readClients()
        var evidence = Evidence()
        while readShared(&evidence) {}
        guard let rules = readRules(evidence, hasBlackholes) else { return false }
        say(rules)
        return readAcceptance()
    }

    private var marks: [String] {
        let scrub = (["1000", "1101"] + Mark.allCases.map { "\($0.rawValue)" })
            .map { "large-community delete \(asn):\($0):*" }.joined(separator: " ")
        let doubts = (1...6).map { large(.doubt, $0) }.joined(separator: " ")
        return [
            "match from ebgp large-community \(asn):*:* set { \(scrub) }",
            "match from ebgp set { \(large(.source, "neighbor-as")) \(large(.session, 0)) "
                + "\(doubts) }",
        ]
    }

    private var wellKnown: [String] {
        [65281, 65282, 65283].map { known in
            "match from ebgp community 65535:\(known) set { community delete 65535:\(known) "
                + "\(large(.unread, known)) }"
        }
    }

    // MARK: Clients

    /// `match from ADDRESS set { community NUMBER:NUMBER … }`
    private mutating func readAttachments() {
        var known: Set<IPAddress> = []
        while let rule = rest.first, let client = client(of: rule) {
            let words = rule.text.split(separator: " ").map(String.init)
            guard words.count > 6, words[3] == "set", words[4] == "{", words.last == "}",
                let communities = communities(words[5..<(words.count - 1)]),
                known.insert(client).inserted
            else { return }
            rest = rest.dropFirst()
            for community in communities {
                findings.say(
                    .routeServerClientSetting(
                        client: ClientChannel(client), .attaches(community)), at: rule.line)
            }
        }
    }

    private func communities(_ words: ArraySlice<String>) -> [Community]? {
        var rest = words
        var communities: [Community] = []
        while let kind = rest.popFirst() {
            let isRouteTarget = kind == "ext-community" && rest.popFirst() == "rt"
            guard let text = rest.popFirst(),
                let community = try? Community(isRouteTarget ? "rt:\(text)" : text)
            else { return nil }
            switch (kind, community) {
            case ("community", .standard), ("ext-community", .routeTarget),
                ("large-community", .large):
                communities.append(community)
            default: return nil
            }
        }
        return communities
    }

    private mutating func readClients() {
        var sessions: [IPAddress: Int] = [:]
        while let rule = rest.first, let client = client(of: rule) {
            let from = "match from \(client)"
            if let (values, line) = take(
                "\(from) set { \(deletion(.session, 0)) large-community % }")
            {
                let number = values[0].split(separator: ":").last.flatMap {
                    Int(reading: String($0))
                }
                guard let number, number > 0,
                    values[0] == "\(asn):\(Mark.session.rawValue):\(number)",
                    sessions.updateValue(number, forKey: client) == nil
                else {
                    findings.refuse(line, "no number of a session, or a second one")
                    continue
                }
            } else if let (values, line) = take(
                "\(from) prefix-set % or-longer set \(deletion(.doubt, 1))")
            {
                guard
                    take("\(from) prefix-set \(values[0]) set \(deletion(.doubt, 2))") != nil
                else {
                    findings.refuse(line, "not followed by the rule for the prefixes themselves")
                    continue
                }
                readPrefixes(values[0], of: client, at: line)
            } else if let (values, line) = take(
                "\(from) source-as as-set % set \(deletion(.doubt, 3))")
            {
                for (asn, line) in asns(values[0], at: line) {
                    findings.say(.routeServerOrigin(client: ClientChannel(client), asn), at: line)
                }
            } else if let (values, line) = take(
                "\(from) nexthop % set \(deletion(.doubt, 4))")
            {
                guard let nextHop = IPAddress(reading: values[0]) else {
                    findings.refuse(line, "no address")
                    continue
                }
                findings.say(
                    .routeServerNextHop(client: ClientChannel(client), nextHop), at: line)
            } else {
                return
            }
        }
        numbers = sessions
    }

    /// The client that an evidence rule is about.
    private func client(of rule: OpenBGPDConfiguration.Statement) -> IPAddress? {
        let words = rule.text.split(separator: " ", maxSplits: 3)
        guard words.count == 4, words[0] == "match", words[1] == "from",
            let address = IPAddress(reading: String(words[2])), hasClient(address)
        else { return nil }
        return address
    }

    private mutating func readPrefixes(_ name: String, of client: IPAddress, at line: Int) {
        for element in elements("prefix-set \(name)", at: line) {
            guard let prefix = IPPrefix(reading: element.text), prefix.family == client.family
            else {
                findings.refuse(element.line, "no prefix of the client's family")
                continue
            }
            findings.say(
                .routeServerPrefix(client: ClientChannel(client), prefix), at: element.line)
        }
    }

    // MARK: Sets

    private mutating func elements(
        _ name: String, at line: Int
    ) -> [OpenBGPDConfiguration.Statement] {
        guard let set = configuration.sets[name] else {
            findings.refuse(line, "no set of that name")
            return []
        }
        readSets.insert(name)
        return set.elements
    }

    private mutating func asns(_ name: String, at line: Int) -> [(ASN, line: Int)] {
        var asns: [(ASN, line: Int)] = []
        for element in elements("as-set \(name)", at: line) {
            guard let asn = ASN(reading: element.text) else {
                findings.refuse(element.line, "no AS number")
                continue
            }
            asns.append((asn, element.line))
        }
        return asns
    }

    // MARK: What is the same for all clients

    private mutating func readShared(_ evidence: inout Evidence) -> Bool {
        if take("match from ebgp peer-as neighbor-as set \(deletion(.doubt, 5))") != nil,
            !evidence.isFirstAS
        {
            evidence.isFirstAS = true
        } else if let (values, line) = take(
            "match from ebgp max-as-len % set \(deletion(.doubt, 6))")
        {
            guard let length = Int(reading: values[0]), evidence.shortestPath == nil else {
                findings.refuse(line, "no length, or a second one")
                return true
            }
            evidence.shortestPath = length + 1
        } else if let asns = takePresence("cr_transit_free", 7) {
            evidence.transitFree = asns
        } else if let asns = takePresence("cr_never_via_route_servers", 8) {
            evidence.neverHere = asns
        } else if take("match from ebgp \(large(.doubt, 1)) set \(large(.doubt, 9))") != nil {
            evidence.hasRegistration = true
            evidence.isValidEnough =
                take("match from ebgp ovs valid set \(deletion(.doubt, 9))") != nil
        } else {
            return false
        }
        return true
    }

    /// Networks whose presence in a path is marked, but for routes of their own.
    private mutating func takePresence(_ set: String, _ doubt: Int) -> [ASN]? {
        guard
            let (_, line) = take(
                "match from ebgp AS as-set \(set) set \(large(.doubt, doubt))")
        else { return nil }
        let listed = asns(set, at: line)
        for (asn, at) in listed {
            findings.say(
                doubt == 7 ? .routeServerTransitFree(asn) : .routeServerNeverHere(asn), at: at)
        }
        var exempt: Set<ASN> = []
        while let (values, line) = take(
            "match from AS % set \(deletion(.doubt, doubt))")
        {
            guard let asn = ASN(reading: values[0]), exempt.insert(asn).inserted else {
                findings.refuse(line, "no AS number, or one said twice")
                continue
            }
        }
        let asns = listed.map(\.0)
        if exempt != Set(asns).intersection(clients.map(\.asn)) {
            findings.refuse(line, "not those clients exempt that are such networks")
        }
        return asns
    }

    // MARK: Rules

    private typealias Rule = (family: AddressFamily, rule: RouteServerRule, line: Int)

    private mutating func refusal(
        _ condition: String, _ reason: Int
    ) -> (values: [String], line: Int)? {
        take(
            "allow quick from ebgp \(condition) set { localpref 0 \(deletion(.doubt, "*")) "
                + "large-community \(asn):1101:\(reason) }")
    }

    private mutating func readRules(
        _ evidence: Evidence, _ hasBlackholes: Bool
    ) -> [Rule]? {
        var rules: [Rule] = []
        var hasPathLengths = false
        var wantsBlackholes = hasBlackholes
        func both(_ rule: RouteServerRule, _ line: Int) {
            for family in families { rules.append((family, rule, line)) }
        }
        while let next = rest.first {
            if let (_, line) = refusal("prefix-set cr_own or-longer", 3) {
                for family in readLANs(at: line) { rules.append((family, .ownLANs, line)) }
            } else if let (_, line) = refusal("prefix-set cr_bogons \(large(.doubt, 1))", 3) {
                for family in readBogons(at: line) {
                    rules.append((family, .bogonPrefixes, line))
                }
            } else if let (_, line) = refusal(large(.doubt, 6), 6) {
                guard let shortest = evidence.shortestPath, !hasPathLengths,
                    let (values, _) = refusal("max-as-len %", 5),
                    let longest = Int(reading: values[0]), shortest <= longest
                else {
                    findings.refuse(line, "no two lengths of paths")
                    return nil
                }
                hasPathLengths = true
                both(.pathLengths(shortest...longest), line)
            } else if let (values, line) = refusal("max-as-len %", 5) {
                guard evidence.shortestPath == nil, !hasPathLengths,
                    let longest = Int(reading: values[0])
                else {
                    findings.refuse(line, "no two lengths of paths")
                    return nil
                }
                hasPathLengths = true
                both(.pathLengths(0...longest), line)
            } else if let (_, line) = refusal(large(.doubt, 5), 7), evidence.isFirstAS {
                both(.firstAS, line)
            } else if let (_, line) = refusal(large(.doubt, 4), 8) {
                both(.nextHops, line)
            } else if readBogonASNs(next) {
                both(.bogonASNs, next.line)
            } else if let (_, line) = refusal(large(.doubt, 7), 14), evidence.transitFree != nil {
                both(.transitFree, line)
            } else if let (_, line) = refusal(large(.doubt, 8), 1002), evidence.neverHere != nil {
                both(.neverHere, line)
            } else if let (_, line) = refusal("avs invalid", 1005),
                configuration.authorizations != nil
            {
                both(.pathValidity, line)
            } else if let (_, line) = refusal(large(.doubt, 3), 10) {
                both(.origins, line)
            } else if let (_, line) = refusal(large(.doubt, 9), 9), evidence.hasRegistration {
                both(.prefixes(orValid: evidence.isValidEnough), line)
            } else if let (_, line) = refusal("ovs invalid", 13) {
                both(.originValidity, line)
            } else if wantsBlackholes, let found = readBlackholes() {
                wantsBlackholes = false
                rules += found
            } else if let found = readLengths(large(.doubt, 2), tooShort: 2, tooLong: 1) {
                for family in families {
                    let lengths = found.lengths[family] ?? 0...family.bitWidth
                    rules.append((family, .prefixLengths(lengths), found.line))
                }
            } else {
                break
            }
        }
        if wantsBlackholes || (evidence.shortestPath != nil && !hasPathLengths) {
            findings.miss("a rule whose marks are set")
            return nil
        }
        return rules
    }

    private mutating func readLANs(at line: Int) -> [AddressFamily] {
        var found: Set<AddressFamily> = []
        for element in elements("prefix-set cr_own", at: line) {
            guard let prefix = IPPrefix(reading: element.text) else {
                findings.refuse(element.line, "no prefix")
                continue
            }
            findings.say(.routeServerLAN(prefix), at: element.line)
            found.insert(prefix.family)
        }
        return families.filter(found.contains)
    }

    private mutating func readBogons(at line: Int) -> [AddressFamily] {
        var found: Set<AddressFamily> = []
        for element in elements("prefix-set cr_bogons", at: line) {
            guard let (prefix, lengths) = range(element.text) else {
                findings.refuse(element.line, "no prefix with lengths")
                continue
            }
            findings.say(.routeServerBogon(prefix, lengths: lengths), at: element.line)
            found.insert(prefix.family)
        }
        return families.filter(found.contains)
    }

    private func range(_ text: String) -> (IPPrefix, ClosedRange<Int>)? {
        let words = text.split(separator: " ").map(String.init)
        guard let prefix = words.first.flatMap({ IPPrefix(reading: $0) }) else { return nil }
        let all = prefix.length...prefix.family.bitWidth
        if words.count == 1 { return (prefix, prefix.length...prefix.length) }
        if words.count == 2, words[1] == "or-longer" { return (prefix, all) }
        if let values = match(text, "% prefixlen = %"), let length = Int(reading: values[1]),
            all.contains(length)
        {
            return (prefix, length...length)
        }
        if let values = match(text, "% prefixlen % - %"), let first = Int(reading: values[1]),
            let last = Int(reading: values[2]), first < last, all.contains(first),
            all.contains(last)
        {
            return (prefix, first...last)
        }
        return nil
    }

    /// `AS { 0 23456 64496 - 65535 }`
    private mutating func readBogonASNs(_ rule: OpenBGPDConfiguration.Statement) -> Bool {
        let words = rule.text.split(separator: " ").map(String.init)
        guard words.starts(with: ["allow", "quick", "from", "ebgp", "AS", "{"]),
            let end = words.firstIndex(of: "}"),
            refusal(words[4...end].joined(separator: " "), 4) != nil
        else { return false }
        var position = 6
        while position < end {
            let isRange = position + 2 < end && words[position + 1] == "-"
            let last = isRange ? position + 2 : position
            guard let first = UInt32(reading: words[position]),
                let final = UInt32(reading: words[last]), isRange ? first < final : true
            else {
                findings.refuse(rule.line, "no AS number and no range of them")
                return true
            }
            findings.say(.routeServerBogonASNs(first...final), at: rule.line)
            position = last + 1
        }
        return true
    }

    /// Rules against lengths outside a range, the IPv4 ones first; nil where there is none.
    private mutating func readLengths(
        _ mark: String, tooShort: Int, tooLong: Int
    ) -> (lengths: [AddressFamily: ClosedRange<Int>], line: Int)? {
        var lengths: [AddressFamily: ClosedRange<Int>] = [:]
        var line: Int?
        for family in AddressFamily.allCases {
            let word = family == .ipv4 ? "inet" : "inet6"
            let shorter = refusal("\(word) prefixlen < % \(mark)", tooShort)
            let longer = refusal("\(word) prefixlen > % \(mark)", tooLong)
            guard let first = shorter?.line ?? longer?.line else { continue }
            line = line ?? first
            let least = shorter.map { Int(reading: $0.values[0]) } ?? 0
            let most = longer.map { Int(reading: $0.values[0]) } ?? family.bitWidth
            guard let least, let most, least <= most, most <= family.bitWidth,
                families.contains(family)
            else {
                findings.refuse(first, "no range of lengths")
                continue
            }
            lengths[family] = least...most
        }
        return line.map { (lengths, $0) }
    }

    private mutating func readBlackholes() -> [Rule]? {
        let before = rest
        let lengths = readLengths(large(.blackhole, 0), tooShort: 1004, tooLong: 1004)
        let start = "allow quick from ebgp \(large(.blackhole, 0)) set {"
        let end =
            "\(deletion(.doubt, "*")) community 65535:666 \(large(.unread, 65281)) "
            + "large-community \(asn):1000:3 }"
        for hops in ["", "nexthop %", "nexthop % nexthop %"] {
            guard let (values, line) = take("\(start) \(hops) \(end)") else { continue }
            var nextHops: [AddressFamily: IPAddress] = [:]
            for value in values {
                guard let address = IPAddress(reading: value),
                    nextHops.updateValue(address, forKey: address.family) == nil
                else {
                    findings.refuse(line, "no address, or a second one of the family")
                    continue
                }
            }
            return families.map { family in
                (
                    family,
                    .blackholes(
                        lengths?.lengths[family] ?? 0...family.bitWidth,
                        nextHop: nextHops[family]), line
                )
            }
        }
        rest = before
        return nil
    }

    /// With those that bgpd looks at by itself, at their places.
    private mutating func say(_ rules: [Rule]) {
        for family in families {
            var list = rules.filter { $0.family == family }
            if let asSets { insert(.asSets, asSets, into: &list, family) }
            if let roles { insert(.leaks, roles, into: &list, family) }
            var kinds: Set<Int> = []
            for (position, rule) in list.enumerated() {
                findings.say(
                    .routeServerRule(family, position: position, rule.rule), at: rule.line)
                if !kinds.insert(rule.rule.rank).inserted {
                    findings.refuse(rule.line, "a rule said twice")
                }
            }
        }
        if asSets == nil { findings.miss("reject as-set yes") }
    }

    private func insert(
        _ rule: RouteServerRule, _ line: Int, into list: inout [Rule], _ family: AddressFamily
    ) {
        let place = list.firstIndex { $0.rule.rank > rule.rank } ?? list.endIndex
        list.insert((family, rule, line), at: place)
    }

    private mutating func readAcceptance() -> Bool {
        func accepting(_ condition: String, _ validity: Int) -> String {
            "allow quick from ebgp \(condition)set { \(deletion(.doubt, "*")) "
                + "large-community \(asn):1000:\(validity) }"
        }
        if let (_, line) = take(accepting("ovs valid ", 1)) {
            findings.say(.routeServerSetting(.originValidation), at: line)
            return expect([accepting("", 2)])
        }
        if !configuration.caches.isEmpty || configuration.payloads != nil {
            if let rule = rest.first { findings.refuse(rule.line, "nobody looks at origins") }
            return false
        }
        return expect([accepting("", 3)])
    }
}
