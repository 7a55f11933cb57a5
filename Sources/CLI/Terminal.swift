import Diagnostics
import Glibc

/// When texts are coloured, as `--color` says.
enum ColourChoice: String, CaseIterable {
    case auto, always, never
}

/// The two outputs of the program: data goes to the standard output, talk to the standard error.
enum Terminal {
    /// Takes the places of standard streams that are closed, so that no file that is opened gets one of
    /// them: a report would be written into it, or a capture be read from it. Reading from the place of
    /// the standard input, and writing to that of an output, fail.
    static func holdClosedStreams() {
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
        where fcntl(stream, F_GETFD) == -1 && errno == EBADF {
            // The least number that is free is this one.
            _ = open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Writes data. A reader that has gone away ends the program as an error of output does,
    /// because what was asked for did not arrive.
    static func write(_ text: String) throws(Failure) {
        try write(Array(text.utf8))
    }

    static func write(_ octets: [UInt8]) throws(Failure) {
        guard writeAll(octets, to: STDOUT_FILENO) else {
            throw SystemError("write", "standard output").failure()
        }
    }

    /// Writes talk; nobody is left to be told where that fails.
    static func say(_ text: String) {
        _ = writeAll(Array(text.utf8), to: STDERR_FILENO)
    }

    private static func writeAll(_ octets: [UInt8], to descriptor: Int32) -> Bool {
        var written = 0
        while written < octets.count {
            let count = octets[written...].withUnsafeBytes { rest in
                retrying { Glibc.write(descriptor, rest.baseAddress, rest.count) }
            }
            guard count >= 0 else { return false }
            written += count
        }
        return true
    }

    /// The style for texts on a stream, decided for each stream by itself: the flag, NO_COLOR,
    /// CLICOLOR_FORCE, CLICOLOR, TERM=dumb, and at last whether it is a terminal. A variable that
    /// is empty counts as not set.
    static func style(for descriptor: Int32, choice: ColourChoice) -> TextStyle {
        TextStyle(usesColour: usesColour(descriptor, choice), usesUnicode: localeIsUTF8)
    }

    private static func usesColour(_ descriptor: Int32, _ choice: ColourChoice) -> Bool {
        switch choice {
        case .always: return true
        case .never: return false
        case .auto: break
        }
        if environment("NO_COLOR") != nil { return false }
        if let forced = environment("CLICOLOR_FORCE"), forced != "0" { return true }
        if environment("CLICOLOR") == "0" || environment("TERM") == "dumb" { return false }
        return isatty(descriptor) == 1
    }

    private static var localeIsUTF8: Bool {
        let locale = environment("LC_ALL") ?? environment("LC_CTYPE") ?? environment("LANG") ?? ""
        let lowered = locale.lowercased()
        return lowered.contains("utf-8") || lowered.contains("utf8")
    }

    /// A variable of the environment; nil where it is not set or empty.
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}
