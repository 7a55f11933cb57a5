import ArgumentParser
import Backends
import Compiler
import Diagnostics
import IR
import RouteDecisions
import Verifier

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Tell what a change does: which packets arrive otherwise, which lines differ.",
        discussion: """
            OLD and NEW are topologies: a file, a directory, or a revision of git as REV, git:REV \
            or REV:PATH. A revision without a path has the path of the other side, or the only \
            topology of the current directory. Each side has its own ledger.

            All packets are compared at once, for every ordered pair of zones: that the rest stays \
            the same is checked, and not the absence of a finding.

            Of an exchange the announcements that its members may make are decided on both sides, and \
            those told that reach others than before.

            Exit status: 0 the same packets and routes arrive, 1 others do, 2 a topology is wrong.
            """)

    @Argument(help: ArgumentHelp("The topology before the change.", valueName: "old"))
    var old: String

    @Argument(help: ArgumentHelp("The topology after the change.", valueName: "new"))
    var new: String

    @Flag(help: "Show the lines of generated files that differ, and not only their number.")
    var text = false

    @OptionGroup var reporting: ReportOptions
    @OptionGroup var talk: TalkOptions

    func run() throws {
        let acceptances = try reporting.acceptance.read(talk)
        let (first, second) = (TopologyVersion(old), TopologyVersion(new))
        let before = try Side(first.files(besides: second), reporting, talk)
        let after = try Side(second.files(besides: first), reporting, talk)
        let difference = ReachDifference(
            from: NetworkVersion(before.fabric), to: NetworkVersion(after.fabric))
        let release = ReleaseDifference(from: before.generatedFiles, to: after.generatedFiles)
        let routes = RouteDifference(from: before.fabric, to: after.fabric)
        let answer = DifferenceReport(
            difference, old: before.fabric.sources, new: after.fabric.sources)
        var report = answer.report(
            texts: answer.texts(old: before.octets, new: after.octets),
            facts: [
                "files": release.json(showsHunks: text),
                "files_compared": .integer(release.fileCount), "routes": routes.json,
            ], accepting: acceptances.byFingerprint)
        reporting.note(acceptances, in: &report, talk: talk)
        try reporting.emit(report, talk: talk) { [report] format, style in
            guard format == .text else { return nil }
            return answer.text(
                of: report, style,
                more: routes.text(style) + release.text(style, showsHunks: text))
        }
        let isSame = report.open.isEmpty && routes.isEmpty
        throw (isSame ? ExitStatus.affirmative : .negative).exit
    }

    /// One of the two topologies, compiled.
    private struct Side {
        let fabric: Fabric
        /// The files that the fabric's sources name, in their order.
        let octets: [[UInt8]]

        /// What is wrong is reported and ends the command.
        init(_ files: TopologyFiles, _ reporting: ReportOptions, _ talk: TalkOptions) throws {
            let project = Project(files, command: "diff", talk: talk)
            guard let checked = project.checked else {
                try reporting.emit(project.report, talk: talk)
                throw ExitStatus.wrong.exit
            }
            fabric = compile(checked)
            octets = files.files.map(\.octets) + (files.ledger.map { [$0] } ?? [])
        }

        var generatedFiles: [GeneratedFile] {
            generateFiles(of: fabric, jobs: worthwhileJobs(devices: fabric.devices.count)).files
        }
    }
}
