extension Report {
    /// Workflow commands of GitHub Actions, which shows ten of a kind for each step: so there is one
    /// for each code, the worst first, which says how many more there are. What is said of the run as a
    /// whole is one more. What was accepted is left out.
    public var github: String {
        let ordered = worstFirst
        var others: [String: Int] = [:]
        for diagnostic in ordered { others[diagnostic.code, default: -1] += 1 }
        var result = ""
        for diagnostic in ordered {
            guard let others = others.removeValue(forKey: diagnostic.code) else { continue }
            result += command(for: diagnostic, others: others)
        }
        if !remarks.isEmpty {
            let title = Self.property(command + ".outcome")
            result += "::warning title=\(title)::\(Self.data(remarks.joined(separator: "\n")))\n"
        }
        return result
    }

    private func command(for diagnostic: Diagnostic, others: Int) -> String {
        let kind =
            switch diagnostic.severity {
            case .error: "error"
            case .warning: "warning"
            case .note: "notice"
            }
        var properties: [String] = []
        if let span = diagnostic.span {
            properties.append("file=" + Self.property(sources.path(of: span)))
            properties.append("line=\(span.line)")
            properties.append("col=\(span.column)")
        }
        properties.append("title=" + Self.property(diagnostic.code))
        var message = diagnostic.message
        if let hint = diagnostic.hint { message += "\n\(hint)" }
        if others > 0 { message += "\nand \(others) more like this" }
        return "::\(kind) \(properties.joined(separator: ","))::\(Self.data(message))\n"
    }

    /// A value behind `::`: `%` and line ends are escaped.
    static func data(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A property's value: `:` and `,` as well.
    static func property(_ text: String) -> String {
        var result = ""
        for scalar in data(text).unicodeScalars {
            switch scalar {
            case ":": result += "%3A"
            case ",": result += "%2C"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
