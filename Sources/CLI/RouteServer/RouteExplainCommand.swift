import ArgumentParser
import Diagnostics
import IR
import Net
import RouteDecisions

struct RouteExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say for one route whether it is accepted, who gets it, and what decides it.",
        discussion: """
            Exit status: 0 somebody gets the route, 1 nobody does, 2 the topology is wrong.
            """)

    @OptionGroup var topology: TopologyArguments

    @Option(help: ArgumentHelp("The prefix of the route.", valueName: "prefix"))
    var route: String

    @Option(
        help: ArgumentHelp(
            "The member that announces it: its name, its AS number or its address.",
            valueName: "member"))
    var from: String

    @Option(
        help: ArgumentHelp(
            "The AS path, the member's own number by default: '64496 65538'.", valueName: "path"))
    var path: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Its communities: 0:64497, rt:0:65540, 64511:0:65540, NO_EXPORT.",
            valueName: "community"))
    var communities: [String] = []

    @Option(
        help: ArgumentHelp("The next hop; the member's address by default.", valueName: "address"))
    var nextHop: String?

    @Option(
        help: ArgumentHelp(
            "The AS number in Only to Customer (RFC 9234), which it has not by default.",
            valueName: "asn"))
    var otc: UInt32?

    @OptionGroup var options: RouteServerOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var talk: TalkOptions

    func run() throws {
        let prefix = try argument("--route", route) { text throws(NotationError) in
            try IPPrefix(text)
        }
        let subject = try RouteServerSubject(topology, options, talk)
        let client = try subject.client(named: from, prefix.family)
        let sender = subject.server.clients[client]
        let question = Route(
            prefix: prefix,
            path: try path.map { text throws(Failure) in
                try argument("--path", text) { text throws(NotationError) in try ASPath(text) }
            } ?? ASPath(segments: [.sequence([sender.asn.rawValue])]),
            nextHop: try nextHop.map { text throws(Failure) in
                try argument("--next-hop", text) { text throws(NotationError) in
                    try IPAddress(text)
                }
            } ?? sender.address,
            communities: try communities.flatMap { $0.split(separator: ",").map(String.init) }
                .map { text throws(Failure) in
                    try argument("--communities", text) { text throws(NotationError) in
                        try Community(text)
                    }
                },
            onlyToCustomer: otc)
        let answer = RouteAnswer(subject, question, from: client)
        try Terminal.write(
            data.output == .json ? answer.json.text() + "\n" : answer.text(talk.outputStyle))
        if !answer.reachesSomebody { throw ExitStatus.negative.exit }
    }
}
