import Diagnostics
import Intent

extension Project {
    /// The exchange that data from outside is taken for. Ends the command where the topology is wrong
    /// or has none.
    static func exchange(_ paths: [String], talk: TalkOptions) throws -> Exchange {
        let project = try Project(paths, command: "import", talk: talk)
        guard let checked = project.checked, let exchange = checked.topology.exchange else {
            Terminal.say(project.report.text(talk.talkStyle))
            throw project.checked == nil
                ? ExitStatus.wrong.exit : Failure(.usage, "the topology has no exchange")
        }
        return exchange
    }
}
