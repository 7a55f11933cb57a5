import Audit
import Capture
import Foundation

/// The whole audit of a capture that another program writes into a pipe: in pieces, in bounded memory.
/// The time of the other program is not counted, that of reading the pipe is.
enum PipedAudit {
    @inline(never)
    static func report(_ path: String, _ plan: AuditPlan) throws -> AuditReport {
        let pipe = Pipe()
        let writer = Process()
        writer.executableURL = URL(fileURLWithPath: "/bin/cat")
        writer.arguments = [path]
        writer.standardOutput = pipe
        try writer.run()
        defer { writer.waitUntilExit() }
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        // F_SETPIPE_SZ, as the command has it.
        _ = fcntl(descriptor, 1031, 1 << 20)
        var auditor = Auditor(plan, seed: 1)
        var buffer = StreamBuffer()
        func read(_ room: inout MutableRawSpan) -> Int {
            room.withUnsafeMutableBytes { max(0, Glibc.read(descriptor, $0.baseAddress, $0.count)) }
        }
        buffer.fill(needing: CaptureReader.longestHeader) { read(&$0) }
        var capture = try buffer.withOctets { try auditor.begin($0, name: "benchmark") }
        while true {
            let (origin, isLast) = (buffer.origin, buffer.isLast)
            buffer.withOctets { auditor.feed($0, from: origin, isLast: isLast, to: &capture) }
            guard capture.reader.end == nil else { break }
            buffer.discard(before: capture.reader.offset)
            buffer.fill(needing: capture.reader.needed) { read(&$0) }
        }
        auditor.end(capture)
        return try auditor.report()
    }
}
