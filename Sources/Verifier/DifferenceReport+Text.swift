import Diagnostics
import Forwarding
import Net

extension DifferenceReport {
    /// The report in the forms that all commands have.
    ///
    /// - Parameters:
    ///   - facts: more members of the JSON form.
    ///   - acceptances: changes that do not count.
    public func report(
        texts: SourceTexts, facts: [String: JSONValue] = [:],
        accepting acceptances: [Fingerprint: Acceptance] = [:]
    ) -> Report {
        var report = Report(
            command: "diff", subject: subject, diagnostics: diagnostics, sources: sources,
            texts: texts, rules: differenceRules,
            facts: self.facts.merging(facts) { own, _ in own })
        report.accept(acceptances)
        if !report.open.isEmpty { report.outcome = .negative(subject) }
        return report
    }

    /// `2 of 841 ordered pairs of zones exchange other packets than before`.
    public var subject: String {
        let pairs = counted(difference.pairCount, "ordered pair")
        guard !difference.changes.isEmpty else {
            return "all \(pairs) of zones exchange exactly the same packets"
        }
        return "\(difference.changedPairCount) of \(pairs) of zones exchange other packets"
    }

    /// What holds of the pairs that are not told; each of them was compared.
    public var remainder: String {
        let rest = difference.pairCount - difference.changedPairCount
        return "The other \(counted(rest, "ordered pair")) of zones, each zone with itself among "
            + "them, exchange exactly the same packets and frames by the same firewalls: compared "
            + "for all headers at once, not sampled."
    }

    /// The form for people.
    ///
    /// - Parameters:
    ///   - report: the one of this difference.
    ///   - more: what stands between the changes and the last line, each line with its end.
    public func text(of report: Report, _ style: TextStyle, more: String = "") -> String {
        let isSame = difference.changes.isEmpty
        let sign = isSame ? style.sign(.good) : style.paint("~", .warning)
        let headline = "\(sign) diff: \(subject)\n"
        var result = headline
        let limit = style.limit ?? .max
        let open = zip(difference.changes, diagnostics).filter {
            report.acceptance(of: $0.1) == nil
        }
        for (change, _) in open.prefix(limit) { result += "\n" + text(of: change, style) }
        if open.count > limit { result += "\n\(open.count - limit) more changes\n" }
        result += report.settledText(style)
        if !isSame { result += "\n" + remainder + "\n" }
        if !more.isEmpty { result += "\n" + more }
        return isSame && more.isEmpty ? result : result + "\n" + headline
    }

    private func text(of change: ReachDifference.Change, _ style: TextStyle) -> String {
        let sign =
            switch change.kind {
            case .lost: style.paint("-", .error)
            case .rerouted: style.paint("~", .warning)
            case .gained: style.paint("+", .good)
            }
        var result = "\(sign) \(sentence(of: change))\n"
        for detail in details(of: change) { result += "    \(detail)\n" }
        for cause in change.causes {
            let old = cause.old.map { sources.location(of: oldSpan($0)) }
            let new = cause.new.map(sources.location)
            result += "  \(style.paint("because:", .note)) \(cause.words)"
            result += (new ?? old).map { ": \($0)" } ?? ""
            if new != nil, let old { result += " (was \(old))" }
            result += "\n"
        }
        return result
    }

    // MARK: For programs

    var facts: [String: JSONValue] {
        [
            "same": .bool(difference.changes.isEmpty),
            "zones": .array(difference.zones.map { .string($0) }),
            "pairs_compared": .integer(difference.pairCount),
            "pairs_changed": .integer(difference.changedPairCount),
            "changes": .array(difference.changes.map(json(of:))),
        ]
    }

    private func json(of change: ReachDifference.Change) -> JSONValue {
        let object: JSONValue = [
            "kind": .string(change.kind.word),
            "from": .string(difference.zones[change.zones.from]),
            "to": .string(difference.zones[change.zones.to]),
            "layer": .integer(change.packets == nil ? 2 : 3),
            "between": .array(
                change.scopes.map { ["from": .string($0.from), "to": .string($0.to)] }),
            "because": .array(change.causes.map(json(of:))),
        ]
        guard let packets = change.packets else { return object }
        return object.with("family", .string(packets.family.description))
            .with("packet", .string(packets.witness.description))
            .with("packets", .array(packets.boxes.map { .string($0.description) }))
            .with("packets_are_all", .bool(packets.boxesAreAll))
            .with("firewalls_before", .array(packets.firewalls.old.map { .string($0) }))
            .with("firewalls_after", .array(packets.firewalls.new.map { .string($0) }))
    }

    private func json(of cause: ReachDifference.Cause) -> JSONValue {
        let object: JSONValue = [
            "subject": .string(cause.subject.rawValue), "name": .string(cause.name),
            "change": .string(cause.words),
        ]
        return object.with("line", cause.new.map { .string(sources.location(of: $0)) })
            .with("line_before", cause.old.map { .string(sources.location(of: oldSpan($0))) })
    }
}

extension ReachDifference.Change.Kind {
    var word: String {
        switch self {
        case .lost: "lost"
        case .rerouted: "rerouted"
        case .gained: "gained"
        }
    }

    var rule: Rule {
        switch self {
        case .lost: reachLost
        case .rerouted: firewallChanged
        case .gained: reachGained
        }
    }
}
