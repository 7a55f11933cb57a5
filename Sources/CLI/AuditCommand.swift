import ArgumentParser
import Audit
import Capture
import Compiler
import Diagnostics
import Glibc
import Net

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Compare captures with what a topology permits.",
        discussion: """
            Reads pcap and pcapng, from files, from pipes, and with - from the standard input; what \
            gzip or zstd has compressed is unpacked on the way. Frames are judged by VLAN, VNI and addresses; --vantage \
            says where untagged frames were captured, unless an interface of the capture is named \
            device:port itself. A capture never proves isolation.

            Exit status: 0 clean within what was covered, 1 a breach, 3 undecided or not covered, \
            130 or 143 where SIGINT or SIGTERM ended the reading of a file: the report then says how \
            far it came. An audit of a port or of a ring is meant to be ended so, and its status is its \
            answer.
            """)

    @Argument(
        help: "Captures, audited one after the other into one report; - is the standard input.",
        completion: .file(extensions: ["pcap", "pcapng", "cap"]))
    var captures: [String] = []

    @Option(
        help: ArgumentHelp(
            "The topology: a YAML file or a directory; may be repeated for several files.",
            valueName: "path"))
    var topology: [String] = []

    @Option(
        help: ArgumentHelp(
            "The port where the frames were captured.", valueName: "device:port"))
    var vantage: String?

    @Option(
        help: ArgumentHelp(
            "Write the headers of findings' frames to a pcapng file, with a comment on each.",
            valueName: "file"))
    var evidence: String?

    @Option(
        name: .customLong("vxlan-port"),
        help: ArgumentHelp(
            "A UDP port that carries VXLAN besides 4789; may be given "
                + "\(FrameDecoder.mostVXLANPorts) times at most.",
            valueName: "port"))
    var vxlanPorts: [UInt16] = []

    @Option(
        help: ArgumentHelp(
            "Audit the captures that another program writes into a directory one after the other, until "
                + "a signal.",
            valueName: "directory"))
    var ring: String?

    @OptionGroup var live: LiveArguments
    @OptionGroup var input: InputOptions
    @OptionGroup var reporting: ReportOptions
    @OptionGroup var talk: TalkOptions

    func validate() throws {
        let ways = (captures.isEmpty ? 0 : 1) + (live.port == nil ? 0 : 1) + (ring == nil ? 0 : 1)
        if ways != 1 { throw ValidationError("give one of captures, --interface and --ring") }
        if vxlanPorts.count > FrameDecoder.mostVXLANPorts {
            throw ValidationError(
                "--vxlan-port may be given \(FrameDecoder.mostVXLANPorts) times at most")
        }
    }

    func run() throws {
        explainShortenedFiles()
        let project = try Project(topology, command: "audit", talk: talk)
        guard let checked = project.checked else {
            try reporting.emit(project.report, talk: talk)
            throw ExitStatus.wrong.exit
        }
        if !project.report.diagnostics.isEmpty && !talk.quiet {
            Terminal.say(project.report.text(talk.talkStyle))
        }
        var plan = AuditPlan(compile(checked))
        let index = try vantageIndex(in: &plan)
        var options = AuditOptions()
        options.additionalVXLANPorts = vxlanPorts
        var auditor = Auditor(plan, options: options, seed: .random(in: 0...UInt64.max))
        let interruption = try Interruption()
        let intake = CaptureIntake(
            vantage: index, options: input, talk: talk, interruption: interruption)
        var files = OutputFiles()
        if let port = live.port {
            try prepare(&files)
            let source = try LiveSource(live, interruption, talk: talk)
            try intake.audit(source, name: port, total: nil, with: &auditor)
        }
        if let ring { try intake.audit(ring: ring, with: &auditor) }
        for path in captures where !interruption.isRequested {
            talk.tell("read \(path)")
            try intake.audit(path, with: &auditor)
        }
        let report: AuditReport
        do throws(AuditResidual) {
            report = try auditor.report()
        } catch {
            throw Failure(.internalError, "internal error: \(error.message)")
        }
        if let evidence { try write(evidenceOf: report, to: evidence, files) }
        let texts = project.report.texts
        try reporting.emit(talk: talk, to: files) { format, style in
            switch format {
            case .text: report.text(style, texts: texts)
            case .json: report.json(texts: texts).text() + "\n"
            case .sarif, .junit, .gitlab, .github:
                report.report(texts: texts).rendered(as: format, style: style)
            }
        }
        // A signal is how what has no end is meant to end.
        let interrupted = captures.isEmpty ? nil : interruption.status()
        throw ExitCode(interrupted ?? report.verdict.exitCode)
    }

    private func vantageIndex(in plan: inout AuditPlan) throws(Failure) -> VantageIndex {
        guard let vantage else { return .none }
        let port: PortReference
        do throws(NotationError) {
            port = try PortReference(vantage)
        } catch {
            throw Failure(.usage, "--vantage \(quoted(vantage)) is not \(error.expected)")
        }
        if let index = plan.addVantage(port) { return index }
        let ports = plan.fabric.devices.flatMap { device in
            device.interfaces.filter { $0.role != .unused }
                .compactMap { $0.name.port.map { "\(device.name):\($0)" } }
        }
        throw Failure(
            .wrong, "the topology uses no port \(quoted(vantage))",
            hint: ports.nearest(to: vantage).map { "did you mean '\($0)'?" }
                ?? "'show' lists devices and their ports")
    }

    /// Opens what is written at the end, while it can be opened.
    private func prepare(_ files: inout OutputFiles) throws(Failure) {
        do throws(SystemError) {
            try files.open(reporting.reports.map(\.path) + [evidence].compactMap(\.self))
        } catch {
            throw error.failure()
        }
    }

    private func write(
        evidenceOf report: AuditReport, to path: String, _ files: OutputFiles
    ) throws(Failure) {
        do throws(SystemError) {
            try files.write(report.evidence, to: path)
        } catch {
            throw error.failure()
        }
        talk.tell("wrote \(path)")
    }
}
