import ArgumentParser
import Audit
import Diagnostics
import Glibc

struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Make one report of the parts of an audit.",
        discussion: """
            Each part is what 'audit --shard I/N --partial FILE' has written: of the same captures, \
            the same topology and the same N. They are merged in any order, and a shard that comes \
            twice counts once. The report of all shards is that of an audit that was never divided, \
            octet by octet; while shards are missing it names them and is never clean.

            Exit status: as of 'audit', and 2 where parts are not of one audit.
            """)

    @Argument(
        help: ArgumentHelp("Parts of one audit.", valueName: "part"),
        completion: .file(extensions: ["crpart"]))
    var parts: [String]

    @Option(
        help: ArgumentHelp(
            "The topology: a YAML file or a directory; may be repeated for several files.",
            valueName: "path"))
    var topology: [String] = []

    @Option(
        help: ArgumentHelp(
            "Write the headers of findings' frames to a pcapng file, with a comment on each.",
            valueName: "file"))
    var evidence: String?

    @Option(
        help: ArgumentHelp(
            "Write the merged part to a file, and no report; the exit status is then 0.",
            valueName: "file"))
    var partial: String?

    @OptionGroup var pseudonyms: PseudonymOptions
    @OptionGroup var reporting: ReportOptions
    @OptionGroup var talk: TalkOptions

    func validate() throws {
        if partial != nil && pseudonyms.keyFile != nil {
            throw ValidationError("--pseudonymise is for reports, not for parts")
        }
        if partial != nil && (evidence != nil || !reporting.reports.isEmpty) {
            throw ValidationError("--partial writes no report, and neither --evidence nor --report")
        }
    }

    func run() throws {
        try refuseOverwriting(
            inputs: parts + topology + [pseudonyms.keyFile].compactMap { $0 }
                + reporting.acceptance.paths,
            outputs: reporting.reports.map(\.path) + [evidence, partial].compactMap { $0 })
        let acceptances = try reporting.acceptance.read(talk)
        let pseudonymiser = try pseudonyms.pseudonymiser()
        let subject = try AuditSubject(
            topology, command: "merge", reporting: reporting, talk: talk)
        let digest = subject.topologyDigest
        var merged = try read(parts[0], subject, digest)
        for path in parts.dropFirst() {
            let part = try read(path, subject, digest)
            do throws(AuditPartMismatch) {
                merged = try merged.merged(with: part)
            } catch {
                throw Failure(.wrong, "\(quoted(parts[0])) and \(quoted(path)) \(error)")
            }
        }
        if let partial {
            try OutputFiles().write(try merged.octetsToRead(), to: partial, talk: talk)
            return
        }
        let report = AuditReport(subject.plan, merged).pseudonymised(by: pseudonymiser)
        if let evidence {
            try OutputFiles().write(report.evidence, to: evidence, talk: talk)
        }
        throw try subject.emit(report, acceptances, reporting, talk: talk)
    }

    private func read(
        _ path: String, _ subject: AuditSubject, _ digest: String
    ) throws(Failure) -> AuditPart {
        let octets: [UInt8]
        do throws(SystemError) {
            octets = try FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK)
                .readAll(limit: AuditPart.mostOctets + 1)
        } catch {
            throw error.failure(otherwise: .unreadable)
        }
        talk.tell("read \(path)")
        guard octets.count <= AuditPart.mostOctets else {
            throw Failure(.wrong, "\(quoted(path)) is longer than any part of an audit")
        }
        do throws(AuditPartError) {
            return try AuditPart(parsing: octets, of: subject.plan, topology: digest)
        } catch .topology(let found) {
            let files = topology.isEmpty ? "that of the current directory" : quoted(topology[0])
            throw Failure(
                .wrong,
                "\(quoted(path)) is of another topology than \(files): \(found), not \(digest)",
                hint: "merge with the topology that the captures were audited with")
        } catch {
            throw Failure(.wrong, "\(quoted(path)) is no part of an audit: \(error)")
        }
    }
}

extension AuditPart {
    /// Octets of a part at most: more than all findings of a shard and all their evidence take.
    static let mostOctets = 1 << 28

    /// The part as a file that `merge` reads again. Shards stay apart in a part, so many large ones may
    /// be too much for one file.
    func octetsToRead(limit: Int = mostOctets) throws(Failure) -> [UInt8] {
        let octets = self.octets
        guard octets.count <= limit else {
            throw Failure(
                .undecided,
                "the part of \(counted(shards.count, "shard")) takes \(octets.count) octets, and "
                    + "'merge' reads \(limit) of a file at most; nothing was written",
                hint: "give 'merge' all parts at once, without --partial")
        }
        return octets
    }
}
