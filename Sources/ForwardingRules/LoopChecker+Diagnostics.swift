import Diagnostics
import Net

extension LoopChecker {
    /// Every loop as an error, every update without effect as a warning, at the lines of the
    /// updates.
    public func diagnostics(for updates: RuleUpdates, limit: Int = 1_000) -> [Diagnostic] {
        var list = LimitedDiagnostics(limit: limit)
        for loop in loops { list.add(Self.closed(loop, updates)) }
        for oddity in oddities {
            let place = LinkedUpdate.span(oddity.origin)
            list.add(
                oddity.outcome == .repeated ? Self.repeated(at: place) : Self.absent(at: place))
        }
        return list.inOrder()
    }

    private static func closed(_ loop: ForwardingLoop, _ updates: RuleUpdates) -> Diagnostic {
        let names = loop.devices.map { updates.name(of: $0) }
        // A ring of hundreds is told by its beginning.
        let shown = names.prefix(16).joined(separator: " > ")
        let ring = names.count > 16 ? "\(shown) > … (\(names.count) devices)" : shown
        return .error(
            loopRule.code, "packets to \(loop.example) go round: \(ring) > \(names[0])",
            at: loop.origin, hint: "let one of the devices send them out of the ring")
    }

    private static func repeated(at place: SourceSpan) -> Diagnostic {
        .warning(
            repeatedInsertRule.code, "the device has this rule already", at: place,
            hint: "remove the line; one removal takes the rule away")
    }

    private static func absent(at place: SourceSpan) -> Diagnostic {
        .warning(
            absentRemoveRule.code, "the device has no such rule", at: place,
            hint: "compare prefix, port, priority and next hop with the line that inserts it")
    }
}

/// What each code of the rule files means.
public let ruleUpdateRules = [
    absentRemoveRule, hostBitsRule, findingLimitRule, loopRule, malformedLineRule,
    repeatedInsertRule,
]

private let loopRule = Rule(
    code: "rules.loop",
    meaning: "After an update, packets to some destination go round between devices until their "
        + "TTL runs out.",
    bad: """
        + fwd a 3221225984 31 p1 31 0.0.0.0
        + fwd b 3221225984 31 p1 31 0.0.0.0
        + fwd a 3325256704 24 p1 24 192.0.2.1
        + fwd b 3325256704 24 p1 24 192.0.2.0

        """,
    good: """
        + fwd a 3221225984 31 p1 31 0.0.0.0
        + fwd b 3221225984 31 p1 31 0.0.0.0
        + fwd a 3325256704 24 p1 24 192.0.2.1
        + fwd b 3325256704 24 p2 24 0.0.0.0

        """)

private let repeatedInsertRule = Rule(
    code: "rules.repeated-insert",
    meaning: "A rule is inserted that the device has already, with the same prefix, port, priority "
        + "and next hop. Nothing changes.",
    bad: """
        + fwd a 3221225984 31 p1 31 0.0.0.0
        + fwd a 3221225984 31 p1 31 0.0.0.0

        """,
    good: "+ fwd a 3221225984 31 p1 31 0.0.0.0\n")

private let absentRemoveRule = Rule(
    code: "rules.absent-remove",
    meaning: "A rule is removed that the device does not have. Nothing changes; the files may be "
        + "incomplete, or in the wrong order.",
    bad: "- fwd a 3221225984 31 p1 31 0.0.0.0\n",
    good: """
        + fwd a 3221225984 31 p1 31 0.0.0.0
        - fwd a 3221225984 31 p1 31 0.0.0.0

        """)
