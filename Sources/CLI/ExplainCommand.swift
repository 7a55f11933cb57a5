import ArgumentParser
import Diagnostics
import Glibc
import Intent

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what a diagnostic code means, or why a line was generated.",
        discussion: """
            FILE:LINE is a line of a file in a release directory; the answer is the line of the \
            topology that asked for it.
            """)

    @Argument(help: ArgumentHelp("A code such as intent.vlan-reused.", valueName: "code|file:line"))
    var subject: String

    @OptionGroup var data: DataOptions
    @OptionGroup var talk: TalkOptions

    func run() throws {
        if let line = try GeneratedLine(subject) {
            if line.isChanged {
                talk.say(
                    "\(talk.talkStyle.sign(.warning)) \(line.path) is not as it was compiled; "
                        + "the line may be another")
            }
            let text = line.text(talk.outputStyle)
            try Terminal.write(data.output == .json ? line.json.text() + "\n" : text)
        } else {
            let rule = try Self.rule(named: subject)
            try Terminal.write(data.output == .json ? Self.json(of: rule) : Self.text(of: rule))
        }
    }

    // MARK: Codes

    private static func rule(named code: String) throws(Failure) -> Rule {
        if let rule = Rule.all.first(where: { $0.code == code }) { return rule }
        let near = Rule.all.map(\.code).nearest(to: code)
        throw Failure(
            .usage, "nothing is known about \(quoted(code))",
            hint: near.map { "did you mean '\($0)'?" }
                ?? "'cristallo show rules' lists all codes; a line is named FILE:LINE")
    }

    private static func text(of rule: Rule) -> String {
        func indented(_ text: String) -> String {
            text.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        }
        return """
            \(rule.code)

            \(rule.meaning)

              wrong:
            \(indented(rule.bad))

              right:
            \(indented(rule.good))

            """
    }

    private static func json(of rule: Rule) -> String {
        let value: JSONValue = [
            "format_version": .formatVersion, "code": .string(rule.code),
            "meaning": .string(rule.meaning), "bad": .string(rule.bad), "good": .string(rule.good),
        ]
        return value.text() + "\n"
    }
}
