import Glibc

/// Tells that files may have changed, by what the kernel says of them and of their directories: editors
/// write a file anew, or another one that takes its name.
struct FileWatch {
    private let paths: [String]
    /// Readable once something has changed. Open until the process ends.
    let descriptor: Int32

    /// - Parameter paths: files and directories. Those that are not there are seen when they come,
    ///   where their directory is there.
    init(_ paths: [String]) throws(SystemError) {
        self.paths = paths
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { throw SystemError("watch", paths.first ?? ".") }
        try renew()
    }

    /// Forgets what has happened until now, and listens to what has the names now: a directory that took
    /// the place of another is not the one that was listened to.
    func renew() throws(SystemError) {
        var octets = [UInt8](repeating: 0, count: 4096)
        while read(descriptor, &octets, octets.count) > 0 {}
        for path in paths {
            let parent = split(path).directory
            try watch(path)
            try watch(parent.isEmpty ? "." : parent)
        }
    }

    private func watch(_ path: String) throws(SystemError) {
        let changes =
            IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB
            | IN_MOVE_SELF
        let result = inotify_add_watch(descriptor, path, UInt32(changes))
        if result < 0 && errno != ENOENT && errno != ENOTDIR { throw SystemError("watch", path) }
    }

    /// Whether something has happened that was not forgotten.
    var isChanged: Bool {
        var one = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return retrying { poll(&one, 1, 0) } > 0
    }
}
