import Diagnostics
import Forwarding
import IR

/// What failures do, as people and programs read it.
public struct FailureReport: Sendable {
    /// What was asked.
    public enum Question: String, Sendable {
        /// Whether any failures expose something, and the least that do.
        case any
        /// What each single failure exposes and stops.
        case single = "1"
    }

    public let question: Question
    let network: Network
    let fabric: Fabric
    let prover: Prover
    /// What the intact network exposes already; the report of `prove` tells it.
    let intactBreaches: Int
    let isDoubtful: Bool
    let exposures: [Exposure]
    let effects: [OutageEffect]
    /// A way after the first least set, by position in `exposures`.
    private var examples: [Int: Counterexample] = [:]

    /// Asks. For `.any` two proofs and the search, for `.single` a proof and what each failure changes.
    ///
    /// - Parameter network: the fabric's own, or as it was read from configurations.
    public init(_ question: Question, of network: Network, fabric: Fabric) {
        self.question = question
        self.network = network
        self.fabric = fabric
        var analysis = FailureAnalysis(network, against: Policy(fabric))
        exposures = question == .any ? analysis.exposures() : []
        effects = question == .single ? analysis.singleEffects() : []
        intactBreaches = analysis.intactBreaches.count
        isDoubtful = network.devices.contains { !$0.unmodelled.isEmpty }
        for (position, exposure) in exposures.enumerated().prefix(Prover.mostFindings) {
            guard case .least(let sets) = exposure.cause, let first = sets.first else { continue }
            examples[position] = analysis.example(of: exposure.breach, after: first)
        }
        prover = analysis.kept.prover
    }

    /// `PROVED`, `VIOLATED` or `UNKNOWN`.
    public var word: String {
        if intactBreaches > 0 || effects.contains(where: { !$0.isHarmless }) { return "VIOLATED" }
        var isUnknown = isDoubtful
        for exposure in exposures {
            switch exposure.cause {
            case .least: return "VIOLATED"
            case .never: break
            case .unknown: isUnknown = true
            }
        }
        return isUnknown ? "UNKNOWN" : "PROVED"
    }

    /// The verdict but for the findings that were accepted. What is violated without any failure is
    /// none of them.
    public func word(besidesAcceptedIn report: Report) -> String {
        if word != "VIOLATED" || intactBreaches > 0 || report.open.hasErrors { return word }
        let isUnknown = exposures.contains {
            if case .unknown = $0.cause { true } else { false }
        }
        return isUnknown || isDoubtful ? "UNKNOWN" : "PROVED"
    }

    var subject: String {
        let failures = question == .any ? "any failures" : "any single failure"
        return "\(fabric.name) under \(failures): \(word)"
    }
}

extension FailureAnalysis {
    /// A packet of a breach after outages that expose it, and its way.
    mutating func example(of breach: Breach, after outages: [Outage]) -> Counterexample? {
        var prover = proverAfter(outages)
        swap(&kept.space, &prover.propagation.space)
        defer { swap(&kept.space, &prover.propagation.space) }
        let place = BreachPlace(breach)
        guard
            let found = prover.result(of: breach.source).breaches.first(where: {
                BreachPlace($0) == place
            })
        else { return nil }
        let headers = prover.propagation.space.intersection(found.headers, breach.headers)
        guard breach.kind != .layer2, !headers.isEmpty else { return nil }
        return prover.packet(
            of: headers, from: breach.source, to: breach.endpoint, breach.family)
    }
}

// MARK: Findings

extension FailureReport {
    public var diagnostics: [Diagnostic] {
        groups.map(diagnostic(for:)) + effects.flatMap(diagnostics(for:))
    }

    /// Exposures that differ in the endpoint or the family alone.
    private struct Group {
        var positions: [Int]
        var breach: Breach
        var cause: Exposure.Cause
    }

    private var groups: [Group] {
        var result: [Group] = []
        for (position, exposure) in exposures.enumerated() where exposure.cause != .never {
            let same = result.firstIndex {
                $0.breach.source == exposure.breach.source && $0.breach.zone == exposure.breach.zone
                    && $0.breach.kind == exposure.breach.kind && $0.cause == exposure.cause
            }
            if let same {
                result[same].positions.append(position)
            } else {
                result.append(
                    Group(positions: [position], breach: exposure.breach, cause: exposure.cause))
            }
        }
        return result
    }

    private func diagnostic(for group: Group) -> Diagnostic {
        let breach = group.breach
        let what = phrase(of: breach)
        let example = group.positions.lazy.compactMap { examples[$0] }.first
        var notes: [Diagnostic.Note] = []
        if let packet = example?.packet { notes.append(.init("such as \(packet)")) }
        notes += way(example)
        switch group.cause {
        case .least(let sets):
            notes += sets.dropFirst().prefix(Self.mostNotes).map { outages in
                .init("or \(failing(outages))", at: origin(of: outages))
            }
            if sets.count > Self.mostNotes + 1 {
                notes.append(
                    .init("and \(sets.count - Self.mostNotes - 1) more sets of as many"))
            }
            if group.positions.count > 1 {
                notes.append(.init("the same at \(counted(group.positions.count, "endpoint"))"))
            }
            let first = sets.first ?? []
            return .error(
                breach.kind.rule.code, "\(failing(first)), and \(what)", at: origin(of: first),
                notes: notes, extent: extent(of: group))
        case .unknown(let count):
            return .warning(
                breach.kind.rule.code,
                "\(what) over a route that is not the best; \(counted(count, "failure")) "
                    + "\(count == 1 ? "does" : "do") not expose it, beyond nobody looked",
                at: prover.origin(ofScope: breach.source), notes: notes,
                extent: extent(of: group))
        case .never: preconditionFailure("what nothing exposes is no finding")
        }
    }

    private static let mostNotes = 8

    /// Every failure that exposes it, and where: the finding tells some.
    private func extent(of group: Group) -> String {
        var parts = group.positions.map { position in
            let breach = exposures[position].breach
            let device = network.devices[breach.endpoint.device].name
            return "\(breach.family) \(device):\(prover.graph.port(of: breach.endpoint))"
        }
        if case .least(let sets) = group.cause { parts += sets.map(failing) }
        return parts.sorted().joined(separator: ", ")
    }

    private func phrase(of breach: Breach) -> String {
        let source = prover.name(ofScope: breach.source)
        let zone = prover.policy.zones[breach.zone].name
        return switch breach.kind {
        case .layer2: "frames of \(source) reach \(zone)"
        case .layer3: "\(source) reaches \(zone), which no contract permits"
        case .device:
            "\(source) reaches the device \(network.devices[breach.endpoint.device].name)"
        case .bypass: "\(source) reaches \(zone) without passing a firewall"
        }
    }

    /// `leaf-1 fails`, `leaf-1 and leaf-2 fail`.
    private func failing(_ outages: [Outage]) -> String {
        let names = outages.map { network.name(of: $0) }
        return names.joined(separator: " and ") + (names.count == 1 ? " fails" : " fail")
    }

    private func origin(of outages: [Outage]) -> SourceSpan? {
        switch outages.first {
        case .cable(let cable)?: network.cables[cable].origin
        case .device(let device)?:
            device < fabric.devices.count ? fabric.devices[device].origin : nil
        case nil: nil
        }
    }

    private func way(_ example: Counterexample?) -> [Diagnostic.Note] {
        (example?.hops ?? []).enumerated().map { number, hop in
            let wire = hop.wire.map { "\($0) -> " } ?? ""
            let span = hop.statements.lazy.compactMap { id in
                network.devices[Int(id.device)].statements[Int(id.position)].origins.first
            }.first
            return .init(
                "\(number + 1). \(wire)\(network.devices[hop.device].name): \(hop.place)", at: span)
        }
    }

    // MARK: Single failures

    private func diagnostics(for effect: OutageEffect) -> [Diagnostic] {
        var result: [Diagnostic] = []
        var told: Set<String> = []
        for breach in effect.breaches {
            let message = "\(failing(effect.outages)), and \(phrase(of: breach))"
            guard told.insert(message).inserted else { continue }
            let same = effect.breaches.filter {
                $0.source == breach.source && $0.zone == breach.zone && $0.kind == breach.kind
            }.map { other in
                let device = network.devices[other.endpoint.device].name
                return "\(other.family) \(device):\(prover.graph.port(of: other.endpoint))"
            }
            result.append(
                .error(
                    breach.kind.rule.code, message, at: origin(of: effect.outages),
                    extent: Set(same).sorted().joined(separator: ", ")))
        }
        let stopped = stoppedNames(effect)
        guard !stopped.isEmpty else { return result }
        let notes = stopped.prefix(Self.mostNotes).map { name, span in
            Diagnostic.Note(name, at: span)
        }
        let more = stopped.count - notes.count
        result.append(
            .error(
                contractFails.code,
                "\(failing(effect.outages)), and \(stopped.count) that worked "
                    + "\(stopped.count == 1 ? "does" : "do") not", at: origin(of: effect.outages),
                notes: notes + (more > 0 ? [.init("and \(more) more")] : []),
                extent: stopped.map(\.0).joined(separator: ", ")))
        return result
    }

    /// Contracts that stop, and pairs of scopes within a zone, each once; in order.
    private func stoppedNames(_ effect: OutageEffect) -> [(String, SourceSpan?)] {
        var contracts: Set<ContractID> = []
        var pairs: Set<[Int]> = []
        for failure in effect.stopped {
            if let contract = prover.contracts(of: failure).first {
                contracts.insert(contract)
            } else {
                pairs.insert([failure.source, failure.destination])
            }
        }
        return contracts.sorted { $0.index < $1.index }.map {
            ("the contract \(quoted(fabric[$0].name.text))", fabric[$0].origin)
        }
            + pairs.sorted { $0.lexicographicallyPrecedes($1) }.map { pair in
                (
                    pair[0] == pair[1]
                        ? "stations of \(prover.name(ofScope: pair[0])) among each other"
                        : "\(prover.name(ofScope: pair[0])) to \(prover.name(ofScope: pair[1]))",
                    prover.origin(ofScope: pair[0])
                )
            }
    }
}

// MARK: Forms

extension FailureReport {
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
        ProofReport.conclude(&report, word, besidesAccepted: word(besidesAcceptedIn: report))
        return report
    }

    /// The form for people: the verdict, the findings, what was asked, and the verdict again.
    ///
    /// - Parameter report: the one of these failures.
    public func text(of report: Report, _ style: TextStyle) -> String {
        ProofReport.text(
            of: report, word(besidesAcceptedIn: report), findings: report.diagnostics,
            summary: summary, style)
    }

    private var summary: [(String, String)] {
        let parts =
            "\(counted(network.cables.count, "cable")) and \(counted(network.devices.count, "device"))"
        var result: [(String, String)] = []
        switch question {
        case .any:
            let never = exposures.count { $0.cause == .never }
            result = [
                ("asked", "all candidate routes, whatever of \(parts) fails"),
                ("exposed", "\(exposures.count - never) by routes that are not the best"),
            ]
            if never > 0 {
                result.append(("never", "\(never) more, by routes that fail with the better ones"))
            }
        case .single:
            let harmless = effects.count(where: \.isHarmless)
            let stations = effects.map(\.lostStations).max() ?? 0
            result = [
                ("asked", "each of \(parts) alone"),
                ("harmless", "\(harmless) of \(effects.count)"),
                ("exposing", "\(effects.count { !$0.breaches.isEmpty })"),
                ("stopping", "\(effects.count { !$0.stopped.isEmpty })"),
                ("stations", "\(stations) at most lose their device; these are not counted"),
            ]
        }
        if intactBreaches > 0 {
            result.append(("intact", "violated already: prove it without --failures"))
        }
        return result
    }

    // MARK: For programs

    var facts: [String: JSONValue] {
        var result: [String: JSONValue] = [
            "verdict": .string(word), "failures": .string(question.rawValue),
            "cables": .integer(network.cables.count), "devices": .integer(network.devices.count),
            "intact_breaches": .integer(intactBreaches),
            "reservation": .string(ProofReport.reservation),
        ]
        switch question {
        case .any: result["exposures"] = .array(exposures.map(json(of:)))
        case .single:
            result["outages"] = .array(
                effects.filter { !$0.isHarmless || $0.lostStations > 0 }.map(json(of:)))
            result["outages_note"] = "every cable and device that is not listed changes nothing"
        }
        return result
    }

    private func json(of exposure: Exposure) -> JSONValue {
        let object = json(of: exposure.breach)
        switch exposure.cause {
        case .least(let sets):
            return object.with("least", .integer(sets.first?.count ?? 0)).with(
                "sets", .array(sets.map { .array($0.map(json(of:))) }))
        case .never: return object.with("least", "never")
        case .unknown(let count): return object.with("more_than", .integer(count))
        }
    }

    private func json(of breach: Breach) -> JSONValue {
        [
            "rule": .string(breach.kind.rule.code),
            "from": .string(prover.name(ofScope: breach.source)),
            "to": .string(prover.policy.zones[breach.zone].name),
            "device": .string(network.devices[breach.endpoint.device].name),
            "family": .string("\(breach.family)"),
        ]
    }

    private func json(of outage: Outage) -> JSONValue {
        [
            "kind": outage.isDevice ? "device" : "cable",
            "name": .string(network.name(of: outage)),
        ]
    }

    private func json(of effect: OutageEffect) -> JSONValue {
        [
            "fails": .array(effect.outages.map(json(of:))),
            "exposes": .array(effect.breaches.map(json(of:))),
            "stops": .array(stoppedNames(effect).map { .string($0.0) }),
            "stations_lost": .integer(effect.lostStations),
        ]
    }
}
