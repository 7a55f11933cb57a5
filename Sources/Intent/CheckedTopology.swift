import Diagnostics

/// A topology in which no check found an error, with everything looked up once. Made by `check`
/// and in no other way, so that a later stage that asks for one cannot be given anything else.
public struct CheckedTopology: Sendable {
    public let topology: Topology
    public let index: TopologyIndex

    init(index: TopologyIndex) {
        topology = index.topology
        self.index = index
    }
}

/// What `check` found.
public struct CheckOutcome: Sendable {
    /// Nil where a diagnostic is an error, or where a part of the topology could not be read.
    public let checked: CheckedTopology?
    /// Errors and warnings of all checks, by place.
    public let diagnostics: [Diagnostic]
}

/// Runs every check, whatever the others find, and reports all at once.
///
/// Cost: linear in the size of the topology, up to a logarithm.
public func check(_ topology: Topology) -> CheckOutcome {
    let index = TopologyIndex(topology)
    let diagnostics = allChecks.flatMap { $0.run(index) }.inOrder()
    let isWhole = topology.unreadNames.isEmpty && !diagnostics.hasErrors
    return CheckOutcome(
        checked: isWhole ? CheckedTopology(index: index) : nil, diagnostics: diagnostics)
}
