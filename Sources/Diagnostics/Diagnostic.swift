// Diagnostics: what is wrong, where, and what to do about it.
//
// A wrong input is not an exception but a value: a `Diagnostic` with a code, a sentence, a place,
// further places as notes, and a hint that can be acted on. Stages collect them all, sort them by
// place and hand them on; only the outside prints them, in the form its reader wants.

/// One thing that is wrong, or worth a look, in what the user wrote or captured.
public struct Diagnostic: Hashable, Sendable {
    /// A slug `stage.what-is-wrong` that never changes its meaning: `intent.vlan-reused`.
    public let code: String
    public let severity: Severity
    /// One sentence without a full stop. Texts of others in it are escaped with `quoted(_:)`.
    public let message: String
    /// The place; nil where the whole input is meant.
    public let span: SourceSpan?
    public let notes: [Note]
    /// What to do, in the imperative.
    public let hint: String?
    /// How far the matter goes where the message shows one example of it: a finding that goes
    /// further is another one to those who accepted this.
    public let extent: String?

    public enum Severity: String, Hashable, Comparable, Sendable, CaseIterable {
        case error, warning, note

        private var rank: Int { self == .error ? 0 : self == .warning ? 1 : 2 }
        public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
    }

    /// A second place that belongs to the matter.
    public struct Note: Hashable, Sendable {
        public let message: String
        public let span: SourceSpan?

        public init(_ message: String, at span: SourceSpan? = nil) {
            self.message = message
            self.span = span
        }
    }

    public init(
        _ code: String, _ severity: Severity = .error, _ message: String,
        at span: SourceSpan?, notes: [Note] = [], hint: String? = nil, extent: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.span = span
        self.notes = notes
        self.hint = hint
        self.extent = extent
    }

    public static func error(
        _ code: String, _ message: String, at span: SourceSpan?, notes: [Note] = [],
        hint: String? = nil, extent: String? = nil
    ) -> Diagnostic {
        Diagnostic(code, .error, message, at: span, notes: notes, hint: hint, extent: extent)
    }

    public static func warning(
        _ code: String, _ message: String, at span: SourceSpan?, notes: [Note] = [],
        hint: String? = nil, extent: String? = nil
    ) -> Diagnostic {
        Diagnostic(code, .warning, message, at: span, notes: notes, hint: hint, extent: extent)
    }
}

extension Sequence<Diagnostic> {
    /// By place, then severity, code and message: the same on every run. Diagnostics without a
    /// place come first.
    public func inOrder() -> [Diagnostic] {
        sorted { left, right in
            switch (left.span, right.span) {
            case (nil, _?): return true
            case (_?, nil): return false
            case (let first?, let second?) where first != second: return first < second
            default:
                return (left.severity, left.code, left.message)
                    < (right.severity, right.code, right.message)
            }
        }
    }

    public var hasErrors: Bool { contains { $0.severity == .error } }
}
