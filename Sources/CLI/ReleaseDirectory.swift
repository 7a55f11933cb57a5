import CLinux
import Diagnostics
import Glibc

/// A directory that holds one release: what the back-ends printed, `release.json` about it, and
/// `origins/` with the line of the topology behind each printed line.
///
/// It appears at once or not at all. Everything is written into a sibling `.NAME.cristallo-new`,
/// synchronized, and renamed to its place; where a release is there already, the two are exchanged
/// in one step and the old one is removed. A crash at any moment leaves the old release or the new
/// one, perhaps with the sibling, which the next writer removes. Writers into the same parent
/// directory wait for each other.
struct ReleaseDirectory {
    /// What is in the directory, by relative path.
    typealias Content = [(path: String, octets: [UInt8])]

    static let manifestName = "release.json"

    let path: String
    private let parent: String
    private let temporary: String

    init(_ path: String) throws(Failure) {
        let (parent, name) = split(path)
        guard !name.isEmpty && name != "." && name != ".." else {
            throw Failure(.usage, "'\(path)' cannot be replaced as a whole; name a directory")
        }
        self.path = joined(parent, name)
        self.parent = parent
        temporary = joined(parent, ".\(name).cristallo-new")
    }

    /// Makes the directory hold exactly `content`.
    func replace(with content: Content) throws(Failure) {
        do throws(SystemError) {
            let lock = try FileDescriptor(opening: parent, O_RDONLY | O_DIRECTORY)
            lock.lock()
            try removeTree(temporary)
            do throws(SystemError) {
                try write(content)
                try publish()
            } catch {
                try? removeTree(temporary)
                throw error
            }
            try lock.synchronize()
            try removeTree(temporary)
        } catch {
            throw error.failure()
        }
    }

    /// Refuses a path that holds anything but a release: nothing that we did not write is removed.
    func checkReplaceable() throws(Failure) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw Failure(.inputOutput, "'\(path)' is there and is no directory")
        }
        let manifest: JSONValue?
        let present: [String]
        do throws(SystemError) {
            guard try !entries(of: path).isEmpty else { return }
            present = try files(in: path, below: "")
            manifest = try? Self.manifest(of: path)
        } catch {
            throw error.failure()
        }
        guard let listed = manifest?["files"]?.array else {
            throw Failure(
                .inputOutput, "'\(path)' is not empty and holds no release of ours",
                hint: "name a new directory, or remove this one")
        }
        let known = Set(listed.compactMap { $0["path"]?.string } + [Self.manifestName])
        let strangers = present.filter { !known.contains($0) }
        guard let stranger = strangers.first else { return }
        throw Failure(
            .inputOutput,
            "'\(path)' holds \(counted(strangers.count, "file")) that no release of ours wrote, "
                + "such as \(quoted(stranger))",
            hint: "move what you want to keep: the directory is replaced as a whole")
    }

    /// What `release.json` in `directory` says; nil where it is not of a release of ours.
    static func manifest(of directory: String) throws(SystemError) -> JSONValue? {
        let path = joined(directory, manifestName)
        let file = try FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK)
        let octets = try file.readAll(limit: 64 << 20)
        guard let manifest = try? JSONValue(parsing: octets), manifest["kind"] == "release"
        else { return nil }
        return manifest
    }

    // MARK: Steps

    private func write(_ content: Content) throws(SystemError) {
        let directories = Set(content.flatMap { Self.ancestors(of: $0.path) }).sorted()
        for directory in [temporary] + directories.map({ joined(temporary, $0) }) {
            guard mkdir(directory, 0o755) == 0 else { throw SystemError("make", directory) }
        }
        for (path, octets) in content {
            try writeFile(octets, to: joined(temporary, path))
        }
        try FileDescriptor(opening: temporary, O_RDONLY | O_DIRECTORY).synchronizeFileSystem()
    }

    /// The directories of a relative path: of `a/b/c` they are `a` and `a/b`.
    private static func ancestors(of path: String) -> [String] {
        let parts = path.split(separator: "/").dropLast()
        return parts.indices.map { parts[...$0].joined(separator: "/") }
    }

    private func publish() throws(SystemError) {
        if linux_exchange(AT_FDCWD, temporary, AT_FDCWD, path) == 0 { return }
        guard errno == ENOENT, rename(temporary, path) == 0 else {
            throw SystemError("replace", path)
        }
    }
}

/// The files below a directory by relative path; symbolic links count as files.
private func files(in root: String, below relative: String) throws(SystemError) -> [String] {
    var result: [String] = []
    for name in try entries(of: relative.isEmpty ? root : joined(root, relative)) {
        let path = relative.isEmpty ? name : joined(relative, name)
        var status = stat()
        guard lstat(joined(root, path), &status) == 0 else { throw SystemError("examine", path) }
        if status.st_mode & S_IFMT == S_IFDIR {
            result += try files(in: root, below: path)
        } else {
            result.append(path)
        }
    }
    return result
}

/// Removes a directory with all that is in it, following no symbolic link; one that is not there is
/// removed already.
private func removeTree(_ path: String) throws(SystemError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
        if errno == ENOENT { return }
        throw SystemError("examine", path)
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
        guard unlink(path) == 0 else { throw SystemError("remove", path) }
        return
    }
    for name in try entries(of: path) { try removeTree(joined(path, name)) }
    guard rmdir(path) == 0 else { throw SystemError("remove", path) }
}
