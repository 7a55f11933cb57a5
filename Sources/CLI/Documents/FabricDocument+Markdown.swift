import Diagnostics

extension FabricDocument {
    /// For repositories and wikis; the picture is the file beside it.
    var markdown: String {
        var parts = ["# \(name)", headline + ".", "![The fabric \(name)](fabric.svg)"]
        for section in sections {
            parts.append("## \(section.title)")
            parts.append(section.introduction)
            parts.append(Self.markdown(section.table))
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func markdown(_ table: Table) -> String {
        let head = [table.columns, table.columns.map { _ in "---" }]
        let rows = table.rows.map { $0.map { Report.markdownText(Table.text(of: $0)) } }
        return (head + rows).map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
    }
}
