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
            let file = try FileDescriptor(opening: path, O_WRONLY | O_CREAT, mode: 0o644)
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
}
