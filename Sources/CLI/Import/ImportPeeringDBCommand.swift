import ArgumentParser
import Diagnostics
import Intent
import Net

struct ImportPeeringDBCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peeringdb",
        abstract: "Take what PeeringDB says of the members, and who wants no route server.",
        discussion: """
            The files are answers of its API (net, netixlan, ixpfx, ix) or a dump that holds them. \
            What a member leaves open is filled: limits of prefixes, AS-SET, page of its policy. \
            Where it says something else, 'check' warns at its line. Ports and LANs are compared \
            alone.

            A list that lost more than half since the last import is refused and the snapshot stays \
            as it is. So is one that lost a limit or the AS-SETs of a member that has them from \
            nowhere else. --accept-shrink says that it is meant.

            Exit status: 0 the snapshot is written, 2 a file is wrong, 3 nothing is left of it, \
            less than half, or not what a member needs.
            """)

    @Argument(
        help: ArgumentHelp("Answers of the API, or a dump.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var files: [String]

    @Option(
        name: .customLong("topology"),
        help: ArgumentHelp(
            "The topology whose members are looked for: a file or a directory; may be repeated.",
            valueName: "path"))
    var topology: [String] = []

    @Flag(help: "Take it though less than half of a list is left, or limits or AS-SETs are lost.")
    var acceptShrink = false

    @OptionGroup var options: SnapshotOptions
    @OptionGroup var talk: TalkOptions

    func run() throws {
        let earlier = try SnapshotSection.peeringDB.earlier(at: options.into)?.peeringDB
        let exchange = try Project.exchange(topology, replacing: options.into, talk: talk)
        let sources = try files.map { path throws(Failure) in try OutsideJSON(path) }
        let head = try SnapshotHead(options.origin, octets: sources.flatMap(\.octets))
        var extract = PeeringDBExtract(for: exchange)
        var readers: [OutsideReader] = []
        for source in sources {
            var reader = OutsideReader(source)
            extract.add(&reader)
            try reader.finish()
            readers.append(reader)
        }
        try extract.finish()
        guard !extract.networks.isEmpty || !extract.neverViaRouteServers.isEmpty else {
            throw Failure(
                .undecided,
                "the files say nothing of a member; '\(options.into)' stays as it is")
        }
        if !acceptShrink, let earlier,
            let shrunk = extract.shrinkage(since: earlier) ?? extract.losses(since: earlier)
        {
            throw Failure(
                .undecided, "\(shrunk); '\(options.into)' stays as it is",
                hint: "look at PeeringDB, or repeat it with --accept-shrink")
        }
        try OutputFiles().write(Array(extract.text(head).utf8), to: options.into, talk: talk)
        for reader in readers { reader.tellLeftOut(talk) }
        talk.say(
            "\(counted(extract.networks.count, "member")), "
                + "\(counted(extract.neverViaRouteServers.count, "network")) never via route "
                + "servers -> \(options.into)")
    }
}
