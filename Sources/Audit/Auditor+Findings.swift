import Classifier

extension Auditor {
    /// Indices of findings are put into verdicts, which hold 24 bits. Long before they run out, those of
    /// findings that made room for lesser ones are taken back.
    ///
    /// Called between batches, when no verdict is under way. Costs a pass over the flow cache, once in
    /// so many findings that found no room.
    mutating func renumberFindingsIfNeeded() {
        guard findings.indexCount > findings.limit + Self.spareFindingIndices else { return }
        let renumbered = findings.renumber()
        cache.replaceVerdicts { verdict in
            guard let (index, isBackward) = FlowVerdict(rawValue: verdict).finding else {
                return verdict
            }
            let finding = renumbered[index].map { FlowVerdict.finding($0, isBackward: isBackward) }
            return (finding ?? .beyondLimit).rawValue
        }
    }

    static var spareFindingIndices: Int { 1 << 20 }
}
