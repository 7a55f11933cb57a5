import ArgumentParser
import Backends
import Compiler
import Diagnostics
import Glibc
import IR
import Intent

struct CompileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compile",
        abstract: "Check a topology and write the configuration of every device.",
        discussion: """
            The release directory appears at once or not at all. The ledger beside the topology \
            keeps the numbers that were allocated; commit it together with the topology.

            Where a release is there already, a member's filter that is empty now, or less than half \
            of what it was, stops the new one, and the old one stays: what registries lose cuts \
            members off. --accept-shrink says of a member that it is meant.

            Exit status: 0 the release is written, 1 it is and has warnings (--fail-on warning), \
            2 the files are wrong, 3 a filter shrank too much.
            """)

    @OptionGroup var topology: TopologyArguments

    @Option(
        help: ArgumentHelp(
            "The release directory; an earlier release in it is replaced.", valueName: "dir"),
        completion: .directory)
    var out: String

    @Flag(help: "Refuse to change the ledger: for pipelines, where the change would be lost.")
    var locked = false

    @Flag(
        help: "Write a book of the fabric into the release: fabric.html, fabric.md, fabric.svg.")
    var docs = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Threads that print devices; by default as many as are worth it.", valueName: "n"))
    var jobs: Int?

    @Option(
        help: ArgumentHelp(
            "A member whose filter may be empty, or less than half of that of the earlier "
                + "release; may be repeated.", valueName: "member"))
    var acceptShrink: [String] = []

    @OptionGroup var clock: ClockOptions
    @OptionGroup var reporting: ReportOptions
    @OptionGroup var talk: TalkOptions

    func validate() throws {
        guard jobs.map({ (1...1_024).contains($0) }) ?? true else {
            throw ValidationError("--jobs takes a number from 1 to 1024")
        }
    }

    func run() throws {
        let acceptances = try reporting.acceptance.read(talk)
        let release = try ReleaseDirectory(out)
        try release.checkReplaceable()
        var project = try Project(
            topology.paths, command: "compile", at: clock.time(), talk: talk)
        guard let checked = project.checked else {
            try reporting.emit(project.report, talk: talk)
            throw ExitStatus.wrong.exit
        }
        let filters = try compared(checked, with: release)
        let fabric = compile(checked)
        let rendering = generateFiles(
            of: fabric, jobs: jobs ?? worthwhileJobs(devices: fabric.devices.count))
        project.report.add(rendering.diagnostics)
        project.report.accept(acceptances.byFingerprint, errorsToo: false)
        reporting.note(acceptances, in: &project.report, talk: talk)
        let status = reporting.status(of: project.report)
        guard status != .wrong else {
            try reporting.emit(project.report, talk: talk)
            throw status.exit
        }
        let ledger = checked.identifiers.ledger
        try keep(ledger, of: project)
        let inputs = project.files.files + [(project.files.ledgerPath, Array(ledger.text.utf8))]
        let content = ReleaseContent(
            fabric: fabric, generated: rendering.files, inputs: inputs, filters: filters,
            documents: docs ? FabricDocument(fabric).files : [])
        try release.replace(with: content.files)
        talk.tell("wrote \(release.path)")
        project.report.subject += " -> \(out): \(counted(content.generatedCount, "file"))"
        project.report.subject += ", sha256 \(content.digest.prefix(12))"
        project.report.facts = [
            "digest": .string(content.digest), "out": .string(out),
            "ledger": .string(project.files.ledgerPath),
            "files": .integer(content.generatedCount),
        ]
        try reporting.emit(project.report, talk: talk)
        throw status.exit
    }

    /// The sizes of the members' filters; ends the command where one shrank since the release that is
    /// there.
    private func compared(
        _ checked: CheckedTopology, with release: ReleaseDirectory
    ) throws(Failure) -> FilterSizes? {
        let filters = checked.topology.exchange.map { FilterSizes(of: $0) }
        let earlier = filters == nil ? nil : earlierFilters(of: checked, in: release)
        try (filters ?? FilterSizes()).check(
            since: earlier ?? FilterSizes(), accepting: acceptShrink)
        return filters
    }

    /// What the release that is there says of filters; nil where there is none, or, which is told,
    /// where it cannot be compared.
    private func earlierFilters(
        of checked: CheckedTopology, in release: ReleaseDirectory
    ) -> FilterSizes? {
        func cannot(_ why: String) -> FilterSizes? {
            talk.say(
                "note: filters are not compared with those of the release in '\(out)': "
                    + why)
            return nil
        }
        let manifest: JSONValue?
        do throws(SystemError) {
            manifest = try ReleaseDirectory.manifest(of: release.path)
        } catch {
            return error.code == ENOENT ? nil : cannot(error.failure().message)
        }
        guard let manifest else { return cannot("its manifest cannot be read") }
        guard manifest["fabric"]?.string == checked.topology.name?.value.text else {
            return cannot("it is of another fabric")
        }
        return FilterSizes(manifest: manifest) ?? cannot("it does not say how large they are")
    }

    /// Writes the ledger where it changed; with `--locked` a change is refused.
    private func keep(_ ledger: Ledger, of project: Project) throws(Failure) {
        let path = project.files.ledgerPath
        guard ledger != project.ledger || project.files.ledger == nil else { return }
        if locked {
            let changed = ledger.keys.filter { ledger[$0] != project.ledger[$0] }
            let examples = changed.prefix(3).map { "\($0.kind.rawValue) \($0.path)" }
            throw Failure(
                .wrong,
                "'\(path)' is not up to date: \(counted(changed.count, "entry", "entries")) "
                    + "would change, such as \(examples.joined(separator: ", "))",
                hint: "compile without --locked and commit the ledger with the topology")
        }
        do throws(SystemError) {
            try writeAtomically(Array(ledger.text.utf8), to: path)
        } catch {
            throw error.failure()
        }
        talk.tell("wrote \(path)")
    }
}
