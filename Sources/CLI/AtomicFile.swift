import Glibc

/// Writes a file so that its path holds the old octets or the new ones, whatever happens in
/// between: a sibling is written, synchronized and renamed. A sibling that a crash left behind is
/// overwritten by the next writer.
///
/// A symbolic link stays and its target is replaced; what is no regular file (a device, a pipe) is
/// written to as it stands.
func writeAtomically(_ octets: [UInt8], to path: String) throws(SystemError) {
    if isSpecial(path) { return try FileDescriptor(writingTo: path).writeAll(octets) }
    let (directory, name) = split(resolved(path))
    let parent = try FileDescriptor(opening: directory, O_RDONLY | O_DIRECTORY)
    parent.lock()
    let temporary = joined(directory, ".\(name).cristallo-new")
    do throws(SystemError) {
        try writeFile(octets, to: temporary).synchronize()
        guard rename(temporary, joined(directory, name)) == 0 else {
            throw SystemError("replace", path)
        }
    } catch {
        unlink(temporary)
        throw error
    }
    try parent.synchronize()
}

/// Whether a path is there and is no regular file: a pipe, a device.
func isSpecial(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
}

/// Where a symbolic link leads; the path itself where it is none or leads nowhere.
private func resolved(_ path: String) -> String {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK,
        let target = realpath(path, nil)
    else { return path }
    defer { free(target) }
    return String(cString: target)
}

/// Writes a file and returns it still open, since it may not be on the disk yet.
@discardableResult
func writeFile(_ octets: [UInt8], to path: String) throws(SystemError) -> FileDescriptor {
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW
    let file = try FileDescriptor(opening: path, flags, mode: 0o644)
    try file.writeAll(octets)
    return file
}

extension FileDescriptor {
    /// Waits until no other process of ours writes in this directory; the lock ends with the
    /// descriptor. A file system without such locks (flock(2) on NFS) gives none: two writers at
    /// the same time may then fail, but what a path holds stays whole.
    func lock() { _ = retrying { flock(rawValue, LOCK_EX) } }
}
