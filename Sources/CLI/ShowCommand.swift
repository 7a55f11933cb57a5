import ArgumentParser
import Diagnostics
import IR
import Intent

struct ShowCommand: ParsableCommand {
    enum Subject: String, CaseIterable, ExpressibleByArgument {
        case tenants, devices, links, segments, contracts, fabric, rules, limits
    }

    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print tables of a topology, with allocated numbers; or rules and limits.",
        discussion: "'rules' and 'limits' are of the program and need no topology.")

    @Argument(help: "What to show: \(Subject.allCases.map(\.rawValue).joined(separator: ", ")).")
    var subject: Subject

    @OptionGroup var topology: TopologyArguments
    @OptionGroup var data: DataOptions
    @OptionGroup var talk: TalkOptions

    func run() throws {
        switch subject {
        case .rules: try print(.rules)
        case .limits: try print(.limits)
        case .tenants: try print(.tenants(of: fabric()))
        case .devices: try print(.devices(of: fabric()))
        case .links: try print(.links(of: fabric()))
        case .segments: try print(.segments(of: fabric()))
        case .contracts: try print(.contracts(of: fabric()))
        case .fabric:
            let text = try fabric().text(origins: talk.verbose)
            let value: JSONValue = [
                "format_version": .formatVersion, "kind": "fabric", "text": .string(text),
            ]
            try Terminal.write(data.output == .json ? value.text() + "\n" : text)
        }
    }

    private func fabric() throws -> Fabric { try Project.fabric(topology.paths, talk: talk) }

    private func print(_ table: Table) throws(Failure) {
        try Terminal.write(table.rendered(as: data.output, style: talk.outputStyle))
    }
}
