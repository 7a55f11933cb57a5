import ArgumentParser
import Diagnostics
import Glibc
import IR
import Net
import Publications

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print what the exchange says of itself to others.",
        discussion: """
            LANs for quarantine, connections to them and ports that are ordered and not yet there are \
            in none of the outputs.
            """,
        subcommands: [
            IXF.self, RPSL.self, AliceLG.self, MemberPolicyPage.self, MANRS.self,
        ])

    /// What every kind of export is asked.
    struct ExportOptions: ParsableArguments {
        @OptionGroup var topology: TopologyArguments

        @Option(
            name: .shortAndLong,
            help: ArgumentHelp("Write to a file instead of the standard output.", valueName: "file")
        )
        var output: String?

        @OptionGroup var talk: TalkOptions

        /// The fabric; ends the command where it has no exchange.
        func fabric() throws -> Fabric {
            let project = try Project(topology.paths, command: "check", talk: talk)
            let fabric = try project.fabric(talk: talk)
            guard fabric.exchange != nil else {
                throw Failure(
                    .wrong, "the topology has no exchange, so there is nothing to publish",
                    hint: "add 'exchange:' with its LANs and members")
            }
            if project.numbersMayMove {
                talk.say(
                    "note: \(project.files.ledgerPath) does not hold every number of the topology yet; "
                        + "until 'cristallo compile' has written it, numbers of LANs and switches may "
                        + "change from one export to the next")
            }
            return fabric
        }

        /// - Precondition: there is a text, because the fabric has an exchange.
        func write(_ text: String?) throws(Failure) {
            guard let text else { preconditionFailure("the fabric has an exchange") }
            guard let output else { return try Terminal.write(text) }
            try refuseOverwriting(inputs: topology.paths, outputs: [output])
            try OutputFiles().write(Array(text.utf8), to: output, talk: talk)
        }
    }

    struct IXF: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ixf",
            abstract: "The list of members for peers and PeeringDB: IX-F Member Export, JSON.")

        @OptionGroup var options: ExportOptions

        @Option(help: "The version of the schema.")
        var version: MemberExport.Version = .version10

        @Option(
            help: ArgumentHelp(
                "When the list was made, such as 2026-11-23T08:00:00Z.",
                discussion: "Without it that of SOURCE_DATE_EPOCH, or now.", valueName: "time"))
        var timestamp: UTCTime?

        func run() throws {
            let export = MemberExport(
                version: version,
                timestamp: try timestamp ?? .current(orGiven: "--timestamp 2026-11-23T08:00:00Z"))
            guard let document = export.document(of: try options.fabric()) else {
                preconditionFailure("the fabric has an exchange")
            }
            try options.write(document.text() + "\n")
        }
    }
}

extension ExportCommand {
    struct RPSL: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rpsl",
            abstract: "Objects of the route servers for a routing registry: as-set, aut-num.")

        @OptionGroup var options: ExportOptions

        func run() throws { try options.write(try RoutingObjects().text(of: options.fabric())) }
    }

    struct AliceLG: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "alice-lg",
            abstract: "Configuration of the looking glass Alice-LG, with what communities mean.")

        @OptionGroup var options: ExportOptions

        func run() throws {
            try options.write(try LookingGlassConfiguration().text(of: options.fabric()))
        }
    }

    struct MemberPolicyPage: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "member-policy",
            abstract: "What members may send, announce and ask for, as a page: Markdown.")

        @OptionGroup var options: ExportOptions

        func run() throws { try options.write(try MemberPolicy().text(of: options.fabric())) }
    }

    struct MANRS: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "manrs",
            abstract: "What in the topology stands for each MANRS action of exchanges: Markdown.")

        @OptionGroup var options: ExportOptions

        func run() throws { try options.write(try ActionEvidence().text(of: options.fabric())) }
    }
}

extension MemberExport.Version: ExpressibleByArgument {}
