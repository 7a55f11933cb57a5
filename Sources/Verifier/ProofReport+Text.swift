import Diagnostics
import Forwarding
import IR
import Net

extension ProofReport {
    /// The report in the forms that all commands have.
    ///
    /// - Parameter acceptances: findings that do not count.
    public func report(
        sources: SourceFiles, texts: SourceTexts,
        accepting acceptances: [Fingerprint: Acceptance] = [:]
    ) -> Report {
        var report = Report(
            command: "prove", subject: subject, diagnostics: diagnostics, sources: sources,
            texts: texts, rules: verifierRules, facts: facts)
        report.accept(acceptances)
        Self.conclude(&report, word, besidesAccepted: word(besidesAcceptedIn: report))
        return report
    }

    /// Says what is left of a verdict where findings were accepted.
    static func conclude(
        _ report: inout Report, _ word: String, besidesAccepted rest: String
    ) {
        if rest != word { report.subject += ", \(rest) but for what is accepted" }
        report.outcome = outcome(rest, report.subject)
    }

    /// What a verdict is to programs that count failures.
    static func outcome(_ word: String, _ subject: String) -> Report.Outcome {
        switch word {
        case "PROVED": .asFound
        case "VIOLATED": .negative(subject)
        default: .undecided(subject)
        }
    }

    /// `PROVED`, `VIOLATED` or `UNKNOWN`.
    public var word: String {
        if !differences.isEmpty { return "VIOLATED" }
        return switch proof.outcome {
        case .proved: "PROVED"
        case .violated: "VIOLATED"
        case .unknown: "UNKNOWN"
        }
    }

    /// The verdict but for the findings that were accepted. They stand for all that is violated, unless
    /// there are more than are told.
    ///
    /// - Parameter report: the one of this proof.
    public func word(besidesAcceptedIn report: Report) -> String {
        let isCut = proof.findings.count >= Prover.mostFindings
        if word != "VIOLATED" || isCut || report.open.hasErrors { return word }
        return proof.unmodelled.isEmpty ? "PROVED" : "UNKNOWN"
    }

    var subject: String { "\(fabric.name): \(word)" }

    /// The form for people: the verdict, the findings, what was asked, and the verdict again.
    ///
    /// - Parameter report: the one of this proof.
    public func text(of report: Report, _ style: TextStyle) -> String {
        Self.text(
            of: report, word(besidesAcceptedIn: report), findings: diagnostics, summary: summary,
            style)
    }

    /// As above, of any findings, with a word for the verdict and lines about what was asked.
    static func text(
        of report: Report, _ word: String, findings: [Diagnostic],
        summary: [(String, String)], _ style: TextStyle
    ) -> String {
        let role: TextStyle.Role =
            word == "PROVED" ? .good : word == "VIOLATED" ? .error : .warning
        let headline = style.sign(role) + " " + report.summary + "\n"
        var result = headline + report.text(of: findings, style) + "\n"
        for (name, text) in summary {
            let label = name + String(repeating: " ", count: max(1, 10 - name.count))
            result += style.paint(label, .faint) + text + "\n"
        }
        return result + reservation + "\n\n" + headline
    }

    /// Said under every report.
    static let reservation =
        "Proved of the model: what devices do with their configuration, for every packet; not of "
        + "their software."

    private var summary: [(String, String)] {
        let zones = proof.policy.zones.count
        let pairs = Verdict.allCases.map { "\(proof.count(of: $0)) \($0.phrase)" }
        let tenants = PartyMatrix(.tenants, proof, fabric)
        let classes = PartyMatrix(.classes, proof, fabric)
        let working = fabric.contracts.count - failingContracts
        let scopes = prover.stationsOfScope.count { !$0.isEmpty }
        let stations = prover.stationsOfScope.reduce(0) { $0 + $1.count }
        return [
            (
                "asked",
                "\(zones) zones, \(zones * (zones - 1)) ordered pairs, layers 2 and 3, IPv4 and IPv6"
            ),
            ("zones", pairs.joined(separator: ", ")),
            ("tenants", tenants.summary), ("classes", classes.summary),
            (
                "contracts",
                "\(working) of \(fabric.contracts.count) work in both directions"
                    + (proof.unmodelled.isEmpty ? "" : ", as far as all lines are understood")
            ),
            (
                "looked at",
                "\(prover.network.devices.count) devices, \(scopes) scopes, \(stations) stations"
            ),
        ]
    }

    /// Contracts that something of fails.
    private var failingContracts: Int {
        Set(proof.failures.flatMap(\.all).flatMap { prover.contracts(of: $0) }).count
    }

    // MARK: For programs

    var facts: [String: JSONValue] {
        var pairs: [JSONValue] = []
        let zones = proof.policy.zones
        for from in zones.indices {
            for to in zones.indices where from != to {
                let verdict = proof[ZonePair(from: from, to: to)]
                guard verdict != .separate else { continue }
                pairs.append([
                    "from": .string(zones[from].name), "to": .string(zones[to].name),
                    "verdict": .string(verdict.word), "by": .string(verdict.phrase),
                ])
            }
        }
        return [
            "verdict": .string(word), "zones": .array(zones.map { .string($0.name) }),
            "pairs_total": .integer(zones.count * (zones.count - 1)),
            "pairs": .array(pairs),
            "pairs_note":
                "every pair that is not listed is PROVED: nothing goes from one to the other",
            "tenants": PartyMatrix(.tenants, proof, fabric).json,
            "classes": PartyMatrix(.classes, proof, fabric).json,
            "counterexamples": .array(proof.findings.map(json(of:))),
            "reservation": .string(Self.reservation),
        ]
    }

    private func json(of finding: Proof.Finding) -> JSONValue {
        let example = finding.counterexample
        let object: JSONValue = [
            "rule": .string(finding.breach.kind.rule.code),
            "from": .string(prover.name(ofScope: finding.breach.source)),
            "to": .string(proof.policy.zones[finding.breach.zone].name),
            "leaks": .integer(finding.breaches.count),
            "station": .string(
                "\(prover.network.devices[example.station.device].name):"
                    + prover.graph.port(of: example.station)),
            "way": .array(
                example.hops.map { hop in
                    let object: JSONValue = [
                        "device": .string(prover.network.devices[hop.device].name),
                        "place": .string(hop.place),
                        "lines": .array(
                            hop.statements.compactMap { lines.text(of: $0, in: prover.network) }
                                .map { .string($0) }),
                    ]
                    return object.with("wire", hop.wire.map { .string($0) })
                }),
            "blame": .array(
                finding.repairs.map { repair in
                    .array(
                        repair.parts.map { part in
                            let object: JSONValue = [
                                "device": .string(prover.network.devices[part.device].name),
                                "statement": .string(part.statement.fact.description),
                                "missing": .bool(part.isMissing), "reverified": "PROVED",
                            ]
                            return object.with(
                                "line",
                                lines.text(of: part.device, part.statement).map { .string($0) })
                        })
                }),
        ]
        return object.with(
            "vlan", example.station.tag.map { .integer(Int($0.rawValue)) }
        ).with("packet", example.packet.map(json(of:)))
    }

    private func json(of packet: Packet) -> JSONValue {
        [
            "source": .string(packet.source.description),
            "destination": .string(packet.destination.description),
            "protocol": .string(packet.protocolNumber.description),
            "source_port": .integer(Int(packet.sourcePort)),
            "destination_port": .integer(Int(packet.destinationPort)),
            "opens": .bool(packet.kind == .opens),
        ]
    }
}

extension Verdict {
    /// `PROVED`, `VIOLATED`, `UNKNOWN`.
    public var word: String {
        switch self {
        case .separate, .contractsOnly: "PROVED"
        case .violated: "VIOLATED"
        case .unknown: "UNKNOWN"
        }
    }

    public var phrase: String {
        switch self {
        case .separate: "without any way"
        case .contractsOnly: "by contracts alone"
        case .violated: "violated"
        case .unknown: "unknown"
        }
    }
}
