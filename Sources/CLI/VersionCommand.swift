import ArgumentParser
import Diagnostics

/// What this program calls itself.
enum Version {
    static let number = "0.1.0"
}

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version.")

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let value: JSONValue = [
            "format_version": .formatVersion, "name": "cristallo",
            "version": .string(Version.number),
        ]
        try Terminal.write(json ? value.text() + "\n" : "cristallo \(Version.number)\n")
    }
}
