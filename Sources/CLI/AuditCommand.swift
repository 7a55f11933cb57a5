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
            130 or 143 where SIGINT or SIGTERM ended it: the report then says how far it came.
            """)

    @Argument(
        help: "Captures, audited one after the other into one report; - is the standard input.",
        completion: .file(extensions: ["pcap", "pcapng", "cap"]))
    var captures: [String]

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

    @OptionGroup var input: InputOptions
    @OptionGroup var reporting: ReportOptions
    @OptionGroup var talk: TalkOptions

    func validate() throws {
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
        if let evidence { try write(evidenceOf: report, to: evidence) }
        let texts = project.report.texts
        try reporting.emit(talk: talk) { format, style in
            switch format {
            case .text: report.text(style, texts: texts)
            case .json: report.json(texts: texts).text() + "\n"
            case .sarif, .junit, .gitlab, .github:
                report.report(texts: texts).rendered(as: format, style: style)
            }
        }
        throw ExitCode(interruption.status() ?? report.verdict.exitCode)
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

    private func write(evidenceOf report: AuditReport, to path: String) throws(Failure) {
        do throws(SystemError) {
            try writeAtomically(report.evidence, to: path)
        } catch {
            throw error.failure()
        }
        talk.tell("wrote \(path)")
    }
}
