import Backends
import Diagnostics
import Foundation
import IR
import Intent
import Net
import TestSupport
import Testing

@testable import CLI

/// What the documents show is what the programs print: console blocks are run, tables are made from
/// the sources they describe. `CRISTALLO_RECORD=1` writes both anew.
@Suite("The documents", .serialized)
struct DocumentTests {
    @Test("show commands with the output that they have", arguments: ["README.md"])
    func consoleBlocks(document: String) throws {
        let text = try Repository.text(document)
        let shown = try TemporaryDirectory.with { directory in
            for folder in ["Topologies", "Fixtures"] {
                try FileManager.default.createDirectory(
                    atPath: "\(directory)/\(folder)", withIntermediateDirectories: true)
            }
            for folder in ["Topologies", "Fixtures/Captures", "Fixtures/RouteServer"] {
                try? FileManager.default.removeItem(atPath: "\(directory)/\(folder)")
                try FileManager.default.copyItem(
                    atPath: Repository.path(folder), toPath: "\(directory)/\(folder)")
            }
            return try blocks(of: text, between: "```console", and: "```") { _, lines in
                try lines.filter { $0.hasPrefix("$ ") }.map { line in
                    let printed = try output(of: String(line.dropFirst(2)), in: directory)
                    return printed.isEmpty ? String(line) : "\(line)\n\(printed)"
                }.joined(separator: "\n")
            }
        }
        try Golden.expect(shown, at: document)
    }

    @Test("show the picture that is drawn")
    func picture() throws {
        let drawn = try CLIProgram.run(
            ["graph", "Topologies/sct.yaml"], in: Repository.root)
        try Golden.expect(drawn.outputText, at: "Topologies/sct.svg")
    }

    @Test("have the tables of the sources", arguments: ["README.md", "Topologies/README.md"])
    func generatedTables(document: String) throws {
        let text = try Repository.text(document)
        let shown = try blocks(of: text, between: "<!-- made from ", and: "<!-- end -->") {
            head, _ in
            let subject = head.dropFirst("<!-- made from ".count).dropLast(" -->".count)
            switch subject {
            case "the field table": return fieldReference()
            case "the rules": return ruleReference()
            case "the features": return featureTable()
            case "the announcement table": return announcementReference()
            case "the waiver table": return waiverReference()
            case "the community plan": return communityTable()
            case "the reject reasons": return reasonTable()
            default:
                Issue.record("\(document): nothing is made from \(subject)")
                return ""
            }
        }
        try Golden.expect(shown, at: document)
    }

    /// The text with the inside of every block replaced; `replacement` gets the opening line and
    /// the lines between.
    private func blocks(
        of text: String, between opening: String, and closing: String,
        replacement: (Substring, [Substring]) throws -> String
    ) throws -> String {
        var result: [String] = []
        var inside: [Substring] = []
        var head: Substring?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let opened = head {
                if line == closing {
                    result.append(try replacement(opened, inside).trimmingNewlines)
                    result.append(String(line))
                    head = nil
                    inside = []
                } else {
                    inside.append(line)
                }
            } else {
                result.append(String(line))
                if line.hasPrefix(opening) { head = line }
            }
        }
        return result.joined(separator: "\n")
    }

    /// Both outputs of a shell command, without escape codes, ending in no new line.
    private func output(of command: String, in directory: String) throws -> String {
        var shell = OutsideProgram(path: "/bin/bash")
        shell.directory = directory
        let folder = URL(fileURLWithPath: CLIProgram.path)
            .deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        shell.environment = [
            "PATH": "\(folder):\(path)", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "COLUMNS": "100",
        ]
        let result = try shell.run(["-c", "exec 2>&1\n\(command)"])
        return result.outputText.trimmingNewlines
    }

    private func ruleReference() -> String {
        Rule.all.sorted { $0.code < $1.code }.map { rule in
            """
            ### `\(rule.code)`

            \(rule.meaning)

            Refused:

            ```yaml
            \(rule.bad.trimmingNewlines)
            ```

            Accepted:

            ```yaml
            \(rule.good.trimmingNewlines)
            ```
            """
        }.joined(separator: "\n\n")
    }

    private func featureTable() -> String {
        let names = allBackends.map { "`\($0.name)`" }
        let rows = Feature.allCases.map { feature in
            "| \(feature.meaning) | "
                + allBackends.map { $0.features.contains(feature) ? "yes" : "refused" }
                .joined(separator: " | ") + " |"
        }
        let head = "| | \(names.joined(separator: " | ")) |"
        let line = "|---|" + String(repeating: "---|", count: names.count)
        return ([head, line] + rows).joined(separator: "\n")
    }

    /// Requests to a route server, in the forms of two servers that are written as RS.
    private func communityTable() -> String {
        guard let asn = ASN(rawValue: 64511), let peer = ASN(rawValue: 64496) else { return "" }
        let plan = CommunityPlan(asn: asn)
        func form(_ community: Community) -> String {
            let numbers = community.description.split(separator: ":").map { number in
                switch number {
                case "64511": "RS"
                case "64496": "PEER"
                default: String(number)
                }
            }
            return "`\(numbers.joined(separator: ":"))`"
        }
        let requests: [(CommunityPlan.Request, String)] = [
            (.withhold, "do not announce"), (.announce, "announce"), (.prepend(1), "prepend once"),
            (.prepend(2), "prepend twice"), (.prepend(3), "prepend three times"),
            (.addNoExport, "add NO_EXPORT"),
        ]
        let targets: [(CommunityPlan.Target, String)] = [
            (.everybody, "to everybody"), (.member(peer, communityASN: nil), "to a member"),
        ]
        let rows = requests.flatMap { request, meaning in
            targets.map { target, whom in
                let forms = plan.communities(for: request, target).reversed().map(form)
                return "| \(meaning) \(whom) | " + forms.joined(separator: " | ") + " |"
            }
        }
        let blackhole = "| blackhole, as well as `65535:666` | `RS:666:0` | | `RS:666` |"
        let head = ["| | large | route target | standard |", "|---|---|---|---|"]
        return (head + rows + [blackhole]).joined(separator: "\n")
    }

    private func reasonTable() -> String {
        let rows = RejectReason.allCases.map { "| `RS:1101:\($0.rawValue)` | \($0.meaning) |" }
        return (["| Community | Why it was refused |", "|---|---|"] + rows).joined(separator: "\n")
    }
}

extension StringProtocol {
    fileprivate var trimmingNewlines: String { trimmingCharacters(in: .newlines) }
}
