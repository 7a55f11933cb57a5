import Diagnostics

/// The diagnostics of one reading: each once, however often an alias leads to it, and no more than
/// the limit.
struct ReadingDiagnostics {
    private let limit: Int
    private var found: [Diagnostic] = []
    private var seen: Set<Diagnostic> = []
    private var isFull = false

    init(limit: Int) { self.limit = limit }

    /// How many there are so far; it stays at the limit.
    var count: Int { found.count }

    /// Adds what `make` returns; `make` is not called any more once the limit is reached, so that
    /// a file of errors costs no more than a file without.
    mutating func add(_ make: @autoclosure () -> Diagnostic) {
        guard found.count < limit else {
            isFull = true
            return
        }
        let diagnostic = make()
        if seen.insert(diagnostic).inserted { found.append(diagnostic) }
    }

    /// By place; with a last word where something was left out.
    func inOrder() -> [Diagnostic] {
        guard isFull else { return found.inOrder() }
        return found.inOrder() + [
            .error(
                "read.limit", "more than \(limit) errors; the others are not shown", at: nil,
                hint: "repair these first, then check again")
        ]
    }
}
