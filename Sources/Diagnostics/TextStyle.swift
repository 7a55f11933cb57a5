/// How a text for people looks. The decision is made where the terminal is known and passed in.
public struct TextStyle: Hashable, Sendable {
    /// Whether colours are used: the sixteen of every terminal, and never as the only sign.
    public var usesColour: Bool
    /// Whether signs outside ASCII may be printed.
    public var usesUnicode: Bool
    /// Findings that are shown in full; nil for all.
    public var limit: Int?

    public init(usesColour: Bool = false, usesUnicode: Bool = false, limit: Int? = 20) {
        self.usesColour = usesColour
        self.usesUnicode = usesUnicode
        self.limit = limit
    }

    /// What a piece of text is, from which its colour follows.
    public enum Role: Sendable {
        case error, warning, note, hint, good, place, faint
    }

    public func paint(_ text: String, _ role: Role) -> String {
        guard usesColour else { return text }
        let code =
            switch role {
            case .error: "1;31"
            case .warning: "33"
            case .note: "36"
            case .hint: "34"
            case .good: "32"
            case .place: "1"
            case .faint: "2"
            }
        return "\u{1b}[\(code)m\(text)\u{1b}[0m"
    }

    /// A sign for an answer, which can be told without colours.
    public func sign(_ role: Role) -> String {
        switch role {
        case .error: paint(usesUnicode ? "✖" : "X", .error)
        case .warning: paint("!", .warning)
        case .good: paint(usesUnicode ? "✔" : "OK", .good)
        case .note, .hint, .place, .faint: paint("?", role)
        }
    }

    public var ellipsis: String { usesUnicode ? "…" : "..." }
}

extension Diagnostic.Severity {
    var role: TextStyle.Role {
        switch self {
        case .error: .error
        case .warning: .warning
        case .note: .note
        }
    }
}
