import CLinux
import Glibc

/// The owner of an open file or directory; closes it at the end of its life.
struct FileDescriptor: ~Copyable {
    let rawValue: Int32
    /// As it was opened, for messages.
    let path: String

    fileprivate init(rawValue: Int32, path: String) {
        self.rawValue = rawValue
        self.path = path
    }

    deinit { close(rawValue) }

    /// Opens a path that the user named; symbolic links in it are followed.
    init(opening path: String, _ flags: Int32, mode: mode_t = 0o666) throws(SystemError) {
        let descriptor = retrying { open(path, flags | O_CLOEXEC | O_NOCTTY, mode) }
        guard descriptor >= 0 else { throw SystemError("open", path) }
        self.init(rawValue: descriptor, path: path)
    }

    /// Opens an entry of a directory, and nothing that a symbolic link makes of it.
    init(
        opening name: String, beneath directory: borrowing FileDescriptor, _ flags: Int32
    ) throws(SystemError) {
        let path = directory.path == "." ? name : joined(directory.path, name)
        let flags = flags | O_CLOEXEC | O_NOCTTY
        let descriptor = retrying { linux_open_beneath(directory.rawValue, name, flags) }
        guard descriptor >= 0 else {
            guard errno == ELOOP else { throw SystemError("open", path) }
            throw SystemError(
                "read", path, code: ELOOP,
                because: "it is a symbolic link, and a directory stands for its own files only")
        }
        self.init(rawValue: descriptor, path: path)
    }

    /// Opens what is there and no regular file for writing: a device, or a pipe that somebody reads. For
    /// the reader of a pipe one would have to wait, maybe for ever (fifo(7)).
    init(writingTo path: String) throws(SystemError) {
        let flags = O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
        let descriptor = retrying { open(path, flags) }
        guard descriptor >= 0 else {
            guard errno == ENXIO else { throw SystemError("open", path) }
            throw SystemError(
                "write", path, code: ENXIO,
                because: "nobody reads it; start the reader of a pipe first")
        }
        // Only the opening must not wait.
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        self.init(rawValue: descriptor, path: path)
    }

    /// Another descriptor of what one refers to that somebody else owns.
    init(duplicating descriptor: Int32, path: String) throws(SystemError) {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw SystemError("open", path) }
        self.init(rawValue: copy, path: path)
    }

    func status() throws(SystemError) -> stat {
        var status = stat()
        guard fstat(rawValue, &status) == 0 else { throw SystemError("examine", path) }
        return status
    }

    /// All octets from here to the end, but at most `limit` of them.
    func readAll(limit: Int) throws(SystemError) -> [UInt8] {
        var octets: [UInt8] = []
        // Growing would need room for the old and the new.
        if let size = try? status().st_size {
            octets.reserveCapacity(min(limit, max(0, Int(size))))
        }
        let blockSize = 1 << 16
        while octets.count < limit {
            let wanted = min(blockSize, limit - octets.count)
            var count = 0
            let block = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, initialized in
                count = retrying { read(rawValue, buffer.baseAddress, wanted) }
                initialized = max(0, count)
            }
            guard count >= 0 else { throw SystemError("read", path) }
            if count == 0 { break }
            octets += block
        }
        return octets
    }

    func writeAll(_ octets: [UInt8]) throws(SystemError) {
        var written = 0
        while written < octets.count {
            let count = octets[written...].withUnsafeBytes { rest in
                retrying { write(rawValue, rest.baseAddress, rest.count) }
            }
            guard count >= 0 else { throw SystemError("write", path) }
            written += count
        }
    }

    /// Waits until what was written is on the disk.
    func synchronize() throws(SystemError) {
        guard retrying({ fsync(rawValue) }) == 0 else { throw SystemError("write", path) }
    }

    /// Waits until all that was written to the file system is on the disk: for hundreds of files one
    /// wait instead of one for each, an eighth of the time.
    func synchronizeFileSystem() throws(SystemError) {
        guard retrying({ linux_synchronize_file_system(rawValue) }) == 0 else {
            throw SystemError("write", path)
        }
    }
}

/// Both ends of a pipe, which no program that is started gets by itself.
struct Pipe: ~Copyable {
    let reader: FileDescriptor
    let writer: FileDescriptor

    init() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw SystemError("open", "a pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        reader = FileDescriptor(rawValue: ends[0], path: "a pipe")
        writer = FileDescriptor(rawValue: ends[1], path: "a pipe")
    }
}

/// `directory/name`.
func joined(_ directory: String, _ name: String) -> String {
    directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
}

/// The directory of a path, `.` where it has none, and the last part.
func split(_ path: String) -> (directory: String, name: String) {
    var trimmed = path[...]
    while trimmed.count > 1 && trimmed.hasSuffix("/") { trimmed.removeLast() }
    guard let slash = trimmed.lastIndex(of: "/") else { return (".", String(trimmed)) }
    let directory = trimmed[..<slash]
    return (directory.isEmpty ? "/" : String(directory), String(trimmed[slash...].dropFirst()))
}

/// The names in a directory, in order of their octets, without `.` and `..`.
func entries(of path: String) throws(SystemError) -> [String] {
    var stream = opendir(path)
    while stream == nil && errno == EINTR { stream = opendir(path) }
    guard let stream else { throw SystemError("read", path) }
    defer { closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(stream) {
        let capacity = MemoryLayout.size(ofValue: entry.pointee.d_name)
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: capacity) { String(cString: $0) }
        }
        if name != "." && name != ".." { names.append(name) }
        errno = 0
    }
    guard errno == 0 else { throw SystemError("read", path) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
