import ArgumentParser
import Diagnostics

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a topology and report all that is wrong; write nothing.",
        discussion: """
            With --watch the topology is checked again whenever one of its files has changed, until SIGINT \
            or SIGTERM; the exit status is then that of the last check.
            """,
        aliases: ["validate"])

    @OptionGroup var topology: TopologyArguments

    @Flag(help: "Stay, and check again whenever a file of the topology changes.")
    var watch = false

    @OptionGroup var clock: ClockOptions
    @OptionGroup var reporting: ReportOptions
    @OptionGroup var talk: TalkOptions

    func validate() throws {
        if watch, reporting.output != .text {
            throw ValidationError("--watch prints one report after the other: text alone")
        }
    }

    func run() throws {
        if watch { throw try watchFiles().exit }
        throw try check(TopologyFiles(topology.paths)).exit
    }

    private func check(_ files: TopologyFiles) throws -> ExitStatus {
        let acceptances = try reporting.acceptance.read(talk)
        var project = Project(files, command: "check", at: try clock.time(), talk: talk)
        project.report.accept(acceptances.byFingerprint, errorsToo: false)
        reporting.note(acceptances, in: &project.report, talk: talk)
        try reporting.emit(project.report, talk: talk)
        if let checked = project.checked, checked.identifiers.ledger != project.ledger {
            talk.tell("\(project.files.ledgerPath) is not up to date; 'compile' writes it")
        }
        return reporting.status(of: project.report)
    }

    // MARK: Watching

    /// How long nothing must have changed before files are read: editors and version control change
    /// several in a row.
    private static let quietMilliseconds: Int32 = 30

    private func watchFiles() throws -> ExitStatus {
        let interruption = try Interruption()
        var last = try TopologyFiles(topology.paths)
        let watch: FileWatch
        do throws(SystemError) {
            watch = try FileWatch(
                (topology.paths.isEmpty ? last.files.map(\.path) : topology.paths)
                    + [last.ledgerPath] + reporting.acceptance.paths)
        } catch {
            throw error.failure()
        }
        var status = try check(last)
        talk.say("watching \(counted(last.files.count, "file")), until a signal")
        while interruption.waits(for: watch.descriptor) {
            repeat {
                watch.drain()
                interruption.wait(for: watch.descriptor, atMost: Self.quietMilliseconds)
            } while !interruption.isRequested && watch.isChanged
            if interruption.isRequested { break }
            do {
                let files = try TopologyFiles(topology.paths)
                if files.isSame(as: last) && reporting.acceptance.paths.isEmpty { continue }
                last = files
                status = try check(files)
            } catch let failure as Failure {
                // Between two steps of an editor a file may be gone.
                talk.say("\(talk.talkStyle.sign(.warning)) \(failure.message)")
                status = failure.status
            } catch let code as ExitCode {
                status = ExitStatus(rawValue: code.rawValue) ?? .wrong
            }
        }
        return status
    }
}

extension TopologyFiles {
    fileprivate func isSame(as other: TopologyFiles) -> Bool {
        ledger == other.ledger && files.count == other.files.count
            && zip(files, other.files).allSatisfy { $0.path == $1.path && $0.octets == $1.octets }
    }
}
