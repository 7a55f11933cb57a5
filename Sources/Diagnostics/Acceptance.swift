/// Why a finding does not count: somebody answers for it for a while, or it is not new.
public struct Acceptance: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Somebody answers for it.
        case waived
        /// It was there before, and nobody was asked.
        case known
    }

    public let kind: Kind
    /// `by noc@sct.example until 2027-01-31: until the old archive is gone`; where a known finding is
    /// known from.
    public let justification: String
    /// The code that the finding must have, where whoever accepted it named one.
    let code: String?

    public init(_ kind: Kind, _ justification: String, code: String? = nil) {
        self.kind = kind
        self.justification = justification
        self.code = code
    }
}

extension Report {
    /// Takes the findings with these fingerprints out of what counts. They stay in the report, and
    /// every form says that they were accepted, or leaves them out where it has no words for that.
    ///
    /// - Parameter errorsToo: whether errors can be accepted: those that say that a file is wrong
    ///   cannot, for nothing was made of it.
    public mutating func accept(
        _ acceptances: [Fingerprint: Acceptance], errorsToo: Bool = true
    ) {
        guard !acceptances.isEmpty else { return }
        for (diagnostic, fingerprint) in zip(diagnostics, fingerprints) {
            guard errorsToo || diagnostic.severity != .error else { continue }
            guard let acceptance = acceptances[fingerprint],
                acceptance.code.map({ $0 == diagnostic.code }) ?? true
            else { continue }
            accepted[diagnostic] = acceptance
        }
    }

    /// Why a finding does not count; nil where it does.
    public func acceptance(of diagnostic: Diagnostic) -> Acceptance? { accepted[diagnostic] }

    /// The findings that count, in order of place.
    public var open: [Diagnostic] {
        accepted.isEmpty ? diagnostics : diagnostics.filter { accepted[$0] == nil }
    }

    /// The findings that do not, in order of place.
    var settled: [(diagnostic: Diagnostic, acceptance: Acceptance)] {
        guard !accepted.isEmpty else { return [] }
        return diagnostics.compactMap { diagnostic in
            accepted[diagnostic].map { (diagnostic, $0) }
        }
    }
}
