import ArgumentParser

struct RouteServerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rs",
        abstract: "Say what the route servers of the exchange do with a route, and why.",
        discussion: """
            The policy is carried out on the topology; no daemon is asked. What it says is what BIRD \
            and OpenBGPD do with the files that 'compile' writes.
            """,
        subcommands: [
            RouteExplainCommand.self, RouteTableCommand.self, RouteLookupCommand.self,
        ])
}

/// Options of the commands below `rs`.
struct RouteServerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The device of the route server; the first of the exchange by default.",
            valueName: "device"))
    var server: String?
}
