import Diagnostics
import Glibc

/// Files that are written at the end of a run, and may have to be opened at its beginning: a confined
/// process opens none.
///
/// A file that is open already keeps its old content until the new one is there in memory, and is then
/// overwritten; any other is replaced as `writeAtomically` does.
struct OutputFiles {
    /// Open until the process ends.
    private var opened: [String: Int32] = [:]

    /// Opens files now, making those that are not there.
    mutating func open(_ paths: [String]) throws(SystemError) {
        for path in paths where opened[path] == nil {
            let file =
                isSpecial(path)
                ? try FileDescriptor(writingTo: path)
                : try FileDescriptor(opening: path, O_WRONLY | O_CREAT, mode: 0o644)
            opened[path] = fcntl(file.rawValue, F_DUPFD_CLOEXEC, 0)
        }
    }

    func write(_ octets: [UInt8], to path: String) throws(SystemError) {
        guard let descriptor = opened[path] else { return try writeAtomically(octets, to: path) }
        let file = try FileDescriptor(duplicating: descriptor, path: path)
        // What is no regular file has no length.
        _ = retrying { ftruncate(file.rawValue, 0) }
        try file.writeAll(octets)
        _ = retrying { fsync(file.rawValue) }
    }

    /// Writes an output and tells of it.
    func write(_ octets: [UInt8], to path: String, talk: TalkOptions) throws(Failure) {
        do throws(SystemError) {
            try write(octets, to: path)
        } catch {
            throw error.failure()
        }
        talk.tell("wrote \(path)")
    }
}

/// Refuses outputs that are inputs of the same run, or that are named twice: one would be lost.
///
/// Files are compared by what they are, not by what they are called. A topology that is a directory
/// stands for itself alone; the ledger beside a topology counts as an input.
func refuseOverwriting(inputs: [String], outputs: [String]) throws(Failure) {
    struct Identity: Hashable {
        let device: dev_t
        let number: ino_t
    }
    func identity(_ path: String) -> Identity? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Identity(device: status.st_dev, number: status.st_ino)
    }
    let ledgers = inputs.filter { $0.hasSuffix(".yaml") }.map {
        String($0.dropLast(5)) + ".ids.lock"
    }
    let read = Set((inputs + ledgers).compactMap(identity))
    var written: Set<Identity> = []
    var names: Set<String> = []
    for path in outputs {
        let file = identity(path)
        if let file, read.contains(file) {
            throw Failure(
                .usage, "\(quoted(path)) is an input of this run, and would be overwritten")
        }
        let isNew = file.map { written.insert($0).inserted } ?? true
        let isDevice = path.hasPrefix("/dev/")
        guard isNew, names.insert(path).inserted || isDevice else {
            throw Failure(.usage, "\(quoted(path)) is named for two outputs: one would be lost")
        }
    }
}
