import Net

/// Parses `bird.conf` by the grammar of BIRD 2.0.12, as far as we write it. A statement that is
/// not known is refused.
struct BIRDParser {
    var findings: Findings
    private(set) var configuration = BIRDConfiguration()
    var cursor: TokenCursor
    /// The router id and its line.
    private(set) var routerID: (IPv4Address, line: Int)?
    /// Names that are taken: sets, functions and tables share them.
    private var symbols: Set<String> = []

    init(_ source: SourceText) {
        findings = Findings(source)
        cursor = TokenCursor(source.tokens().filter { $0.token != .lineEnd })
    }

    mutating func parse() {
        while !cursor.isAtEnd {
            let line = cursor.line
            let start = cursor.position
            guard !parseTop(at: line) else { continue }
            findings.refuse(line, "a statement or a value that is not known here")
            cursor.position = start
            skipStatement()
        }
    }

    /// Past the next semicolon outside braces, or past the block that comes before it.
    private mutating func skipStatement() {
        var depth = 0
        while let token = cursor.take() {
            switch token {
            case .opening: depth += 1
            case .closing:
                depth -= 1
                if depth <= 0, cursor.next != .semicolon { return }
            case .semicolon: if depth <= 0 { return }
            default: break
            }
        }
    }

    private mutating func parseTop(at line: Int) -> Bool {
        // Where it writes its log.
        if cursor.take(words: "log") {
            skipStatement()
            return true
        }
        if cursor.take(words: "router", "id") {
            guard let text = cursor.takeWord(), let address = IPv4Address(reading: text),
                cursor.take(.semicolon), routerID == nil
            else { return false }
            routerID = (address, line)
            return true
        }
        if cursor.take(words: "protocol", "device") {
            configuration.hasDeviceProtocol = true
            return cursor.take(.opening) && cursor.take(.closing)
        }
        if cursor.take(words: "protocol", "bgp") {
            guard let name = cursor.takeWord(), symbols.insert(name).inserted,
                cursor.take(.opening), let session = parseSession(at: line)
            else { return false }
            configuration.sessions.append(session)
            return true
        }
        if cursor.take(words: "define") { return parseDefinition() }
        if cursor.take(words: "function") { return parseFunction(at: line) }
        return parseTable()
    }

    /// `ipv4 table NAME sorted;`: without sorting a client would get nothing where the best route
    /// may not go to it.
    private mutating func parseTable() -> Bool {
        guard let family = takeFamily(), cursor.take(words: "table"), let name = cursor.takeWord(),
            cursor.take(words: "sorted"), cursor.take(.semicolon), symbols.insert(name).inserted
        else { return false }
        return configuration.tables.updateValue(name, forKey: family) == nil
    }

    mutating func takeFamily() -> AddressFamily? {
        if cursor.take(words: "ipv4") { return .ipv4 }
        return cursor.take(words: "ipv6") ? .ipv6 : nil
    }

    // MARK: Sets

    private mutating func parseDefinition() -> Bool {
        guard let name = cursor.takeWord(), cursor.take(words: "="), cursor.take(.openingBracket),
            let elements = parseElements(), cursor.take(.semicolon), symbols.insert(name).inserted
        else { return false }
        configuration.sets[name] = elements
        return true
    }

    /// Up to the closing bracket.
    private mutating func parseElements() -> [BIRDConfiguration.Element]? {
        var elements: [BIRDConfiguration.Element] = []
        repeat {
            let line = cursor.line
            guard let text = cursor.takeWord() else { return nil }
            var element = BIRDConfiguration.Element(text: text, lengths: nil, line: line)
            if cursor.take(.opening) {
                guard let first = takeNumber(), cursor.take(.comma), let last = takeNumber(),
                    cursor.take(.closing), first <= last
                else { return nil }
                element.lengths = first...last
            }
            elements.append(element)
        } while cursor.take(.comma)
        return cursor.take(.closingBracket) ? elements : nil
    }

    private mutating func takeNumber() -> Int? {
        cursor.takeWord().flatMap { Int(reading: $0) }
    }

    // MARK: Functions

    /// The arguments are the client's AS number and address, and what it may announce.
    private static let parameters = [
        "(", "int", "cr_peer", ";", "ip", "cr_address", ";", "prefix", "set", "cr_prefixes", ";",
        "int", "set", "cr_origins", ")",
    ]

    private mutating func parseFunction(at line: Int) -> Bool {
        guard let name = cursor.takeWord(), symbols.insert(name).inserted else { return false }
        let family: AddressFamily
        switch name {
        case "cr_accepts_ipv4": family = .ipv4
        case "cr_accepts_ipv6": family = .ipv6
        default: return false
        }
        for parameter in Self.parameters where takeText() != parameter { return false }
        guard cursor.take(.opening) else { return false }
        var function = BIRDConfiguration.Function(family: family, line: line)
        while true {
            let line = cursor.line
            let words = takeStatement()
            if words == ["return", "true"] { break }
            guard words.first == "if", words.suffix(3) == ["then", "return", "false"],
                let refusal = refusal(Array(words.dropFirst().dropLast(3)))
            else {
                findings.refuse(line, "not a reason that is known to refuse a route")
                if words.isEmpty { return false }
                continue
            }
            function.refusals.append((refusal, line))
        }
        guard cursor.take(.closing) else { return false }
        configuration.functions[name] = function
        return true
    }

    private func refusal(_ words: [String]) -> BIRDConfiguration.Refusal? {
        switch words.count {
        case 3:
            switch (words[0], words[1], words[2]) {
            case ("net", "~", let set): return .insideLAN(set)
            case ("bgp_path", "~", let set): return .bogonASN(set)
            case ("bgp_path.first", "!=", "cr_peer"): return .otherNeighbour
            case ("bgp_next_hop", "!=", "cr_address"): return .otherNextHop
            case ("bgp_path.len", "<", let text):
                return Int(reading: text).map { .pathShorterThan($0) }
            case ("bgp_path.len", ">", let text):
                return Int(reading: text).map { .pathLongerThan($0) }
            default: return nil
            }
        case 6 where words == ["!", "(", "bgp_path.last", "~", "cr_origins", ")"]:
            return .otherOrigin
        case 6 where words == Self.isForeign: return .otherPrefix
        case 10 where words[3] == "&&" && words.suffix(6) == Self.isForeign[...]:
            switch (words[0], words[1], words[2]) {
            case ("net", "~", let set): return .bogon(set)
            case ("net.len", "<", let text):
                return Int(reading: text).map { .shorterThan($0) }
            case ("net.len", ">", let text):
                return Int(reading: text).map { .longerThan($0) }
            default: return nil
            }
        default: return nil
        }
    }

    /// A prefix that lies in none of the client's own.
    private static let isForeign = ["!", "(", "net", "~", "cr_prefixes", ")"]

    // MARK: Statements

    /// The text of the next token, a string with its opening quote.
    mutating func takeText() -> String? {
        switch cursor.take() {
        case .word(let text)?: text
        case .string(let text)?: "\"" + text
        case .symbol(let octet)?: String(UnicodeScalar(octet))
        case .lineEnd?, nil: nil
        }
    }

    /// The texts up to a semicolon, which is taken; empty where there is none before the block
    /// ends or another begins.
    mutating func takeStatement() -> [String] {
        var words: [String] = []
        while let token = cursor.next {
            if token == .opening || token == .closing { return [] }
            guard let text = takeText() else { return [] }
            if text == ";" { return words }
            words.append(text)
        }
        return []
    }
}
