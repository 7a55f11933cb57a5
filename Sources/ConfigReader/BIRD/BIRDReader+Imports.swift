import Forwarding
import Net

extension BIRDReader {
    /// Reads the function that decides about routes of a family.
    ///
    /// - Parameter sets: names of the sets that have been read.
    /// - Returns: the lengths that routes may have.
    mutating func readImports(
        of family: AddressFamily, _ policy: BIRDPolicy, sets: inout Set<String>
    ) -> ClosedRange<Int>? {
        guard let function = configuration.functions["cr_accepts_\(family.word)"] else {
            findings.miss("function cr_accepts_\(family.word)")
            return nil
        }
        guard function.parameters == Self.parameters else {
            findings.refuse(function.line, "not the parameters that are known")
            return nil
        }
        var rest = function.body[...]
        let table = "roa_check(cr_payloads_of_\(family.word))"
        var end = ["return cr_accept(3)"]
        if !configuration.payloadTables.isEmpty {
            end = ["if \(table) = ROA_VALID then return cr_accept(1)", "return cr_accept(2)"]
        }
        let hasAttachments = configuration.functions["cr_attach"] != nil
        let start =
            ["bgp_large_community.delete([(\(policy.asn), 1000..1999, *)])"]
            + (hasAttachments ? ["cr_attach()"] : []) + ["cr_client = cr_peer"]
        guard take(start, from: &rest) else {
            findings.refuse(function.line, "does not begin as it should")
            return nil
        }
        var rules: [(rule: RouteServerRule, line: Int)] = []
        while rest.count > end.count {
            let line = rest[rest.startIndex].line
            guard let rule = takeRule(family, policy, from: &rest) else {
                findings.refuse(line, "not a rule that is known")
                rest = rest.dropFirst()
                continue
            }
            rules.append((rule, line))
        }
        guard take(end, from: &rest) else {
            findings.refuse(function.line, "does not end as it should")
            return nil
        }
        return read(rules, family, &sets)
    }

    private static let parameters = BIRDPattern.words(
        of: "(int cr_peer; ip set cr_next_hops; prefix set cr_prefixes; "
            + "prefix set cr_exact; int set cr_origins)")

    /// Takes statements where they stand there word by word; none otherwise.
    private func take(
        _ wanted: [String], from rest: inout ArraySlice<BIRDConfiguration.Statement>
    ) -> Bool {
        guard
            rest.prefix(wanted.count).map(\.words) == wanted.map({ BIRDPattern.words(of: $0) })
        else { return false }
        rest = rest.dropFirst(wanted.count)
        return true
    }

    // MARK: Rules

    private mutating func read(
        _ rules: [(rule: RouteServerRule, line: Int)], _ family: AddressFamily,
        _ sets: inout Set<String>
    ) -> ClosedRange<Int>? {
        var lengths: ClosedRange<Int>?
        var kinds: Set<Int> = []
        for (position, (rule, line)) in rules.enumerated() {
            findings.say(.routeServerRule(family, position: position, rule), at: line)
            if !kinds.insert(rule.rank).inserted { findings.refuse(line, "a rule said twice") }
            switch rule {
            case .ownLANs:
                for element in elements("cr_own_\(family.word)", at: line) {
                    guard let prefix = wholePrefix(element, family) else { continue }
                    findings.say(.routeServerLAN(prefix), at: element.line)
                }
            case .bogonPrefixes:
                for element in elements("cr_bogons_\(family.word)", at: line) {
                    guard let (prefix, lengths) = prefixRange(element, family) else { continue }
                    findings.say(.routeServerBogon(prefix, lengths: lengths), at: element.line)
                }
            // Sets of both families: once is enough.
            case .bogonASNs where sets.insert("cr_bogon_asns").inserted:
                for element in elements("cr_bogon_asns", at: line) { readBogons(element) }
            case .transitFree where sets.insert("cr_transit_free").inserted:
                for (asn, line) in asns("cr_transit_free", at: line) {
                    findings.say(.routeServerTransitFree(asn), at: line)
                }
            case .neverHere where sets.insert("cr_never_here").inserted:
                for (asn, line) in asns("cr_never_here", at: line) {
                    findings.say(.routeServerNeverHere(asn), at: line)
                }
            case .asSets:
                let longest = rules.lazy.compactMap { rule, _ in
                    if case .pathLengths(let lengths) = rule { lengths.upperBound } else { nil }
                }.first
                expect("cr_has_set", BIRDPolicy.hasSet(longest: max(1, longest ?? 255)))
            case .pathValidity:
                if configuration.authorizationTable == nil {
                    findings.refuse(line, "no table of providers")
                }
            case .prefixLengths(let range): lengths = range
            case .bogonASNs, .transitFree, .neverHere, .pathLengths, .firstAS, .nextHops, .leaks,
                .origins, .prefixes, .blackholes, .originValidity:
                break
            }
        }
        return lengths
    }

    private mutating func readBogons(_ element: BIRDConfiguration.Element) {
        let bounds = element.text.split(separator: ".", omittingEmptySubsequences: false)
            .map { String($0) }
        let isRange = bounds.count == 3 && bounds[1].isEmpty
        guard let first = UInt32(reading: bounds[0]),
            let last = UInt32(reading: bounds[bounds.count - 1]), first <= last,
            isRange || bounds.count == 1, element.lengths == nil
        else {
            findings.refuse(element.line, "no AS number and no range of them")
            return
        }
        findings.say(.routeServerBogonASNs(first...last), at: element.line)
    }

    /// The rule that the next statement, or the next two, say.
    private func takeRule(
        _ family: AddressFamily, _ policy: BIRDPolicy,
        from rest: inout ArraySlice<BIRDConfiguration.Statement>
    ) -> RouteServerRule? {
        for (text, rule) in Self.plainRules(family) where take([text], from: &rest) { return rule }
        if let range = takeRange(
            "bgp_path.len < % ", 6, "bgp_path.len > % ", 5, from: &rest)
        {
            return .pathLengths(range)
        }
        let unless = "&& !(net ~ cr_exact)"
        if let range = takeRange(
            "net.len < % \(unless)", 2, "net.len > % \(unless)", 1, from: &rest),
            range.upperBound <= family.bitWidth
        {
            return .prefixLengths(range)
        }
        return takeBlackholes(family, policy, from: &rest)
    }

    private static func plainRules(
        _ family: AddressFamily
    ) -> [(text: String, rule: RouteServerRule)] {
        let word = family.word
        let check = "roa_check(cr_payloads_of_\(word))"
        func text(_ condition: String, _ reason: Int) -> String {
            "if \(condition) then return cr_refuse(\(reason))"
        }
        return [
            (text("net ~ cr_own_\(word)", 3), .ownLANs),
            (text("net ~ cr_bogons_\(word) && !(net ~ cr_prefixes)", 3), .bogonPrefixes),
            (text("bgp_path.first != cr_peer", 7), .firstAS),
            (text("!(bgp_next_hop ~ cr_next_hops)", 8), .nextHops),
            (text("cr_has_set()", 1001), .asSets),
            (text("bgp_path ~ cr_bogon_asns", 4), .bogonASNs),
            (
                text("bgp_path ~ cr_transit_free && !(cr_peer ~ cr_transit_free)", 14),
                .transitFree
            ),
            (text("bgp_path ~ cr_never_here && !(cr_peer ~ cr_never_here)", 1002), .neverHere),
            (text("defined(bgp_otc)", 1003), .leaks),
            (text("aspa_check_upstream(cr_aspas) = ASPA_INVALID", 1005), .pathValidity),
            (text("!(bgp_path.last ~ cr_origins)", 10), .origins),
            (text("!(net ~ cr_prefixes)", 9), .prefixes(orValid: false)),
            (
                text("!(net ~ cr_prefixes) && \(check) != ROA_VALID", 9),
                .prefixes(orValid: true)
            ),
            (text("\(check) = ROA_INVALID", 13), .originValidity),
        ]
    }

    /// The numbers of two statements that refuse what is less and what is more.
    private func takeRange(
        _ least: String, _ tooLittle: Int, _ most: String, _ tooMuch: Int,
        from rest: inout ArraySlice<BIRDConfiguration.Statement>
    ) -> ClosedRange<Int>? {
        let statements = Array(rest.prefix(2))
        guard statements.count == 2,
            let first = BIRDPattern("if \(least) then return cr_refuse(\(tooLittle))")
                .match(statements[0].words)?.first.flatMap({ Int(reading: $0) }),
            let last = BIRDPattern("if \(most) then return cr_refuse(\(tooMuch))")
                .match(statements[1].words)?.first.flatMap({ Int(reading: $0) }), first <= last
        else { return nil }
        rest = rest.dropFirst(2)
        return first...last
    }

    private func takeBlackholes(
        _ family: AddressFamily, _ policy: BIRDPolicy,
        from rest: inout ArraySlice<BIRDConfiguration.Statement>
    ) -> RouteServerRule? {
        guard let statement = rest.first, configuration.functions["cr_is_blackhole"] != nil else {
            return nil
        }
        let start =
            "if cr_is_blackhole() then { if net.len < % || net.len > % "
            + "then return cr_refuse(1004);"
        func end(_ nextHop: String?) -> String {
            policy.blackhole(nextHop: nextHop).map { $0 + ";" }.joined(separator: " ") + " }"
        }
        let plain = BIRDPattern("\(start) \(end(nil))").match(statement.words)
        let changed = BIRDPattern("\(start) \(end("%"))").match(statement.words)
        guard let values = plain ?? changed, let first = Int(reading: values[0]),
            let last = Int(reading: values[1]), first <= last, last <= family.bitWidth
        else { return nil }
        var nextHop: IPAddress?
        if values.count > 2 {
            nextHop = IPAddress(reading: values[2])
            guard nextHop?.family == family else { return nil }
        }
        rest = rest.dropFirst()
        return .blackholes(first...last, nextHop: nextHop)
    }

    // MARK: Sets

    mutating func elements(_ name: String, at line: Int) -> [BIRDConfiguration.Element] {
        guard let set = configuration.sets[name] else {
            findings.refuse(line, "no set of that name")
            return []
        }
        return set.elements
    }

    mutating func asns(_ name: String, at line: Int) -> [(ASN, line: Int)] {
        elements(name, at: line).compactMap { element in
            guard let asn = ASN(reading: element.text), element.lengths == nil else {
                findings.refuse(element.line, "no AS number")
                return nil
            }
            return (asn, element.line)
        }
    }

    /// A prefix with all inside it; nil after the element has been refused.
    mutating func wholePrefix(
        _ element: BIRDConfiguration.Element, _ family: AddressFamily
    ) -> IPPrefix? {
        guard element.text.hasSuffix("+"), element.lengths == nil,
            let prefix = IPPrefix(reading: String(element.text.dropLast())),
            prefix.family == family
        else {
            findings.refuse(element.line, "not a prefix of the family with all inside it")
            return nil
        }
        return prefix
    }

    /// The same, or the prefixes of one length that fill a block: `192.0.2.0/23{24,32}` are two.
    mutating func wholePrefixes(
        _ element: BIRDConfiguration.Element, _ family: AddressFamily
    ) -> [IPPrefix] {
        guard let lengths = element.lengths else {
            return wholePrefix(element, family).map { [$0] } ?? []
        }
        guard let block = IPPrefix(reading: element.text), block.family == family,
            lengths.upperBound == family.bitWidth,
            // What is written fits; more would only cost memory.
            (1...16).contains(lengths.lowerBound - block.length)
        else {
            findings.refuse(element.line, "not prefixes of the family with all inside them")
            return []
        }
        let step = UInt128(1) << UInt128(family.bitWidth - lengths.lowerBound)
        return (0..<(1 << (lengths.lowerBound - block.length))).map { index in
            IPPrefix(
                containing: IPAddress(
                    family: family, bits: block.address.bits + UInt128(index) * step),
                length: lengths.lowerBound)
        }
    }

    /// Nil after the element has been refused.
    private mutating func prefixRange(
        _ element: BIRDConfiguration.Element, _ family: AddressFamily
    ) -> (IPPrefix, ClosedRange<Int>)? {
        guard let prefix = IPPrefix(reading: element.text), prefix.family == family,
            let lengths = element.lengths, lengths.lowerBound >= prefix.length,
            lengths.upperBound <= family.bitWidth
        else {
            findings.refuse(element.line, "not a prefix of the family with the lengths inside it")
            return nil
        }
        return (prefix, lengths)
    }
}
