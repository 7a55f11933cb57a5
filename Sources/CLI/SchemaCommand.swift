import ArgumentParser
import Intent

struct SchemaCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case json, markdown
    }

    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of topologies for editors, or their reference for people.")

    @Option(help: "JSON Schema (draft-07), or a reference of all fields.")
    var format: Format = .json

    func run() throws {
        switch format {
        case .json: try Terminal.write(jsonSchema())
        case .markdown: try Terminal.write(fieldReference())
        }
    }
}
