import Glibc

/// A directory that another program fills with captures, one file after the other, removing or
/// overwriting the oldest: dumpcap -b, tcpdump -C and -G.
///
/// The file that was written to last is the one being written; all others are complete. Names say
/// nothing: tcpdump numbers without padding, and begins again at the first number.
struct RingDirectory {
    let path: String
    private var ledger = RingLedger()

    init(_ path: String) { self.path = path }

    /// Files that are complete and were not handed out before, in the order of their last writing.
    ///
    /// - Parameter isOver: nothing more will be written, so that the last file is complete, too.
    mutating func takeComplete(isOver: Bool) throws(SystemError) -> [RingFile] {
        var files: [RingFile] = []
        for name in try entries(of: path) where !name.hasPrefix(".") {
            // What is gone since the directory was listed was never a file of ours.
            if let file = RingFile(name, in: path) { files.append(file) }
        }
        return ledger.take(files, isOver: isOver)
    }
}

/// One content of a file of a ring. A file that is overwritten is another one.
struct RingFile: Equatable {
    let name: String
    let inode: UInt64
    /// Octets in it.
    let size: Int
    /// Nanoseconds since 1970 of the last writing.
    let modified: Int64
}

extension RingFile {
    /// Nil where there is no regular file of that name.
    init?(_ name: String, in directory: String) {
        var status = stat()
        guard stat(joined(directory, name), &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        self.init(name, status)
    }

    init(_ name: String, _ status: stat) {
        self.init(
            name: name, inode: UInt64(status.st_ino), size: Int(status.st_size),
            modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec))
    }
}

/// Which files of a ring were handed out. Bounded by the files that are there.
struct RingLedger {
    private var taken: [String: RingFile] = [:]

    /// The files of a listing that are complete and were not taken before, in the order of their last
    /// writing; files written at the same time by name. Empty ones have nothing to be read.
    mutating func take(_ listing: [RingFile], isOver: Bool) -> [RingFile] {
        let ordered = listing.sorted { ($0.modified, $0.name) < ($1.modified, $1.name) }
        let complete = isOver ? ordered[...] : ordered.dropLast()
        let new = complete.filter { $0.size > 0 && taken[$0.name] != $0 }
        // What is gone from the directory is forgotten.
        let names = Set(listing.map(\.name))
        taken = taken.filter { names.contains($0.key) }
        for file in new { taken[file.name] = file }
        return new
    }
}
