extension Report {
    /// The form for comments on changes: a line that a robot knows its own comment by, the summary, a
    /// table of findings with the worst first, and their notes folded. At most 60,000 octets, which
    /// services take; what did not fit is counted.
    public var markdown: String {
        var result = "<!-- cristallo \(Self.markdownText(command)) -->\n"
        result += "**\(Self.markdownText(summary))**\n"
        for remark in remarks { result += "\n\(Self.markdownText(remark))\n" }
        let ending = settledMarkdown
        var told = 0
        var rows = ""
        var details = ""
        let room = 60_000 - result.utf8.count - ending.utf8.count - 400
        for diagnostic in worstFirst {
            let row = self.row(for: diagnostic)
            let more = self.details(of: diagnostic)
            guard rows.utf8.count + details.utf8.count + row.utf8.count + more.utf8.count <= room
            else { break }
            rows += row
            details += more
            told += 1
        }
        if told > 0 {
            result += "\n| | Finding | Where |\n|---|---|---|\n" + rows
        }
        if told < open.count { result += "\n\(open.count - told) more findings\n" }
        if !details.isEmpty {
            result += "\n<details><summary>Notes and hints</summary>\n\n\(details)\n</details>\n"
        }
        return result + ending
    }

    private func row(for diagnostic: Diagnostic) -> String {
        let place = diagnostic.span.map { "`\(Self.code(sources.location(of: $0)))`" } ?? ""
        return "| \(diagnostic.severity.rawValue) | \(Self.markdownText(diagnostic.message)) "
            + "`\(diagnostic.code)` | \(place) |\n"
    }

    private func details(of diagnostic: Diagnostic) -> String {
        guard !diagnostic.notes.isEmpty || diagnostic.hint != nil else { return "" }
        var result = "* \(Self.markdownText(diagnostic.message))\n"
        for note in diagnostic.notes {
            let place = note.span.map { ": `\(Self.code(sources.location(of: $0)))`" } ?? ""
            result += "  * \(Self.markdownText(note.message))\(place)\n"
        }
        if let hint = diagnostic.hint { result += "  * hint: \(Self.markdownText(hint))\n" }
        return result
    }

    /// What was accepted, at most 50 lines of it.
    private var settledMarkdown: String {
        guard !settled.isEmpty else { return "" }
        var result = "\n<details><summary>\(settled.count) accepted</summary>\n\n"
        for (diagnostic, acceptance) in settled.prefix(50) {
            let reason = "\(acceptance.kind.rawValue) \(acceptance.justification)"
            result +=
                "* \(Self.markdownText(String(diagnostic.message.prefix(300)))) `\(diagnostic.code)`: "
                + "\(Self.markdownText(String(reason.prefix(300))))\n"
        }
        if settled.count > 50 { result += "* and \(settled.count - 50) more\n" }
        return result + "\n</details>\n"
    }

    /// Text that Markdown and HTML take as it stands, in a cell of a table as well.
    public static func markdownText(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "@": result += "&#64;"
            case "\\", "`", "*", "_", "[", "]", "#", "|", "~": result += "\\\(scalar)"
            case "\n", "\r", "\t": result += " "
            case "\u{0}"..."\u{1f}", "\u{7f}": result += "\u{fffd}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Text between backquotes: what could end it or the cell is replaced.
    private static func code(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar {
                    case "`", "|", "\u{0}"..."\u{1f}", "\u{7f}": "\u{fffd}"
                    default: scalar
                    }
                }))
    }
}
