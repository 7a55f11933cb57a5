extension Diagnostic {
    /// The diagnostic as people and editors read it, each line ended by a line feed:
    ///
    ///     sct.yaml:41:11: error: VLAN 310 already carries 'health-a' [intent.vlan-reused]
    ///       note: first used here: sct.yaml:27:11
    ///       hint: choose a free VLAN, or declare one shared segment
    ///
    /// A diagnostic without a place begins with its severity.
    public func text(in sources: SourceFiles) -> String {
        let place = span.map { sources.location(of: $0) + ": " } ?? ""
        var result = "\(place)\(severity.rawValue): \(message) [\(code)]\n"
        for note in notes {
            let place = note.span.map { ": " + sources.location(of: $0) } ?? ""
            result += "  note: \(note.message)\(place)\n"
        }
        if let hint { result += "  hint: \(hint)\n" }
        return result
    }
}

extension Sequence<Diagnostic> {
    /// The texts of all, one after the other, in the order at hand.
    public func text(in sources: SourceFiles) -> String {
        map { $0.text(in: sources) }.joined()
    }
}
