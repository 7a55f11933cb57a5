import ArgumentParser
import Diagnostics
import IR
import Intent
import Net
import RouteDecisions

struct RouteTableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table",
        abstract: "Decide the announcements of a file for every member, and test what they expect.",
        discussion: """
            The file is YAML or JSON, 'announcements: [{from: MEMBER, prefix: PREFIX, path: …, \
            communities: […], expect: {reaches: [ASN]}}]'. An announcement that expects something \
            else than what becomes of it makes the answer no: a policy can be tested as a program is.

            Exit status: 0 all is as expected, 1 something is not, 2 a file is wrong.
            """)

    @Option(
        help: ArgumentHelp("The file of announcements.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml", "json"]))
    var announcements: String

    @OptionGroup var topology: TopologyArguments
    @OptionGroup var options: RouteServerOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var talk: TalkOptions

    func run() throws {
        let subject = try RouteServerSubject(topology, options, talk)
        let octets = try TopologyFiles.content(ofFile: announcements)
        let (read, wrong) = readAnnouncements(octets, file: 0)
        var rows: [AnnouncementRow] = []
        var diagnostics = wrong
        for announcement in read {
            switch AnnouncementRow.reading(announcement, subject) {
            case .success(let row): rows.append(row)
            case .failure(let error): diagnostics.append(error.diagnostic)
            }
        }
        if diagnostics.hasErrors {
            let report = Report(
                command: "rs table", subject: "", diagnostics: diagnostics.inOrder(),
                sources: SourceFiles([announcements]), texts: SourceTexts([octets]),
                rules: Rule.all)
            Terminal.say(report.text(talk.talkStyle))
            throw ExitStatus.wrong.exit
        }
        let table = data.output == .json ? table(of: rows) : phrases(of: rows)
        try Terminal.write(table.rendered(as: data.output, style: talk.outputStyle))
        let sources = SourceFiles([announcements])
        let failures = rows.flatMap { row in
            row.failures.map { "\(sources.location(of: row.span)): \($0)" }
        }
        for failure in failures {
            Terminal.say("\(talk.talkStyle.sign(.error)) \(failure)\n")
        }
        let expecting = rows.count { $0.hasExpectation }
        if expecting > 0 {
            let failed = rows.count { !$0.failures.isEmpty }
            talk.say(
                "\(expecting - failed) of \(counted(expecting, "expectation")) met, "
                    + "\(counted(rows.count, "announcement"))")
        }
        if !failures.isEmpty { throw ExitStatus.negative.exit }
    }

    private func table(of rows: [AnnouncementRow]) -> Table {
        var table = Table(
            "routes",
            columns: ["from", "prefix", "path", "communities", "verdict", "reaches", "withheld"])
        for row in rows {
            table.add(columns(of: row) + [list(row.reaches), list(row.withheld)])
        }
        return table
    }

    /// As above, with those it reaches in one phrase.
    private func phrases(of rows: [AnnouncementRow]) -> Table {
        var table = Table(
            "routes", columns: ["from", "prefix", "path", "communities", "verdict", "reaches"])
        for row in rows {
            table.add(columns(of: row) + [row.refused ? .null : .string(row.reachesPhrase)])
        }
        return table
    }

    private func columns(of row: AnnouncementRow) -> [JSONValue] {
        [
            .string(row.from), .string(row.route.prefix.description),
            .string(row.route.path.description),
            .array(row.route.communities.map { .string($0.description) }), .string(row.verdict),
        ]
    }

    private func list(_ asns: [ASN]) -> JSONValue {
        .array(asns.map { .integer(Int($0.rawValue)) })
    }
}
