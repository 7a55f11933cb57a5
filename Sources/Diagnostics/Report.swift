/// What one run of a command found, ready for any of the forms that people and machines read. The
/// forms are pure functions of it: the same report gives the same octets.
public struct Report: Sendable {
    /// The verb: `check`, `compile`.
    public var command: String
    /// One line about what was looked at: `sct: 25 tenants, 34 devices`. Empty where it could not
    /// be read.
    public var subject: String
    /// In order of place.
    public private(set) var diagnostics: [Diagnostic]
    /// The findings that do not count.
    var accepted: [Diagnostic: Acceptance] = [:]
    public var sources: SourceFiles
    /// The lines of the sources, for excerpts.
    public var texts: SourceTexts
    /// Every rule that the run applied; those without a finding are passed tests in JUnit.
    public var rules: [Rule]
    /// Codes of rules that had nothing to look at, and why: skipped tests in JUnit.
    public var skipped: [String: String] = [:]
    /// What the findings do not show and a reader has to know, as sentences without a full stop: the
    /// forms that consist of findings say it beside them.
    public var reservations: [String] = []
    /// More members of the JSON form: counts, digests.
    public var facts: [String: JSONValue]
    /// What the run says as a whole, where its findings may not show it.
    public var outcome: Outcome

    public enum Outcome: Hashable, Sendable {
        case asFound
        /// Negative or undecided, with a sentence, whatever findings there are.
        case negative(String)
        case undecided(String)
    }

    public init(
        command: String, subject: String = "", diagnostics: [Diagnostic] = [],
        sources: SourceFiles = SourceFiles(), texts: SourceTexts = SourceTexts(),
        rules: [Rule] = [], facts: [String: JSONValue] = [:], outcome: Outcome = .asFound
    ) {
        self.command = command
        self.subject = subject
        self.diagnostics = diagnostics.inOrder()
        self.sources = sources
        self.texts = texts
        self.rules = rules
        self.facts = facts
        self.outcome = outcome
    }

    /// Adds what a later stage found.
    public mutating func add(_ more: [Diagnostic]) { diagnostics = (diagnostics + more).inOrder() }

    /// Of the findings that count.
    public func count(of severity: Diagnostic.Severity) -> Int {
        open.count { $0.severity == severity }
    }

    public func count(of kind: Acceptance.Kind) -> Int {
        settled.count { $0.acceptance.kind == kind }
    }

    /// `2 errors, 1 warning, 1 waived`, or `no findings`.
    public var counts: String {
        var parts = Diagnostic.Severity.allCases.compactMap { severity -> String? in
            let count = count(of: severity)
            guard count > 0 else { return nil }
            return "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        for kind in Acceptance.Kind.allCases where count(of: kind) > 0 {
            parts.append("\(count(of: kind)) \(kind.rawValue)")
        }
        return parts.isEmpty ? "no findings" : parts.joined(separator: ", ")
    }

    /// `check: sct: 25 tenants, 34 devices: no findings`.
    public var summary: String {
        [command, subject, counts].filter { !$0.isEmpty }.joined(separator: ": ")
    }

    /// What is said of the run as a whole, beside its findings.
    var remarks: [String] {
        if case .undecided(let text) = outcome { return [text] + reservations }
        return reservations
    }

    /// What counts, worst first, then by place: the order in which a reader that takes only the first few wants
    /// them.
    var worstFirst: [Diagnostic] {
        Diagnostic.Severity.allCases.flatMap { severity in
            open.filter { $0.severity == severity }
        }
    }
}

/// The forms that a report can take.
public enum ReportFormat: String, Sendable, CaseIterable {
    case text, json, sarif, junit, gitlab, github, markdown
}

extension Report {
    /// The report in one form, with a line feed at its end. `style` concerns the text alone.
    public func rendered(as format: ReportFormat, style: TextStyle = TextStyle()) -> String {
        switch format {
        case .text: text(style)
        case .json: json.text() + "\n"
        case .sarif: sarif.text() + "\n"
        case .junit: junit
        case .gitlab: gitlab.text() + "\n"
        case .github: github
        case .markdown: markdown
        }
    }
}
