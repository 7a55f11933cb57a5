import ArgumentParser
import Audit
import Capture
import Diagnostics
import Glibc
import Net

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Compare captures with what a topology permits.",
        discussion: """
            Reads pcap and pcapng, from files, from pipes, and with - from the standard input; what \
            gzip or zstd has compressed is unpacked on the way. Frames are judged by VLAN, VNI and \
            addresses; --vantage says where untagged frames were captured, unless an interface of the capture is named \
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
        help: ArgumentHelp(
            "Say whether this port of a member may leave quarantine; it is the vantage, too.",
            valueName: "device:port"))
    var quarantine: String?

    @Option(
        name: .customLong("vxlan-port"),
        help: ArgumentHelp(
            "A UDP port that carries VXLAN besides 4789 and 8472; may be given "
                + "\(FrameDecoder.mostVXLANPorts) times at most.",
            valueName: "port"),
        transform: wholeNumber(in: 1...UInt16.max, "a UDP port"))
    var vxlanPorts: [UInt16] = []

    @Option(
        help: ArgumentHelp(
            "Audit the captures that another program writes into a directory one after the other, until "
                + "a signal.",
            valueName: "directory"))
    var ring: String?

    @Option(
        help: ArgumentHelp(
            "Judge only one of N shares of the frames: both directions and all fragments of a flow "
                + "are in the same one. For 'merge'.",
            valueName: "i/n"),
        transform: AuditShard.init(argument:))
    var shard: AuditShard?

    @Option(
        help: ArgumentHelp(
            "Write what was found to a file for 'merge', and no report; the exit status is then 0.",
            valueName: "file"))
    var partial: String?

    @Option(
        help: ArgumentHelp(
            "Memory for the flows that each thread remembers, \(AuditOptions.octetsPerFlow) octets a "
                + "flow; more flows than that are counted, and the audit is then never clean.",
            valueName: "size"),
        transform: MemorySize.option)
    var memory = MemorySize(octets: AuditOptions.octetsPerFlow << 20)

    @OptionGroup var live: LiveArguments
    @OptionGroup var input: InputOptions
    @OptionGroup var pseudonyms: PseudonymOptions
    @OptionGroup var reporting: ReportOptions
    @OptionGroup var talk: TalkOptions

    func validate() throws {
        let ways = (captures.isEmpty ? 0 : 1) + (live.port == nil ? 0 : 1) + (ring == nil ? 0 : 1)
        if ways != 1 { throw ValidationError("give one of captures, --interface and --ring") }
        if live.port != nil { try input.refuseForFiles(besides: "--interface", isPort: true) }
        if ring != nil { try input.refuseForFiles(besides: "--ring", isPort: false) }
        if quarantine != nil && vantage != nil {
            throw ValidationError("--quarantine is the vantage, too: without --vantage")
        }
        if partial != nil
            && (evidence != nil || !reporting.reports.isEmpty
                || !reporting.acceptance.paths.isEmpty)
        {
            throw ValidationError(
                "--partial writes no report: give --evidence, --report, --waivers and --baseline to "
                    + "'merge'")
        }
        if partial != nil && captures.count > 4096 {
            throw ValidationError("--partial takes 4096 captures at most")
        }
        if shard != nil && partial == nil {
            throw ValidationError("--shard needs --partial: one share of the frames is no report")
        }
        if partial != nil && pseudonyms.keyFile != nil {
            throw ValidationError("--pseudonymise is for reports: give it to 'merge'")
        }
        if quarantine != nil && (partial != nil || pseudonyms.keyFile != nil) {
            throw ValidationError(
                "--quarantine is about one port and its addresses: without --partial and "
                    + "--pseudonymise")
        }
        if partial != nil && captures.isEmpty {
            throw ValidationError("--partial is for files: nobody sees the frames of a port again")
        }
        if vxlanPorts.count > FrameDecoder.mostVXLANPorts {
            throw ValidationError(
                "--vxlan-port may be given \(FrameDecoder.mostVXLANPorts) times at most")
        }
    }

    func run() throws {
        explainShortenedFiles()
        try refuseOverwriting(
            inputs: captures + topology + [pseudonyms.keyFile].compactMap { $0 }
                + reporting.acceptance.paths,
            outputs: reporting.reports.map(\.path) + [evidence, partial].compactMap { $0 })
        let acceptances = try reporting.acceptance.read(talk)
        let pseudonymiser = try pseudonyms.pseudonymiser()
        var subject = try AuditSubject(
            topology, command: "audit", reporting: reporting, talk: talk)
        let index = try vantageIndex(in: &subject.plan)
        var options = AuditOptions()
        options.additionalVXLANPorts = vxlanPorts
        options.limitFlows(toOctets: memory.octets)
        var auditor = Auditor(
            subject.plan, options: options, shard: shard ?? .whole,
            seed: .random(in: 0...UInt64.max))
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
        for path in captures {
            guard !interruption.isRequested else {
                intake.noteUnread(path, in: &auditor)
                continue
            }
            talk.tell("read \(path)")
            do throws(Failure) {
                try intake.audit(path, with: &auditor)
            } catch {
                try tell(error, of: path, subject)
                throw error
            }
        }
        let part: AuditPart
        do throws(AuditResidual) {
            part = try auditor.part(
                of: AuditScope(
                    topology: subject.topologyDigest, program: Version.number,
                    vantage: vantage))
        } catch {
            throw Failure(.internalError, "internal error: \(error.message)")
        }
        if let partial {
            try files.write(try part.octetsToRead(), to: partial, talk: talk)
            throw ExitCode(interruption.status() ?? ExitStatus.affirmative.rawValue)
        }
        let report = AuditReport(subject.plan, part).pseudonymised(by: pseudonymiser)
        if let evidence { try files.write(report.evidence, to: evidence, talk: talk) }
        let code =
            if let port = quarantine.flatMap({ try? PortReference($0) }) {
                try emit(Admission(report, at: port), acceptances, subject, to: files)
            } else {
                try subject.emit(report, acceptances, reporting, to: files, talk: talk)
            }
        // A signal is how what has no end is meant to end.
        if !captures.isEmpty, let status = interruption.status() { throw ExitCode(status) }
        throw code
    }

    private func emit(
        _ admission: Admission, _ acceptances: Acceptances, _ subject: AuditSubject,
        to files: OutputFiles
    ) throws(Failure) -> ExitCode {
        var report = admission.report(
            texts: subject.project.report.texts, accepting: acceptances.byFingerprint)
        reporting.note(acceptances, in: &report, talk: talk)
        try reporting.emit(report, talk: talk, to: files)
        return reporting.exitCode(
            admission.verdict(besidesAcceptedIn: report).exitCode, of: report)
    }

    /// Reports a capture that cannot be read in the forms that are read by programs, to which an empty
    /// output says nothing.
    private func tell(
        _ failure: Failure, of path: String, _ subject: AuditSubject
    ) throws(Failure) {
        guard partial == nil, reporting.output != .text || !reporting.reports.isEmpty else {
            return
        }
        let report = UnreadableCapture(
            name: path, reason: failure.message, hint: failure.hint
        ).report(in: subject.plan)
        try reporting.emit(report, talk: talk) { format, _ in
            reporting.output == .text && format == .text ? "" : nil
        }
    }

    private func vantageIndex(in plan: inout AuditPlan) throws(Failure) -> VantageIndex {
        guard let vantage = quarantine ?? vantage else { return .none }
        let option = quarantine == nil ? "--vantage" : "--quarantine"
        let port: PortReference
        do throws(NotationError) {
            port = try PortReference(vantage)
        } catch {
            throw Failure(.usage, "\(option) \(quoted(vantage)) is not \(error.expected)")
        }
        if let index = plan.addVantage(port) {
            if quarantine != nil && !plan.isMembers(port) {
                throw Failure(
                    .wrong, "no member is connected to \(quoted(vantage))",
                    hint: "give the port of one of the exchange's connections")
            }
            return index
        }
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
}
