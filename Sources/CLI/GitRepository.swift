import CLinux
import Diagnostics
import Glibc

/// A repository as git(1) reads it: what files were at a revision. Nothing in it is changed, and no
/// shell is between.
struct GitRepository {
    /// The directory that git works in; paths that begin with `./` count from it.
    let directory: String

    /// The commit that a revision names.
    func commit(of revision: String) throws(Failure) -> String {
        guard !revision.isEmpty, !revision.hasPrefix("-"), !revision.contains("\0") else {
            throw Failure(.usage, "\(quoted(revision)) is no revision")
        }
        let answer = try run(
            ["rev-parse", "--verify", "--quiet", "\(revision)^{commit}"], limit: 256)
        let hash = String(decoding: answer.output.prefix { $0 != 0x0a }, as: UTF8.self)
        guard answer.status == 0, !hash.isEmpty else {
            throw Failure(
                .unreadable, "there is no file \(quoted(revision)), and git knows no such revision",
                hint: "name a file, a directory, or a revision of the repository as 'HEAD~1'")
        }
        return hash
    }

    enum Kind { case file, directory }

    /// What stands at a path of a commit; nil where nothing does.
    func kind(of path: String, at commit: String) throws(Failure) -> Kind? {
        let answer = try run(["cat-file", "-t", "\(commit):\(path)"], limit: 64)
        guard answer.status == 0 else { return nil }
        return switch String(decoding: answer.output, as: UTF8.self) {
        case "blob\n": .file
        case "tree\n": .directory
        default: nil
        }
    }

    /// The octets of a file, at most `limit` of them; nil where there is none.
    func file(
        _ path: String, at commit: String, limit: Int
    ) throws(Failure) -> [UInt8]? {
        guard try kind(of: path, at: commit) == .file else { return nil }
        // What git says when nobody reads on is no matter.
        return try run(["cat-file", "blob", "\(commit):\(path)"], limit: limit).output
    }

    /// The names of a directory's regular files, in order of their octets, and of what else it has.
    func entries(
        of path: String, at commit: String
    ) throws(Failure) -> (files: [String], others: [String]) {
        let answer = try run(
            ["ls-tree", "-z", "--full-tree", "\(commit):\(path)"], limit: 16 << 20)
        var files: [String] = []
        var others: [String] = []
        for entry in answer.output.split(separator: 0) {
            // "100644 blob 2f0c… TAB name"
            guard let tab = entry.firstIndex(of: 0x09) else { continue }
            let name = String(decoding: entry[(tab + 1)...], as: UTF8.self)
            if entry.starts(with: "100".utf8) { files.append(name) } else { others.append(name) }
        }
        return (files, others)
    }

    // MARK: Asking git

    private func run(
        _ arguments: [String], limit: Int
    ) throws(Failure) -> (status: Int32, output: [UInt8]) {
        do throws(SystemError) {
            return try outputOfProgram("git", ["-C", directory] + arguments, limit: limit)
        } catch {
            throw error.failure()
        }
    }
}

/// Runs a program of the PATH to its end, without input, and returns its exit status and its output.
/// What it says on the standard error is not shown.
///
/// - Parameter limit: octets of output that are read; a program that has more is left alone with them.
func outputOfProgram(
    _ name: String, _ arguments: [String], limit: Int
) throws(SystemError) -> (status: Int32, output: [UInt8]) {
    let pipe = try Pipe()
    let child = try spawn(name, arguments, output: pipe.writer)
    let output: [UInt8]
    do throws(SystemError) {
        output = try read(pipe.reader, limit: limit)
    } catch {
        _ = wait(for: child)
        throw error
    }
    return (wait(for: child), output)
}

/// Closes the descriptor behind the last octet, so that the writer does not wait for ever.
private func read(_ reader: consuming FileDescriptor, limit: Int) throws(SystemError) -> [UInt8] {
    try reader.readAll(limit: limit)
}

private func spawn(
    _ name: String, _ arguments: [String], output: consuming FileDescriptor
) throws(SystemError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output.rawValue, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = ([name] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    let code = posix_spawnp(&child, name, &actions, nil, words, linux_environment())
    guard code == 0 else { throw SystemError("run", name, code: code) }
    return child
}

/// The exit status; 128 and the number of the signal where one ended the child.
private func wait(for child: pid_t) -> Int32 {
    var status: Int32 = 0
    _ = retrying { waitpid(child, &status, 0) }
    let signal = status & 0x7f
    return signal == 0 ? status >> 8 & 0xff : 128 + signal
}
