import ArgumentParser
import Diagnostics
import Glibc

extension ColourChoice: ExpressibleByArgument {}
extension ReportFormat: ExpressibleByArgument {}

/// Reads the number that an option takes.
///
/// - Parameter what: `a number of threads`.
func wholeNumber<Value: FixedWidthInteger & Sendable>(
    in range: ClosedRange<Value>, _ what: String
) -> @Sendable (String) throws -> Value {
    { argument in
        guard let value = Value(argument), range.contains(value) else {
            let bounds =
                range.upperBound == .max && Value.bitWidth == 64
                ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
            throw ValidationError("it takes \(what), \(bounds)")
        }
        return value
    }
}

/// Options of every command.
struct TalkOptions: ParsableArguments {
    @Option(
        name: [.customLong("color")],
        help: "When texts are coloured; NO_COLOR, CLICOLOR_FORCE and CLICOLOR decide for 'auto'.")
    var colour: ColourChoice = .auto

    @Flag(name: .shortAndLong, help: "Say nothing but errors on the standard error.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Say on the standard error what is being done.")
    var verbose = false

    var outputStyle: TextStyle { Terminal.style(for: STDOUT_FILENO, choice: colour) }
    var talkStyle: TextStyle { Terminal.style(for: STDERR_FILENO, choice: colour) }

    /// A step, told to those who asked for more.
    func tell(_ text: @autoclosure () -> String) {
        if verbose && !quiet { Terminal.say(text() + "\n") }
    }

    /// Something that everybody should know who did not ask for silence.
    func say(_ text: String) {
        if !quiet { Terminal.say(text + "\n") }
    }
}

/// The output of commands that print data: text for people, or JSON.
enum DataFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json
}

struct DataOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The form of the standard output.")
    var output: DataFormat = .text
}

/// Where a report goes to: `sarif=out/check.sarif`.
struct ReportTarget {
    let format: ReportFormat
    let path: String

    init(_ argument: String) throws {
        let parts = argument.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let format = ReportFormat(rawValue: String(parts[0])) else {
            let forms = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError(
                "it takes a form, =, and a file, such as json=report.json; forms are \(forms)")
        }
        self.format = format
        path = String(parts[1])
    }
}

/// From which severity on findings make the answer no.
enum FailureThreshold: String, CaseIterable, ExpressibleByArgument {
    case error, warning
}

/// Options of commands whose answer is a report.
struct ReportOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The form of the standard output.")
    var output: ReportFormat = .text

    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "Write the report in one more form to a file; may be repeated.",
            discussion: "Forms are those of --output.", valueName: "format=file"),
        transform: ReportTarget.init)
    var reports: [ReportTarget] = []

    @Option(help: "The least severity that makes the exit status differ from 0.")
    var failOn: FailureThreshold = .error

    @OptionGroup var acceptance: AcceptanceOptions

    @Flag(help: "Show every finding in full; without it at most 20 of them.")
    var all = false

    /// Writes the report to every place asked for.
    ///
    /// - Parameters:
    ///   - files: where outputs may be open already.
    ///   - own: forms of the command's own; nil for those that all have.
    func emit(
        _ report: Report, talk: TalkOptions, to files: OutputFiles = OutputFiles(),
        own: (ReportFormat, TextStyle) -> String? = { _, _ in nil }
    ) throws(Failure) {
        func rendered(_ format: ReportFormat, _ style: TextStyle) -> String {
            own(format, style) ?? report.rendered(as: format, style: style)
        }
        for target in reports {
            let style = TextStyle(usesUnicode: true, limit: nil)
            let text = rendered(target.format, style)
            try files.write(Array(text.utf8), to: target.path, talk: talk)
        }
        var style = talk.outputStyle
        if all { style.limit = nil }
        try Terminal.write(rendered(output, style))
    }

    /// Says in a report, and on the standard error, what waivers did not work.
    func note(_ acceptances: Acceptances, in report: inout Report, talk: TalkOptions) {
        let complaints = acceptances.complaints(about: report)
        report.reservations += complaints
        for complaint in complaints { talk.say("\(talk.talkStyle.sign(.warning)) \(complaint)") }
    }

    /// The exit status of a report that has an answer of its own: warnings make it no where the user
    /// says so.
    func exitCode(_ answer: Int32, of report: Report) -> ExitCode {
        let isBelow = failOn == .error || report.count(of: .warning) == 0
        return isBelow ? ExitCode(answer) : ExitStatus.negative.exit
    }

    /// Errors mean that the files are wrong, warnings that the answer is no where the user says so.
    func status(of report: Report) -> ExitStatus {
        if report.diagnostics.hasErrors { return .wrong }
        let isBelow = failOn == .error || report.count(of: .warning) == 0
        return isBelow ? .affirmative : .negative
    }
}
