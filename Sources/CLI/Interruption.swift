import CLinux
import Glibc

/// SIGINT and SIGTERM as something to look at between two steps, so that what was read until then is
/// reported.
///
/// The signals are blocked from the first use on, for the thread that asks; there is no other one.
struct Interruption {
    /// Readable once one of the signals has arrived. Open until the process ends.
    let descriptor: Int32

    init() throws(Failure) {
        descriptor = linux_termination_descriptor()
        guard descriptor >= 0 else {
            throw SystemError("open", "a descriptor for signals").failure()
        }
    }

    var isRequested: Bool { isReadable(descriptor, within: 0) }

    /// Waits until `other` can be read, or has ended. False where a signal came first.
    func waits(for other: Int32) -> Bool {
        var both = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: other, events: Int16(POLLIN), revents: 0),
        ]
        _ = retrying { poll(&both, 2, -1) }
        return both[0].revents == 0
    }

    /// Waits until `other` can be read, a signal has come, or so many milliseconds have passed.
    func wait(for other: Int32, atMost milliseconds: Int32) {
        var both = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: other, events: Int16(POLLIN), revents: 0),
        ]
        _ = retrying { poll(&both, 2, milliseconds) }
    }

    /// Waits until a signal has come or so many milliseconds have passed.
    func wait(atMost milliseconds: Int32) { _ = isReadable(descriptor, within: milliseconds) }

    /// The exit status of a process that a signal ended, as shells have it. Takes the signal.
    func status() -> Int32? {
        guard isRequested else { return nil }
        let signal = linux_next_signal(descriptor)
        return signal > 0 ? 128 + signal : nil
    }

    private func isReadable(_ descriptor: Int32, within milliseconds: Int32) -> Bool {
        var one = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return retrying { poll(&one, 1, milliseconds) } > 0
    }
}
