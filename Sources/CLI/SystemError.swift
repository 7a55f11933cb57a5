import Diagnostics
import Glibc

/// A call of the system that failed: what was tried, on which path, and why.
struct SystemError: Error {
    let action: String
    let path: String
    /// As errno has it.
    let code: Int32
    private let reason: String

    /// Takes errno as the last call left it.
    init(_ action: String, _ path: String, code: Int32 = errno) {
        self.action = action
        self.path = path
        self.code = code
        reason = String(cString: strerror(code))
    }

    /// A reason of our own, of the kind that `code` tells.
    init(_ action: String, _ path: String, code: Int32, because reason: String) {
        self.action = action
        self.path = path
        self.code = code
        self.reason = reason
    }

    /// A refused permission is told apart; everything else is trouble of input and output.
    func failure(otherwise status: ExitStatus = .inputOutput) -> Failure {
        let isRefused = code == EACCES || code == EPERM || code == EROFS
        return Failure(
            isRefused ? .permission : status, "cannot \(action) \(quoted(path)): \(reason)")
    }
}

/// Repeats a call that a signal interrupted.
func retrying<Result: FixedWidthInteger & SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        guard result == -1 && errno == EINTR else { return result }
    }
}
