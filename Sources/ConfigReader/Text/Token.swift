/// A piece of a language with braces: nftables, BIRD.
enum Token: Hashable {
    /// A run of other characters than white space, quotes and symbols.
    case word(String)
    /// What stands between double quotes.
    case string(String)
    /// One of `{}[](),;`.
    case symbol(UInt8)
    case lineEnd

    static let opening = Token.symbol(UInt8(ascii: "{"))
    static let closing = Token.symbol(UInt8(ascii: "}"))
    static let openingBracket = Token.symbol(UInt8(ascii: "["))
    static let closingBracket = Token.symbol(UInt8(ascii: "]"))
    static let openingParenthesis = Token.symbol(UInt8(ascii: "("))
    static let closingParenthesis = Token.symbol(UInt8(ascii: ")"))
    static let comma = Token.symbol(UInt8(ascii: ","))
    static let semicolon = Token.symbol(UInt8(ascii: ";"))
}

struct LocatedToken {
    var token: Token
    /// Counted from 1.
    var line: Int
}

extension SourceText {
    /// The tokens of the file. `#` begins a comment that the line ends. A string that its line does
    /// not close, which both languages refuse, is a word that begins with its quote, so that no
    /// grammar takes it.
    ///
    /// Each line ends with `lineEnd`. O(n).
    func tokens() -> [LocatedToken] {
        var tokens: [LocatedToken] = []
        tokens.reserveCapacity(octets.count / 5)
        for line in 1..<lines.count + 1 { append(line, to: &tokens) }
        return tokens
    }

    private func append(_ line: Int, to tokens: inout [LocatedToken]) {
        let end = lines[line - 1].upperBound
        var position = lines[line - 1].lowerBound
        func text(_ range: Range<Int>) -> String { String(decoding: octets[range], as: UTF8.self) }
        while position < end {
            let start = position
            switch octets[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): position += 1
            case UInt8(ascii: "#"): position = end
            case let octet where isSymbol(octet):
                tokens.append(LocatedToken(token: .symbol(octet), line: line))
                position += 1
            case UInt8(ascii: "\""):
                let close = octets[start + 1..<end].firstIndex(of: UInt8(ascii: "\""))
                let token: Token =
                    close.map { .string(text(start + 1..<$0)) } ?? .word(text(start..<end))
                tokens.append(LocatedToken(token: token, line: line))
                position = close.map { $0 + 1 } ?? end
            default:
                while position < end, isOfWord(octets[position]) { position += 1 }
                tokens.append(LocatedToken(token: .word(text(start..<position)), line: line))
            }
        }
        tokens.append(LocatedToken(token: .lineEnd, line: line))
    }

    private func isOfWord(_ octet: UInt8) -> Bool {
        !isSpace(octet) && !isSymbol(octet) && octet != UInt8(ascii: "\"")
            && octet != UInt8(ascii: "#")
    }

    private func isSymbol(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: ";"):
            true
        default: false
        }
    }
}

/// Walks over tokens. Every call of a function that takes something gets further, or stands at
/// the end.
struct TokenCursor {
    private let tokens: [LocatedToken]
    /// Index of the next token.
    var position = 0

    init(_ tokens: [LocatedToken]) { self.tokens = tokens }

    var isAtEnd: Bool { position >= tokens.count }
    /// Nil behind the last token.
    var next: Token? { isAtEnd ? nil : tokens[position].token }
    /// The line of the next token; behind the last one its line.
    var line: Int { isAtEnd ? tokens.last?.line ?? 1 : tokens[position].line }

    mutating func advance() { if !isAtEnd { position += 1 } }

    mutating func take() -> Token? {
        defer { advance() }
        return next
    }

    /// Takes the next token where it is `token`.
    mutating func take(_ token: Token) -> Bool {
        guard next == token else { return false }
        position += 1
        return true
    }

    mutating func takeWord() -> String? {
        guard case .word(let text)? = next else { return nil }
        position += 1
        return text
    }

    mutating func takeString() -> String? {
        guard case .string(let text)? = next else { return nil }
        position += 1
        return text
    }

    /// Takes words one after the other; where one differs, none.
    mutating func take(words: String...) -> Bool {
        guard position + words.count <= tokens.count else { return false }
        for (offset, word) in words.enumerated()
        where tokens[position + offset].token != .word(word) {
            return false
        }
        position += words.count
        return true
    }

    mutating func skipLineEnds() { while take(.lineEnd) {} }

    /// Takes everything up to the end of a statement, braces inside closed: a line end or a
    /// semicolon, which it takes, or the brace that closes the block around it, which it leaves.
    mutating func skipStatement() {
        var depth = 0
        while let token = next {
            if token == .closing, depth == 0 { return }
            position += 1
            switch token {
            case .opening: depth += 1
            case .closing: depth -= 1
            case .lineEnd, .semicolon: if depth == 0 { return }
            default: break
            }
        }
    }
}
