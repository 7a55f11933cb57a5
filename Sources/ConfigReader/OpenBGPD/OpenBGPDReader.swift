// bgpd.conf of a route server, as OpenBGPD reads it from 7.7 on. Which version a file is for shows
// in how it says the role of its sessions.
//
// The filter is a list of rules that work by marks, large communities of the server's that rules
// set, look for and take away. What the list decides follows from all of it together, so it is read
// as a script: each rule is the one that has to stand at its place, word by word, or one of the few
// that may stand there, whose numbers then become statements. A rule too many, too few or at another
// place is refused, and with it all that comes behind it.
//
// Three things are done by bgpd itself and have no place in the list: it refuses AS_SETs and leaks
// before it looks at the list, and they stand in the order of rules where a policy has them: AS_SETs
// behind next hops, leaks in front of origins.

import Forwarding
import Net

struct OpenBGPDReader {
    var findings: Findings
    let configuration: OpenBGPDConfiguration
    var asn: UInt32 = 0
    var families: [AddressFamily] = []
    /// Clients with their AS numbers, in the order of the file.
    var clients: [(address: IPAddress, asn: ASN, line: Int)] = []
    private var addresses: Set<IPAddress> = []
    /// Rules still to be read.
    var rest: ArraySlice<OpenBGPDConfiguration.Statement>
    /// Lines that stand for rules outside the list.
    var asSets: Int?
    var roles: Int?
    /// Whether the role of sessions is said as from 7.8 on.
    private(set) var isNew = false
    /// Sets that have been read, by kind and name.
    var readSets: Set<String> = []
    /// Numbers of sessions of clients that have several.
    var numbers: [IPAddress: Int] = [:]
    /// Choices that have been read.
    var chosen: Set<String> = []
    /// What standard communities name clients by; nil before the first request has been read.
    var otherNumbers: [String: String]?

    init(_ source: SourceText) {
        var parser = OpenBGPDParser(source)
        parser.parse()
        findings = parser.findings
        configuration = parser.configuration
        rest = parser.configuration.rules[...]
    }

    mutating func read() {
        guard readSettings() else { return }
        readSessions()
        readPayloads()
        readAuthorizations()
        guard readImport(), readExport() else { return }
        if let rule = rest.first { findings.refuse(rule.line, "a rule behind the last one") }
        for (name, set) in configuration.sets where !readSets.contains(name) {
            findings.refuse(set.line, "a set that nobody needs, or of another name")
        }
    }

    // MARK: Settings

    /// False where the server's own number is not known, without which nothing is.
    private mutating func readSettings() -> Bool {
        var wanted: Set<String> = ["fib-update no", "transparent-as yes", "rde evaluate all"]
        var routerID: IPv4Address?
        var listened: [(IPAddress, line: Int)] = []
        for setting in configuration.settings {
            let words = setting.text.split(separator: " ").map(String.init)
            switch (words.first, words.count) {
            case ("AS", 2) where asn == 0:
                asn = ASN(reading: words[1])?.rawValue ?? 0
                if asn == 0 { findings.refuse(setting.line, "no AS number") }
            case ("router-id", 2) where routerID == nil:
                routerID = IPv4Address(reading: words[1])
                if let routerID {
                    findings.say(.routerID(routerID), at: setting.line)
                } else {
                    findings.refuse(setting.line, "no router ID")
                }
            case ("listen", 3) where words[1] == "on":
                guard let address = IPAddress(reading: words[2]),
                    !listened.contains(where: { $0.0.family == address.family })
                else {
                    findings.refuse(setting.line, "no address, or a second one of the family")
                    continue
                }
                listened.append((address, setting.line))
            case ("include", 2) where setting.text == Self.keys: break
            case ("reject", 3) where setting.text == "reject as-set yes" && asSets == nil:
                asSets = setting.line
            default:
                if wanted.remove(setting.text) == nil {
                    findings.refuse(setting.line, "a setting that is not known, or said twice")
                }
            }
        }
        for setting in wanted.sorted() { findings.miss(setting) }
        if routerID == nil { findings.miss("router-id") }
        guard let number = ASN(rawValue: asn) else {
            findings.miss("AS")
            return false
        }
        families = listened.map(\.0.family).sorted()
        for (address, line) in listened {
            findings.say(.routeServer(number, address: address), at: line)
        }
        return true
    }

    private static let keys = "include \"/etc/bgpd.secrets\""

    // MARK: Sessions

    private mutating func readSessions() {
        guard let group = configuration.group else {
            findings.miss("group \"cr_clients\"")
            return
        }
        if group.name != "cr_clients" { findings.refuse(group.line, "another group") }
        var wanted: Set<String> = ["passive", "enforce neighbor-as no"]
        for statement in group.statements {
            if ["announce policy rs", "role rs"].contains(statement.text), roles == nil {
                roles = statement.line
                isNew = statement.text == "role rs"
                findings.say(.routeServerSetting(.roles), at: statement.line)
            } else if wanted.remove(statement.text) == nil {
                findings.refuse(statement.line, "a setting that is not known, or said twice")
            }
        }
        if !wanted.isEmpty { findings.refuse(group.line, "not the settings of a route server") }
        for neighbour in group.neighbours { read(neighbour) }
    }

    private mutating func read(_ neighbour: OpenBGPDConfiguration.Neighbour) {
        let address = neighbour.address
        var asn: ASN?
        var known: Set<String> = []
        for statement in neighbour.statements {
            let words = statement.text.split(separator: " ").map(String.init)
            let setting: ClientSetting?
            if words.count == 2, words[0] == "remote-as", asn == nil {
                asn = ASN(reading: words[1])
                if asn == nil { findings.refuse(statement.line, "no AS number") }
                continue
            } else if statement.text == "ttl-security yes" {
                setting = .ttlSecurity
            } else if statement.text == "announce add-path send all" {
                setting = .allPaths
            } else if words.count == 4, words.starts(with: ["tcp", "md5sig", "password"]) {
                setting = secret(words[3])
            } else {
                setting = limit(words)
            }
            guard let setting, known.insert(words[0]).inserted else {
                findings.refuse(statement.line, "a setting that is not known, or said twice")
                continue
            }
            findings.say(
                .routeServerClientSetting(client: ClientChannel(address), setting),
                at: statement.line)
        }
        guard let asn, families.contains(address.family) else {
            findings.refuse(neighbour.line, "not a whole session of a route server client")
            return
        }
        findings.say(.routeServerClient(asn, ClientChannel(address)), at: neighbour.line)
        if !addresses.insert(address).inserted {
            findings.refuse(neighbour.line, "a second session with the address")
        }
        clients.append((address, asn, neighbour.line))
    }

    /// `$cr_secret_NAME`, underscores for hyphens, from the file that holds the keys.
    private func secret(_ word: String) -> ClientSetting? {
        let prefix = "$cr_secret_"
        let hasKeys = configuration.settings.contains { $0.text == Self.keys }
        guard word.hasPrefix(prefix), hasKeys else { return nil }
        return .secret(String(word.dropFirst(prefix.count).map { $0 == "_" ? "-" : $0 }))
    }

    private func limit(_ words: [String]) -> ClientSetting? {
        guard words.count == 2 || words.count == 4, words[0] == "max-prefix",
            let number = Int(reading: words[1])
        else { return nil }
        if words.count == 2 { return .limit(number, of: .received, .shutdown) }
        guard words[2] == "restart", words[3] == "15" else { return nil }
        return .limit(number, of: .received, .restart)
    }

    // MARK: Origin validation

    private mutating func readPayloads() {
        for cache in configuration.caches {
            guard cache.set.elements.count == 1,
                let values = match(cache.set.elements[0].text, "port %"),
                let port = UInt16(reading: values[0])
            else {
                findings.refuse(cache.set.line, "not a port and nothing else")
                continue
            }
            findings.say(.routeServerCache(cache.address, port: port), at: cache.set.line)
        }
        for element in configuration.payloads?.elements ?? [] {
            guard let values = match(element.text, "% maxlen % source-as %"),
                let prefix = IPPrefix(reading: values[0]), let length = Int(reading: values[1]),
                let origin = UInt32(reading: values[2]),
                (prefix.length...prefix.family.bitWidth).contains(length)
            else {
                findings.refuse(element.line, "no validated payload")
                continue
            }
            findings.say(
                .routeServerPayload(prefix, maxLength: length, origin), at: element.line)
        }
    }

    /// `customer-as NUMBER provider-as { NUMBER … }`, 0 alone for nobody.
    private mutating func readAuthorizations() {
        guard let set = configuration.authorizations else { return }
        if !isNew {
            findings.refuse(set.line, "a set that is looked at in sessions with 'role' alone")
        }
        var customers: Set<UInt32> = []
        for element in set.elements {
            let words = element.text.split(separator: " ").map(String.init)
            guard words.count > 5, words[0] == "customer-as", words[2] == "provider-as",
                words[3] == "{", words.last == "}", let customer = UInt32(reading: words[1]),
                customers.insert(customer).inserted
            else {
                findings.refuse(element.line, "no providers of a network, or a second time")
                continue
            }
            let texts = words[4..<(words.count - 1)]
            var providers = texts.compactMap { UInt32(reading: $0) }
            if providers == [0] { providers = [] }
            let isAscending = zip(providers, providers.dropFirst()).allSatisfy { $0 < $1 }
            if !isAscending || texts.count != max(1, providers.count) || providers.first == 0 {
                findings.refuse(element.line, "not the numbers of providers, ascending")
            }
            findings.say(
                .routeServerProviders(customer: customer, providers), at: element.line)
        }
    }

    // MARK: Rules

    /// The words of a text where a pattern has `%`; nil where another word differs.
    func match(_ text: String, _ pattern: String) -> [String]? {
        let words = text.split(separator: " ")
        let wanted = pattern.split(separator: " ")
        guard words.count == wanted.count else { return nil }
        var values: [String] = []
        for (word, pattern) in zip(words, wanted) {
            if pattern == "%" {
                values.append(String(word))
            } else if word != pattern {
                return nil
            }
        }
        return values
    }

    /// Takes the next rule where it has the pattern.
    mutating func take(_ pattern: String) -> (values: [String], line: Int)? {
        guard let rule = rest.first, let values = match(rule.text, pattern) else { return nil }
        rest = rest.dropFirst()
        return (values, rule.line)
    }

    /// Takes rules that have to stand there; false after the first that does not has been refused.
    mutating func expect(_ texts: [String]) -> Bool {
        for text in texts where take(text) == nil {
            if let rule = rest.first {
                findings.refuse(rule.line, "not the rule that has to stand here: \(text)")
            } else {
                findings.miss(text)
            }
            return false
        }
        return true
    }

    /// Second numbers of the server's large communities.
    enum Mark: Int, CaseIterable {
        case source = 1900
        case session, doubt, unread, blackhole, choice, withheld, prepend
    }

    func large(_ mark: Mark, _ number: some CustomStringConvertible) -> String {
        "large-community \(asn):\(mark.rawValue):\(number)"
    }

    func deletion(_ mark: Mark, _ number: some CustomStringConvertible) -> String {
        "large-community delete \(asn):\(mark.rawValue):\(number)"
    }

    /// The server's number where standard communities can hold it.
    var asn16: UInt16? { UInt16(exactly: asn) }

    func hasClient(_ address: IPAddress) -> Bool { addresses.contains(address) }
}
