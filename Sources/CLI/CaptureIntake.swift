import ArgumentParser
import Audit
import Capture
import Diagnostics
import Glibc

/// How captures are read, and what is said meanwhile.
struct InputOptions: ParsableArguments {
    @Option(
        name: .customLong("unpack-limit"),
        help: ArgumentHelp(
            "GiB that may be unpacked from one compressed capture; never more than 100 octets for "
                + "one on the average (default: 100).",
            valueName: "number"),
        transform: wholeNumber(in: 1...1 << 30, "a number of GiB"))
    var unpackLimit: Int?

    @Flag(
        help: "Name the SHA-256 of what was read of each capture; that takes more than the audit.")
    var digest = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Threads that audit a file together. Without it as many as there are processors, but at "
                + "most 4; the report is the same for any number.",
            valueName: "number"),
        transform: wholeNumber(in: 1...64, "a number of threads"))
    var jobs: Int?

    @Option(help: "How progress is told on the standard error.")
    var progress: ProgressForm = .auto

    func validate() throws {
        if digest && jobs ?? 1 > 1 {
            throw ValidationError(
                "--digest reads a file from its beginning to its end: without --jobs")
        }
    }

    /// Octets that may be unpacked from one capture.
    var unpackedOctets: Int { (unpackLimit ?? 100) << 30 }

    /// Refuses what is for captures in files alone.
    ///
    /// - Parameter way: the option that asks for others.
    func refuseForFiles(besides way: String, isPort: Bool) throws {
        let given = [
            (jobs != nil, "--jobs"), (isPort && unpackLimit != nil, "--unpack-limit"),
            (isPort && digest, "--digest"),
        ].filter(\.0).map(\.1)
        if !given.isEmpty {
            throw ValidationError("\(given.joined(separator: ", ")) is for files, not for \(way)")
        }
    }
}

/// Reads captures into an auditor, whatever they are: files, which are mapped, and packed files, pipes
/// and devices, which are read in pieces.
struct CaptureIntake {
    let vantage: VantageIndex
    let options: InputOptions
    let talk: TalkOptions
    let interruption: Interruption

    /// Said of a file that changes under our eyes.
    static let changed = "written to while it was read: what came later is not in it"

    /// Octets of a mapped file that are audited between two looks at the clock and at signals.
    private static let slice = 4 << 20

    /// Audits the capture at `path`, `-` for the standard input. A signal ends it where it is.
    func audit(_ path: String, with auditor: inout Auditor) throws(Failure) {
        guard path != "-" else {
            let file = try opened { () throws(SystemError) in
                try FileDescriptor(duplicating: STDIN_FILENO, path: "standard input")
            }
            let source = DescriptorSource(file, interruption)
            return try audit(source, name: "standard input", total: nil, with: &auditor)
        }
        let file: MappedFile
        do throws(FileError) {
            file = try MappedFile(path: path)
        } catch {
            switch error {
            case .notARegularFile(.pipe), .notARegularFile(.device):
                // Opening a FIFO must not wait for its writer: reading does, and can be interrupted.
                let file = try opened { () throws(SystemError) in
                    try FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK)
                }
                let source = DescriptorSource(file, interruption)
                return try audit(source, name: path, total: nil, with: &auditor)
            case .cannotOpen(errno: EACCES), .cannotOpen(errno: EPERM):
                throw Failure(.permission, "\(quoted(path)) \(error)")
            case .notARegularFile: throw Failure(.wrong, "\(quoted(path)) \(error)")
            case .cannotOpen, .cannotMap: throw Failure(.unreadable, "\(quoted(path)) \(error)")
            }
        }
        let isPacked = file.withOctets {
            CaptureError.OtherFormat(startOf: $0)?.isUnpacked ?? false
        }
        if isPacked {
            let total = file.octetCount
            let source = FileSource(file, interruption)
            try audit(source, name: path, total: total, with: &auditor)
        } else {
            try audit(file, name: path, with: &auditor)
        }
    }

    /// Audits the files of a ring as they become complete, until a signal comes; then the one that is
    /// being written, too. A file that is gone or overwritten before it is read, and one that is no
    /// capture, is counted.
    func audit(ring path: String, with auditor: inout Auditor) throws(Failure) {
        var ring = RingDirectory(path)
        while true {
            let isOver = interruption.isRequested
            let files: [RingFile]
            do throws(SystemError) {
                files = try ring.takeComplete(isOver: isOver)
            } catch {
                throw error.failure(otherwise: .unreadable)
            }
            for file in files { audit(file, in: path, isLast: isOver, with: &auditor) }
            if isOver { return }
            interruption.wait(atMost: 500)
        }
    }

    /// Read in pieces, not mapped: a ring is overwritten while it is read, and a mapped file that is
    /// shortened ends the process.
    ///
    /// - Parameter isLast: it may still be written to, and is audited as far as it is there.
    private func audit(
        _ file: RingFile, in directory: String, isLast: Bool, with auditor: inout Auditor
    ) {
        let path = joined(directory, file.name)
        talk.tell("read \(path)")
        do throws(Failure) {
            let descriptor = try opened { () throws(SystemError) in
                try FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK)
            }
            let source = RingFileSource(descriptor, file)
            guard isLast || source.isUnchanged else { return auditor.noteUnread(path) }
            try audit(source, name: path, total: file.size, with: &auditor)
        } catch {
            talk.say("\(error.message)")
            auditor.noteUnread(path)
        }
    }

    private func audit(
        _ file: borrowing MappedFile, name: String, with auditor: inout Auditor
    ) throws(Failure) {
        var progress = progress(name, total: file.octetCount)
        var capture = try begun(name) { () throws(CaptureError) in
            try file.withOctets { octets throws(CaptureError) in
                try auditor.begin(octets, name: name, vantage: vantage)
            }
        }
        var digest = options.digest ? OctetDigest() : nil
        // A digest needs the octets one after the other.
        if digest == nil { audit(file, inStretchesOf: &capture, with: &auditor, &progress) }
        progress.show(octets: capture.reader.offset, frames: capture.reader.frameCount)
        var limit = 0
        while capture.reader.end == nil && !interruption.isRequested {
            let start = limit
            limit = max(limit + Self.slice, capture.reader.offset + capture.reader.needed)
            limit = min(limit, file.octetCount)
            file.withOctets { octets in
                digest?.update(octets.extracting(start..<limit))
                auditor.feed(
                    octets.extracting(first: limit), from: 0, isLast: limit == file.octetCount,
                    to: &capture)
            }
            progress.show(octets: capture.reader.offset, frames: capture.reader.frameCount)
            // The slice before, too: reading on maps its end again where a page is one of 2 MiB.
            let done = capture.reader.offset
            file.releasePages(in: min(max(0, start - Self.slice), done)..<done)
        }
        progress.end()
        var provenance = CaptureProvenance()
        provenance.octetCount = file.octetCount
        provenance.digest = digest?.text
        if file.hasChanged() { provenance.notes.append(Self.changed) }
        auditor.end(capture, provenance: provenance)
    }

    /// Audits what comes from `source` to its end.
    ///
    /// - Parameter total: octets that will come; nil where nobody knows.
    func audit<Source: OctetSource & ~Copyable>(
        _ source: consuming Source, name: String, total: Int?, with auditor: inout Auditor
    ) throws(Failure) {
        var progress = progress(name, total: total)
        var stream: CaptureStream<Source>
        do throws(StreamError) {
            stream = try CaptureStream(
                source, limit: options.unpackedOctets, isDigested: options.digest)
        } catch {
            progress.end()
            switch error {
            case .interrupted: return noteUnread(name, in: &auditor)
            case .failed(let failure): throw failure
            case .broken(let reason):
                throw Failure(.wrong, "\(quoted(name)) cannot be audited: \(reason.rawValue)")
            }
        }
        var capture = try begun(name) { () throws(CaptureError) in
            try stream.buffer.withOctets { octets throws(CaptureError) in
                try auditor.begin(octets, name: name, vantage: vantage)
            }
        }
        var reason = CutReason.interrupted
        do throws(StreamError) {
            while true {
                let (origin, isLast) = (stream.buffer.origin, stream.buffer.isLast)
                stream.buffer.withOctets {
                    auditor.feed($0, from: origin, isLast: isLast, to: &capture)
                }
                progress.show(
                    octets: stream.octetsRead, frames: capture.reader.frameCount,
                    dropped: stream.source.dropped)
                if capture.reader.end != nil { break }
                try stream.advance(
                    to: capture.reader.offset, needing: capture.reader.needed)
            }
        } catch {
            switch error {
            case .interrupted: break
            case .broken(let cut): reason = cut
            case .failed(let failure):
                progress.end()
                throw failure
            }
        }
        progress.end()
        var provenance = CaptureProvenance()
        provenance.digest = stream.digestText
        stream.source.describe(in: &provenance)
        if let format = stream.format {
            provenance.notes.append("\(format.rawValue), unpacked from \(stream.octetsRead) octets")
        }
        auditor.end(capture, brokenOff: reason, provenance: provenance)
    }

    /// Notes a capture that a signal came before.
    func noteUnread(_ name: String, in auditor: inout Auditor) {
        talk.say("interrupted before \(quoted(name)) was read")
        auditor.noteUnread(name)
    }

    private func progress(_ name: String, total: Int?) -> Progress {
        Progress(name, total: total, form: options.progress, isQuiet: talk.quiet)
    }

    private func opened(
        _ open: () throws(SystemError) -> FileDescriptor
    ) throws(Failure) -> FileDescriptor {
        do throws(SystemError) {
            return try open()
        } catch {
            throw error.failure(otherwise: .unreadable)
        }
    }

    private func begun(
        _ name: String, _ begin: () throws(CaptureError) -> CaptureInProgress
    ) throws(Failure) -> CaptureInProgress {
        do throws(CaptureError) {
            return try begin()
        } catch {
            throw Failure(
                .wrong, "\(quoted(name)) cannot be audited: \(error)",
                hint: "give pcap or pcapng files, as tcpdump and dumpcap write them")
        }
    }
}

extension CaptureError.OtherFormat {
    /// Whether captures packed so are unpacked here.
    fileprivate var isUnpacked: Bool { self == .gzip || self == .zstandard }
}
