import Forwarding
import Net

extension BIRDReader {
    /// - Parameters:
    ///   - choices: whom clients let their routes go to, where they chose.
    ///   - attachments: what is added to routes of clients.
    mutating func readSessions(
        _ choices: [IPAddress: (ClientSetting.Choice, line: Int)],
        _ attachments: [IPAddress: ([Community], line: Int)]
    ) {
        var channels: Set<ClientChannel> = []
        for session in configuration.sessions {
            let (address, asn, line) = session.neighbour
            guard configuration.templates[address.family] != nil,
                !session.isJoined || configuration.joinedTemplate != nil
            else {
                findings.refuse(session.line, "no template of that name")
                continue
            }
            findings.say(.routeServerClient(asn, session.channel), at: line)
            if !channels.insert(session.channel).inserted {
                findings.refuse(line, "a second session with the address")
            }
            readSettings(of: session)
            readImports(of: session)
            readExports(of: session)
            if let (choice, line) = choices[address] {
                say(.announcesTo(choice), of: session, at: line)
            }
            if let (communities, line) = attachments[address] {
                for community in communities { say(.attaches(community), of: session, at: line) }
            }
        }
        for (address, (_, line)) in choices where !channels.contains(ClientChannel(address)) {
            findings.refuse(line, "a choice of nobody's")
        }
        for (address, (_, line)) in attachments where !channels.contains(ClientChannel(address)) {
            findings.refuse(line, "communities for nobody's routes")
        }
        if let (line, _) = configuration.joinedTemplate,
            !configuration.sessions.contains(where: \.isJoined)
        {
            findings.refuse(line, "a template of no session")
        }
        let hasSecrets = configuration.sessions.contains { session in
            session.settings.contains { if case .secret = $0.setting { true } else { false } }
        }
        if let line = configuration.keys, !hasSecrets {
            findings.refuse(line, "a file that nobody needs")
        }
    }

    private mutating func say(
        _ setting: ClientSetting, of session: BIRDConfiguration.Session, at line: Int
    ) {
        findings.say(.routeServerClientSetting(client: session.channel, setting), at: line)
    }

    private mutating func readSettings(of session: BIRDConfiguration.Session) {
        for (setting, line) in session.settings {
            let read: ClientSetting? =
                switch setting {
                case .secret(let name): configuration.keys == nil ? nil : .secret(name)
                case .ttlSecurity: .ttlSecurity
                case .receiveLimit(let limit, let action):
                    self.action(action).map { .limit(limit, of: .received, $0) }
                case .importLimit(let limit, let action):
                    self.action(action).map { .limit(limit, of: .accepted, $0) }
                case .allPaths: .allPaths
                case .extendedNextHop: session.family == .ipv4 ? .extendedNextHop : nil
                }
            guard let read else {
                findings.refuse(line, "a setting that is not known")
                continue
            }
            say(read, of: session, at: line)
        }
    }

    private func action(_ word: String) -> ClientSetting.Action? {
        switch word {
        case "disable": .shutdown
        case "restart": .restart
        case "block": .block
        case "warn": .warn
        default: nil
        }
    }

    // MARK: Import

    /// `cr_accepts_ipv4(ASN, [ADDRESS, …], PREFIXES, EXACT, ORIGINS)`
    private mutating func readImports(of session: BIRDConfiguration.Session) {
        guard let statement = session.imports else {
            findings.refuse(session.line, "no import")
            return
        }
        let (channel, asn) = (session.channel, session.neighbour.asn)
        let family = session.family
        let words = statement.words
        guard let bracket = words.firstIndex(of: "]"), words.count == bracket + 8,
            words.starts(with: ["cr_accepts_\(family.word)", "(", asn.description, ",", "["]),
            let hops = list(words[4...bracket]),
            let names = BIRDPattern(", %, %, %)").match(Array(words[(bracket + 1)...]))
        else {
            findings.refuse(
                statement.line, "not the policy of the family, or not with the client's numbers")
            return
        }
        for hop in hops {
            guard let nextHop = IPAddress(reading: hop) else {
                findings.refuse(statement.line, "a next hop that is no address")
                continue
            }
            findings.say(.routeServerNextHop(client: channel, nextHop), at: statement.line)
        }
        var exact: [IPPrefix] = []
        for element in elements(names[0], at: statement.line) {
            for prefix in wholePrefixes(element, family) {
                findings.say(.routeServerPrefix(client: channel, prefix), at: element.line)
                if !lengths(family).contains(prefix.length) { exact.append(prefix) }
            }
        }
        let given = elements(names[1], at: statement.line).map { element in
            element.lengths == nil ? IPPrefix(reading: element.text) : nil
        }
        if given != exact.sorted() {
            findings.refuse(
                statement.line, "not the prefixes of the client that are of other lengths")
        }
        for (origin, line) in asns(names[2], at: statement.line) {
            findings.say(.routeServerOrigin(client: channel, origin), at: line)
        }
    }

    // MARK: Export

    /// `cr_announces(ASN, NUMBER, true)`, in front of it `cr_client ~ SET &&` or the contrary.
    private mutating func readExports(of session: BIRDConfiguration.Session) {
        guard let statement = session.exports else {
            findings.refuse(session.line, "no export")
            return
        }
        let asn = session.neighbour.asn
        let call = "cr_announces(%, %, %)"
        var choice: (([ASN]) -> ClientSetting.Choice, set: String)?
        var values = BIRDPattern(call).match(statement.words)
        if let found = BIRDPattern("cr_client ~ % && \(call)").match(statement.words) {
            choice = ({ .only($0) }, found[0])
            values = Array(found.dropFirst())
        }
        if let found = BIRDPattern("!(cr_client ~ %) && \(call)").match(statement.words) {
            choice = ({ .allBut($0) }, found[0])
            values = Array(found.dropFirst())
        }
        guard let values, values[0] == asn.description, let number = UInt16(reading: values[1]),
            values[2] == "true" || values[2] == "false"
        else {
            findings.refuse(statement.line, "not the policy, or not with the client's numbers")
            return
        }
        func say(_ setting: ClientSetting) {
            self.say(setting, of: session, at: statement.line)
        }
        if asn.rawValue <= UInt32(UInt16.max) {
            if UInt32(number) != asn.rawValue {
                findings.refuse(statement.line, "another number than the client's")
            }
        } else if number > 0 {
            say(.communityASN(number))
        }
        if values[2] == "false" { say(.noBlackholes) }
        if let choice {
            let asns = asns(choice.set, at: statement.line).map(\.0)
            if asns != asns.sorted() { findings.refuse(statement.line, "a set out of order") }
            say(.acceptsFrom(choice.0(asns)))
        }
    }
}

extension BIRDConfiguration.Session {
    var channel: ClientChannel { ClientChannel(neighbour.address, family) }
}
