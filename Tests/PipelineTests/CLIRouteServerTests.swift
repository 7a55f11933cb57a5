import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct CLIRouteServerTests {
    private func ask(
        _ arguments: [String], files: [String: String] = [:],
        _ body: (ProgramResult) throws -> Void
    ) throws {
        try CLIProgram.withTopologies(["tix.yaml"]) { directory in
            for (name, text) in files {
                try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
            }
            try body(try CLIProgram.run(["rs"] + arguments + ["tix.yaml"], in: directory))
        }
    }

    @Test func `a refused route is told with the rule, its number, the line and the remedy`() throws
    {
        try ask(["explain", "--route", "198.51.101.0/24", "--from", "rete-regionale"]) { answer in
            #expect(answer.status == 1)
            #expect(answer.outputText.contains("refused, 64511:1101:9"))
            let lines = try Repository.text("Topologies/tix.yaml").split(
                separator: "\n", omittingEmptySubsequences: false)
            let line = try #require(lines.firstIndex { $0.hasSuffix("- port: edge-1:swp1") })
            #expect(answer.outputText.contains("tix.yaml:\(line + 1):17"))
            #expect(answer.outputText.contains("add 198.51.101.0/24 to the prefixes"))
        }
    }

    @Test func `an accepted route is told for every other client, with what would change it`()
        throws
    {
        let arguments = [
            "explain", "--route", "198.51.100.0/27", "--from", "AS64496", "--communities",
            "0:64497", "64511:102:65540", "-o", "json",
        ]
        try ask(arguments) { answer in
            #expect(answer.status == 0, "\(answer.errorText)")
            let value = try JSONValue(parsing: answer.output)
            #expect(value["verdict"] == "accepted")
            let clients = try #require(value["clients"]?.array)
            func client(_ asn: Int) -> JSONValue? { clients.first { $0["asn"]?.integer == asn } }
            #expect(client(64497)?["verdict"] == "withheld")
            #expect(client(64497)?["why"]?["remedy"]?.string?.hasPrefix("remove 0:64497") == true)
            #expect(client(65540)?["route"]?["path"] == "64496 64496 64496")
            #expect(client(64499)?["route"]?["path"] == "64496")
            #expect(clients.allSatisfy { $0["route"]?["communities"]?.array?.count ?? 1 == 1 })
        }
    }

    @Test func `a request that the policy has nothing for is told, and only there`() throws {
        let arguments = ["rs", "explain", "--route", "198.51.100.0/27", "--from", "AS64496"]
        func topology(_ policy: String) throws -> String {
            try Repository.text("Topologies/tix.yaml").replacing(
                "\nexchange:\n", with: "\nexchange:\n  policy: {\(policy)}\n")
        }
        try TemporaryDirectory.with { directory in
            try CLIProgram.write(
                topology("blackholes: {}, graceful_shutdown: true"), to: "\(directory)/heeding.yaml"
            )
            try CLIProgram.write(
                topology("graceful_shutdown: false"), to: "\(directory)/ignoring.yaml")
            for community in ["BLACKHOLE", "GRACEFUL_SHUTDOWN"] {
                func answer(_ file: String) throws -> ProgramResult {
                    try CLIProgram.run(
                        arguments + ["--communities", community, "--", file], in: directory)
                }
                let heeded = try answer("heeding.yaml")
                #expect(heeded.status != 2, "\(heeded.outputText)\(heeded.errorText)")
                #expect(!heeded.outputText.contains("asks for nothing"), "\(community)")
                let ignored = try answer("ignoring.yaml")
                #expect(
                    ignored.outputText.contains("! \(community) (65535:"), "\(ignored.outputText)")
            }
        }
    }

    @Test func `a question that cannot be understood says what it should be`() throws {
        let wrong: [([String], String)] = [
            (["--route", "198.51.100.0", "--from", "provider-elsa"], "--route"),
            (["--route", "198.51.100.1/24", "--from", "provider-elsa"], "198.51.100.0/24"),
            (["--route", "198.51.100.0/24", "--from", "provider-elza"], "provider-elsa"),
            (["--route", "198.51.100.0/24", "--from", "provider-ombrone"], "no session"),
            (["--route", "203.0.113.16/28", "--from", "64503", "--path", "64503,1"], "--path"),
            (
                ["--route", "203.0.113.16/28", "--from", "64503", "--communities", "70000:1"],
                "--communities"
            ),
            (["--route", "203.0.113.16/28", "--from", "64503", "--server", "rs-3"], "rs-1"),
        ]
        for (arguments, expected) in wrong {
            try ask(["explain"] + arguments) { answer in
                #expect(answer.status == 64, "\(arguments)")
                #expect(answer.output == [])
                #expect(answer.errorText.contains(expected), "\(answer.errorText)")
            }
        }
    }

    @Test
    func `a file of announcements is decided, and an expectation that fails is the answer no`()
        throws
    {
        let right =
            "announcements: [{from: provider-elsa, prefix: 203.0.113.16/28, "
            + "communities: ['64511:0:0', '64511:64500'], expect: {reaches: [64500]}}]\n"
        let wrong = right.replacingOccurrences(of: "reaches: [64500]", with: "reaches: [64499]")
        try ask(["table", "--announcements", "right.yaml"], files: ["right.yaml": right]) {
            #expect($0.status == 0, "\($0.errorText)")
            #expect($0.outputText.contains("64500"))
            #expect($0.errorText.contains("1 of 1 expectation met"))
        }
        try ask(["table", "--announcements", "wrong.yaml"], files: ["wrong.yaml": wrong]) {
            #expect($0.status == 1)
            #expect($0.errorText.contains("wrong.yaml:1:17: expected to reach 64499"))
        }
    }

    @Test func `everything that is wrong in a file of announcements is told at once`() throws {
        let text = """
            announcements:
              - {from: nobody, prefix: 203.0.113.16/28}
              - {from: provider-elsa, prefix: 203.0.113.16/33}
              - {from: provider-elsa, prefix: 203.0.113.16/28, expect: {refused: 1, reaches: []}}
              - {from: provider-elsa, prefix: 203.0.113.16/28, session: 192.0.2.10}
              - {from: provider-elsa, prefix: 203.0.113.16/28, comunities: []}

            """
        try ask(["table", "--announcements", "bad.yaml"], files: ["bad.yaml": text]) { answer in
            #expect(answer.status == 2)
            #expect(answer.output == [])
            for line in 2...6 { #expect(answer.errorText.contains("bad.yaml:\(line):")) }
            #expect(answer.errorText.contains("did you mean 'communities'?"))
        }
    }

    @Test func `the owner of an address is found, and nobody is the answer no`() throws {
        try ask(["lookup", "198.51.100.70"]) { answer in
            #expect(answer.status == 0)
            #expect(answer.outputText.contains("rete-universitaria  64498  198.51.100.64/27"))
        }
        try ask(["lookup", "9.9.9.9"]) { #expect($0.status == 1) }
        try ask(["lookup", "x"]) { #expect($0.status == 64) }
    }

    @Test func `a change that no packet shows is told by the routes that go elsewhere`() throws {
        try CLIProgram.withTopologies(["tix.yaml"]) { directory in
            let old = String(decoding: try CLIProgram.read("\(directory)/tix.yaml"), as: UTF8.self)
            let new = old.replacingOccurrences(
                of: "    - name: provider-elsa\n",
                with: "    - name: provider-elsa\n"
                    + "      session: {announces_to: {all_but: [64499]}}\n")
            try Data(new.utf8).write(to: URL(fileURLWithPath: "\(directory)/new.yaml"))
            let answer = try CLIProgram.run(["diff", "tix.yaml", "new.yaml"], in: directory)
            #expect(answer.status == 1, "\(answer.errorText)")
            #expect(
                answer.outputText.contains(
                    "rs-1, rs-2: 203.0.113.16/28 of provider-elsa no longer reaches AS 64499"))
            let json = try CLIProgram.run(
                ["diff", "tix.yaml", "new.yaml", "-o", "json"], in: directory)
            let value = try JSONValue(parsing: json.output)
            #expect(value["routes"]?["changes"]?.array?.count == 4)
        }
    }

    // MARK: Paths that are verified (ASPA)

    private static let aspas = """
        validated_payloads:
          aspas:
            - {customer: 65540, providers: [64497, 64499]}

        """

    /// tix with a policy against invalid paths, its BIRD new enough for it.
    ///
    /// - Parameter exempts: whether the other route server is told that it cannot.
    private static func verifyingPaths(exempts: Bool) throws -> String {
        let text = try Repository.text("Topologies/tix.yaml")
        let changed =
            text
            .replacing(
                "platform: bird2\n", with: "platform: bird2\n    platform_version: \"2.16\"\n"
            )
            .replacing(
                "\n  members:\n", with: "\n  policy:\n    aspa: reject-invalid\n  members:\n")
        let device = "- device: rs-2\n"
        #expect(changed.contains(device) && changed.contains("aspa: reject-invalid"))
        return exempts ? changed.replacing(device, with: device + "      aspa: ignore\n") : changed
    }

    private func askAboutPaths(
        exempts: Bool, _ arguments: [String], _ body: (ProgramResult) throws -> Void
    ) throws {
        try CLIProgram.withTopologies(["tix.yaml", "tix.ids.lock"]) { directory in
            let files = [
                "tix.yaml": try Self.verifyingPaths(exempts: exempts), "aspas.yaml": Self.aspas,
            ]
            for (name, text) in files {
                try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
            }
            try body(try CLIProgram.run(arguments + ["tix.yaml", "aspas.yaml"], in: directory))
        }
    }

    @Test func `an invalid path is told hop by hop, at the server that verifies paths`() throws {
        let question = [
            "rs", "explain", "--route", "198.51.100.0/27", "--from", "AS64496", "--path",
            "64496 64496 64500 65540", "--server",
        ]
        try askAboutPaths(exempts: true, question + ["rs-1"]) { answer in
            #expect(answer.status == 1, "\(answer.errorText)")
            let text = answer.outputText
            #expect(text.contains("refused, 64511:1101:1005: the path is invalid by RPKI (ASPA)"))
            #expect(
                text.contains(
                    """
                        the path is invalid
                          AS 65540 attests others as providers than AS 64500: AS 64497, AS 64499
                          AS 64500, before AS 64496, attests nothing

                    """))
            let lines = try Self.verifyingPaths(exempts: true).split(
                separator: "\n", omittingEmptySubsequences: false)
            let line = try #require(lines.firstIndex { $0.contains("aspa: reject-invalid") })
            #expect(text.contains("tix.yaml:\(line + 1):11"))
        }
        try askAboutPaths(exempts: true, question + ["rs-1", "-o", "json"]) { answer in
            let value = try JSONValue(parsing: answer.output)
            #expect(value["path_validity"] == "invalid")
            #expect(value["path_reasons"]?.array?.count == 2)
            #expect(value["reason"] == 1005)
        }
        try askAboutPaths(exempts: true, question + ["rs-2"]) { answer in
            #expect(!answer.outputText.contains("1005"))
            #expect(!answer.outputText.contains("attests"))
        }
    }

    @Test func `a server that cannot verify paths has to be told to ignore them`() throws {
        try askAboutPaths(exempts: false, ["compile", "--out", "release"]) { answer in
            #expect(answer.status == 2)
            #expect(answer.outputText.contains("[backend.not-expressible]"))
            #expect(answer.outputText.contains("aspa: ignore"))
        }
        try askAboutPaths(exempts: true, ["compile", "--out", "release"]) { answer in
            #expect(answer.status == 0, "\(answer.errorText)")
        }
        try askAboutPaths(exempts: true, ["export", "member-policy"]) { answer in
            #expect(answer.status == 0, "\(answer.errorText)")
            #expect(answer.outputText.contains("attests of its providers (ASPA) (rs-1) |"))
            #expect(answer.outputText.contains("`64511:1101:1005`"))
        }
    }
}
