import Glibc

/// Ends the process with a sentence where a mapped file is shortened by somebody else while it is
/// read: the kernel then sends SIGBUS for a page that is gone, and there is no way back.
///
/// Nothing has been printed by then, and files are written only after all has been read.
func explainShortenedFiles() {
    signal(SIGBUS) { _ in
        // Only what is safe in a signal handler (POSIX.1-2017, 2.4.3).
        let message: StaticString =
            "cristallo: a capture was shortened while it was read; nothing was decided\n"
        _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
        _exit(ExitStatus.inputOutput.rawValue)
    }
}
