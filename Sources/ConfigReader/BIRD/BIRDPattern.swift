/// Statements of `bird.conf` as we write them: a text whose words have to stand there, `%` being
/// one word of any kind.
struct BIRDPattern {
    private let words: [String]

    init(_ text: String) { words = Self.words(of: text) }

    /// The words in the places of `%`; nil where the statement is another.
    func match(_ statement: [String]) -> [String]? {
        guard statement.count == words.count else { return nil }
        var found: [String] = []
        for (word, own) in zip(statement, words) {
            if own == "%" {
                found.append(word)
            } else if own != word {
                return nil
            }
        }
        return found
    }

    /// Cut as a file is cut.
    static func words(of text: String) -> [String] {
        let source = SourceText(number: 0, path: "", octets: Array(text.utf8))
        var cursor = TokenCursor(source.tokens().filter { $0.token != .lineEnd })
        var words: [String] = []
        while let word = cursor.takeText() { words.append(word) }
        return words
    }
}

extension TokenCursor {
    /// The text of the next token, a string with its opening quote; nil at a line's end and at
    /// that of the file.
    mutating func takeText() -> String? {
        switch take() {
        case .word(let text)?: text
        case .string(let text)?: "\"" + text
        case .symbol(let octet)?: String(UnicodeScalar(octet))
        case .lineEnd?, nil: nil
        }
    }
}
