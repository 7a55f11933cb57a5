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
        let first = try TopologyFiles(topology.paths)
        let watch: FileWatch
        do throws(SystemError) {
            watch = try FileWatch(
                (topology.paths.isEmpty ? first.files.map(\.path) : topology.paths)
                    + [first.ledgerPath] + reporting.acceptance.paths)
        } catch {
            throw error.failure()
        }
        var last: WatchedInput?
        var status = try check(anew: &last) ?? .affirmative
        talk.say("watching \(counted(first.files.count, "file")), until a signal")
        while interruption.waits(for: watch.descriptor) {
            repeat {
                do throws(SystemError) { try watch.renew() } catch { throw error.failure() }
                interruption.wait(for: watch.descriptor, atMost: Self.quietMilliseconds)
            } while !interruption.isRequested && watch.isChanged
            if interruption.isRequested { break }
            do {
                status = try check(anew: &last) ?? status
            } catch let failure as Failure {
                // Between two steps of an editor a file may be gone.
                last = nil
                talk.say("\(talk.talkStyle.sign(.warning)) \(failure.message)")
                status = failure.status
            } catch let code as ExitCode {
                status = ExitStatus(rawValue: code.rawValue) ?? .wrong
            }
        }
        return status
    }

    /// What a check is made of.
    private struct WatchedInput {
        let topology: TopologyFiles
        let acceptances: [[UInt8]]
    }

    /// Checks where something differs from the last time; nil where nothing does.
    private func check(anew last: inout WatchedInput?) throws -> ExitStatus? {
        let input = WatchedInput(
            topology: try TopologyFiles(topology.paths),
            acceptances: try reporting.acceptance.paths.map { path throws(Failure) in
                try TopologyFiles.content(ofFile: path)
            })
        if let last, last.acceptances == input.acceptances,
            last.topology.isSame(as: input.topology)
        {
            return nil
        }
        last = input
        return try check(input.topology)
    }
}

extension TopologyFiles {
    fileprivate func isSame(as other: TopologyFiles) -> Bool {
        ledger == other.ledger && files.count == other.files.count
            && zip(files, other.files).allSatisfy { $0.path == $1.path && $0.octets == $1.octets }
    }
}
