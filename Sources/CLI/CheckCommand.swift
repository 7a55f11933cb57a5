import ArgumentParser
import Diagnostics

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a topology and report all that is wrong; write nothing.",
        aliases: ["validate"])

    @OptionGroup var topology: TopologyArguments
    @OptionGroup var reporting: ReportOptions
    @OptionGroup var talk: TalkOptions

    func run() throws {
        let acceptances = try reporting.acceptance.read(talk)
        var project = try Project(topology.paths, command: "check", talk: talk)
        project.report.accept(acceptances.byFingerprint, errorsToo: false)
        reporting.note(acceptances, in: &project.report, talk: talk)
        try reporting.emit(project.report, talk: talk)
        if let checked = project.checked, checked.identifiers.ledger != project.ledger {
            talk.tell("\(project.files.ledgerPath) is not up to date; 'compile' writes it")
        }
        throw reporting.status(of: project.report).exit
    }
}
