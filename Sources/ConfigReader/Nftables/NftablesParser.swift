import Net

/// Parses a ruleset by the grammar of `nft -f` (nftables 1.0.6), as far as we write it. A rule with
/// a word that is not known here is refused as a whole.
struct NftablesParser {
    var findings: Findings
    private(set) var ruleset = NftablesRuleset()
    var cursor: TokenCursor
    /// How far the tables have come, by family.
    private var progress: [String: Progress] = [:]

    /// A table replaces what an earlier file left in it: created, so that it can be deleted,
    /// deleted, defined. Without the first two its rules would stand behind the old ones.
    private enum Progress { case created, deleted, defined }

    private static let tableName = "cristallo"
    private static let families: Set<String> = ["inet", "bridge"]

    init(_ source: SourceText) {
        findings = Findings(source)
        cursor = TokenCursor(source.tokens())
    }

    mutating func parse() {
        while true {
            cursor.skipLineEnds()
            guard !cursor.isAtEnd else { break }
            let line = cursor.line
            if cursor.take(words: "table") {
                parseTable(at: line)
            } else if cursor.take(words: "delete", "table"), let family = tableFamily() {
                if progress[family] != .created { findings.refuse(line, "out of order") }
                progress[family] = .deleted
            } else {
                findings.refuse(line, "unknown outside a table")
                skip()
            }
        }
    }

    /// Past the rest of a statement; past a closing brace that nothing opened.
    private mutating func skip() {
        cursor.skipStatement()
        _ = cursor.take(.closing)
    }

    private mutating func tableFamily() -> String? {
        guard let family = cursor.takeWord(), Self.families.contains(family),
            cursor.take(words: Self.tableName)
        else { return nil }
        return family
    }

    private mutating func parseTable(at line: Int) {
        guard let family = tableFamily(), cursor.take(.opening) else {
            findings.refuse(line, "a table that is not known")
            skip()
            return
        }
        if progress[family] == nil, cursor.take(.closing) {
            progress[family] = .created
            return
        }
        if progress[family] != .deleted { findings.refuse(line, "out of order") }
        progress[family] = .defined
        var table = NftablesRuleset.Table(line: line)
        parseBlock(at: line) { $0.parseMember(of: &table) }
        if ruleset.tables.updateValue(table, forKey: family) != nil {
            findings.refuse(line, "said twice")
        }
    }

    /// Statements up to the brace that closes the block. A statement that `body` does not take is
    /// refused and skipped.
    private mutating func parseBlock(at head: Int, _ body: (inout Self) -> Bool) {
        while !cursor.take(.closing) {
            if cursor.take(.lineEnd) || cursor.take(.semicolon) { continue }
            guard !cursor.isAtEnd else {
                findings.refuse(head, "not closed")
                return
            }
            let line = cursor.line
            let start = cursor.position
            if !body(&self) {
                findings.refuse(line, "a statement or a value that is not known here")
                cursor.position = start
                cursor.skipStatement()
            }
        }
    }

    /// Whether the statement ends here; takes the end.
    private mutating func takeEnd() -> Bool {
        cursor.take(.lineEnd) || cursor.take(.semicolon) || cursor.next == .closing
    }

    // MARK: Members of a table

    private mutating func parseMember(of table: inout NftablesRuleset.Table) -> Bool {
        let line = cursor.line
        if cursor.take(words: "set") {
            guard let name = cursor.takeWord(), cursor.take(.opening), table.sets[name] == nil,
                table.stationSets[name] == nil
            else { return false }
            switch parseSet(at: line) {
            case .addresses(let set)?: table.sets[name] = set
            case .stations(let stations)?: table.stationSets[name] = stations
            case nil: break
            }
            return true
        }
        guard cursor.take(words: "chain"), let name = cursor.takeWord(), cursor.take(.opening)
        else { return false }
        var chain = NftablesRuleset.Chain(name: name, line: line)
        let known = (table.sets, table.stationSets)
        parseBlock(at: line) { parser in
            guard parser.cursor.take(words: "type") else {
                guard let rule = parser.parseRule(known.0, known.1), parser.takeEnd() else {
                    return false
                }
                chain.rules.append(rule)
                return true
            }
            // nft would take the line wherever it stands; it belongs before all rules.
            guard chain.hook == nil, chain.rules.isEmpty, let hook = parser.parseHook() else {
                return false
            }
            chain.hook = hook
            return true
        }
        table.chains.append(chain)
        return true
    }

    /// `filter hook H priority P; policy V;`
    private mutating func parseHook() -> NftablesRuleset.Hook? {
        guard cursor.take(words: "filter", "hook"), let name = cursor.takeWord(),
            cursor.take(words: "priority"), let priority = cursor.takeWord(),
            cursor.take(.semicolon), cursor.take(words: "policy"), let policy = cursor.takeWord(),
            policy == "accept" || policy == "drop", cursor.take(.semicolon)
        else { return nil }
        return .init(name: name, priority: priority, drops: policy == "drop")
    }

    private enum ElementSet {
        case addresses(NftablesRuleset.AddressSet)
        case stations([MACAddress])
    }

    /// A set of addresses with elements that never change.
    private mutating func parseSet(at line: Int) -> ElementSet? {
        var family: AddressFamily?
        var isOfStations = false
        var isInterval = false
        var elements: [String]?
        parseBlock(at: line) { parser in
            if parser.cursor.take(words: "type"), family == nil, !isOfStations {
                switch parser.cursor.takeWord() {
                case "ipv4_addr": family = .ipv4
                case "ipv6_addr": family = .ipv6
                case "ether_addr": isOfStations = true
                default: return false
                }
            } else if parser.cursor.take(words: "flags", "interval") {
                isInterval = true
            } else if parser.cursor.take(words: "elements", "="), elements == nil {
                guard let list = parser.parseList() else { return false }
                elements = list
            } else {
                return false
            }
            return parser.takeEnd()
        }
        if isOfStations, !isInterval, let stations = stations(elements ?? []) {
            return .stations(stations)
        }
        guard let family, isInterval, let elements,
            let prefixes = addresses(elements, family: family)
        else {
            findings.refuse(line, "no set of addresses that do not overlap")
            return nil
        }
        return .addresses(.init(family: family, prefixes: prefixes))
    }
}
