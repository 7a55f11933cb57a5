import Diagnostics
import Forwarding
import IR
import Net

/// A proof as people and programs read it: each finding at the line that is to blame, with the packet,
/// its way, and the lines of configuration and topology behind every hop.
public struct ProofReport: Sendable {
    public let proof: Proof
    let prover: Prover
    let fabric: Fabric
    let lines: ConfigurationLines
    /// What differs between configurations and topology.
    let differences: [Diagnostic]
    /// Which lines of the topology nothing used; notes.
    let unused: [Diagnostic]
    private let origins: StatementOrigins

    /// - Parameters:
    ///   - intended: the lowered fabric, from which lines of the topology are known.
    ///   - lines: the lines of generated files.
    public init(
        _ proof: Proof, of prover: Prover, fabric: Fabric, intended: Network,
        lines: ConfigurationLines, differences: [Diagnostic] = [], unused: [Diagnostic] = []
    ) {
        self.proof = proof
        self.prover = prover
        self.fabric = fabric
        self.lines = lines
        self.differences = differences
        self.unused = unused
        origins = StatementOrigins(intended)
    }

    // MARK: Findings

    public var diagnostics: [Diagnostic] {
        proof.findings.map(diagnostic(for:)) + proof.failures.map(diagnostic(for:)) + differences
            + proof.unmodelled.map { device, line in
                let name = prover.network.devices[device].name
                let place = line.line.map { lines.text(of: $0) } ?? name
                let text = line.text.isEmpty ? "" : " \(quoted(line.text)):"
                return .warning(
                    unmodelledLine.code, "\(place):\(text) \(line.reason)",
                    at: line.line.flatMap { lines.span(of: $0) },
                    hint: "what depends on it is UNKNOWN; let 'compile' write the file")
            } + unused
    }

    /// `leaf-h1:swp1`.
    public func portName(of station: Node) -> String {
        "\(prover.network.devices[station.device].name):\(prover.graph.port(of: station))"
    }

    /// The finding in one sentence.
    public func title(of finding: Proof.Finding) -> String {
        let breach = finding.breach
        let source = prover.name(ofScope: breach.source)
        let zone = proof.policy.zones[breach.zone].name
        let packet = finding.counterexample.packet
        return switch breach.kind {
        case .layer2: "frames of \(source) reach \(zone), one broadcast domain with it"
        case .layer3:
            "\(source) reaches \(zone), which no contract permits: "
                + (packet?.description ?? "")
        case .device: "\(source) reaches a device itself: \(packet?.description ?? "")"
        case .bypass:
            "\(source) reaches \(zone) without passing a firewall: "
                + (packet?.description ?? "")
        }
    }

    private func diagnostic(for finding: Proof.Finding) -> Diagnostic {
        let breach = finding.breach
        var notes = way(finding.counterexample)
        notes += finding.repairs.prefix(8).map(blame)
        if finding.repairs.isEmpty {
            notes.append(.init("no change of one or two lines alone undoes it"))
        }
        if finding.breaches.count > 1 { notes.append(.init(others(finding))) }
        return .error(
            breach.kind.rule.code, title(of: finding), at: place(of: finding), notes: notes,
            hint: finding.repairs.first.map(advice), extent: extent(of: finding))
    }

    /// Every pair of places that the cause joins, and all headers: the finding tells one.
    private func extent(of finding: Proof.Finding) -> String {
        let pairs = finding.breaches.map { breach in
            "\(prover.name(ofScope: breach.source)) to \(proof.policy.zones[breach.zone].name): "
                + "\(prover.propagation.space.digest(of: breach.headers))"
        }
        return Set(pairs).sorted().joined(separator: ", ")
    }

    /// Where a finding stands: at the first line that is to blame.
    private func place(of finding: Proof.Finding) -> SourceSpan? {
        if let part = finding.repairs.first?.parts.first {
            if !part.isMissing, let span = lines.span(of: part.device, part.statement) {
                return span
            }
            if let span = origins.first(of: part.device, part.statement) { return span }
        }
        return prover.origin(ofScope: finding.breach.source)
    }

    private func others(_ finding: Proof.Finding) -> String {
        let zones = Set(
            finding.breaches.map {
                ZonePair(from: prover.zone(of: $0.source), to: $0.zone)
            })
        return "the same cause: \(counted(finding.breaches.count, "leak")) between "
            + counted(zones.count, "pair of zones", "pairs of zones")
    }

    /// A note for each hop, with the generated line in the text and the topology's as its place.
    private func way(_ example: Counterexample) -> [Diagnostic.Note] {
        var previous = -1
        return example.hops.enumerated().map { number, hop in
            let device = prover.network.devices[hop.device].name
            var text = "\(number + 1). "
            if let wire = hop.wire { text += "\(wire) -> " }
            text += hop.device == previous && hop.wire == nil ? "" : "\(device): "
            previous = hop.device
            text += hop.place
            let generated = hop.statements.compactMap { lines.text(of: $0, in: prover.network) }
            if !generated.isEmpty { text += " (\(generated.joined(separator: ", ")))" }
            let span = hop.statements.lazy.compactMap { id in
                origins.first(
                    of: Int(id.device),
                    prover.network.devices[Int(id.device)].statements[Int(id.position)])
            }.first
            return .init(text, at: span)
        }
    }

    private func blame(_ repair: Repair) -> Diagnostic.Note {
        let parts = repair.parts.map { part in
            let device = prover.network.devices[part.device].name
            let place = lines.text(of: part.device, part.statement).map { " (\($0))" } ?? ""
            return (part.isMissing ? "missing on " : "wrong on ") + "\(device): "
                + "\(part.statement.fact)\(place)"
        }
        let span = repair.parts.lazy.compactMap { origins.first(of: $0.device, $0.statement) }.first
        return .init(
            "to blame: " + parts.joined(separator: "; ") + "; proved without it", at: span)
    }

    private func advice(_ repair: Repair) -> String {
        let words = repair.parts.map { part in
            "\(part.isMissing ? "say" : "take away") '\(part.statement.fact)' on "
                + prover.network.devices[part.device].name
        }
        return words.joined(separator: ", ")
    }

    private func diagnostic(for failure: Proof.Failure) -> Diagnostic {
        let failing = failure.failing
        let source = prover.name(ofScope: failing.source)
        let destination = prover.name(ofScope: failing.destination)
        let device = prover.network.devices[failing.place.device].name
        let what =
            failing.isAnswer
            ? "answers of \(source) to \(destination)" : "\(source) to \(destination)"
        let message =
            switch failing.reason {
            case .noGateway:
                "\(source) has no gateway at \(device):\(prover.graph.port(of: failing.place))"
            case .split:
                "stations of \(source) do not reach \(device):"
                    + prover.graph.port(of: failing.place)
            case .lost: "\(what): packets are lost at \(device)"
            case .undelivered: "\(what): packets do not reach the station at \(device)"
            case .loop: "\(what): packets go round in a circle at \(device)"
            case .asymmetric: "\(what): the two directions pass different firewalls"
            }
        var notes: [Diagnostic.Note] = []
        if let packet = failure.counterexample?.packet {
            notes.append(.init("such as \(packet)"))
        }
        if let example = failure.counterexample { notes += way(example) }
        let contract = prover.contracts(of: failing).first
        if let contract { notes.append(.init("the contract", at: fabric[contract].origin)) }
        if failure.all.count > 1 {
            notes.append(.init("and \(failure.all.count - 1) more of the same place and reason"))
        }
        return .error(
            contractFails.code, message,
            at: contract.map { fabric[$0].origin } ?? prover.origin(ofScope: failing.source),
            notes: notes, extent: extent(of: failure))
    }

    private func extent(of failure: Proof.Failure) -> String {
        let pairs = failure.all.map { failing in
            "\(prover.name(ofScope: failing.source)) to "
                + "\(prover.name(ofScope: failing.destination)): "
                + "\(prover.propagation.space.digest(of: failing.headers))"
        }
        return Set(pairs).sorted().joined(separator: ", ")
    }
}

/// `1 leak`, `2 leaks`.
func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}

extension Prover {
    func origin(ofScope scope: Int) -> SourceSpan? {
        scope == unassignedScope ? nil : policy.scopes[scope].origin
    }

    /// Contracts that what fails belongs to; empty within a zone.
    func contracts(of failing: Failing) -> [ContractID] {
        let (from, to) =
            failing.isAnswer
            ? (failing.destination, failing.source) : (failing.source, failing.destination)
        let pair = (zone(of: from), zone(of: to))
        guard pair.0 != pair.1 else { return [] }
        return policy.permits.filter { ($0.from, $0.to) == pair }.map(\.contract)
    }
}

/// Where the topology asks for statements, by device and fact.
struct StatementOrigins: Sendable {
    private var spans: [[Fact: SourceSpan]]
    private var bySubject: [[String: SourceSpan]]

    init(_ intended: Network) {
        spans = []
        bySubject = []
        for device in intended.devices {
            var exact: [Fact: SourceSpan] = [:]
            var near: [String: SourceSpan] = [:]
            for statement in device.statements {
                guard let span = statement.origins.first else { continue }
                exact[statement.fact] = span
                near[statement.fact.subject] = near[statement.fact.subject] ?? span
            }
            spans.append(exact)
            bySubject.append(near)
        }
    }

    /// The line that asks for the statement or, where none does, for another value of the same.
    func first(of device: Int, _ statement: Statement) -> SourceSpan? {
        statement.origins.first ?? spans[device][statement.fact]
            ?? bySubject[device][statement.fact.subject]
    }
}
