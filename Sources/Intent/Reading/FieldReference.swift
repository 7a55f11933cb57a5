/// A reference of all fields in Markdown, written from the same fields as the reader reads: a
/// heading and a table for each kind of object, the whole file first. Ends with a line feed.
public func fieldReference() -> String {
    fieldReference(of: TopologyFile.self)
}

func fieldReference(of file: any TopologyObject.Type) -> String {
    fieldTables(from: file).map(\.table.reference).joined(separator: "\n")
}

extension FieldTable {
    fileprivate var reference: String {
        var text = "### \(noun)\n\n\(summary)"
        if !exclusive.isEmpty {
            text += " Exactly one of \(exclusive.map { "`\($0)`" }.joined(separator: ", "))."
        }
        text += "\n\n| Key | Value | Meaning |\n|---|---|---|\n"
        for field in fields {
            let needed = companions.filter { $0.key == field.key }.map {
                " With `\($0.needed)` only."
            }
            let key = "`\(field.key)`" + (field.isRequired ? " (required)" : "")
            text += "| \(key) | \(field.schema.expected) | \(field.summary)"
            text += "\(needed.joined()) |\n"
        }
        return text
    }
}
