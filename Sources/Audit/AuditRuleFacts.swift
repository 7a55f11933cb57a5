import Diagnostics

/// What is known of a rule: what it means, what it takes to decide it, and how much it proves.
public struct AuditRuleFacts: Sendable {
    /// What decides.
    public enum Basis: String, Hashable, Sendable, CaseIterable {
        /// One frame and the place where it was seen.
        case frame
        /// Also what the topology binds to ports: MAC addresses, addresses, VTEPs.
        case binding
        /// The number or the shape of frames, which honest ones may have, too.
        case statistics
    }

    public let rule: AuditRule
    public let basis: Basis
    /// Of its findings, where the frame does not say otherwise.
    public let certainty: Certainty
    /// It takes one of these to see it; empty where any capture will do.
    public let needs: VantageKinds
    let meaning: String
    let bad: String
    let good: String

    init(
        _ rule: AuditRule, basis: Basis = .frame, certainty: Certainty = .breach,
        needs: VantageKinds = [], meaning: String, bad: String, good: String
    ) {
        self.rule = rule
        self.basis = basis
        self.certainty = certainty
        self.needs = needs
        self.meaning = meaning
        self.bad = bad
        self.good = good
    }

    /// The rule as `explain` and the reference show it.
    var explained: Diagnostics.Rule {
        let decided =
            switch basis {
            case .frame: "One frame decides"
            case .binding: "A frame and what the topology binds to ports decide"
            case .statistics: "Many frames decide"
            }
        let seen = needs.isEmpty ? "anywhere" : needs.names.joined(separator: " or ")
        let proves =
            certainty == .breach
            ? "" : " What it finds is suspect: honest traffic may look the same."
        return Rule(
            code: rule.code, meaning: "\(meaning) \(decided), seen \(seen).\(proves)", bad: bad,
            good: good)
    }

    /// Every rule, in the order of `AuditRule`.
    public static let all: [AuditRuleFacts] =
        flowRules + tagRules + controlRules + stationRules + neighbourRules + overlayRules
        + evasionRules

    private static let byRule = Dictionary(uniqueKeysWithValues: all.map { ($0.rule, $0) })

    static func of(_ rule: AuditRule) -> AuditRuleFacts {
        guard let facts = byRule[rule] else { preconditionFailure("no facts of \(rule.code)") }
        return facts
    }
}

extension AuditRule {
    public var facts: AuditRuleFacts { .of(self) }
}

/// What each code of the audit means, in the order of the codes. The examples are packets: what
/// was seen, and what might have been seen in its place.
public let auditRules: [Diagnostics.Rule] =
    (AuditRuleFacts.all.map(\.explained)
    + BlindSpot.rules + Admission.rules + [UnreadableCapture.rule]).sorted { $0.code < $1.code }
