public import Diagnostics

/// A capture that could not be read: the audit ends, and nothing was decided.
public struct UnreadableCapture: Sendable {
    public let name: String
    /// A sentence without a full stop.
    public let reason: String
    public let hint: String?

    public init(name: String, reason: String, hint: String?) {
        self.name = name
        self.reason = reason
        self.hint = hint
    }

    static let rule = Diagnostics.Rule(
        code: "audit.unreadable",
        meaning: "A capture is not there, may not be read, or is none: the audit ends without an "
            + "answer. Programs are told so in the form that they asked for.",
        bad: "a file that begins with the octets of a ZIP archive",
        good: "a pcap or pcapng file, packed by gzip or zstd or not at all")

    public func report(in plan: AuditPlan) -> Report {
        Report(
            command: "audit", subject: quoted(name),
            diagnostics: [.error(Self.rule.code, reason, at: nil, hint: hint)],
            sources: plan.fabric.sources, rules: [Self.rule],
            outcome: .undecided("nothing was decided: a capture could not be read"))
    }
}
