import ArgumentParser
import IR

struct GraphCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case svg, dot, mermaid, d2, drawio, json
    }

    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draw the fabric: rooms, devices, links and tenants.")

    @OptionGroup var topology: TopologyArguments

    @Option(help: "A drawing, a language that others draw from, or data.")
    var format: Format = .svg

    @OptionGroup var talk: TalkOptions

    func run() throws {
        let graph = FabricGraph(try Project.fabric(topology.paths, talk: talk))
        switch format {
        case .svg: try Terminal.write(graph.svg)
        case .dot: try Terminal.write(graph.dot)
        case .mermaid: try Terminal.write(graph.mermaid)
        case .d2: try Terminal.write(graph.d2)
        case .drawio: try Terminal.write(graph.drawio)
        case .json: try Terminal.write(graph.json.text() + "\n")
        }
    }
}
