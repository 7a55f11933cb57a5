extension Report {
    /// The form for people: the summary, the findings as compilers print them with the line that
    /// each points at, and the summary again.
    ///
    /// At most `style.limit` findings are shown in full, errors before warnings, and of one code no
    /// more than a quarter of them; the rest is folded by code at the end, none is left out. Of those
    /// that were accepted there is a line each.
    public func text(_ style: TextStyle) -> String {
        let headline = summaryLine(style)
        guard !diagnostics.isEmpty else { return headline }
        let (shown, folded) = selection(limit: style.limit)
        var result = headline
        for diagnostic in shown { result += "\n" + text(of: diagnostic, style) }
        if !folded.isEmpty { result += "\n" }
        for cause in folded { result += line(of: cause, style) }
        return result + settledText(style) + "\n" + headline
    }

    /// Findings in an order of the caller's, at most `style.limit` of them, and how many there are
    /// beyond; then what was accepted.
    public func text(of findings: [Diagnostic], _ style: TextStyle) -> String {
        let limit = style.limit ?? .max
        let counted = findings.filter { accepted[$0] == nil }
        var result = ""
        for diagnostic in counted.prefix(limit) { result += "\n" + text(of: diagnostic, style) }
        if counted.count > limit { result += "\n\(counted.count - limit) more findings\n" }
        return result + settledText(style)
    }

    /// A line for each finding that somebody answers for, and one for those that are known; empty
    /// where nothing was accepted.
    public func settledText(_ style: TextStyle) -> String {
        let waived = settled.filter { $0.acceptance.kind == .waived }
        let limit = style.limit ?? .max
        var lines = waived.prefix(limit).map { finding, acceptance in
            "\(style.paint("waived", .note)) \(acceptance.justification): \(finding.message) "
                + "[\(finding.code)]\n"
        }
        if waived.count > limit { lines.append("\(waived.count - limit) more waived\n") }
        if let known = settled.first(where: { $0.acceptance.kind == .known }) {
            let count = count(of: .known)
            lines.append(
                "\(style.paint("known", .note)) \(known.acceptance.justification): "
                    + "\(count) finding\(count == 1 ? "" : "s")\n")
        }
        return lines.isEmpty ? "" : "\n" + lines.joined()
    }

    /// One finding: the line of the house, an excerpt of the source, notes and hint.
    public func text(of diagnostic: Diagnostic, _ style: TextStyle) -> String {
        let severity = style.paint("\(diagnostic.severity.rawValue):", diagnostic.severity.role)
        var result = ""
        if let span = diagnostic.span {
            result += style.paint("\(sources.location(of: span)):", .place) + " "
        }
        result += "\(severity) \(diagnostic.message) [\(diagnostic.code)]\n"
        if let span = diagnostic.span { result += excerpt(at: span, style) }
        for note in diagnostic.notes {
            let place = note.span.map { ": " + sources.location(of: $0) } ?? ""
            result += "  \(style.paint("note:", .note)) \(note.message)\(place)\n"
        }
        if let hint = diagnostic.hint { result += "  \(style.paint("hint:", .hint)) \(hint)\n" }
        return result
    }

    private func summaryLine(_ style: TextStyle) -> String {
        let worst = open.map(\.severity).min()
        return "\(style.sign(worst?.role ?? .good)) \(summary)\n"
    }

    // MARK: What is shown

    /// Findings of one code that are told in one line.
    struct FoldedCause {
        let severity: Diagnostic.Severity
        let code: String
        var places: [SourceSpan?]
    }

    private func selection(limit: Int?) -> (shown: [Diagnostic], folded: [FoldedCause]) {
        guard let limit, open.count > limit else { return (open, []) }
        let limitOfCode = max(1, limit / 4)
        var shown: [Diagnostic] = []
        var folded: [FoldedCause] = []
        for diagnostic in worstFirst {
            let sameCode = shown.count { $0.code == diagnostic.code }
            if shown.count < limit && sameCode < limitOfCode {
                shown.append(diagnostic)
            } else if let index = folded.firstIndex(where: { $0.code == diagnostic.code }) {
                folded[index].places.append(diagnostic.span)
            } else {
                folded.append(
                    FoldedCause(
                        severity: diagnostic.severity, code: diagnostic.code,
                        places: [diagnostic.span]))
            }
        }
        return (shown.inOrder(), folded)
    }

    private func line(of cause: FoldedCause, _ style: TextStyle) -> String {
        let places = cause.places.compactMap { $0 }.prefix(3).map(sources.location)
        let more = cause.places.count > places.count && !places.isEmpty ? [style.ellipsis] : []
        let ending = cause.places.count == 1 ? "" : "s"
        let severity = style.paint(cause.severity.rawValue + ending, cause.severity.role)
        return "\(cause.places.count) more \(severity) [\(cause.code)]"
            + (places.isEmpty ? "" : ": " + (places + more).joined(separator: ", ")) + "\n"
    }

    // MARK: The line of the source

    /// Lines of up to this many characters are shown whole, of longer ones what is near the place.
    private static let widestLine = 140

    /// The line with a caret under the place. Characters that could move the cursor, hide or turn
    /// text round are replaced one for one, so that the caret stays where it belongs.
    private func excerpt(at span: SourceSpan, _ style: TextStyle) -> String {
        guard let line = texts.line(of: span), span.column > 0 else { return "" }
        let scalars = Array(line.unicodeScalars).map(Self.harmless)
        let column = Int(span.column) - 1
        guard column <= scalars.count else { return "" }
        let window =
            scalars.count <= Self.widestLine
            ? scalars.indices : max(0, column - 60)..<min(scalars.count, column + 60)
        var shown = window.lowerBound > 0 ? style.ellipsis : ""
        let before = window.lowerBound - shown.unicodeScalars.count
        shown.unicodeScalars.append(contentsOf: scalars[window])
        if window.upperBound < scalars.count { shown += style.ellipsis }
        let length = min(max(1, Int(span.length)), max(1, window.upperBound - column))
        let number = String(span.line)
        let margin = String(repeating: " ", count: number.count)
        let indent = String(repeating: " ", count: column - before)
        let mark = style.paint("^" + String(repeating: "~", count: length - 1), .error)
        return "  \(style.paint("\(number) |", .faint)) \(shown)\n"
            + "  \(style.paint("\(margin) |", .faint)) \(indent)\(mark)\n"
    }

    private static func harmless(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.properties.generalCategory {
        case .control: scalar == "\t" ? " " : "?"
        case .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned,
            .nonspacingMark, .enclosingMark, .spacingMark:
            "?"
        default: scalar
        }
    }
}
