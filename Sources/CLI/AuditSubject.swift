import ArgumentParser
import Audit
import Classifier
import Compiler
import Diagnostics

/// The topology that captures, or parts of audits, are compared with.
struct AuditSubject {
    let project: Project
    var plan: AuditPlan

    /// Reads and compiles. Findings are told on the standard error; errors are the report, and end the
    /// command.
    init(
        _ topology: [String], command: String, reporting: ReportOptions, talk: TalkOptions
    ) throws {
        project = try Project(topology, command: command, talk: talk)
        guard let checked = project.checked else {
            try reporting.emit(project.report, talk: talk)
            throw ExitStatus.wrong.exit
        }
        if !project.report.diagnostics.isEmpty && !talk.quiet {
            Terminal.say(project.report.text(talk.talkStyle))
        }
        do throws(PolicyTooLarge) {
            plan = try AuditPlan(compile(checked))
        } catch {
            throw Failure(
                .undecided, "the contracts cannot be audited: \(error)",
                hint: "name prefixes that cover more, or audit with a part of the topology")
        }
    }

    /// What names the topology in parts of audits: the digest of the fabric as it is printed. Comments,
    /// the order of lines and the names of files do not count.
    var topologyDigest: String {
        contentDigest(of: Array(plan.fabric.text().utf8))
    }

    /// Writes an audit's report to every place asked for.
    ///
    /// - Returns: the exit code.
    func emit(
        _ audit: AuditReport, _ acceptances: Acceptances, _ reporting: ReportOptions,
        to files: OutputFiles = OutputFiles(), talk: TalkOptions
    ) throws(Failure) -> ExitCode {
        var report = audit.report(
            texts: project.report.texts, accepting: acceptances.byFingerprint)
        reporting.note(acceptances, in: &report, talk: talk)
        try reporting.emit(report, talk: talk, to: files) { format, style in
            switch format {
            case .text: audit.text(of: report, style)
            case .json: audit.json(of: report).text() + "\n"
            case .sarif, .junit, .gitlab, .github, .markdown: nil
            }
        }
        return reporting.exitCode(
            audit.verdict(besidesAcceptedIn: report).exitCode, of: report)
    }
}
