/// Lines of YAML in block style, two spaces a level.
struct YAMLLines {
    private(set) var text = ""

    mutating func add(_ depth: Int, _ line: String) {
        text += String(repeating: "  ", count: depth) + line + "\n"
    }

    /// `key: value`, where there is one.
    mutating func add(_ depth: Int, _ key: String, _ value: (some CustomStringConvertible)?) {
        if let value { add(depth, "\(key): \(value)") }
    }

    /// As above for values that could be taken for more than text.
    mutating func add(_ depth: Int, quoting key: String, _ value: (some CustomStringConvertible)?) {
        if let value { add(depth, "\(key): \(value.description.betweenApostrophes)") }
    }
}

extension String {
    /// As a scalar between apostrophes (YAML 1.2, section 7.3.2).
    var betweenApostrophes: String {
        "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}
