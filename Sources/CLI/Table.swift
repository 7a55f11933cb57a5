import Diagnostics

/// Rows of values under named columns: aligned text for people, objects for programs. Widths follow
/// the content and nothing is cut; a list of more than four takes a line for each.
struct Table {
    /// What the rows are, such as `tenants`.
    let kind: String
    let columns: [String]
    private(set) var rows: [[JSONValue]] = []

    init(_ kind: String, columns: [String]) {
        self.kind = kind
        self.columns = columns
    }

    /// - Precondition: one value for each column.
    mutating func add(_ row: [JSONValue]) {
        precondition(row.count == columns.count, "a row has a value for each column")
        rows.append(row)
    }

    func rendered(as format: DataFormat, style: TextStyle) -> String {
        switch format {
        case .text: text(style)
        case .json: json.text() + "\n"
        }
    }

    private var json: JSONValue {
        [
            "format_version": .formatVersion, "kind": .string(kind),
            "rows": .array(
                rows.map { .object(Dictionary(zip(columns, $0)) { first, _ in first }) }),
        ]
    }

    private func text(_ style: TextStyle) -> String {
        let cells = rows.map { $0.map(Self.lines) }
        let widths = columns.indices.map { column in
            cells.flatMap { $0[column] }.map(\.count).reduce(columns[column].count, max)
        }
        let isNumber = columns.indices.map { column in
            rows.allSatisfy { $0[column].integer != nil }
        }
        func line(_ values: [String]) -> String {
            let padded = values.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - values[column].count)
                return isNumber[column] ? padding + values[column] : values[column] + padding
            }
            var text = padded.joined(separator: "  ")
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }
        var result = style.paint(line(columns.map { $0.uppercased() }), .place)
        for row in cells {
            for index in 0..<(row.map(\.count).max() ?? 0) {
                result += line(row.map { index < $0.count ? $0[index] : "" })
            }
        }
        return result
    }

    private static func lines(of value: JSONValue) -> [String] {
        guard let elements = value.array, elements.count > 4 else { return [text(of: value)] }
        return elements.map(text)
    }

    /// A value in one line.
    static func text(of value: JSONValue) -> String {
        switch value {
        case .null: "-"
        case .bool(let flag): flag ? "yes" : "no"
        case .integer(let number): String(number)
        case .string(let text): text
        case .array(let elements):
            elements.isEmpty ? "-" : elements.map(text).joined(separator: ", ")
        case .object: value.text(.compact)
        }
    }
}
