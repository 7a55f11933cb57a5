import Net

extension BIRDParser {
    // MARK: Templates

    /// A template has exactly these lines, some of them only where the server needs them: it
    /// waits for the client, is bound to its own address, leaves AS path and next hop alone and
    /// passes communities on unread; a client gets the next best route where the best may not go
    /// to it, and refused routes are kept for people to see.
    mutating func parseTemplate(at line: Int) -> Bool {
        cursor.advance()
        for family in AddressFamily.allCases {
            guard cursor.take(words: "bgp", "cr_clients_\(family.word)") else { continue }
            guard cursor.take(.opening), cursor.take(words: "local"),
                let address = cursor.takeWord().flatMap({ IPAddress(reading: $0) }),
                address.family == family, cursor.take(words: "as"),
                let asn = cursor.takeWord().flatMap({ ASN(reading: $0) }),
                cursor.take(.semicolon), takeLine("strict", "bind", "yes"),
                takeLine("passive", "yes"), takeLine("rs", "client"),
                takeLine("interpret", "communities", "no")
            else { return false }
            let hasRole = takeLine("local", "role", "rs_server")
            guard let hasImportTable = takeChannel(family), cursor.take(.closing),
                configuration.templates[family] == nil
            else { return false }
            configuration.templates[family] = BIRDConfiguration.Template(
                line: line, family: family, local: address, asn: asn, hasRole: hasRole,
                hasImportTable: hasImportTable)
            return true
        }
        return parseJoinedTemplate(at: line)
    }

    /// The channel that it adds to the template of IPv6.
    private mutating func parseJoinedTemplate(at line: Int) -> Bool {
        guard
            cursor.take(words: "bgp", "cr_clients_ipv4_over_ipv6", "from", "cr_clients_ipv6"),
            cursor.take(.opening), let hasImportTable = takeChannel(.ipv4), cursor.take(.closing),
            configuration.joinedTemplate == nil
        else { return false }
        configuration.joinedTemplate = (line, hasImportTable)
        return true
    }

    /// What the channels of all sessions are: whether they have an import table, or nil where
    /// something else stands there.
    private mutating func takeChannel(_ family: AddressFamily) -> Bool? {
        guard takeFamily() == family, cursor.take(.opening),
            takeLine("table", "cr_routes_\(family.word)"), takeLine("secondary")
        else { return nil }
        let hasImportTable = takeLine("import", "table", "yes")
        guard takeLine("import", "keep", "filtered"), cursor.take(.closing),
            cursor.take(.semicolon)
        else { return nil }
        return hasImportTable
    }

    /// Words and a semicolon; where it is another line, nothing is taken.
    private mutating func takeLine(_ words: String...) -> Bool {
        let start = cursor.position
        for word in words where !cursor.take(words: word) {
            cursor.position = start
            return false
        }
        if cursor.take(.semicolon) { return true }
        cursor.position = start
        return false
    }

    // MARK: Sessions

    /// A session from the template on.
    mutating func parseSession(at line: Int) -> Bool {
        guard cursor.take(words: "from"), let template = cursor.takeWord() else { return false }
        let isJoined = template == "cr_clients_ipv4_over_ipv6"
        let own = AddressFamily.allCases.first { template == "cr_clients_\($0.word)" }
        guard let family = isJoined ? .ipv6 : own, cursor.take(.opening) else { return false }
        // A text for people.
        if cursor.take(words: "description") {
            guard cursor.takeString() != nil, cursor.take(.semicolon) else { return false }
        }
        let place = cursor.line
        guard cursor.take(words: "neighbor"),
            let address = cursor.takeWord().flatMap({ IPAddress(reading: $0) }),
            address.family == family, cursor.take(words: "as"),
            let asn = cursor.takeWord().flatMap({ ASN(reading: $0) }), cursor.take(.semicolon)
        else { return false }
        var session = BIRDConfiguration.Session(
            line: line, family: family, isJoined: isJoined, neighbour: (address, asn, place))
        let families = isJoined ? AddressFamily.allCases : [family]
        while cursor.next != .word(families[0].word) {
            guard takeSetting(into: &session, isOfChannel: false) else { return false }
        }
        for family in families {
            var channel = session
            channel.family = family
            guard parseChannel(of: &channel) else { return false }
            configuration.sessions.append(channel)
        }
        return cursor.take(.closing)
    }

    private mutating func parseChannel(of session: inout BIRDConfiguration.Session) -> Bool {
        guard takeFamily() == session.family, cursor.take(.opening) else { return false }
        while !cursor.take(.closing) {
            if cursor.take(words: "import", "where") {
                guard session.imports == nil, let statement = takeStatement() else { return false }
                session.imports = statement
            } else if cursor.take(words: "export", "where") {
                guard session.exports == nil, let statement = takeStatement() else { return false }
                session.exports = statement
            } else {
                guard takeSetting(into: &session, isOfChannel: true) else { return false }
            }
        }
        return cursor.take(.semicolon)
    }

    private mutating func takeSetting(
        into session: inout BIRDConfiguration.Session, isOfChannel: Bool
    ) -> Bool {
        guard let statement = takeStatement(),
            let setting = isOfChannel
                ? channelSetting(statement.words) : sessionSetting(statement.words),
            !session.settings.contains(where: { $0.setting.kind == setting.kind })
        else { return false }
        session.settings.append((setting, statement.line))
        return true
    }

    private func sessionSetting(_ words: [String]) -> BIRDConfiguration.Setting? {
        if words == ["ttl", "security", "yes"] { return .ttlSecurity }
        let prefix = "'cr_secret_"
        guard words.count == 2, words[0] == "password", words[1].hasPrefix(prefix),
            words[1].hasSuffix("'"), words[1].count > prefix.count + 1
        else { return nil }
        return .secret(String(words[1].dropFirst(prefix.count).dropLast()))
    }

    private func channelSetting(_ words: [String]) -> BIRDConfiguration.Setting? {
        switch words {
        case ["add", "paths", "tx"]: return .allPaths
        case ["extended", "next", "hop", "yes"]: return .extendedNextHop
        default:
            guard words.count == 5, words[1] == "limit", words[3] == "action",
                let limit = Int(reading: words[2])
            else { return nil }
            return switch words[0] {
            case "receive": .receiveLimit(limit, words[4])
            case "import": .importLimit(limit, words[4])
            default: nil
            }
        }
    }

    // MARK: Payloads

    /// `{ roa4 { table … }; … remote ADDRESS port NUMBER; }`
    mutating func parseCache(at line: Int) -> Bool {
        guard cursor.take(.opening), let families = takePayloadChannels() else { return false }
        let hasAuthorizations = takeAuthorizationChannel()
        guard cursor.take(words: "remote"),
            let address = cursor.takeWord().flatMap({ IPAddress(reading: $0) }),
            cursor.take(words: "port"),
            let port = cursor.takeWord().flatMap({ UInt16(reading: $0) }),
            cursor.take(.semicolon), cursor.take(.closing)
        else { return false }
        configuration.caches.append(
            BIRDConfiguration.Cache(
                address: address, port: port, families: families,
                hasAuthorizations: hasAuthorizations, line: line))
        return true
    }

    /// `{ aspa { table … }; … }`, or `{ roa4 { table … }; … }`
    mutating func parseStatic() -> Bool {
        guard cursor.take(.opening) else { return false }
        return takeAuthorizationChannel() ? parseAuthorizations() : parsePayloads()
    }

    private mutating func takeAuthorizationChannel() -> Bool {
        let start = cursor.position
        if cursor.take(words: "aspa"), cursor.take(.opening),
            cursor.take(words: "table", "cr_aspas"), cursor.take(.semicolon),
            cursor.take(.closing), cursor.take(.semicolon)
        {
            return true
        }
        cursor.position = start
        return false
    }

    /// `route aspa NUMBER providers NUMBER, …;` or `route aspa NUMBER transit;`
    private mutating func parseAuthorizations() -> Bool {
        while !cursor.take(.closing) {
            let line = cursor.line
            guard cursor.take(words: "route", "aspa"),
                let customer = cursor.takeWord().flatMap({ UInt32(reading: $0) })
            else { return false }
            var providers: [UInt32] = []
            if !cursor.take(words: "transit") {
                guard cursor.take(words: "providers") else { return false }
                repeat {
                    guard let provider = cursor.takeWord().flatMap({ UInt32(reading: $0) }) else {
                        return false
                    }
                    providers.append(provider)
                } while cursor.take(.comma)
            }
            guard cursor.take(.semicolon) else { return false }
            configuration.authorizations.append(
                BIRDConfiguration.Authorization(
                    customer: customer, providers: providers, line: line))
        }
        return true
    }

    /// `route PREFIX max LENGTH as NUMBER; …` behind the channel.
    private mutating func parsePayloads() -> Bool {
        guard let families = takePayloadChannels(), families.count == 1 else { return false }
        while !cursor.take(.closing) {
            let line = cursor.line
            guard cursor.take(words: "route"),
                let prefix = cursor.takeWord().flatMap({ IPPrefix(reading: $0) }),
                prefix.family == families[0], cursor.take(words: "max"),
                let length = cursor.takeWord().flatMap({ Int(reading: $0) }),
                (prefix.length...prefix.family.bitWidth).contains(length),
                cursor.take(words: "as"),
                let asn = cursor.takeWord().flatMap({ UInt32(reading: $0) }),
                cursor.take(.semicolon)
            else { return false }
            configuration.payloads.append(
                BIRDConfiguration.Payload(
                    prefix: prefix, maxLength: length, asn: asn, line: line))
        }
        return true
    }

    private mutating func takePayloadChannels() -> [AddressFamily]? {
        var families: [AddressFamily] = []
        while let family = takePayloads() {
            guard !families.contains(family), cursor.take(.opening),
                cursor.take(words: "table", "cr_payloads_of_\(family.word)"),
                cursor.take(.semicolon), cursor.take(.closing), cursor.take(.semicolon)
            else { return nil }
            families.append(family)
        }
        return families.isEmpty ? nil : families
    }
}
