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

    /// A report in one of its forms.
    func text(of report: AuditReport, as format: ReportFormat, _ style: TextStyle) -> String {
        let texts = project.report.texts
        return switch format {
        case .text: report.text(style, texts: texts)
        case .json: report.json(texts: texts).text() + "\n"
        case .sarif, .junit, .gitlab, .github:
            report.report(texts: texts).rendered(as: format, style: style)
        }
    }
}
