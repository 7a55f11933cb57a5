/// A description that people read: one line of 1 to 120 characters that no configuration language
/// takes for anything else.
///
/// Allowed are ASCII letters, digits, spaces, `.,:()/+_@&'=*%-` and the letters of Latin-1 (à, é,
/// ñ, ü …). Quotes, backslashes, braces, `#`, `;`, `!`, `$`, `|`, `<`, `>`, control, invisible and
/// bidirectional characters are refused: every one of them ends a string or begins a comment in
/// some file that this text is copied into.
public struct FreeText: Hashable, Sendable {
    public let text: String

    public init(_ text: some StringProtocol) throws(NotationError) {
        let scalars = text.unicodeScalars
        guard (1...120).contains(scalars.count), scalars.allSatisfy(Self.isAllowed) else {
            throw NotationError(
                expected:
                    "one line of 1 to 120 letters, digits, spaces and .,:()/+_@&'=*%- "
                    + "(no quotes, backslashes, braces, #, ;, !, $, |, <, >)")
        }
        self.text = String(text)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", " ", ".", ",", ":", "(", ")", "/", "+", "_", "@",
            "&", "'", "=", "*", "%", "-":
            true
        default: latin1[scalar] != nil
        }
    }

    /// The text in ASCII, for files that know nothing else: letters lose their marks.
    public var ascii: String {
        var result = ""
        for scalar in text.unicodeScalars {
            if let plain = Self.latin1[scalar] {
                result += plain
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The letters of Latin-1 and what is left of them in ASCII.
    private static let latin1: [Unicode.Scalar: String] = [
        "À": "A", "Á": "A", "Â": "A", "Ã": "A", "Ä": "A", "Å": "A", "Æ": "AE", "Ç": "C",
        "È": "E", "É": "E", "Ê": "E", "Ë": "E", "Ì": "I", "Í": "I", "Î": "I", "Ï": "I",
        "Ñ": "N", "Ò": "O", "Ó": "O", "Ô": "O", "Õ": "O", "Ö": "O", "Ø": "O", "Ù": "U",
        "Ú": "U", "Û": "U", "Ü": "U", "Ý": "Y", "ß": "ss", "à": "a", "á": "a", "â": "a",
        "ã": "a", "ä": "a", "å": "a", "æ": "ae", "ç": "c", "è": "e", "é": "e", "ê": "e",
        "ë": "e", "ì": "i", "í": "i", "î": "i", "ï": "i", "ñ": "n", "ò": "o", "ó": "o",
        "ô": "o", "õ": "o", "ö": "o", "ø": "o", "ù": "u", "ú": "u", "û": "u", "ü": "u",
        "ý": "y", "ÿ": "y",
    ]
}

extension FreeText: CustomStringConvertible {
    public var description: String { text }
}
