import Net

extension BIRDParser {
    /// Lines of a session that all have to be there: it waits for the client, is bound to its own
    /// address, leaves AS path and next hop alone and passes communities on unread.
    static let sessionSettings: Set<String> = [
        "strict bind yes", "passive yes", "rs client", "interpret communities no",
    ]

    /// Lines of a channel that all have to be there: the next best route where the best may not go
    /// to the client, refused routes kept for people to see, all routes of clients and no others.
    static let channelSettings: Set<String> = [
        "secondary", "import keep filtered", "export where source = RTS_BGP",
    ]

    /// The block of a session, its brace open; nil where a line has to be refused.
    mutating func parseSession(at line: Int) -> BIRDConfiguration.Session? {
        var session = BIRDConfiguration.Session(line: line)
        while !cursor.take(.closing) {
            guard !cursor.isAtEnd else { return nil }
            let line = cursor.line
            if let family = takeFamily() {
                guard session.channel == nil, cursor.take(.opening) else { return nil }
                session.channel = parseChannel(family, at: line)
                guard session.channel != nil, cursor.take(.semicolon) else { return nil }
                continue
            }
            let words = takeStatement()
            if words.isEmpty { return nil }
            if !parse(words, into: &session, at: line) {
                findings.refuse(line, "a line that is not known in a session")
            }
        }
        return session
    }

    private func parse(
        _ words: [String], into session: inout BIRDConfiguration.Session, at line: Int
    ) -> Bool {
        switch words[0] {
        // A text for people.
        case "description": return words.count == 2 && words[1].hasPrefix("\"")
        case "local":
            guard session.local == nil, let end = end(words) else { return false }
            session.local = (end.address, end.asn, line)
            return true
        case "neighbor":
            guard session.neighbour == nil, let end = end(words) else { return false }
            session.neighbour = (end.address, end.asn, line)
            return true
        default:
            let setting = words.joined(separator: " ")
            return Self.sessionSettings.contains(setting)
                && session.settings.insert(setting).inserted
        }
    }

    /// `local ADDRESS as NUMBER`
    private func end(_ words: [String]) -> (address: IPAddress, asn: ASN)? {
        guard words.count == 4, words[2] == "as", let address = IPAddress(reading: words[1]),
            let asn = ASN(reading: words[3])
        else { return nil }
        return (address, asn)
    }

    private mutating func parseChannel(
        _ family: AddressFamily, at line: Int
    ) -> BIRDConfiguration.Channel? {
        var channel = BIRDConfiguration.Channel(family: family, line: line)
        while !cursor.take(.closing) {
            guard !cursor.isAtEnd else { return nil }
            let line = cursor.line
            let words = takeStatement()
            if words.isEmpty { return nil }
            if !parse(words, into: &channel, at: line) {
                findings.refuse(line, "a line that is not known in a channel")
            }
        }
        return channel
    }

    private func parse(
        _ words: [String], into channel: inout BIRDConfiguration.Channel, at line: Int
    ) -> Bool {
        switch (words[0], words.count) {
        case ("table", 2) where channel.table == nil:
            channel.table = words[1]
            return true
        // How many routes are too many: they are all the client's own.
        case ("receive", 5), ("import", 5):
            return words[1] == "limit" && UInt32(reading: words[2]) != nil
                && words[3] == "action" && words[4] == "disable"
        case ("import", 2) where words[1] == "none" && channel.imports == nil:
            channel.imports = (.nothing, line)
            return true
        case ("import", 12) where words[1] == "where" && channel.imports == nil:
            let arguments = words[4..<11].filter { $0 != "," }
            guard words[3] == "(", words[11] == ")", arguments.count == 4 else { return false }
            channel.imports = (.accepted(by: words[2], Array(arguments)), line)
            return true
        default:
            let setting = words.joined(separator: " ")
            return Self.channelSettings.contains(setting)
                && channel.settings.insert(setting).inserted
        }
    }
}
