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

    @Flag(help: "Add a capture that shows a planted leak between two tenants.")
    var demo = false

    @OptionGroup var talk: TalkOptions

    func run() throws {
        var files = [
            (StarterTopology.fileName, Array(StarterTopology.text.utf8)),
            (StarterTopology.schemaName, Array(jsonSchema().utf8)),
            (".gitignore", Array("/release/\n/.release.cristallo-new/\n".utf8)),
        ]
        if demo { files.append((StarterCapture.fileName, StarterCapture.octets)) }
        do throws(SystemError) {
            if mkdir(directory, 0o755) != 0 && errno != EEXIST {
                throw SystemError("make", directory)
            }
            let present = try entries(of: directory)
            for (name, _) in files where present.contains(name) {
                throw SystemError(
                    "write", joined(directory, name), code: EEXIST, because: "it is there already")
            }
            for (name, octets) in files {
                try writeAtomically(octets, to: joined(directory, name))
            }
        } catch {
            throw error.failure()
        }
        for (name, _) in files { talk.say("made \(joined(directory, name))") }
        let here = directory == "." ? "" : "cd \(directory) && "
        talk.say("next: \(here)cristallo compile --out release")
        if demo { talk.say("then: cristallo audit \(StarterCapture.fileName)") }
    }
}
