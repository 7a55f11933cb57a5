/// All that is known from some of the frames of some captures. What is known from two sets of frames
/// makes what is known from all of them, where the sets share no frame and no flow.
struct AuditFacts: Equatable, Sendable {
    var tally: AuditTally
    var findings: FindingList
    var flows: FlowCount
    var observations: Observations

    /// Commutative and associative.
    func merged(with other: AuditFacts) -> AuditFacts {
        AuditFacts(
            tally: tally.merged(with: other.tally), findings: findings.merged(with: other.findings),
            flows: flows.merged(with: other.flows),
            observations: observations.merged(with: other.observations))
    }
}
