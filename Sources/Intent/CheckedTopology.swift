import Diagnostics
import Net

/// A topology in which no check found an error, with everything looked up once. Made by `check`
/// and in no other way, so that a later stage that asks for one cannot be given anything else.
public struct CheckedTopology: Sendable {
    public let topology: Topology
    public let index: TopologyIndex
    /// Every number, written or allocated, and the ledger that keeps them.
    public let identifiers: Identifiers

    init(index: TopologyIndex, identifiers: Identifiers) {
        topology = index.topology
        self.index = index
        self.identifiers = identifiers
    }
}

/// What `check` found.
public struct CheckOutcome: Sendable {
    /// Nil where a diagnostic is an error, or where a part of the topology could not be read.
    public let checked: CheckedTopology?
    /// Errors and warnings of all checks, by place.
    public let diagnostics: [Diagnostic]
}

/// Runs every check, whatever the others find, gives numbers to what has none, and reports all at
/// once.
///
/// - Parameters:
///   - ledger: the numbers given earlier; the ones to keep from now on are in the result.
///   - now: what the ages of snapshots are counted to; nil where they are not asked for. Nothing but
///     diagnostics depends on it.
///
/// Cost: linear in the size of the topology, up to a logarithm.
public func check(
    _ topology: Topology, keeping ledger: Ledger = Ledger(), at now: UTCTime? = nil
) -> CheckOutcome {
    let index = TopologyIndex(topology, at: now)
    let (identifiers, contradictions) = Identifiers.allocating(for: index, keeping: ledger)
    let diagnostics = (allChecks.flatMap { $0.run(index) } + contradictions).inOrder()
    guard let identifiers, topology.unreadNames.isEmpty, !diagnostics.hasErrors else {
        return CheckOutcome(checked: nil, diagnostics: diagnostics)
    }
    return CheckOutcome(
        checked: CheckedTopology(index: index, identifiers: identifiers),
        diagnostics: diagnostics)
}
