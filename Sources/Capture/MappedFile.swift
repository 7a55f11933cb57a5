import Glibc

/// A regular file, mapped read-only: its octets, lent to a closure.
///
/// Ownership: the value owns the mapping and its descriptor from `init` to `deinit`; octets never
/// leave the closure they are lent to. That is what makes the pointer below safe to hold.
///
/// A file that somebody else shortens while it is mapped ends the process (SIGBUS), as for every
/// program that maps files; `hasChanged` tells of growth and of overwriting.
@safe
public struct MappedFile: ~Copyable {
    /// The octets in the file when it was opened.
    public let octetCount: Int
    private let base: UnsafeMutableRawPointer?
    private let descriptor: CInt
    private let status: stat

    /// Opens and maps the file at `path`.
    ///
    /// A symbolic link is followed. FIFOs, devices, sockets and directories are refused without
    /// being read or waited for.
    public init(path: String) throws(FileError) {
        // A FIFO is refused before it is opened: its writer would see a reader come and go.
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw .cannotOpen(errno: errno) }
        if let kind = Self.kind(ofOther: status.st_mode) { throw .notARegularFile(kind) }
        // O_NONBLOCK: one that takes the file's place meanwhile must not make this wait for a writer.
        let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw .cannotOpen(errno: errno) }
        guard unsafe fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw .cannotOpen(errno: code)
        }
        if let kind = Self.kind(ofOther: status.st_mode) {
            close(descriptor)
            throw .notARegularFile(kind)
        }
        let count = Int(status.st_size)
        var base: UnsafeMutableRawPointer?
        if count > 0 {
            guard let mapping = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
                unsafe mapping != MAP_FAILED
            else {
                let code = errno
                close(descriptor)
                throw .cannotMap(errno: code)
            }
            _ = unsafe madvise(mapping, count, MADV_SEQUENTIAL)
            unsafe base = mapping
        }
        unsafe self.base = unsafe base
        self.descriptor = descriptor
        self.status = status
        octetCount = count
    }

    deinit {
        if let base = unsafe base { _ = unsafe munmap(base, octetCount) }
        close(descriptor)
    }

    /// Lends all octets of the file to `body`.
    public borrowing func withOctets<Result: ~Copyable, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // The mapping lives as long as `self`, which is borrowed until `body` returns.
        try unsafe body(UnsafeRawBufferPointer(start: base, count: octetCount).bytes)
    }

    /// Gives the pages wholly inside `range` back to the system: they count no longer as memory of
    /// this process, and are read again from the file if they are looked at again.
    ///
    /// - Precondition: `range` lies inside the file.
    public borrowing func releasePages(in range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= octetCount, "outside the file")
        let page = Int(sysconf(CInt(_SC_PAGESIZE)))
        let first = (range.lowerBound + page - 1) / page * page
        let last = range.upperBound / page * page
        guard first < last, let base = unsafe base else { return }
        _ = unsafe madvise(base + first, last - first, MADV_DONTNEED)
    }

    /// Whether the file has been written to since it was opened.
    public borrowing func hasChanged() -> Bool {
        var now = stat()
        guard unsafe fstat(descriptor, &now) == 0 else { return true }
        return now.st_size != status.st_size
            || now.st_mtim.tv_sec != status.st_mtim.tv_sec
            || now.st_mtim.tv_nsec != status.st_mtim.tv_nsec
    }

    private static func kind(ofOther mode: mode_t) -> FileError.Kind? {
        switch mode & S_IFMT {
        case S_IFREG: nil
        case S_IFDIR: .directory
        case S_IFIFO: .pipe
        case S_IFSOCK: .socket
        default: .device
        }
    }
}

// Memory that is only read, and calls that any thread may make at any time.
extension MappedFile: @unchecked Sendable {}

/// Why a file cannot be mapped.
public enum FileError: Error, Equatable, Sendable {
    case cannotOpen(errno: CInt)
    case cannotMap(errno: CInt)
    case notARegularFile(Kind)

    /// What is there instead of a regular file.
    public enum Kind: String, Equatable, Sendable {
        case directory = "a directory"
        case pipe = "a named pipe"
        case socket = "a socket"
        case device = "a device"
    }
}

extension FileError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cannotOpen(let code): "cannot be opened: \(Self.text(code))"
        case .cannotMap(let code): "cannot be mapped: \(Self.text(code))"
        case .notARegularFile(let kind): "is \(kind.rawValue), not a regular file"
        }
    }

    private static func text(_ code: CInt) -> String {
        // glibc answers from constants, and for unknown codes from storage of the thread.
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}
