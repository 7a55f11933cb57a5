import ArgumentParser
import Diagnostics
import Intent
import Net

struct ImportRegistrationsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "irr",
        abstract: "Take what registries say of a member: its prefixes and origins.",
        discussion: """
            The files are what bgpq4 prints with -j: 'bgpq4 -4jA AS-SET', 'bgpq4 -6jA AS-SET' and \
            'bgpq4 -tj AS-SET'. The snapshot keeps what it has of other members.

            A prefix stands for itself and for all that is inside it, as everywhere in a topology. \
            Where -A says that only longer ones are meant ('greater-equal'), those are written, as \
            far as they are few. Numbers and prefixes that have no place in the routing of the \
            Internet are left out and told; those for documentation are taken.

            Lists of prefixes or of AS numbers of which nothing is left, or less than half of what \
            it was, are refused and the snapshot stays as it is: registries lose data, and a filter \
            without it cuts a member off. A member may have prefixes of one family alone. \
            --accept-shrink says that it is meant.

            Exit status: 0 the snapshot is written, 2 a file is wrong, 3 a list shrank too much.
            """)

    @Argument(
        help: ArgumentHelp("Files of bgpq4, of prefixes or of AS numbers.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var files: [String]

    @Option(help: ArgumentHelp("The member they are of.", valueName: "name"))
    var member: String

    @Flag(help: "Take a list though it is empty, or less than half of what it was.")
    var acceptShrink = false

    @OptionGroup var options: SnapshotOptions
    @OptionGroup var talk: TalkOptions

    func run() throws {
        let name = try argument("--member", member) { text throws(NotationError) in
            try Name(text)
        }
        let sources = try files.map { path throws(Failure) in try OutsideJSON(path) }
        let head = try SnapshotHead(options.origin, octets: sources.flatMap(\.octets))
        var lists = RegisteredLists()
        for source in sources { try lists.add(source) }
        let earlier = try RegistrationFile(at: options.into)
        if !acceptShrink, let shrunk = lists.shrinkage(since: earlier.lists(of: name)) {
            throw Failure(
                .undecided, "\(name): \(shrunk); '\(options.into)' stays as it is",
                hint: "look at the registries, or repeat it with --accept-shrink")
        }
        let text = earlier.replacing(name, with: lists, head)
        try OutputFiles().write(Array(text.utf8), to: options.into, talk: talk)
        lists.tellLeftOut(talk)
        talk.say(
            "\(name): \(counted(lists.prefixes.count, "prefix", "prefixes")), "
                + "\(counted(lists.origins.count, "origin")) -> \(options.into)")
    }
}

/// A file of registrations, as it is before an import.
struct RegistrationFile {
    private var registrations: [(name: Name, text: String, lists: RegisteredLists)] = []

    /// Empty where there is no file.
    init(at path: String) throws(Failure) {
        for registration in try SnapshotSection.registrations.earlier(at: path)?.registrations ?? []
        {
            var lists = RegisteredLists()
            lists.prefixes = Set(registration.prefixes.map(\.value))
            lists.origins = Set(registration.origins.map(\.value))
            registrations.append(
                (
                    registration.member.value,
                    Self.text(
                        registration.member.value, lists, SnapshotHead(registration.snapshot)),
                    lists
                ))
        }
    }

    func lists(of member: Name) -> RegisteredLists? {
        registrations.first { $0.name == member }?.lists
    }

    /// The text of the file with another registration of the member, in order of names.
    func replacing(_ member: Name, with lists: RegisteredLists, _ head: SnapshotHead) -> String {
        let own = Self.text(member, lists, head)
        let all =
            registrations.filter { $0.name != member }.map { (name: $0.name, text: $0.text) }
            + [(name: member, text: own)]
        return "# Written by 'cristallo import irr'; the next import replaces it.\nregistrations:\n"
            + all.sorted { $0.name < $1.name }.map(\.text).joined()
    }

    /// One registration, a value a line, so that differences are readable.
    private static func text(_ member: Name, _ lists: RegisteredLists, _ head: SnapshotHead)
        -> String
    {
        var text = "  - member: \(member)\n\(head.text(indent: "    "))"
        func add(_ key: String, _ values: [String]) {
            text += values.isEmpty ? "    \(key): []\n" : "    \(key):\n"
            for value in values { text += "      - \(value)\n" }
        }
        add("prefixes", lists.prefixes.sorted().map { "\"\($0)\"" })
        add("origins", lists.origins.sorted().map(\.description))
        return text
    }
}
