import Audit
import Capture
import Glibc

/// Where the octets of a capture come from, one after the other.
protocol OctetSource: ~Copyable {
    /// Waits for octets and puts them at the beginning of `room`. Returns how many there are: 0 at
    /// the end.
    mutating func read(into room: inout MutableRawSpan) throws(StreamError) -> Int
    /// Frames that are known to be lost so far.
    var dropped: UInt64 { get }
    /// Adds what the source knows of the capture.
    func describe(in provenance: inout CaptureProvenance)
}

extension OctetSource where Self: ~Copyable {
    var dropped: UInt64 { 0 }
    func describe(in provenance: inout CaptureProvenance) {}
}

/// Why a stream gives no more octets before its end.
enum StreamError: Error {
    /// By a signal: what was read is to be reported.
    case interrupted
    /// What came before is a capture all the same.
    case broken(CutReason)
    case failed(Failure)
}

/// A pipe, a device, or a file that is read once.
struct DescriptorSource: OctetSource, ~Copyable {
    private let file: FileDescriptor
    private let interruption: Interruption

    init(_ file: consuming FileDescriptor, _ interruption: Interruption) {
        // A pipe of 1 MiB, where it is one and the user may have it: fewer turns of reader and writer.
        _ = fcntl(file.rawValue, Self.setPipeSize, 1 << 20)
        self.file = file
        self.interruption = interruption
    }

    /// F_SETPIPE_SZ, which the C library's module leaves out.
    private static let setPipeSize: CInt = 1031

    mutating func read(into room: inout MutableRawSpan) throws(StreamError) -> Int {
        while true {
            guard interruption.waits(for: file.rawValue) else { throw .interrupted }
            let count = room.withUnsafeMutableBytes { octets in
                retrying { Glibc.read(file.rawValue, octets.baseAddress, octets.count) }
            }
            if count >= 0 { return count }
            guard errno == EAGAIN else {
                throw .failed(SystemError("read", file.path).failure())
            }
        }
    }
}

/// A file of a ring, which may be overwritten at any time. A signal does not end its reading: it is
/// there as a whole, and soon read.
struct RingFileSource: OctetSource, ~Copyable {
    private let file: FileDescriptor
    private let content: RingFile

    init(_ file: consuming FileDescriptor, _ content: RingFile) {
        self.file = file
        self.content = content
    }

    /// Whether the file still has the content that it had when it was listed.
    var isUnchanged: Bool {
        guard let status = try? file.status() else { return false }
        return RingFile(content.name, status) == content
    }

    mutating func read(into room: inout MutableRawSpan) throws(StreamError) -> Int {
        let count = room.withUnsafeMutableBytes { octets in
            retrying { Glibc.read(file.rawValue, octets.baseAddress, octets.count) }
        }
        guard count >= 0 else { throw .failed(SystemError("read", file.path).failure()) }
        return count
    }

    func describe(in provenance: inout CaptureProvenance) {
        if !isUnchanged { provenance.notes.append(CaptureIntake.changed) }
    }
}

/// A regular file: its octets are copied out of the mapping, whose pages are given back.
struct FileSource: OctetSource, ~Copyable {
    private let file: MappedFile
    private let interruption: Interruption
    private var position = 0

    init(_ file: consuming MappedFile, _ interruption: Interruption) {
        self.file = file
        self.interruption = interruption
    }

    mutating func read(into room: inout MutableRawSpan) throws(StreamError) -> Int {
        guard !interruption.isRequested else { throw .interrupted }
        let range = position..<min(position + room.byteCount, file.octetCount)
        file.withOctets { octets in
            octets.extracting(range).withUnsafeBytes { source in
                room.withUnsafeMutableBytes { $0.copyMemory(from: source) }
            }
        }
        file.releasePages(in: range)
        position = range.upperBound
        return range.count
    }
}
