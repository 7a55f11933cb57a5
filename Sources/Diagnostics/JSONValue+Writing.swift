extension JSONValue {
    /// How a text is laid out. Neither form ends with a line feed.
    public enum Layout: Sendable {
        /// No space outside strings.
        case compact
        /// Two spaces a level; arrays and objects of plain values that fit stay on one line.
        case indented
    }

    /// The value as UTF-8 text; keys ascending by Unicode scalars.
    public func text(_ layout: Layout = .indented) -> String {
        var result = ""
        switch layout {
        case .compact: writeCompact(into: &result, separator: ",", colon: ":")
        case .indented: writeIndented(into: &result, margin: "")
        }
        return result
    }

    private func writeIndented(into result: inout String, margin: String) {
        if let line = oneLine(room: 96 - margin.utf8.count) {
            result += line
            return
        }
        let inner = margin + "  "
        switch self {
        case .null, .bool, .integer, .string:
            writeCompact(into: &result, separator: ", ", colon: ": ")
        case .array(let elements):
            result += "["
            for (index, element) in elements.enumerated() {
                result += (index == 0 ? "\n" : ",\n") + inner
                element.writeIndented(into: &result, margin: inner)
            }
            result += "\n" + margin + "]"
        case .object(let members):
            result += "{"
            for (index, key) in members.keys.sorted(by: scalarsPrecede).enumerated() {
                result += (index == 0 ? "\n" : ",\n") + inner
                Self.write(key, into: &result)
                result += ": "
                (members[key] ?? .null).writeIndented(into: &result, margin: inner)
            }
            result += "\n" + margin + "}"
        }
    }

    /// A small array or object on one line; nil where it holds others that are not empty, or is
    /// longer than `room` octets.
    private func oneLine(room: Int) -> String? {
        let children: [JSONValue]
        switch self {
        case .null, .bool, .integer, .string: return nil
        case .array(let elements): children = elements
        case .object(let members): children = Array(members.values)
        }
        guard children.count <= 8, children.allSatisfy(\.isPlain) else { return nil }
        var line = ""
        writeCompact(into: &line, separator: ", ", colon: ": ")
        return line.utf8.count <= room || children.isEmpty ? line : nil
    }

    private var isPlain: Bool {
        switch self {
        case .null, .bool, .integer, .string: true
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        }
    }

    private func writeCompact(into result: inout String, separator: String, colon: String) {
        switch self {
        case .null: result += "null"
        case .bool(let value): result += value ? "true" : "false"
        case .integer(let value): result += String(value)
        case .string(let value): Self.write(value, into: &result)
        case .array(let elements):
            result += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { result += separator }
                element.writeCompact(into: &result, separator: separator, colon: colon)
            }
            result += "]"
        case .object(let members):
            result += "{"
            for (index, key) in members.keys.sorted(by: scalarsPrecede).enumerated() {
                if index > 0 { result += separator }
                Self.write(key, into: &result)
                result += colon
                (members[key] ?? .null).writeCompact(
                    into: &result, separator: separator, colon: colon)
            }
            result += "}"
        }
    }

    /// Control characters are escaped, and so are the line separators U+2028 and U+2029, which some
    /// readers of lines take for the end of one.
    private static func write(_ text: String, into result: inout String) {
        result += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        result += "\""
    }
}

/// Unlike `<` of `String`, which takes canonically equivalent texts for one.
private func scalarsPrecede(_ left: String, _ right: String) -> Bool {
    left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
}
