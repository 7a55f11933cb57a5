import ArgumentParser

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take a snapshot of data from outside into a file of the topology.",
        discussion: """
            A snapshot is text beside the topology, with where it comes from and when: it is \
            reviewed, compared and compiled as all else is. 'ixf' makes the topology itself, of a \
            list of members. Nothing is asked over the network.
            """,
        subcommands: [
            ImportRegistrationsCommand.self, ImportPayloadsCommand.self,
            ImportPeeringDBCommand.self, ImportMemberListCommand.self,
        ])
}

/// Options of every snapshot.
struct SnapshotOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The file of the topology that the snapshot is written to; it is replaced as a whole.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var into: String

    @OptionGroup var origin: SnapshotOrigin
}

/// Where data from outside comes from, as people say it.
struct SnapshotOrigin: ParsableArguments {
    @Option(help: ArgumentHelp("Whom it was asked of, for people.", valueName: "text"))
    var source: String?

    @Option(
        help: ArgumentHelp(
            "When it was taken, in UTC: 2026-11-27T18:00:00Z.", valueName: "time"))
    var takenAt: String?
}
