import Foundation

/// A program that is run to its end. `Process` of Foundation sees the end some tens of milliseconds
/// late, which is too late where the time that passes is what is measured.
enum ChildProgram {
    /// Runs it with nothing to read and nobody to read it; its exit status, or -1 where a signal
    /// ended it.
    static func run(_ path: String, _ arguments: [String]) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child = pid_t()
        guard posix_spawn(&child, path, &actions, nil, &words, environ) == 0 else {
            throw BenchmarkError(message: "cannot run \(path)")
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw BenchmarkError(message: "cannot wait for \(path)") }
        }
        return status & 0x7f == 0 ? status >> 8 & 0xff : -1
    }
}
