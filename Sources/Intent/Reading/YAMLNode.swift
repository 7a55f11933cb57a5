import Diagnostics

/// A node of a YAML file (YAML 1.2, chapter 3) and the place where it was written. A scalar stays
/// text whatever its style: only the field that holds it knows what it is.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        /// `isPlain` where neither quotes nor `|` nor `>` mark the text as text.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        /// In the order written, every key once.
        case mapping([Entry])
        /// A node that has been reported: whoever meets it says nothing more.
        case unreadable
    }

    struct Entry: Sendable {
        let key: String
        let keySpan: SourceSpan
        let value: YAMLNode
    }

    let content: Content
    let span: SourceSpan

    /// Whether nothing stands where a value could: an empty plain scalar, `~` or `null`.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
    }

    /// What the node is, for messages.
    var noun: String {
        switch content {
        case .scalar: isNull ? "nothing" : "a single value"
        case .sequence: "a list"
        case .mapping: "an object with keys"
        case .unreadable: "something unreadable"
        }
    }

    /// The text of the scalar at `key`, where the node is a mapping that has one.
    func text(at key: String) -> Located<String>? {
        guard case .mapping(let entries) = content,
            let value = entries.first(where: { $0.key == key })?.value,
            case .scalar(let text, _) = value.content
        else { return nil }
        return Located(text, at: value.span)
    }
}
