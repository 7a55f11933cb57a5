import Net

/// Parses `bgpd.conf` by the grammar of OpenBGPD from 7.7 on, as far as we write it. What is not known is
/// refused.
struct OpenBGPDParser {
    var findings: Findings
    private(set) var configuration = OpenBGPDConfiguration()
    private var cursor: TokenCursor

    init(_ source: SourceText) {
        findings = Findings(source)
        cursor = TokenCursor(source.tokens())
        // bgpd joins it with the next line, a comment with it.
        for (index, range) in source.lines.enumerated()
        where source.octets[range].last == UInt8(ascii: "\\") {
            findings.refuse(index + 1, "a line that goes on in the next one")
        }
    }

    mutating func parse() {
        cursor.skipLineEnds()
        while !cursor.isAtEnd {
            let line = cursor.line
            let start = cursor.position
            if !parseTop(at: line) {
                findings.refuse(line, "a statement or a value that is not known here")
                cursor.position = max(cursor.position, start + 1)
                cursor.skipStatement()
            }
            cursor.skipLineEnds()
        }
    }

    private mutating func parseTop(at line: Int) -> Bool {
        guard case .word(let word)? = cursor.next else { return false }
        switch word {
        case "match", "allow", "deny":
            guard let rule = takeStatement(), !rule.text.isEmpty else { return false }
            configuration.rules.append(rule)
            return true
        case "prefix-set", "as-set":
            cursor.advance()
            guard let name = cursor.takeWord(), let set = takeSet(at: line) else { return false }
            return configuration.sets.updateValue(set, forKey: "\(word) \(name)") == nil
        case "roa-set":
            cursor.advance()
            guard configuration.payloads == nil, let set = takeSet(at: line) else { return false }
            configuration.payloads = set
            return true
        case "aspa-set":
            cursor.advance()
            guard configuration.authorizations == nil, let set = takeSet(at: line) else {
                return false
            }
            configuration.authorizations = set
            return true
        case "rtr":
            cursor.advance()
            guard let text = cursor.takeWord(), let address = IPAddress(reading: text),
                let set = takeSet(at: line)
            else { return false }
            configuration.caches.append((address, set))
            return true
        case "group":
            cursor.advance()
            return parseGroup(at: line)
        default:
            guard let setting = takeStatement() else { return false }
            configuration.settings.append(setting)
            return true
        }
    }

    /// Up to the end of the line, braces inside closed.
    private mutating func takeStatement() -> OpenBGPDConfiguration.Statement? {
        let line = cursor.line
        var words: [String] = []
        var depth = 0
        while let token = cursor.next {
            switch token {
            case .word(let word): words.append(word)
            case .string(let text): words.append("\"\(text)\"")
            case .opening:
                depth += 1
                words.append("{")
            case .closing:
                guard depth > 0 else { return nil }
                depth -= 1
                words.append("}")
            case .comma: if depth == 0 { return nil }
            case .lineEnd:
                if depth == 0 {
                    return OpenBGPDConfiguration.Statement(
                        text: words.joined(separator: " "), line: line)
                }
            default: return nil
            }
            cursor.advance()
        }
        return nil
    }

    /// A brace, statements each on a line, a brace.
    private mutating func takeSet(at line: Int) -> OpenBGPDConfiguration.Set? {
        guard cursor.take(.opening), cursor.take(.lineEnd) else { return nil }
        var set = OpenBGPDConfiguration.Set(line: line)
        cursor.skipLineEnds()
        while !cursor.take(.closing) {
            guard let element = takeStatement() else { return nil }
            set.elements.append(element)
            cursor.skipLineEnds()
        }
        return cursor.take(.lineEnd) && !set.elements.isEmpty ? set : nil
    }

    private mutating func parseGroup(at line: Int) -> Bool {
        guard configuration.group == nil, let name = cursor.takeString(), cursor.take(.opening),
            cursor.take(.lineEnd)
        else { return false }
        var group = OpenBGPDConfiguration.Group(name: name, line: line)
        cursor.skipLineEnds()
        while !cursor.take(.closing) {
            let line = cursor.line
            if cursor.take(words: "neighbor") {
                guard let text = cursor.takeWord(), let address = IPAddress(reading: text),
                    let set = takeSet(at: line)
                else { return false }
                group.neighbours.append(
                    .init(address: address, statements: set.elements, line: line))
            } else {
                guard let statement = takeStatement() else { return false }
                group.statements.append(statement)
            }
            cursor.skipLineEnds()
        }
        configuration.group = group
        return cursor.take(.lineEnd)
    }
}
