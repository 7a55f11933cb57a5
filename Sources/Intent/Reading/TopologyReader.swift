import Diagnostics
import Net

/// Reads objects out of nodes: remembers which object it is in, and what was wrong.
///
/// The same type describes an object: `table(of:)` lets the object read from nothing and notes
/// what it asks for. An error never ends the reading: a wrong optional field is nil, an object
/// without a required field is left out, and everything beside it is read.
struct TopologyReader {
    let limits: ReadingLimits
    var findings: ReadingDiagnostics
    /// Texts that name objects that were left out, or that have keys nobody knows.
    var unreadNames: Set<String> = []
    /// Whether a file has a section that nobody knows, so that all that is in it is missing.
    private(set) var hasUnknownSection = false
    /// Names of the lists at the top of the files, so that spellings are compared across files.
    var topNames: [String: [String: Located<String>]] = [:]
    /// Names that were reported as another spelling of a name before them.
    var reportedNames: Set<SourceSpan> = []

    private var current = Current()
    /// Objects that the current one is part of.
    private(set) var depth = 0

    /// The object that is being read.
    private struct Current {
        var entries: [YAMLNode.Entry] = []
        var isAsked: [Bool] = []
        var span = SourceSpan(file: 0, line: 1, column: 1)
        /// The field in hand, for messages.
        var key = ""
        /// Set while describing.
        var table: FieldTable?
    }

    init(limits: ReadingLimits) {
        self.limits = limits
        findings = ReadingDiagnostics(limit: limits.diagnostics)
    }
}

// What an object asks for.
extension TopologyReader {
    /// Where the object in hand begins.
    var span: SourceSpan { current.span }

    /// The key of the field in hand.
    var key: String { current.key }

    mutating func required<Value>(
        _ key: String, _ kind: ValueKind<Value>, _ summary: String
    ) -> Value? {
        guard let node = node(key, kind.schema, summary, isRequired: true) else {
            if current.table == nil {
                findings.add(
                    .error(
                        "read.missing-key", "the key '\(key)' is missing", at: current.span,
                        hint: "add '\(key): …' (\(Self.lowercased(summary)))"))
            }
            return nil
        }
        return kind.read(node, &self)
    }

    mutating func optional<Value>(
        _ key: String, _ kind: ValueKind<Value>, _ summary: String
    ) -> Value? {
        node(key, kind.schema, summary, isRequired: false).flatMap { kind.read($0, &self) }
    }

    /// An optional list; absent is empty.
    mutating func list<Element>(
        _ key: String, _ kind: ValueKind<[Element]>, _ summary: String
    ) -> [Element] {
        optional(key, kind, summary) ?? []
    }

    /// The place of a key of the object in hand, where it is written.
    func place(of key: String) -> SourceSpan? {
        current.entries.first { $0.key == key }?.keySpan
    }

    /// Reports where not exactly one of `keys` is written.
    mutating func requireOne(of keys: [String]) {
        if current.table != nil {
            current.table?.exclusive = keys
            return
        }
        let given = current.entries.filter { keys.contains($0.key) }
        if given.count == 1 { return }
        let choice = keys.joined(separator: ", ")
        if let first = given.first, let second = given.dropFirst().first {
            findings.add(
                .error(
                    "read.exclusive-keys", "'\(second.key)' and '\(first.key)' exclude each other",
                    at: second.keySpan, notes: [.init("the other one", at: first.keySpan)],
                    hint: "keep exactly one of \(choice)"))
        } else {
            findings.add(
                .error(
                    "read.exclusive-keys", "one of \(choice) is missing", at: current.span,
                    hint: "write exactly one of them"))
        }
    }

    /// Reports where `key` is written without `needed`.
    mutating func require(_ needed: String, for key: String) {
        if current.table != nil {
            current.table?.companions.append((key, needed))
        } else if let place = place(of: key), self.place(of: needed) == nil {
            findings.add(
                .error(
                    "read.exclusive-keys", "'\(key)' means nothing without '\(needed)'", at: place,
                    hint: "add '\(needed):', or remove '\(key)'"))
        }
    }

    private mutating func node(
        _ key: String, _ schema: Schema, _ summary: String, isRequired: Bool
    ) -> YAMLNode? {
        if current.table != nil {
            current.table?.fields.append(
                .init(key: key, schema: schema, isRequired: isRequired, summary: summary))
            return nil
        }
        guard let index = current.entries.firstIndex(where: { $0.key == key }) else { return nil }
        current.isAsked[index] = true
        current.key = key
        return current.entries[index].value
    }

    private static func lowercased(_ sentence: String) -> String {
        let first = sentence.prefix(1).lowercased() + sentence.dropFirst()
        return first.hasSuffix(".") ? String(first.dropLast()) : first
    }
}

// What a kind of value asks for.
extension TopologyReader {
    /// An error in the field in hand.
    mutating func report(
        _ code: String, _ message: @autoclosure () -> String, at span: SourceSpan,
        notes: [Diagnostic.Note] = [], hint: @autoclosure () -> String?
    ) {
        let key = current.key
        findings.add(
            .error(
                code, key.isEmpty ? message() : "\(key): \(message())", at: span, notes: notes,
                hint: hint()))
    }

    mutating func reportNotation(_ error: NotationError, text: String, at span: SourceSpan) {
        report(
            "read.bad-value", "\(quoted(text)) is not \(error.expected)", at: span,
            hint: error.suggestion.map { "did you mean '\($0)'?" })
    }

    /// The text of a scalar; nil where the node is something else, which is reported.
    mutating func text(of node: YAMLNode, expected: String) -> String? {
        switch node.content {
        case .scalar(let text, _) where !node.isNull: return text
        case .unreadable: return nil
        case .scalar: reportNothing(node, expected: expected, isText: true)
        case .sequence, .mapping:
            report(
                "read.wrong-type", "expected \(expected), found \(node.noun)", at: node.span,
                hint: "write a single value")
        }
        return nil
    }

    /// The items of a list; nil where the node is something else, which is reported.
    mutating func items(of node: YAMLNode, atLeast minimum: Int) -> [YAMLNode]? {
        switch node.content {
        case .sequence(let items):
            guard items.count < minimum else { return items }
            report(
                "read.bad-value", "the list is empty", at: node.span,
                hint: "write at least \(minimum) item")
        case .unreadable: break
        case .scalar where node.isNull: reportNothing(node, expected: "a list")
        case .scalar(let text, _):
            let key = current.key
            report(
                "read.wrong-type", "expected a list, found a single value", at: node.span,
                hint: "write \(key): [\(text.utf8.count <= 40 ? text : "…")]")
        case .mapping:
            report(
                "read.wrong-type", "expected a list, found an object with keys", at: node.span,
                hint: "begin every item of the list with '- '")
        }
        return nil
    }

    mutating func object<T: TopologyObject>(_ type: T.Type, from node: YAMLNode) -> T? {
        switch node.content {
        case .mapping(let entries): return object(type, entries: entries, node: node)
        case .unreadable: break
        case .scalar where node.isNull: reportNothing(node, expected: "an object with keys")
        case .scalar, .sequence:
            report(
                "read.wrong-type", "expected an object with keys, found \(node.noun)",
                at: node.span,
                hint: "write its keys, one a line: 'key: value'")
        }
        return nil
    }

    private mutating func object<T: TopologyObject>(
        _ type: T.Type, entries: [YAMLNode.Entry], node: YAMLNode
    ) -> T? {
        let outer = current
        current = Current(
            entries: entries, isAsked: Array(repeating: false, count: entries.count),
            span: node.span)
        depth += 1
        defer {
            current = outer
            depth -= 1
        }
        let value = T(reading: &self)
        var isWhole = value != nil
        for (entry, isAsked) in zip(entries, current.isAsked) where !isAsked {
            reportUnknown(entry, in: T.self)
            isWhole = false
            if depth == 1 { hasUnknownSection = true }
        }
        if !isWhole, let name = node.text(at: "name") { unreadNames.insert(name.value) }
        return value
    }

    private mutating func reportUnknown(_ entry: YAMLNode.Entry, in type: any TopologyObject.Type) {
        func hint(_ keys: [String]) -> String {
            keys.nearest(to: entry.key).map { "did you mean '\($0)'?" }
                ?? "known are \(keys.joined(separator: ", "))"
        }
        findings.add(
            .error(
                "read.unknown-key", "unknown key \(quoted(entry.key)) in \(type.noun)",
                at: entry.keySpan, hint: hint(FieldTable(of: type).fields.map(\.key))))
    }

    private mutating func reportNothing(
        _ node: YAMLNode, expected: String, isText: Bool = false
    ) {
        report(
            "read.no-value", "expected \(expected), found nothing", at: node.span,
            hint: "write a value, or remove the key"
                + (isText && node.span.length > 0 ? "; quote it if it is a text" : ""))
    }
}

extension TopologyReader {
    /// What `type` asks for when it reads.
    static func table(of type: any TopologyObject.Type) -> FieldTable {
        let empty = FieldTable(noun: type.noun, summary: type.summary)
        var reader = TopologyReader(limits: ReadingLimits())
        reader.current.table = empty
        _ = type.init(reading: &reader)
        return reader.current.table ?? empty
    }
}
