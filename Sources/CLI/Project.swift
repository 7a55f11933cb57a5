import ArgumentParser
import Audit
import Backends
import Compiler
import Diagnostics
import IR
import Intent
import Net
import Verifier

/// The argument of commands that read a topology.
struct TopologyArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A topology: a YAML file, several files, or a directory of them.",
            discussion: "Without it the only topology of the current directory.",
            valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"]))
    var paths: [String] = []
}

/// A topology that was read and checked, with everything that was found on the way.
struct Project {
    let files: TopologyFiles
    /// The ledger as it was read.
    let ledger: Ledger
    /// Nil where an error was found.
    let checked: CheckedTopology?
    var report: Report

    /// Reads and checks; what is wrong in the files is in the report.
    ///
    /// - Parameter now: what the ages of snapshots are counted to, where they are asked for.
    init(
        _ paths: [String], command: String, at now: UTCTime? = nil, talk: TalkOptions
    ) throws(Failure) {
        self.init(try TopologyFiles(paths), command: command, at: now, talk: talk)
    }

    /// As above, of files that were read.
    ///
    /// - Parameter asksAges: whether the limits of the ages of snapshots hold.
    init(
        _ files: TopologyFiles, command: String, at now: UTCTime? = nil, asksAges: Bool = true,
        talk: TalkOptions
    ) {
        self.files = files
        for file in files.files { talk.tell("read \(file.path)") }
        let outcome = readTopology(files.files)
        var topology = outcome.topology
        if !asksAges { topology.exchange?.policy?.snapshots = nil }
        var diagnostics = outcome.diagnostics
        var texts = files.files.map(\.octets)
        if let octets = files.ledger {
            talk.tell("read \(files.ledgerPath)")
            let (read, wrong) = Ledger.reading(octets, file: topology.sources.add(files.ledgerPath))
            ledger = read
            diagnostics += wrong
            texts.append(octets)
        } else {
            ledger = Ledger()
        }
        var checked: CheckedTopology?
        // A reference that leads nowhere may lead into a file that could not be read.
        if outcome.isComplete {
            let result = check(topology, keeping: ledger, at: now)
            diagnostics += result.diagnostics
            checked = diagnostics.hasErrors ? nil : result.checked
        }
        self.checked = checked
        report = Report(
            command: command, subject: topology.headline, diagnostics: diagnostics,
            sources: topology.sources, texts: SourceTexts(texts), rules: Rule.all)
    }

    /// Reads and compiles for a command that prints something else than a report. Findings are told
    /// on the standard error; errors end the command.
    static func fabric(_ paths: [String], talk: TalkOptions) throws -> Fabric {
        try compiled(paths, talk: talk).fabric
    }

    /// As above, with the report, which knows the files.
    static func compiled(
        _ paths: [String], talk: TalkOptions
    ) throws -> (fabric: Fabric, report: Report) {
        let project = try Project(paths, command: "check", talk: talk)
        return (try project.fabric(talk: talk), project.report)
    }

    func fabric(talk: TalkOptions) throws -> Fabric {
        let findings = report.diagnostics
        if findings.hasErrors || (!findings.isEmpty && !talk.quiet) {
            Terminal.say(report.text(talk.talkStyle))
        }
        guard let checked else { throw ExitStatus.wrong.exit }
        return compile(checked)
    }

    /// Whether some number of the topology is in no ledger, so that another run may choose another.
    var numbersMayMove: Bool {
        checked?.identifiers.ledger.keys.contains { ledger[$0] == nil } ?? true
    }
}

extension Rule {
    /// Every rule that some stage applies, by code.
    static let all: [Rule] =
        (readRules + allChecks.map(\.rule) + ledgerRules + backendRules + verifierRules
        + differenceRules + auditRules + announcementRules + waiverFileRules)
        .sorted { $0.code < $1.code }
}

extension Topology {
    /// `sct: 25 tenants, 34 devices, 24 contracts`; empty where not even the name could be read.
    var headline: String {
        guard let name else { return "" }
        var parts = [
            counted(tenants.count, "tenant"), counted(devices.count, "device"),
            counted(contracts.count, "contract"),
        ]
        if let exchange { parts.append(counted(exchange.members.count, "exchange member")) }
        return "\(name.value): " + parts.joined(separator: ", ")
    }
}

/// `1 device`, `2 devices`; `1 entry`, `2 entries`.
func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}
