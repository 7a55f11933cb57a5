extension Report {
    /// JUnit's XML: a suite of the command with a case for each rule. Errors are failures, whose
    /// text begins with `file:line`; warnings and notes are the output of a passed case. A rule all of
    /// whose findings were accepted is skipped. The outcome of the whole run is a case of its own where
    /// there is one.
    public var junit: String {
        let codes = Set(rules.map(\.code)).union(diagnostics.map(\.code)).sorted()
        var failures = Set(open.filter { $0.severity == .error }.map(\.code)).count
        var whole = ""
        var errors = 0
        let name = "    <testcase classname=\"\(Self.xml(command))\" name=\"outcome\">\n"
        switch outcome {
        case .asFound: break
        case .negative(let text):
            failures += 1
            whole = name + "      <failure type=\"error\" message=\"\(Self.xml(text))\"/>\n"
        case .undecided(let text):
            errors = 1
            whole = name + "      <error type=\"undecided\" message=\"\(Self.xml(text))\"/>\n"
        }
        if !whole.isEmpty { whole += "    </testcase>\n" }
        let count = codes.count + (whole.isEmpty ? 0 : 1)
        let attributes =
            "name=\"\(Self.xml("cristallo " + command))\" tests=\"\(count)\" "
            + "failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"\(skippedCodes.count)\""
        var result = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
        result += "  <testsuite \(attributes)>\n"
        for code in codes { result += testCase(for: code) }
        return result + whole + "  </testsuite>\n</testsuites>\n"
    }

    /// Of rules that found something that counts nothing is said but that.
    private var skippedCodes: Set<String> {
        Set(skipped.keys).intersection(rules.map(\.code)).union(settled.map(\.diagnostic.code))
            .subtracting(open.map(\.code))
    }

    /// Why a rule without findings that count is no passed test; nil where it is one.
    private func reasonToSkip(_ code: String) -> String? {
        let accepted = settled.filter { $0.diagnostic.code == code }
        guard !accepted.isEmpty else { return skipped[code] }
        return accepted.map { finding, acceptance in
            "\(acceptance.kind.rawValue) \(acceptance.justification): \(line(for: finding))"
        }.joined(separator: "\n")
    }

    private func testCase(for code: String) -> String {
        let stage = code.prefix { $0 != "." }
        let attributes = "classname=\"\(Self.xml(String(stage)))\" name=\"\(Self.xml(code))\""
        let findings = open.filter { $0.code == code }
        let errors = findings.filter { $0.severity == .error }
        let others = findings.filter { $0.severity != .error }
        if findings.isEmpty, let reason = reasonToSkip(code) {
            return "    <testcase \(attributes)>\n"
                + "      <skipped message=\"\(Self.xml(reason))\"/>\n    </testcase>\n"
        }
        guard !findings.isEmpty else { return "    <testcase \(attributes)/>\n" }
        var result = "    <testcase \(attributes)>\n"
        if let first = errors.first {
            result += "      <failure type=\"error\" message=\"\(Self.xml(first.message))\">"
            result += Self.xml(errors.map(line).joined(separator: "\n")) + "</failure>\n"
        }
        if !others.isEmpty {
            let text = others.map(line).joined(separator: "\n")
            result += "      <system-out>\(Self.xml(text))</system-out>\n"
        }
        return result + "    </testcase>\n"
    }

    private func line(for diagnostic: Diagnostic) -> String {
        let place = diagnostic.span.map { sources.location(of: $0) + ": " } ?? ""
        let hint = diagnostic.hint.map { " (\($0))" } ?? ""
        return "\(place)\(diagnostic.severity.rawValue): \(diagnostic.message)\(hint)"
    }

    /// Text for XML 1.0, in elements and attributes; characters that XML cannot carry become
    /// U+FFFD.
    public static func xml(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case "\t": result += "&#9;"
            case "\u{0}"..."\u{1f}", "\u{fffe}", "\u{ffff}": result += "\u{fffd}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
