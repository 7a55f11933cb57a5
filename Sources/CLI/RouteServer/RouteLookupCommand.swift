import ArgumentParser
import Diagnostics
import IR
import Net

struct RouteLookupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookup",
        abstract: "Say which members may announce an address or a prefix.",
        discussion: """
            A member may announce its prefixes and what is inside them.

            Exit status: 0 somebody may, 1 nobody may, 2 the topology is wrong.
            """)

    @Argument(help: ArgumentHelp("An address or a prefix.", valueName: "address"))
    var subject: String

    @OptionGroup var topology: TopologyArguments
    @OptionGroup var options: RouteServerOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var talk: TalkOptions

    func run() throws {
        guard let prefix = Self.prefix(subject) else {
            throw Failure(
                .usage, "\(quoted(subject)) is no address and no prefix",
                hint: "write 192.0.2.1 or 2001:db8::/32")
        }
        let exchange = try RouteServerSubject(topology, options, talk)
        var table = Table("prefixes", columns: ["member", "asn", "prefix", "inside", "place"])
        var seen: Set<Int> = []
        for client in exchange.server.clients where seen.insert(client.member).inserted {
            let member = exchange.exchange.members[client.member]
            let all = exchange.server.clients.filter { $0.member == client.member }
            let covering = Set(all.flatMap(\.prefixes)).filter { $0.overlaps(prefix) }.sorted()
            for own in covering {
                table.add([
                    .string(member.name.text), .integer(Int(member.asn.rawValue)),
                    .string(own.description), .bool(own.contains(prefix)),
                    .string(exchange.sources.location(of: member.origin)),
                ])
            }
        }
        try Terminal.write(table.rendered(as: data.output, style: talk.outputStyle))
        if table.rows.isEmpty { throw ExitStatus.negative.exit }
    }

    private static func prefix(_ text: String) -> IPPrefix? {
        if let prefix = try? IPPrefix(text) { return prefix }
        guard let address = try? IPAddress(text) else { return nil }
        return IPPrefix(containing: address, length: address.family.bitWidth)
    }
}
