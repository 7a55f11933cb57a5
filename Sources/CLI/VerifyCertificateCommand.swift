import ArgumentParser
import CertificateChecker
import Compiler
import Diagnostics
import Forwarding
import Glibc
import IR

struct VerifyCertificateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-certificate",
        abstract: "Check the certificate of a proof by a program of its own.",
        discussion: """
            A certificate that 'prove --certificate' wrote says, for each scope and family, which \
            packets can come to which place. That nothing comes where it must not follows if the \
            claims hold for every single step, and that is checked, by none of the prover's code: \
            both ask the same model of forwarding. The files must be those that were proved, octet for octet. That contracts \
            work is not part of a certificate.

            Exit status: 0 valid, 1 refused, 2 the topology is wrong, 65 the certificate cannot be \
            read.
            """)

    @Argument(
        help: ArgumentHelp("A certificate that 'prove' wrote.", valueName: "certificate"),
        completion: .file())
    var certificate: String

    @OptionGroup var topology: TopologyArguments

    @Option(
        help: ArgumentHelp(
            "The release directory whose files were proved.", valueName: "dir"),
        completion: .directory)
    var configs: String?

    @OptionGroup var talk: TalkOptions

    func run() throws {
        let claimed = try read()
        let project = try Project(topology.paths, command: "verify-certificate", talk: talk)
        guard let checked = project.checked else {
            Terminal.say(project.report.text(talk.talkStyle))
            throw ExitStatus.wrong.exit
        }
        let fabric = compile(checked)
        var subject = ProvedSubject(Network(fabric), project)
        if let configs { try subject.read(configs, of: fabric, talk) }
        if let difference = difference(of: claimed.files, from: subject.files) {
            try refuse("it is of other files: \(difference)")
        }
        do throws(Refusal) {
            var checker = CertificateChecker(subject.network, against: Policy(fabric))
            try checker.check(claimed)
        } catch {
            try refuse("\(error)")
        }
        let sign = talk.outputStyle.sign(.good)
        try Terminal.write("\(sign) \(certificate): valid: \(fabric.name) is isolated\n")
    }

    private func read() throws(Failure) -> Certificate {
        let octets: [UInt8]
        do throws(SystemError) {
            octets = try FileDescriptor(opening: certificate, O_RDONLY | O_NONBLOCK)
                .readAll(limit: 1 << 30)
        } catch {
            throw error.failure(otherwise: .unreadable)
        }
        talk.tell("read \(certificate)")
        do throws(Refusal) {
            return try Certificate(reading: octets)
        } catch {
            throw Failure(.unreadable, "\(quoted(certificate)) is no certificate: \(error)")
        }
    }

    private func refuse(_ reason: String) throws {
        let sign = talk.outputStyle.sign(.error)
        try Terminal.write("\(sign) \(certificate): refused: \(reason)\n")
        throw ExitStatus.negative.exit
    }

    /// The first file that differs, and how; nil where both are the same.
    private func difference(
        of claimed: [(digest: String, path: String)], from found: [(path: String, digest: String)]
    ) -> String? {
        if claimed.map(\.digest) == found.map(\.digest) { return nil }
        let here = Set(found.map(\.digest))
        if let gone = claimed.first(where: { !here.contains($0.digest) }) {
            return "\(quoted(gone.path)) is not here as it was proved"
        }
        let proved = Set(claimed.map(\.digest))
        if let new = found.first(where: { !proved.contains($0.digest) }) {
            return "\(quoted(new.path)) was not there when it was proved"
        }
        return "the same files were read in another order"
    }
}
