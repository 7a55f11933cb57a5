import ArgumentParser

/// How the program ends. Where several apply the first of wrong, negative, undecided, affirmative is told.
enum ExitStatus: Int32 {
    /// Asked, and the answer is yes: valid, no finding.
    case affirmative = 0
    /// Asked, and the answer is no: a breach, a finding at or above `--fail-on`.
    case negative = 1
    /// The user's files are wrong; nothing was decided and nothing written.
    case wrong = 2
    /// Undecided or incomplete.
    case undecided = 3
    /// From here on as in sysexits.h.
    case usage = 64
    case unreadable = 65
    /// We are wrong: what was counted does not add up.
    case internalError = 70
    case inputOutput = 74
    case permission = 77

    /// Ends the command with this status, without a word.
    var exit: ExitCode { ExitCode(rawValue) }
}

/// Why a command could not do its work. What is wrong *in* a file is a diagnostic instead.
struct Failure: Error {
    var status: ExitStatus
    var message: String
    var hint: String?

    init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }
}
