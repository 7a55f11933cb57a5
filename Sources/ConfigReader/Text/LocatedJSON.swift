import Diagnostics

/// A value of JSON (RFC 8259) and the line on which it begins.
struct LocatedJSON {
    enum Value {
        case text(String)
        /// A number, `true`, `false` or `null`, as it is written.
        case word(String)
        case object([(name: String, value: LocatedJSON)])
        case list([LocatedJSON])
    }

    var value: Value
    var line: Int
}

/// Something that a file says, and where.
struct Said<Value> {
    var value: Value
    var line: Int
}

/// Where a file stops being JSON as we write it.
struct NotJSON: Error {
    var line: Int
    var expected: String
}

extension SourceText {
    /// The file as one value. Escapes, which no name of ours needs, and names without a space behind
    /// their colon are refused. O(n).
    func json() throws(NotJSON) -> LocatedJSON {
        do {
            _ = try JSONValue(parsing: octets)
        } catch {
            let line = 1 + octets.prefix(error.offset).count { $0 == UInt8(ascii: "\n") }
            throw NotJSON(line: min(line, max(lines.count, 1)), expected: error.expected)
        }
        if let escape = octets.firstIndex(of: UInt8(ascii: "\\")) {
            let line = 1 + octets[..<escape].count { $0 == UInt8(ascii: "\n") }
            throw NotJSON(line: line, expected: "no escapes")
        }
        var cursor = TokenCursor(tokens())
        guard let value = LocatedJSON(&cursor, depth: 0) else {
            throw NotJSON(line: cursor.line, expected: "a value as we write it")
        }
        return value
    }
}

extension LocatedJSON {
    /// Nil where the tokens are none of a value.
    fileprivate init?(_ cursor: inout TokenCursor, depth: Int) {
        guard depth < 64 else { return nil }
        cursor.skipLineEnds()
        line = cursor.line
        switch cursor.take() {
        case .string(let text): value = .text(text)
        case .word(let word): value = .word(word)
        case .opening:
            guard let members = Self.members(&cursor, depth: depth + 1) else { return nil }
            value = .object(members)
        case .openingBracket:
            guard let elements = Self.elements(&cursor, depth: depth + 1) else { return nil }
            value = .list(elements)
        default: return nil
        }
    }

    private static func members(
        _ cursor: inout TokenCursor, depth: Int
    ) -> [(name: String, value: LocatedJSON)]? {
        var members: [(name: String, value: LocatedJSON)] = []
        cursor.skipLineEnds()
        while !cursor.take(.closing) {
            if !members.isEmpty, !cursor.take(.comma) { return nil }
            cursor.skipLineEnds()
            let line = cursor.line
            guard let name = cursor.takeString(), cursor.take(.word(":")),
                var value = LocatedJSON(&cursor, depth: depth)
            else { return nil }
            value.line = line
            members.append((name, value))
            cursor.skipLineEnds()
        }
        return members
    }

    private static func elements(
        _ cursor: inout TokenCursor, depth: Int
    ) -> [LocatedJSON]? {
        var elements: [LocatedJSON] = []
        cursor.skipLineEnds()
        while !cursor.take(.closingBracket) {
            if !elements.isEmpty, !cursor.take(.comma) { return nil }
            guard let element = LocatedJSON(&cursor, depth: depth) else { return nil }
            elements.append(element)
            cursor.skipLineEnds()
        }
        return elements
    }
}

/// The members of an object that have not been read.
struct JSONMembers {
    /// Where the object begins.
    let line: Int
    private var rest: [(name: String, value: LocatedJSON)]

    /// Nil where the value is no object.
    init?(_ json: LocatedJSON) {
        guard case .object(let members) = json.value else { return nil }
        line = json.line
        rest = members
    }

    /// Lines of what nobody asked for.
    var unread: [Int] { rest.map(\.value.line) }

    mutating func take(_ name: String) -> LocatedJSON? {
        rest.firstIndex { $0.name == name }.map { rest.remove(at: $0).value }
    }

    /// The value of a member, read; the member stays where there is none or it cannot be read.
    private mutating func take<Value>(
        _ name: String, _ read: (LocatedJSON.Value) -> Value?
    ) -> Said<Value>? {
        guard let index = rest.firstIndex(where: { $0.name == name }),
            let value = read(rest[index].value.value)
        else { return nil }
        return Said(value: value, line: rest.remove(at: index).value.line)
    }

    mutating func text(_ name: String) -> Said<String>? {
        take(name) { if case .text(let text) = $0 { text } else { nil } }
    }

    /// A text, read as a notation.
    mutating func text<Value>(_ name: String, _ read: (String) -> Value?) -> Said<Value>? {
        take(name) { if case .text(let text) = $0 { read(text) } else { nil } }
    }

    /// A number, read as a notation.
    mutating func number<Value>(_ name: String, _ read: (String) -> Value?) -> Said<Value>? {
        take(name) { if case .word(let word) = $0 { read(word) } else { nil } }
    }

    mutating func flag(_ name: String) -> Said<Bool>? {
        take(name) { value in
            switch value {
            case .word("true"): true
            case .word("false"): false
            default: nil
            }
        }
    }

    /// Whether the member is there with this text.
    mutating func has(_ name: String, _ text: String) -> Said<Bool>? {
        self.text(name) { $0 == text ? true : nil }
    }

    /// A list of texts.
    mutating func texts(_ name: String) -> Said<[String]>? {
        take(name) { value in
            guard case .list(let elements) = value else { return nil }
            let texts = elements.compactMap { element -> String? in
                if case .text(let text) = element.value { text } else { nil }
            }
            return texts.count == elements.count ? texts : nil
        }
    }

    /// Whether the member is there and is an object without members.
    mutating func isEmpty(_ name: String) -> Bool {
        take(name) { value -> Bool? in
            if case .object(let members) = value, members.isEmpty { true } else { nil }
        } != nil
    }
}
