import ArgumentParser
import Diagnostics
import Glibc
import Intent

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a project that checks and compiles: a topology, and its schema for editors."
    )

    @Argument(help: "The directory; it is made where it is missing; no file in it is overwritten.")
    var directory = "."

    @OptionGroup var talk: TalkOptions

    func run() throws {
        let files = [
            (StarterTopology.fileName, StarterTopology.text),
            (StarterTopology.schemaName, jsonSchema()),
            (".gitignore", "/release/\n/.release.cristallo-new/\n"),
        ]
        do throws(SystemError) {
            if mkdir(directory, 0o755) != 0 && errno != EEXIST {
                throw SystemError("make", directory)
            }
            let present = try entries(of: directory)
            for (name, _) in files where present.contains(name) {
                throw SystemError(
                    "write", joined(directory, name), code: EEXIST, because: "it is there already")
            }
            for (name, text) in files {
                try writeAtomically(Array(text.utf8), to: joined(directory, name))
            }
        } catch {
            throw error.failure()
        }
        for (name, _) in files { talk.say("made \(joined(directory, name))") }
        let here = directory == "." ? "" : "cd \(directory) && "
        talk.say("next: \(here)cristallo compile --out release")
    }
}
