import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct CLIDiffTests {
    /// A directory with `sct.yaml` and an edit of it as `new.yaml`, without ledgers.
    private static func withVersions<Result>(
        _ edit: (String) -> String, _ body: (String) throws -> Result
    ) throws -> Result {
        try CLIProgram.withTopologies(["sct.yaml"]) { directory in
            let text = String(decoding: try CLIProgram.read("\(directory)/sct.yaml"), as: UTF8.self)
            let edited = edit(text)
            try CLIProgram.write(edited, to: "\(directory)/new.yaml")
            return try body(directory)
        }
    }

    private static func diff(
        _ arguments: [String], in directory: String
    ) throws -> ProgramResult {
        try CLIProgram.run(["diff"] + arguments, in: directory)
    }

    private static func json(of answer: ProgramResult) throws -> JSONValue {
        try JSONValue(parsing: answer.output)
    }

    private static let addition = """
        contracts:
          - name: new-one
            from: {tenant: comune-prato, segments: [anagrafe]}
            to: {tenant: comune-siena, segments: [anagrafe]}
            allow: [tcp/22]

        """

    private static func addingContract(_ text: String) -> String {
        text.replacing("contracts:\n", with: addition)
    }

    @Test func `a topology is no different from itself, and that was compared`() throws {
        try Self.withVersions(\.self) { directory in
            let answer = try Self.diff(["sct.yaml", "new.yaml"], in: directory)
            #expect(answer.status == 0, "\(answer.errorText)")
            #expect(answer.outputText.contains("exchange exactly the same packets"))
            #expect(answer.outputText.contains("generated files are the same"))
        }
    }

    @Test func `a contract that is added is told with a packet and its line`() throws {
        try Self.withVersions(Self.addingContract) { directory in
            let answer = try Self.diff(["sct.yaml", "new.yaml"], in: directory)
            #expect(answer.status == 1, "\(answer.errorText)")
            let text = answer.outputText
            #expect(
                text.contains(
                    "+ IPv4 packets of comune-prato/prod to comune-siena/prod arrive that did not"))
            #expect(text.contains("because: contract 'new-one' is new: new.yaml:"))
            #expect(text.contains("The other "))
            let facts = try Self.json(
                of: Self.diff(["sct.yaml", "new.yaml", "-o", "json"], in: directory))
            #expect(facts["pairs_changed"]?.integer == 2)
            #expect(facts["changes"]?.array?.count == 4)
            #expect(facts["files"]?.array?.isEmpty == false)
        }
    }

    @Test func `a contract that is narrowed loses packets`() throws {
        let narrow = { (text: String) in
            text.replacing(
                "to: {class: municipal}\n    allow: [icmp]",
                with: "to: {tenant: comune-prato}\n    allow: [icmp]")
        }
        try Self.withVersions(narrow) { directory in
            let answer = try Self.diff(["sct.yaml", "new.yaml", "-o", "json"], in: directory)
            #expect(answer.status == 1, "\(answer.errorText)")
            let changes = try Self.json(of: answer)["changes"]?.array ?? []
            #expect(!changes.isEmpty)
            #expect(changes.allSatisfy { $0["kind"]?.string == "lost" })
            #expect(
                changes.allSatisfy { change in
                    change["because"]?.array?.first?["name"]?.string == "monitoring-municipal"
                })
        }
    }

    @Test func `a segment that is added is told where it is`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            let text = String(
                decoding: try CLIProgram.read("\(directory)/smallest.yaml"), as: UTF8.self)
            let edited =
                text.replacing(
                    "    attachments:",
                    with: """
                                  - {name: sala, ipv4: 10.1.1.0/24}
                            attachments:
                        """
                ).replacing("ports: [swp1]", with: "ports: [swp1, swp2]")
                + "      - {port: leaf-1:swp2, access: sala}\n"
            try CLIProgram.write(edited, to: "\(directory)/new.yaml")
            let answer = try Self.diff(["smallest.yaml", "new.yaml"], in: directory)
            #expect(answer.status == 1, "\(answer.errorText)")
            #expect(answer.outputText.contains("segment 'comune/prod/sala' is new: new.yaml:"))
            #expect(answer.outputText.contains("leaf-1/"))
        }
    }

    @Test func `contracts in another order are no difference`() throws {
        let reorder = { (text: String) in
            let block = """
                  - name: regional-dns
                    summary: Every regional tenant resolves names
                    from: {class: regional}
                    to: {service: dns}

                """
            return text.replacing(block, with: "") + "\n" + block
        }
        try Self.withVersions(reorder) { directory in
            let answer = try Self.diff(["sct.yaml", "new.yaml"], in: directory)
            #expect(answer.status == 0, "\(answer.outputText)\(answer.errorText)")
        }
    }

    @Test(.enabled(if: hasTool("patch")))
    func `--text shows hunks that patch(1) applies`() throws {
        try Self.withVersions(Self.addingContract) { directory in
            for (name, release) in [("sct", "old"), ("new", "new")] {
                let compiled = try CLIProgram.run(
                    ["compile", "\(name).yaml", "--out", release], in: directory)
                try #require(compiled.status == 0, "\(compiled.errorText)")
            }
            let answer = try Self.diff(["sct.yaml", "new.yaml", "--text"], in: directory)
            var patch = try #require(OutsideProgram(tool: "patch"))
            patch.directory = "\(directory)/old"
            let lines = answer.outputText.split(separator: "\n", omittingEmptySubsequences: false)
            let hunks = lines.drop { !$0.hasPrefix("---") }.joined(separator: "\n")
            let applied = try patch.run(["-p1"], input: Array(hunks.utf8))
            #expect(applied.status == 0, "\(applied.outputText)")
            let old = try CLIProgram.files(in: "\(directory)/old")
            let new = try CLIProgram.files(in: "\(directory)/new")
            for (path, octets) in new where !path.hasPrefix("origins/") && path != "release.json" {
                #expect(old[path] == octets, "\(path)")
            }
        }
    }

    // MARK: Revisions

    /// A repository with the topology and its ledger committed, and the edit in the working tree.
    private static func withRepository<Result>(
        _ body: (_ directory: String) throws -> Result
    ) throws -> Result {
        try CLIProgram.withTopologies(["sct.yaml", "sct.ids.lock"]) { directory in
            var git = try #require(OutsideProgram(tool: "git"))
            git.directory = directory
            for arguments in [
                ["init", "--quiet"], ["add", "."],
                [
                    "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet",
                    "-m", "a",
                ],
            ] {
                let answer = try git.run(arguments)
                try #require(answer.status == 0, "\(answer.errorText)")
            }
            let path = "\(directory)/sct.yaml"
            let text = String(decoding: try CLIProgram.read(path), as: UTF8.self)
            try CLIProgram.write(addingContract(text), to: path)
            return try body(directory)
        }
    }

    @Test(
        .enabled(if: hasTool("git")),
        arguments: ["HEAD", "git:HEAD", "HEAD:sct.yaml", "git:HEAD:./sct.yaml"])
    func `a revision is what was committed, with its ledger`(argument: String) throws {
        try Self.withRepository { directory in
            let answer = try Self.diff([argument, "sct.yaml", "-o", "json"], in: directory)
            #expect(answer.status == 1, "\(answer.errorText)")
            #expect(try Self.json(of: answer)["pairs_changed"]?.integer == 2)
            let same = try Self.diff([argument, "HEAD"], in: directory)
            #expect(same.status == 0, "\(same.errorText)")
            #expect(same.outputText.contains("generated files are the same"))
            let sub = "\(directory)/sub"
            try FileManager.default.createDirectory(
                atPath: sub, withIntermediateDirectories: false)
            let below = try Self.diff(["HEAD", "../sct.yaml"], in: sub)
            #expect(below.status == 1, "\(below.errorText)")
        }
    }

    @Test(.enabled(if: hasTool("git")))
    func `a directory at a revision is all its files`() throws {
        try Self.withRepository { directory in
            let answer = try Self.diff(["HEAD", "."], in: directory)
            #expect(answer.status == 1, "\(answer.errorText)")
            #expect(answer.outputText.contains("because: contract 'new-one' is new"))
        }
    }

    @Test(.enabled(if: hasTool("git")))
    func `a revision that there is not, and a path that it has not, are refused`() throws {
        try Self.withRepository { directory in
            let revision = try Self.diff(["no-such", "sct.yaml"], in: directory)
            #expect(revision.status == 65)
            #expect(revision.errorText.contains("git knows no such revision"))
            let path = try Self.diff(["HEAD:other.yaml", "sct.yaml"], in: directory)
            #expect(path.status == 65)
            #expect(path.errorText.contains("has no 'other.yaml'"))
            let option = try Self.diff(["git:--help", "sct.yaml"], in: directory)
            #expect(option.status == 64)
        }
    }

    @Test func `a topology that is wrong ends with 2 and what is wrong`() throws {
        let wrong = { (text: String) in
            text.replacing("class: municipal", with: "class: none")
        }
        try Self.withVersions(wrong) {
            let answer = try Self.diff(["sct.yaml", "new.yaml"], in: $0)
            #expect(answer.status == 2)
            #expect(answer.outputText.contains("new.yaml:"))
            #expect(try Self.diff(["sct.yaml"], in: $0).status == 64)
            #expect(try Self.diff(["sct.yaml", "none.yaml"], in: $0).status == 65)
        }
    }
}
