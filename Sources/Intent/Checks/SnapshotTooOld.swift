import Diagnostics
import Net

extension Check {
    /// Without a time of its own, as where only the text counts, it finds what says no time at all.
    static let snapshotTooOld = Check(
        Rule(
            code: "intent.snapshot-too-old",
            meaning: "A snapshot of data from outside is older than the policy allows, says no "
                + "time, or says one that is yet to come: filters made of it may be those of "
                + "another day.",
            bad: "policy: {snapshots: {registrations: {max_age: 7}}}\n"
                + "registrations: [{member: a, prefixes: [198.51.100.0/24]}]\n",
            good: "policy: {snapshots: {registrations: {max_age: 7}}}\n"
                + "registrations: [{member: a, taken_at: 2026-11-27T18:00:00Z, "
                + "prefixes: [198.51.100.0/24]}]\n")
    ) { index, findings in
        for dated in index.topology.datedSnapshots {
            guard let (problem, hint) = dated.problem(at: index.now) else { continue }
            let place = dated.snapshot.takenAt?.span ?? dated.span
            let notes = [Diagnostic.Note("the limit", at: dated.limit.maxAge.span)]
            switch dated.limit.older?.value ?? .error {
            case .error: findings.error(problem, at: place, notes: notes, hint: hint)
            case .warning: findings.warning(problem, at: place, notes: notes, hint: hint)
            }
        }
    }
}

/// A snapshot that has a limit.
private struct DatedSnapshot {
    /// For messages: `the registration of 'a'`.
    let subject: String
    /// The command that takes it anew.
    let command: String
    let snapshot: Snapshot
    let limit: AgeLimit
    let span: SourceSpan

    /// Clocks of two machines may differ that much.
    private static let tolerance = 3600

    /// Nil where it is young enough.
    func problem(at now: UTCTime?) -> (message: String, hint: String)? {
        guard let taken = snapshot.takenAt?.value else {
            return (
                "\(subject) does not say when it was taken",
                "take it anew with '\(command) --taken-at TIME'"
            )
        }
        guard let now else { return nil }
        let age = now.seconds - taken.seconds
        if age < -Self.tolerance {
            return (
                "\(subject) was taken at \(taken), and it is \(now)",
                "correct taken_at, or the clock"
            )
        }
        guard age > limit.maxAge.value * 86_400 else { return nil }
        return (
            "\(subject) is \(age / 86_400) days old, and may be \(limit.maxAge.value) at most",
            "take it anew with '\(command)'"
        )
    }
}

extension Topology {
    fileprivate var datedSnapshots: [DatedSnapshot] {
        guard let policy = exchange?.policy?.snapshots else { return [] }
        var result: [DatedSnapshot] = []
        func add(
            _ subject: String, _ command: String, _ snapshot: Snapshot, _ limit: AgeLimit?,
            at span: SourceSpan
        ) {
            guard let limit else { return }
            result.append(
                DatedSnapshot(
                    subject: subject, command: "cristallo import \(command)", snapshot: snapshot,
                    limit: limit, span: span))
        }
        for registration in registrations {
            add(
                "the registration of \(quoted(registration.member.value.text))", "irr",
                registration.snapshot, policy.registrations, at: registration.member.span)
        }
        if let validatedPayloads {
            add(
                "what validators said", "vrps", validatedPayloads.snapshot,
                policy.validatedPayloads, at: validatedPayloads.span)
        }
        if let peeringDB {
            add(
                "what PeeringDB said", "peeringdb", peeringDB.snapshot, policy.peeringDB,
                at: peeringDB.span)
        }
        return result
    }
}
