// bird.conf of a route server, as BIRD reads it from 2.0.12 on.
//
// A file is in one dialect: either all functions say what they return, which they may from 2.14 on,
// or none does. What newer versions alone have a word for is read in theirs alone.
//
// The server's policy is a handful of functions that the import and export filter of every client
// call with the client's own numbers and sets. Those that are the same for every server are known
// to the letter (`BIRDPolicy`); the one that decides about the routes of a family is a list of
// statements, each of which is one rule that is known, in the order in which rules are looked at.
// A client is understood where its session is nothing but a template that is known, some settings,
// and calls with arguments that are its own (RFC 7947).
//
// What is not so is refused, whether or not it would let more routes through.

import Forwarding
import Net

struct BIRDReader {
    var findings: Findings
    let configuration: BIRDConfiguration
    /// Nil where no session has a server that is understood.
    let policy: BIRDPolicy?

    init(_ source: SourceText) {
        var parser = BIRDParser(source)
        parser.parse()
        findings = parser.findings
        configuration = parser.configuration
        policy = configuration.templates.values.first.map { BIRDPolicy(asn: $0.asn.rawValue) }
        if let (address, line) = parser.routerID {
            findings.say(.routerID(address), at: line)
        } else {
            findings.miss("router id")
        }
    }

    /// Families of routes: those that the server has an address of, and IPv4 where sessions of IPv6
    /// carry it.
    var families: [AddressFamily] {
        AddressFamily.allCases.filter {
            configuration.templates[$0] != nil
                || $0 == .ipv4 && configuration.joinedTemplate != nil
        }
    }

    /// Lengths of a family that routes may have by its rules.
    private var acceptedLengths: [AddressFamily: ClosedRange<Int>] = [:]

    mutating func read() {
        if !configuration.hasDeviceProtocol { findings.miss("protocol device") }
        if !configuration.hasClientAttribute { findings.miss("attribute int cr_client") }
        readServer()
        guard let policy else {
            findings.miss("template")
            return
        }
        readOriginValidation()
        readPathValidation()
        readFunctions(of: policy)
        var sets: Set<String> = []
        for family in families {
            acceptedLengths[family] = readImports(of: family, policy, sets: &sets)
        }
        let choices = readChoices()
        readExports(of: policy, hasChoices: choices != nil)
        readSessions(choices ?? [:], readAttachments())
    }

    private mutating func readServer() {
        for family in families where configuration.tables[family] == nil {
            findings.miss("\(family.word) table cr_routes_\(family.word)")
        }
        let isValidated =
            !configuration.payloadTables.isEmpty || configuration.authorizationTable != nil
        for (_, template) in configuration.templates.sorted(by: { $0.key < $1.key }) {
            findings.say(.routeServer(template.asn, address: template.local), at: template.line)
            if template.asn.rawValue != policy?.asn {
                findings.refuse(template.line, "another AS number than that of the other family")
            }
            if template.hasImportTable != isValidated {
                findings.refuse(
                    template.line, "an import table where origins or paths are validated alone")
            }
        }
        for (family, line) in configuration.tables where !families.contains(family) {
            findings.refuse(line, "a table that no session has")
        }
        if let (line, hasImportTable) = configuration.joinedTemplate,
            hasImportTable != isValidated || configuration.templates[.ipv6] == nil
        {
            findings.refuse(line, "not the channel of the others, or not of their sessions")
        }
        let roles = configuration.templates.values.filter(\.hasRole)
        if let role = roles.first {
            findings.say(.routeServerSetting(.roles), at: role.line)
            if roles.count != configuration.templates.count {
                findings.refuse(role.line, "a role for one family alone")
            }
        }
    }

    // MARK: Origin validation

    private mutating func readOriginValidation() {
        let tables = configuration.payloadTables
        guard let line = tables.values.min() else {
            for cache in configuration.caches {
                findings.refuse(cache.line, "no table of payloads")
            }
            for payload in configuration.payloads {
                findings.refuse(payload.line, "no table of payloads")
            }
            return
        }
        findings.say(.routeServerSetting(.originValidation), at: line)
        if tables.keys.sorted() != families {
            findings.refuse(line, "payloads for other families than those of routes")
        }
        for cache in configuration.caches {
            findings.say(.routeServerCache(cache.address, port: cache.port), at: cache.line)
            if cache.families.sorted() != families {
                findings.refuse(cache.line, "payloads for other families than those of routes")
            }
        }
        for payload in configuration.payloads {
            findings.say(
                .routeServerPayload(payload.prefix, maxLength: payload.maxLength, payload.asn),
                at: payload.line)
        }
    }

    private mutating func readPathValidation() {
        let table = configuration.authorizationTable
        if let table, !hasReturnTypes {
            findings.refuse(table, "a table that older versions of BIRD do not know")
        }
        for cache in configuration.caches where cache.hasAuthorizations != (table != nil) {
            findings.refuse(cache.line, "providers where there is a table of them alone")
        }
        var customers: Set<UInt32> = []
        for authorization in configuration.authorizations {
            let (customer, providers) = (authorization.customer, authorization.providers)
            findings.say(
                .routeServerProviders(customer: customer, providers), at: authorization.line)
            let isAscending = zip(providers, providers.dropFirst()).allSatisfy { $0 < $1 }
            if table == nil || !isAscending || !customers.insert(customer).inserted {
                findings.refuse(
                    authorization.line, "no table, providers out of order, or said twice")
            }
        }
    }

    // MARK: Functions that are known

    private mutating func readFunctions(of policy: BIRDPolicy) {
        // This one returns nothing in any version.
        for (name, function) in configuration.functions
        where function.hasReturnType != (hasReturnTypes && name != "cr_attach") {
            findings.refuse(function.line, "a function of another version of BIRD than others")
        }
        expect("cr_refuse", policy.refuse)
        if hasBlackholes { expect("cr_is_blackhole", policy.isBlackhole) }
        if let function = configuration.functions["cr_accept"],
            policy.accept(hasGracefulShutdown: true).matches(function)
        {
            findings.say(.routeServerSetting(.gracefulShutdown), at: function.line)
        } else {
            expect("cr_accept", policy.accept(hasGracefulShutdown: false))
        }
        for function in configuration.functions.keys.sorted() {
            guard let line = configuration.functions[function]?.line else { continue }
            switch function {
            case "cr_refuse", "cr_is_blackhole", "cr_accept", "cr_has_set", "cr_announces",
                "cr_may_go", "cr_attach":
                break
            case "cr_accepts_ipv4" where families.contains(.ipv4): break
            case "cr_accepts_ipv6" where families.contains(.ipv6): break
            default: findings.refuse(line, "a function that is not known")
            }
        }
    }

    /// Whether the file is one for 2.14 or newer.
    var hasReturnTypes: Bool { configuration.functions["cr_refuse"]?.hasReturnType ?? false }

    /// Whether the function is there by which routes with BLACKHOLE are told from others. Rules of
    /// either family ask for it, or nobody does.
    private var hasBlackholes: Bool { configuration.functions["cr_is_blackhole"] != nil }

    mutating func expect(_ name: String, _ expected: BIRDPolicy.Function) {
        guard let function = configuration.functions[name] else {
            findings.miss("function \(name)")
            return
        }
        if !expected.matches(function) {
            findings.refuse(function.line, "not the function of that name that is known")
        }
    }

    private mutating func readExports(of policy: BIRDPolicy, hasChoices: Bool) {
        expect(
            "cr_announces",
            policy.announces(hasBlackholes: hasBlackholes, hasChoices: hasChoices))
        for (name, elements) in policy.requests {
            guard let set = configuration.sets[name] else {
                findings.miss("define \(name)")
                continue
            }
            if set.elements.map(\.text) != elements {
                findings.refuse(set.line, "not all requests to the server, or others")
            }
        }
    }

    /// Whom clients let their routes go to, by address; nil where nobody chose.
    private mutating func readChoices() -> [IPAddress: (ClientSetting.Choice, line: Int)]? {
        guard let function = configuration.functions["cr_may_go"] else { return nil }
        guard function.parameters == BIRDPattern.words(of: "(int cr_to)"),
            function.body.count == 2, function.body[1].words == ["return", "true"],
            let choices = parseChoices(function.body[0].words, at: function.body[0].line)
        else {
            findings.refuse(function.line, "not a function that looks up what clients chose")
            return [:]
        }
        return choices
    }

    /// `case from { ADDRESS, … : return cr_to ~ [ASN, …]; … }`
    private func parseChoices(
        _ words: [String], at line: Int
    ) -> [IPAddress: (ClientSetting.Choice, line: Int)]? {
        guard words.starts(with: ["case", "from", "{"]), words.last == "}" else { return nil }
        var choices: [IPAddress: (ClientSetting.Choice, line: Int)] = [:]
        for part in words.dropFirst(3).dropLast().split(
            separator: ";", omittingEmptySubsequences: false
        ).dropLast() {
            let sides = part.split(separator: ":", omittingEmptySubsequences: false)
            guard sides.count == 2, let choice = parseChoice(Array(sides[1]), of: "cr_to") else {
                return nil
            }
            for (offset, word) in sides[0].enumerated() {
                if offset % 2 == 1 {
                    guard word == "," else { return nil }
                    continue
                }
                guard let address = IPAddress(reading: word),
                    choices.updateValue((choice, line), forKey: address) == nil
                else { return nil }
            }
            guard sides[0].count % 2 == 1 else { return nil }
        }
        return choices.isEmpty ? nil : choices
    }

    /// `return NAME ~ […]`, or `return !(NAME ~ […])`
    private func parseChoice(_ words: [String], of name: String) -> ClientSetting.Choice? {
        let isNegated = words.starts(with: ["return", "!", "("]) && words.last == ")"
        let condition =
            isNegated ? Array(words.dropFirst(3).dropLast()) : Array(words.dropFirst())
        guard words.first == "return", condition.count >= 4, condition[0] == name,
            condition[1] == "~", let asns = asns(condition.dropFirst(2))
        else { return nil }
        return isNegated ? .allBut(asns) : .only(asns)
    }

    /// `[ASN, …]`, ascending.
    private func asns(_ words: ArraySlice<String>) -> [ASN]? {
        guard let list = list(words) else { return nil }
        let asns = list.compactMap { ASN(reading: $0) }
        guard asns.count == list.count, zip(asns, asns.dropFirst()).allSatisfy({ $0 < $1 }) else {
            return nil
        }
        return asns
    }

    /// What stands between brackets and commas.
    func list(_ words: ArraySlice<String>) -> [String]? {
        guard words.first == "[", words.last == "]", words.count >= 2 else { return nil }
        let inner = words.dropFirst().dropLast()
        if inner.isEmpty { return [] }
        guard inner.count % 2 == 1 else { return nil }
        var values: [String] = []
        for (offset, word) in inner.enumerated() {
            if offset % 2 == 0 {
                values.append(word)
            } else if word != "," {
                return nil
            }
        }
        return values
    }

    /// Lengths that a route of the family may have by its rules.
    func lengths(_ family: AddressFamily) -> ClosedRange<Int> {
        acceptedLengths[family] ?? 0...family.bitWidth
    }
}
