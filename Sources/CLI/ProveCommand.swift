import ArgumentParser
import Compiler
import Diagnostics
import Forwarding
import IR
import Verifier

struct ProveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract:
            "Prove that zones are isolated and contracts work, or show a packet that breaks it.",
        discussion: """
            Every ordered pair of zones is decided for all packets at once, at layer 2 and layer 3, \
            IPv4 and IPv6. With --configs the files of a release are read back and proved instead \
            of the topology, which says what was meant; any difference is an error of its own.

            Exit status: 0 proved, 1 violated, 2 the topology is wrong, 3 unknown.
            """)

    @OptionGroup var topology: TopologyArguments

    @Option(
        help: ArgumentHelp(
            "Prove the configuration files below a release directory.", valueName: "dir"),
        completion: .directory)
    var configs: String?

    @Option(
        help: ArgumentHelp(
            "Tell the verdict of one ordered pair of zones, tenants or classes.",
            valueName: "from,to"))
    var pair: String?

    @Option(
        help: ArgumentHelp(
            "Ask what failures of cables and devices do: 'any' whether any of them expose something, "
                + "and the least that do; '1' what each single one exposes and stops.",
            valueName: "any|1"))
    var failures: FailureReport.Question?

    @Flag(help: "Tell lines of the topology that no proof and no contract uses.")
    var coverage = false

    @Option(
        help: ArgumentHelp(
            "Write the packets of all counterexamples to a pcapng file.", valueName: "file"))
    var pcap: String?

    @Option(
        help: ArgumentHelp(
            "Write the certificate of the proof, where the outcome is PROVED, for 'verify-certificate'.",
            valueName: "file"))
    var certificate: String?

    @OptionGroup var reporting: ReportOptions
    @OptionGroup var talk: TalkOptions

    func validate() throws {
        if certificate != nil, failures != nil {
            throw ValidationError("a certificate is of the network without failures")
        }
        if failures != nil, pcap != nil || pair != nil || coverage {
            throw ValidationError("--failures has no --pcap, --pair or --coverage")
        }
        if pair != nil, !reporting.acceptance.paths.isEmpty {
            throw ValidationError(
                "--pair tells a verdict as it is: without --waivers and --baseline")
        }
        if pair != nil, reporting.output != .text || !reporting.reports.isEmpty {
            throw ValidationError("--pair answers in one line of text; take it away for a report")
        }
    }

    func run() throws {
        let acceptances = try reporting.acceptance.read(talk)
        let project = try Project(topology.paths, command: "prove", talk: talk)
        guard let checked = project.checked else {
            try reporting.emit(project.report, talk: talk)
            throw ExitStatus.wrong.exit
        }
        if !project.report.diagnostics.isEmpty && !talk.quiet {
            Terminal.say(project.report.text(talk.talkStyle))
        }
        let fabric = compile(checked)
        let intended = Network(fabric)
        var subject = ProvedSubject(intended, project)
        if let configs { try subject.read(configs, of: fabric, talk) }
        if let failures {
            let answer = FailureReport(failures, of: subject.network, fabric: fabric)
            let report = answer.report(
                sources: subject.sources, texts: SourceTexts(subject.octets),
                accepting: acceptances.byFingerprint)
            try emit(report, acceptances, text: answer.text(of:_:))
            throw reporting.exitCode(
                status(of: answer.word(besidesAcceptedIn: report)).rawValue, of: report)
        }
        var prover = Prover(subject.network, against: Policy(fabric))
        prover.prove()
        let proof = prover.proof(intended: configs == nil ? nil : intended)
        if configs == nil, proof.outcome == .violated { subject.addGeneratedLines(of: fabric) }
        let answer = ProofReport(
            proof, of: prover, fabric: fabric, intended: intended, lines: subject.lines,
            differences: subject.differences
                + edgePortDiagnostics(
                    of: subject.network, fabric: fabric, intended: intended, lines: subject.lines),
            unused: coverage ? coverageDiagnostics(of: fabric, prover) : [])
        if let pcap { try write(answer, of: fabric, to: pcap) }
        if let certificate {
            if answer.word == "PROVED" {
                let octets = prover.certificate(tool: Version.number, files: subject.files)
                try OutputFiles().write(octets, to: certificate, talk: talk)
            } else {
                talk.say("no certificate is written: the outcome is \(answer.word)")
            }
        }
        if let pair {
            throw try tell(pair, answer, fabric).exit
        }
        let report = answer.report(
            sources: subject.sources, texts: SourceTexts(subject.octets),
            accepting: acceptances.byFingerprint)
        try emit(report, acceptances, text: answer.text(of:_:))
        throw reporting.exitCode(
            status(of: answer.word(besidesAcceptedIn: report)).rawValue, of: report)
    }

    private func emit(
        _ report: Report, _ acceptances: Acceptances, text: (Report, TextStyle) -> String
    ) throws(Failure) {
        var report = report
        reporting.note(acceptances, in: &report, talk: talk)
        try reporting.emit(report, talk: talk) { format, style in
            format == .text ? text(report, style) : nil
        }
    }

    private func status(of word: String) -> ExitStatus {
        switch word {
        case "PROVED": .affirmative
        case "VIOLATED": .negative
        default: .undecided
        }
    }

    private func write(
        _ report: ProofReport, of fabric: Fabric, to path: String
    ) throws(Failure) {
        try OutputFiles().write(
            counterexampleCapture(report, gateway: fabric.parameters.gatewayMAC), to: path,
            talk: talk)
    }

    /// One line: the verdict of a pair, which decides the exit status alone.
    private func tell(
        _ pair: String, _ report: ProofReport, _ fabric: Fabric
    ) throws(Failure) -> ExitStatus {
        let names = pair.split(separator: ",").map(String.init)
        guard names.count == 2 else {
            throw Failure(.usage, "--pair takes two names with a comma between them")
        }
        let matrices: [PartyMatrix.Grain] = [.zones, .tenants, .classes]
        for grain in matrices {
            let matrix = PartyMatrix(grain, report.proof, fabric)
            if let verdict = matrix.verdict(from: names[0], to: names[1]) {
                let sign = talk.outputStyle.sign(verdict.isProved ? .good : .error)
                let phrase = verdict.isProved ? ", \(verdict.phrase)" : ""
                try Terminal.write("\(sign) \(names[0]) to \(names[1]): \(verdict.word)\(phrase)\n")
                return status(of: verdict.word)
            }
        }
        let known = matrices.flatMap { PartyMatrix($0, report.proof, fabric).names }
        let unknown = names.first { !known.contains($0) } ?? names[0]
        throw Failure(
            .usage, "the topology has no zone, tenant or class \(quoted(unknown))",
            hint: known.nearest(to: unknown).map { "did you mean '\($0)'?" })
    }
}

extension FailureReport.Question: ExpressibleByArgument {}
