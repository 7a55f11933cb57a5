import Capture
import Diagnostics

extension AuditReport {
    /// The report in the forms that all commands have. JSON carries the facts of the audit besides.
    ///
    /// - Parameter acceptances: findings that do not count.
    public func report(
        texts: SourceTexts = SourceTexts(), accepting acceptances: [Fingerprint: Acceptance] = [:]
    ) -> Report {
        var report = Report(
            command: "audit", subject: subject,
            diagnostics: diagnostics + blindSpots.map(\.diagnostic), sources: fabric.sources,
            texts: texts, rules: auditRules, facts: facts)
        report.accept(acceptances)
        let rest = verdict(besidesAcceptedIn: report)
        if rest != verdict { report.subject += ", \(rest.rawValue) but for what is accepted" }
        report.outcome = outcome(of: rest)
        report.skipped = unapplied
        // An undecided outcome says them already.
        if report.outcome == .asFound { report.reservations = doubtTexts }
        return report
    }

    /// Codes of rules that had nothing to look at, and why.
    var unapplied: [String: String] {
        var reasons: [String: String] = [:]
        for rule in vantages.uncovered {
            let places = rule.facts.needs.names.joined(separator: " or ")
            reasons[rule.code] = "nothing was captured \(places)"
        }
        if fabric.exchange == nil {
            for rule in AuditRule.allCases where rule.facts.needs == .exchange {
                reasons[rule.code] = "the topology has no exchange"
            }
        }
        for rule in Admission.rules { reasons[rule.code] = "no port is in quarantine" }
        return reasons
    }

    private var doubtTexts: [String] { doubts.map { "\($0.count) \($0.kind.meaning)" } }

    /// An audit that could not decide is no passed test to those who count failures.
    private func outcome(of verdict: AuditVerdict) -> Report.Outcome {
        let doubts = doubtTexts.joined(separator: "; ")
        return switch verdict {
        case .clean, .breach: .asFound
        case .inconclusive:
            .undecided("the audit is inconclusive" + (doubts.isEmpty ? "" : ": " + doubts))
        case .notCovered: .undecided("no frame had to do with the topology")
        }
    }

    /// `demo.pcapng: breach`.
    private var subject: String {
        let names = captures.map { printable($0.name) }
        let shown = (1...3).contains(names.count) ? names : ["\(names.count) captures"]
        return shown.joined(separator: ", ") + ": " + verdict.rawValue
    }

    /// The form for people: the verdict, the findings with the lines that they contradict, what was
    /// covered, and the verdict again.
    ///
    /// - Parameter report: the one of this audit.
    public func text(of report: Report, _ style: TextStyle = TextStyle()) -> String {
        let headline =
            style.sign(role(of: verdict(besidesAcceptedIn: report))) + " " + report.summary + "\n"
        // In the order of packets, not of the lines of the topology.
        return headline + report.text(of: diagnostics, style) + "\n" + coverageText(style) + "\n"
            + headline
    }

    private func role(of verdict: AuditVerdict) -> TextStyle.Role {
        switch verdict {
        case .breach: .error
        case .clean: .good
        case .inconclusive, .notCovered: .warning
        }
    }

    private func coverageText(_ style: TextStyle) -> String {
        var lines: [(String, String)] = captures.map { ("capture", text(of: $0)) }
        lines += unread.map { ("unread", "\(printable($0)): not begun") }
        if let places = vantageText { lines.append(("vantage", places)) }
        lines.append(
            (
                "frames",
                "\(frames.read) read = \(frames.classified) classified + \(frames.malformed) "
                    + "malformed + \(frames.truncated) truncated + \(frames.unsupported) unsupported"
            ))
        lines.append(
            (
                "decided",
                "\(coverage.decided) of \(frames.read) frames (\(share)), "
                    + "\(coverage.flowsAreCut ? "more than " : "")\(coverage.flows) flows"
            ))
        lines.append(
            (
                "seen",
                "\(coverage.tenants.count) of \(fabric.tenants.count) tenants, "
                    + "\(coverage.segments.count) of \(fabric.segments.count) segments, "
                    + "\(coverage.contracts.count) of \(fabric.contracts.count) contracts"
            ))
        lines.append(("contracts", contractText))
        lines.append(
            (
                "others",
                "\(coverage.withinVRFs) packets within VRFs, \(coverage.link) of link scope, "
                    + "\(coverage.infrastructure) of the fabric, \(coverage.exchange) at the "
                    + "exchange, \(coverage.unrelated) of others"
            ))
        let reasons = frames.reasons.filter { $0.reason.outcome != .classified }
        if !reasons.isEmpty {
            let list = reasons.map { "\($0.count) \($0.reason)" }
            lines.append(("not read", list.joined(separator: ", ")))
        }
        if !missingShards.isEmpty {
            let numbers = missingShards.map(String.init).joined(separator: ", ")
            lines.append(("shards", "of \(shardCount) these are missing: \(numbers)"))
        }
        for doubt in doubts { lines.append(("in doubt", "\(doubt.count) \(doubt.kind.meaning)")) }
        for spot in blindSpots { lines.append(("blind", "\(spot.message) [\(spot.kind.code)]")) }
        for gap in vantages.gaps {
            let codes = gap.rules.map(\.code).joined(separator: ", ")
            let needs = gap.needs.names.joined(separator: " or ")
            lines.append(("not seen", "\(codes): nothing was captured \(needs)"))
        }
        let body = lines.map { name, text in
            style.paint(name + String(repeating: " ", count: 10 - name.count), .faint) + text + "\n"
        }
        return body.joined() + Self.reservation + "\n"
    }

    /// The ports where frames were captured, as far as the captures or the user say it.
    private var vantageText: String? {
        let ports = vantages.ports
        guard !ports.isEmpty else { return nil }
        let limit = 8
        var names = ports.prefix(limit).map { port -> String in
            guard let name = port.port else { return "no port: tags and VNIs say the networks" }
            return "\(name)\(port.kinds.names.isEmpty ? "" : " (\(port.kinds.shortNames))")"
        }
        if ports.count > limit { names.append("\(ports.count - limit) more") }
        return names.joined(separator: ", ")
    }

    /// Said under every report.
    static let reservation =
        "A capture never proves isolation: it shows what passed one place for a while."

    private var contractText: String {
        func count(_ body: (Coverage.ContractUse) -> Bool) -> Int {
            coverage.contracts.count(where: body)
        }
        let both = count { $0.forward > 0 && $0.replies > 0 }
        let there = count { $0.replies == 0 }
        let back = count { $0.forward == 0 }
        return "\(both) in both directions, \(there) there only, \(back) back only"
    }

    /// In tenths of a percent, rounded down: 100 % means all.
    private var share: String {
        guard frames.read > 0 else { return "none" }
        let permille = coverage.decided * 1000 / frames.read
        return "\(permille / 10).\(permille % 10) %"
    }

    private func text(of capture: AuditedCapture) -> String {
        var parts = [
            "\(printable(capture.name)): \(capture.formatName), \(capture.frameCount) frames"
        ]
        if case .cut(let offset, let reason) = capture.end {
            parts.append("cut at octet \(offset): \(reason.rawValue)")
            if let rest = capture.rest {
                parts.append("\(rest.octets) octets unread, about \(rest.frames) frames")
            }
        }
        if let live = capture.provenance.live { parts.append(text(of: live)) }
        parts += capture.filterTexts + capture.provenance.notes + capture.oddityTexts
        if let digest = capture.provenance.digest { parts.append("SHA-256 \(digest)") }
        return parts.joined(separator: "; ")
    }

    /// The two laws of a live capture, with their numbers.
    private func text(of live: LiveCounts) -> String {
        var text =
            "\(live.received) received = \(live.delivered) delivered + \(live.dropped) dropped"
        if live.filtered > 0 { text += "; \(live.filtered) of them hidden by the filter" }
        if live.surplus > 0 { text += "; \(live.surplus) of them after the last one wanted" }
        return text
    }

    /// The name of a capture is the user's own word, but it may be any octets.
    func printable(_ name: String) -> String {
        let isPlain = name.unicodeScalars.allSatisfy { (" "..."~").contains($0) && $0 != "'" }
        return isPlain ? name : quoted(name)
    }
}

extension AuditedCapture {
    var formatName: String {
        if provenance.live != nil { return "live" }
        return switch format {
        case .pcap(_, let nanoseconds): nanoseconds ? "pcap, ns" : "pcap"
        case .pcapng: "pcapng"
        }
    }

    /// The filters that its interfaces were captured with.
    var filterTexts: [String] {
        interfaces.compactMap(\.filter).map { "filtered by \(quoted($0))" }
    }

    /// What was odd about the file, with its counts.
    var oddityCounts: [(name: String, count: UInt64)] {
        [
            ("captured beyond original length", oddities.capturedBeyondOriginal),
            ("invalid times", oddities.timeInvalid),
            ("times went back", oddities.timeWentBack),
            ("implausible snap lengths", oddities.snapLengthImplausible),
            ("malformed options", oddities.optionsMalformed),
            ("decryption secrets", oddities.secretsBlocks),
            ("frames dropped while capturing", droppedFrames),
        ].filter { $0.1 > 0 }.map { (name: $0.0, count: $0.1) }
    }

    var oddityTexts: [String] { oddityCounts.map { "\($0.name): \($0.count)" } }
}
