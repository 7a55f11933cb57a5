import Diagnostics

/// One question that no single field can answer, asked of a whole topology.
///
/// Each check is a file of its own, named after its slug, with its rule beside the code that finds
/// it; `allChecks` lists them. A check looks at what is there and is silent about what another
/// check reports: a reference to nothing is `intent.unknown-reference` once and nowhere else.
public struct Check: Sendable {
    public let rule: Rule
    /// Everything that breaks the rule. Linear in the size of the topology, up to a logarithm.
    public let run: @Sendable (TopologyIndex) -> [Diagnostic]

    init(
        _ rule: Rule, _ find: @escaping @Sendable (TopologyIndex, inout Findings) -> Void
    ) {
        self.rule = rule
        run = { index in
            var findings = Findings(code: rule.code)
            find(index, &findings)
            return findings.diagnostics
        }
    }
}

extension Check {
    /// What one check has found so far; all under its code.
    struct Findings {
        let code: String
        private(set) var diagnostics: [Diagnostic] = []

        init(code: String) { self.code = code }

        mutating func error(
            _ message: String, at span: SourceSpan?, notes: [Diagnostic.Note] = [], hint: String
        ) {
            diagnostics.append(.error(code, message, at: span, notes: notes, hint: hint))
        }

        mutating func warning(
            _ message: String, at span: SourceSpan?, notes: [Diagnostic.Note] = [], hint: String
        ) {
            diagnostics.append(.warning(code, message, at: span, notes: notes, hint: hint))
        }
    }
}
