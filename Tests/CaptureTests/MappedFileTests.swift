import Capture
import Foundation
import TestSupport
import Testing

struct MappedFileTests {
    /// A directory of its own for `body`.
    private func inDirectory(_ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "/mapped-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    @Test("the octets lent are those of the file, also after their pages were released")
    func octets() throws {
        try inDirectory { directory in
            let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            try Data(content).write(to: URL(fileURLWithPath: directory + "/file"))
            let file = try MappedFile(path: directory + "/file")
            func same() -> Bool {
                file.withOctets { octets in
                    octets.byteCount == content.count
                        && content.indices.allSatisfy {
                            octets.unsafeLoad(fromByteOffset: $0, as: UInt8.self) == content[$0]
                        }
                }
            }
            #expect(same())
            file.releasePages(in: 0..<file.octetCount)
            file.releasePages(in: 5..<5)
            #expect(same())
            let changed = file.hasChanged()
            #expect(!changed)
        }
    }

    @Test("an empty file lends no octets, and is no capture")
    func empty() throws {
        try inDirectory { directory in
            try Data().write(to: URL(fileURLWithPath: directory + "/file"))
            let file = try MappedFile(path: directory + "/file")
            #expect(throws: CaptureError.empty) {
                try file.withOctets { octets throws(CaptureError) in
                    _ = try CaptureReader(octets)
                }
            }
        }
    }

    @Test("a file that grows is noticed")
    func growing() throws {
        try inDirectory { directory in
            let url = URL(fileURLWithPath: directory + "/file")
            try Data([1]).write(to: url)
            let file = try MappedFile(path: url.path)
            let handle = try FileHandle(forWritingTo: url)
            try handle.seekToEnd()
            try handle.write(contentsOf: Data([2]))
            try handle.close()
            let changed = file.hasChanged()
            #expect(changed)
        }
    }

    @Test("what is no regular file is refused, and a FIFO without waiting for it")
    func refused() throws {
        try inDirectory { directory in
            #expect(mkfifo(directory + "/fifo", 0o600) == 0)
            #expect(throws: FileError.notARegularFile(.pipe)) {
                _ = try MappedFile(path: directory + "/fifo").octetCount
            }
            #expect(throws: FileError.notARegularFile(.directory)) {
                _ = try MappedFile(path: directory).octetCount
            }
            #expect(throws: FileError.notARegularFile(.device)) {
                _ = try MappedFile(path: "/dev/null").octetCount
            }
            #expect(throws: FileError.cannotOpen(errno: ENOENT)) {
                _ = try MappedFile(path: directory + "/none").octetCount
            }
            #expect(
                FileError.cannotOpen(errno: ENOENT).description
                    == "cannot be opened: No such file or directory")
        }
    }
}
