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

    @Option(help: "Add a pipeline that checks, compiles and proves each change.")
    var ci: StarterPipeline?

    @OptionGroup var talk: TalkOptions

    func run() throws {
        var files = [
            (StarterTopology.fileName, Array(StarterTopology.text.utf8)),
            (StarterTopology.schemaName, Array(jsonSchema().utf8)),
            (".gitignore", Array("/release/\n/.release.cristallo-new/\n".utf8)),
        ]
        if demo { files.append((StarterCapture.fileName, StarterCapture.octets)) }
        if let ci { files.append((ci.path, Array(ci.text.utf8))) }
        do throws(SystemError) {
            try make(directory)
            for (name, _) in files where isThere(joined(directory, name)) {
                throw SystemError(
                    "write", joined(directory, name), code: EEXIST, because: "it is there already")
            }
            for (name, _) in files { try makeDirectories(above: name) }
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

    /// Whether there is anything of that name, a link that leads nowhere as well.
    private func isThere(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Makes a directory where it is missing.
    private func make(_ path: String) throws(SystemError) {
        if mkdir(path, 0o755) != 0 && errno != EEXIST { throw SystemError("make", path) }
    }

    private func makeDirectories(above name: String) throws(SystemError) {
        var path = directory
        for part in name.split(separator: "/").dropLast() {
            path = joined(path, String(part))
            try make(path)
        }
    }
}
