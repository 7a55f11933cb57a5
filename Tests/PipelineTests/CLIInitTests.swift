import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct CLIInitTests {
    @Test func `a new project checks, compiles and draws at once`() throws {
        try TemporaryDirectory.with { directory in
            let made = try CLIProgram.run(["init", "project"], in: directory)
            #expect(made.status == 0, "\(made.errorText)")
            #expect(made.output == [])
            let project = "\(directory)/project"
            let commands = [
                ["check"], ["compile", "--out", "release"], ["graph"], ["show", "fabric"],
            ]
            for command in commands {
                let answer = try CLIProgram.run(command, in: project)
                #expect(answer.status == 0, "\(command): \(answer.outputText)\(answer.errorText)")
                if command == ["check"] { #expect(answer.outputText.contains("no findings")) }
            }
            let ledger = try CLIProgram.read("\(project)/example.ids.lock")
            #expect(String(decoding: ledger, as: UTF8.self).contains("vni vrf/core/services "))
        }
    }

    @Test(.enabled(if: hasTool("tshark")))
    func `the demonstration's capture is what another reader takes it for`() throws {
        try TemporaryDirectory.with { directory in
            let made = try CLIProgram.run(["init", "project", "--demo"], in: directory)
            #expect(made.status == 0, "\(made.errorText)")
            var arguments = ["-r", "\(directory)/project/demo.pcapng", "-T", "fields"]
            for protocolName in ["ip", "tcp", "udp"] {
                arguments += ["-o", "\(protocolName).check_checksum:TRUE"]
                arguments += ["-e", "\(protocolName).checksum.status"]
            }
            arguments += ["-e", "tcp.analysis.flags"]
            let lines = try runTool("tshark", arguments).outputText.split(separator: "\n")
            #expect(
                lines == ["1\t\t1\t", "1\t\t1\t"] + Array(repeating: "1\t1\t\t", count: 5)
                    + ["1\t\t1\t", "1\t\t1\t"])
        }
    }

    @Test(arguments: ["github", "gitlab"])
    func `the commands of a pipeline pass in a project whose ledger is committed`(kind: String)
        throws
    {
        try TemporaryDirectory.with { directory in
            let made = try CLIProgram.run(["init", "project", "--ci", kind], in: directory)
            #expect(made.status == 0, "\(made.errorText)")
            let project = "\(directory)/project"
            let first = try CLIProgram.run(["compile", "--out", "release"], in: project)
            #expect(first.status == 0)
            let file = made.errorText.split(separator: "\n").first { $0.contains(".yml") }
            let path = try #require(file?.split(separator: " ").last)
            let text = String(decoding: try CLIProgram.read("\(directory)/\(path)"), as: UTF8.self)
            let folded = text.replacing(/\n +--report/, with: " --report")
            let commands = folded.split(separator: "\n").compactMap { line in
                line.firstRange(of: "cristallo ").map {
                    line[$0.upperBound...].split(separator: " ")
                }
            }.filter { ["check", "compile", "prove"].contains($0.first) }
            #expect(commands.map(\.first) == ["check", "compile", "prove"])
            for command in commands {
                let answer = try CLIProgram.run(command.map(String.init), in: project)
                #expect(answer.status == 0, "\(command): \(answer.errorText)")
            }
        }
    }

    @Test func `nothing that is there is overwritten`() throws {
        try TemporaryDirectory.with { directory in
            try CLIProgram.write("mine", to: "\(directory)/topology.schema.json")
            let answer = try CLIProgram.run(["init", "."], in: directory)
            #expect(answer.status == 74)
            let files = try CLIProgram.files(in: directory)
            #expect(files == ["topology.schema.json": Array("mine".utf8)])
        }
    }

    @Test func `the schema is JSON and the reference names every section`() throws {
        let schema = try CLIProgram.run(["schema"], in: "/")
        let value = try JSONValue(parsing: schema.output)
        #expect(value["$schema"]?.string?.contains("draft-07") == true)
        let reference = try CLIProgram.run(["schema", "--format", "markdown"], in: "/")
        for section in ["tenants", "contracts", "exchange", "pools"] {
            #expect(reference.outputText.contains(section))
        }
    }
}
