// CLI: the product `cristallo`.
//
// Each subcommand is a file and a few calls: it reads through `Project`, asks the core, and prints
// through `Terminal`. All that touches the machine is here and nowhere below: `TopologyFiles` reads,
// `ReleaseDirectory` and `AtomicFile` write, each all or nothing.
//
// The standard output is data, the standard error is talk. The exit status is the answer, see
// `ExitStatus`; it is never 0 where the data asked for did not arrive.

import ArgumentParser
import Diagnostics
import Glibc

@main
struct Cristallo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cristallo",
        abstract: "Network intent in, device configurations and isolation audits out.",
        discussion: """
            Exit status: 0 yes, 1 no (a finding), 2 the files are wrong, 3 undecided, \
            64 usage, 65 unreadable, 70 internal error, 74 input or output, 77 permission.
            """,
        version: Version.number,
        subcommands: [
            InitCommand.self, CheckCommand.self, CompileCommand.self, ProveCommand.self,
            VerifyCertificateCommand.self, DiffCommand.self, AuditCommand.self, MergeCommand.self,
            ExplainCommand.self, RouteServerCommand.self, ImportCommand.self, ShowCommand.self,
            ExportCommand.self,
            GraphCommand.self, SchemaCommand.self, DoctorCommand.self, VersionCommand.self,
        ])

    static func main() {
        Terminal.holdClosedStreams()
        // Writing into a pipe that nobody reads shall fail as any other write does.
        signal(SIGPIPE, SIG_IGN)
        // And so shall writing more than the limit of the process (setrlimit(2)).
        signal(SIGXFSZ, SIG_IGN)
        // The runtime finds the arguments by way of /proc; without them the help would be the answer
        // to any question.
        guard !CommandLine.arguments.isEmpty else {
            Terminal.say("cristallo: the arguments cannot be read; is /proc there?\n")
            Glibc.exit(ExitStatus.inputOutput.rawValue)
        }
        do {
            try checkCommand()
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as Failure {
            let style = Terminal.style(for: STDERR_FILENO, choice: .auto)
            Terminal.say("\(style.paint("cristallo:", .error)) \(failure.message)\n")
            if let hint = failure.hint {
                Terminal.say("  \(style.paint("hint:", .hint)) \(hint)\n")
            }
            Glibc.exit(failure.status.rawValue)
        } catch {
            exit(withError: error)
        }
    }

    /// Refuses a command that does not exist. The library would call it an unexpected argument, and
    /// name none that is near.
    private static func checkCommand() throws(Failure) {
        guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-") else {
            return
        }
        let known = configuration.subcommands.flatMap {
            ($0.configuration.commandName.map { [$0] } ?? []) + $0.configuration.aliases
        }
        guard word != "help", !known.contains(word) else { return }
        throw Failure(
            .usage, "there is no command \(quoted(word))",
            hint: known.nearest(to: word).map { "did you mean 'cristallo \($0)'?" }
                ?? "'cristallo --help' lists the commands")
    }
}
