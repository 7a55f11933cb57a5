import ArgumentParser
import Diagnostics
import Glibc
import Intent
import Net

struct ImportMemberListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ixf",
        abstract: "Make a topology of a list of members: IX-F Member Export, JSON.",
        discussion: """
            The list is of version 0.6, 0.7 or 1.0, as IXP Manager and others write it. Without \
            --into the topology is printed, and nothing is written. A file that is there is not \
            replaced without --replace.

            A value that the network depends on is as it must be, or nothing is written. What \
            people read alone (names, pages, telephone numbers) is left out and told where a \
            topology cannot say it.

            Exit status: 0 the topology is printed or written, 2 the list is wrong.
            """)

    @Argument(
        help: ArgumentHelp("The list.", valueName: "file"), completion: .file(extensions: ["json"]))
    var file: String

    @Option(
        help: ArgumentHelp(
            "The file that the topology is written to; the standard output without it.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var into: String?

    @Flag(help: "Replace the file where it is there.")
    var replace = false

    @Option(help: ArgumentHelp("The exchange, by ixp_id, of a list of several.", valueName: "id"))
    var ixp: Int?

    @Option(
        help: ArgumentHelp(
            "A LAN, by its id; may be repeated. Without it all of them.", valueName: "id"))
    var lan: [Int] = []

    @OptionGroup var origin: SnapshotOrigin
    @OptionGroup var talk: TalkOptions

    func run() throws {
        if let into, !replace, access(into, F_OK) == 0, !isSpecial(into) {
            throw Failure(
                .usage, "'\(into)' is there", hint: "name a new file, or repeat it with --replace")
        }
        let source = try OutsideJSON(file)
        let head = try SnapshotHead(origin, octets: source.octets)
        var reader = MemberListReader(
            reader: OutsideReader(source), wantedExchange: ixp, wantedLANs: Set(lan))
        let list = reader.list()
        try reader.reader.finish()
        guard let list else { preconditionFailure("what makes no list is refused") }
        let text = list.text(head)
        let open = try problems(in: text)
        if let into {
            try OutputFiles().write(Array(text.utf8), to: into, talk: talk)
        } else {
            try Terminal.write(text)
        }
        reader.reader.tellLeftOut(talk)
        talk.say(
            "\(counted(list.members.count, "member")), "
                + "\(counted(list.routeServers.count, "route server")), "
                + "\(counted(list.lans.count, "LAN")), "
                + "\(counted(list.switches.count, "switch", "switches"))"
                + (into.map { " -> \($0)" } ?? ""))
        guard open > 0 else { return }
        talk.say("'cristallo check' names \(counted(open, "thing")) that the list does not say")
    }

    /// How many errors the checks find. What the reader itself refuses is of the list: nothing is
    /// written then.
    private func problems(in text: String) throws(Failure) -> Int {
        let outcome = readTopology([(into ?? "topology", Array(text.utf8))])
        if let wrong = outcome.diagnostics.first {
            throw Failure(.wrong, "\(file): \(wrong.message)", hint: wrong.hint)
        }
        return check(outcome.topology).diagnostics.count { $0.severity == .error }
    }
}
