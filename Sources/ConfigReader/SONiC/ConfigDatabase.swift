import Diagnostics
import Forwarding

/// `config_db.json`, cut into rows with their lines.
///
/// JSON with one thing on each line, as we write it: the beginning of a table, the beginning or the
/// whole of a row, a field, an end. Whatever else JSON would allow is refused.
struct ConfigDatabase {
    struct Field {
        /// Of a text the one, of a list all.
        var values: [String]
        var isList: Bool
        var line: Int

        /// Nil for a list.
        var text: String? { isList ? nil : values[0] }
    }

    struct Row {
        var key: String
        var line: Int
        var fields: [String: Field] = [:]

        /// What stands between the bars of the key.
        var parts: [String] {
            key.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// In order of the file.
    private(set) var tables: [(name: String, line: Int, rows: [Row])] = []
    private var depth = 0

    subscript(table: String) -> [Row] { tables.first { $0.name == table }?.rows ?? [] }

    /// Nil after the file has been refused for not being JSON.
    init?(_ findings: inout Findings) {
        let source = findings.source
        do {
            _ = try JSONValue(parsing: source.octets)
        } catch {
            let line = 1 + source.octets.prefix(error.offset).count { $0 == 0x0a }
            findings.refuse(line, "not JSON: expected \(error.expected)")
            return nil
        }
        for line in 1..<source.lines.count + 1 where !read(source.text(ofLine: line), at: line) {
            findings.refuse(line, "not a table, a row or a field alone on its line")
        }
    }

    /// False where the line has to be refused.
    private mutating func read(_ text: String, at line: Int) -> Bool {
        let text = text.hasSuffix(",") ? String(text.dropLast()) : text
        switch text {
        case "": return true
        case "{" where depth == 0:
            depth = 1
            return true
        case "}" where depth > 0:
            depth -= 1
            return true
        default: return readMember(text, at: line)
        }
    }

    private mutating func readMember(_ text: String, at line: Int) -> Bool {
        guard text.hasPrefix("\""), let end = text.dropFirst().firstIndex(of: "\"") else {
            return false
        }
        let name = String(text[text.index(after: text.startIndex)..<end])
        let rest = text[text.index(after: end)...]
        guard rest.hasPrefix(": ") else { return false }
        let value = String(rest.dropFirst(2))
        switch (depth, value) {
        case (1, "{"):
            tables.append((name, line, []))
            depth = 2
        case (2, "{"), (2, "{}"):
            tables[tables.count - 1].rows.append(Row(key: name, line: line))
            if value == "{" { depth = 3 }
        case (3, _):
            guard let table = tables.indices.last, let row = tables[table].rows.indices.last,
                let field = field(value, at: line)
            else { return false }
            tables[table].rows[row].fields[name] = field
        default: return false
        }
        return true
    }

    private func field(_ text: String, at line: Int) -> Field? {
        guard text.hasPrefix("["), text.hasSuffix("]") else {
            return unquoted(text).map { Field(values: [$0], isList: false, line: line) }
        }
        let inner = String(text.dropFirst().dropLast())
        guard !inner.isEmpty else { return Field(values: [], isList: true, line: line) }
        let parts = inner.split(separator: ", ", omittingEmptySubsequences: false)
        let values = parts.compactMap { unquoted(String($0)) }
        guard values.count == parts.count else { return nil }
        return Field(values: values, isList: true, line: line)
    }

    /// What stands between the quotes; nothing there has to be escaped.
    private func unquoted(_ text: String) -> String? {
        guard text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return nil }
        let inner = text.dropFirst().dropLast()
        return inner.contains("\"") || inner.contains("\\") ? nil : String(inner)
    }
}
