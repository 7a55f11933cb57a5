import Diagnostics

/// Diagnostics of one run, up to a limit: an input of nothing but mistakes costs no more than one
/// without.
struct LimitedDiagnostics: Sendable {
    private let limit: Int
    private var found: [Diagnostic] = []
    private var isFull = false

    init(limit: Int) { self.limit = limit }

    /// Adds what `make` gives; does not call it once the limit is reached.
    mutating func add(_ make: @autoclosure () -> Diagnostic) {
        if found.count < limit { found.append(make()) } else { isFull = true }
    }

    /// By place; with a last word where something was left out.
    func inOrder() -> [Diagnostic] {
        guard isFull else { return found.inOrder() }
        return found.inOrder() + [
            .error(
                findingLimitRule.code, "more than \(limit) findings; the others are not shown",
                at: nil, hint: "repair these first, then read again")
        ]
    }
}

let findingLimitRule = Rule(
    code: "rules.limit",
    meaning: "The files have more mistakes than are worth reading at once.",
    bad: "more than a thousand lines of another form",
    good: "+ fwd leaf-1 167772160 24 swp3 24 192.0.2.1\n")
