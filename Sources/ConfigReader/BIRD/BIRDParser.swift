import Net

/// Parses `bird.conf` by the grammar of BIRD from 2.0.12 on, as far as we write it. A statement that
/// is not known is refused.
struct BIRDParser {
    var findings: Findings
    var configuration = BIRDConfiguration()
    var cursor: TokenCursor
    /// The router id and its line.
    private(set) var routerID: (IPv4Address, line: Int)?
    /// Names that are taken: sets, functions, tables and protocols share them.
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
        switch cursor.next {
        // Where it writes its log.
        case .word("log"):
            skipStatement()
            return true
        case .word("router"): return parseRouterID(at: line)
        case .word("include"):
            cursor.advance()
            guard cursor.take(.string("/etc/bird/cristallo-secrets.conf")),
                cursor.take(.semicolon), configuration.keys == nil
            else { return false }
            configuration.keys = line
            return true
        case .word("attribute"):
            guard cursor.take(words: "attribute", "int", "cr_client"), cursor.take(.semicolon),
                symbols.insert("cr_client").inserted
            else { return false }
            configuration.hasClientAttribute = true
            return true
        case .word("protocol"): return parseProtocol(at: line)
        case .word("template"): return parseTemplate(at: line)
        case .word("define"): return parseDefinition(at: line)
        case .word("function"): return parseFunction(at: line)
        default: return parseTable(at: line)
        }
    }

    private mutating func parseRouterID(at line: Int) -> Bool {
        guard cursor.take(words: "router", "id"), let text = cursor.takeWord(),
            let address = IPv4Address(reading: text), cursor.take(.semicolon), routerID == nil
        else { return false }
        routerID = (address, line)
        return true
    }

    private mutating func parseProtocol(at line: Int) -> Bool {
        cursor.advance()
        if cursor.take(words: "device") {
            configuration.hasDeviceProtocol = true
            return cursor.take(.opening) && cursor.take(.closing)
        }
        guard let kind = cursor.takeWord(), takeSymbol() != nil else { return false }
        return switch kind {
        case "bgp": parseSession(at: line)
        case "rpki": parseCache(at: line)
        case "static": parseStatic()
        default: false
        }
    }

    /// `ipv4 table NAME sorted;`: without sorting a client would get nothing where the best route
    /// may not go to it. `roa4 table NAME;` for payloads, `aspa table NAME;` for providers.
    private mutating func parseTable(at line: Int) -> Bool {
        if let family = takeFamily() {
            return cursor.take(words: "table", "cr_routes_\(family.word)", "sorted")
                && cursor.take(.semicolon)
                && configuration.tables.updateValue(line, forKey: family) == nil
        }
        if cursor.take(words: "aspa") {
            guard cursor.take(words: "table", "cr_aspas"), cursor.take(.semicolon),
                configuration.authorizationTable == nil
            else { return false }
            configuration.authorizationTable = line
            return true
        }
        guard let family = takePayloads() else { return false }
        return cursor.take(words: "table", "cr_payloads_of_\(family.word)")
            && cursor.take(.semicolon)
            && configuration.payloadTables.updateValue(line, forKey: family) == nil
    }

    mutating func takeFamily() -> AddressFamily? {
        AddressFamily.allCases.first { cursor.take(words: $0.word) }
    }

    /// The word for payloads of a family.
    mutating func takePayloads() -> AddressFamily? {
        AddressFamily.allCases.first { cursor.take(words: $0 == .ipv4 ? "roa4" : "roa6") }
    }

    /// A name that nothing else has.
    private mutating func takeSymbol() -> String? {
        guard let name = cursor.takeWord(), symbols.insert(name).inserted else { return nil }
        return name
    }

    // MARK: Sets

    private mutating func parseDefinition(at line: Int) -> Bool {
        cursor.advance()
        guard let name = takeSymbol(), cursor.take(words: "="), let elements = parseSet(),
            cursor.take(.semicolon)
        else { return false }
        configuration.sets[name] = BIRDConfiguration.Set(line: line, elements: elements)
        return true
    }

    /// Brackets and what is between them.
    private mutating func parseSet() -> [BIRDConfiguration.Element]? {
        guard cursor.take(.openingBracket) else { return nil }
        if cursor.take(.closingBracket) { return [] }
        var elements: [BIRDConfiguration.Element] = []
        repeat {
            guard let element = parseElement() else { return nil }
            elements.append(element)
        } while cursor.take(.comma)
        return cursor.take(.closingBracket) ? elements : nil
    }

    private mutating func parseElement() -> BIRDConfiguration.Element? {
        let line = cursor.line
        if cursor.take(.openingParenthesis) {
            var words: [String] = []
            while !cursor.take(.closingParenthesis) {
                guard let word = cursor.takeText(), !word.hasPrefix("\"") else { return nil }
                words.append(word)
            }
            return BIRDConfiguration.Element(
                text: words.joined(separator: " "), lengths: nil, line: line)
        }
        guard let text = cursor.takeWord() else { return nil }
        var element = BIRDConfiguration.Element(text: text, lengths: nil, line: line)
        if cursor.take(.opening) {
            guard let first = takeNumber(), cursor.take(.comma), let last = takeNumber(),
                cursor.take(.closing), first <= last
            else { return nil }
            element.lengths = first...last
        }
        return element
    }

    private mutating func takeNumber() -> Int? {
        cursor.takeWord().flatMap { Int(reading: $0) }
    }

    // MARK: Functions

    /// Behind the parameters, from 2.14 on.
    private static let returns = BIRDPattern.words(of: "-> bool")

    private mutating func parseFunction(at line: Int) -> Bool {
        cursor.advance()
        guard let name = takeSymbol() else { return false }
        var parameters: [String] = []
        while cursor.next != .opening {
            guard let word = cursor.takeText() else { return false }
            parameters.append(word)
        }
        cursor.advance()
        var body: [BIRDConfiguration.Statement] = []
        while !cursor.take(.closing) {
            guard let statement = takeStatement() else { return false }
            body.append(statement)
        }
        let hasReturnType = parameters.suffix(Self.returns.count) == Self.returns[...]
        if hasReturnType { parameters.removeLast(Self.returns.count) }
        configuration.functions[name] = BIRDConfiguration.Function(
            line: line, parameters: parameters, hasReturnType: hasReturnType, body: body)
        return true
    }

    /// Words up to a semicolon, which is taken, or those of a block and what stands before it.
    mutating func takeStatement() -> BIRDConfiguration.Statement? {
        let line = cursor.line
        var words: [String] = []
        var depth = 0
        while let token = cursor.next {
            if token == .closing, depth == 0 { return nil }
            guard let text = cursor.takeText() else { return nil }
            switch token {
            case .opening: depth += 1
            case .closing: depth -= 1
            case .semicolon where depth == 0:
                return BIRDConfiguration.Statement(words: words, line: line)
            default: break
            }
            words.append(text)
            if token == .closing, depth == 0 {
                return BIRDConfiguration.Statement(words: words, line: line)
            }
        }
        return nil
    }
}

extension AddressFamily {
    /// As BIRD has it.
    var word: String { self == .ipv4 ? "ipv4" : "ipv6" }
}
