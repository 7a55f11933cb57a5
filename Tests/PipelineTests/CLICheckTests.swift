import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct CLICheckTests {
    @Test func `a right topology is exit 0, one line, and nothing on the standard error`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            let answer = try CLIProgram.run(["check", "smallest.yaml"], in: directory)
            #expect(answer.status == 0)
            #expect(
                answer.outputText
                    == "✔ check: smallest: 1 tenant, 1 device, 0 contracts: no findings\n")
            #expect(answer.errors == [])
            #expect(try CLIProgram.files(in: directory).keys.sorted() == ["smallest.yaml"])
        }
    }

    @Test func `a wrong topology is exit 2 in every verb, with the place, and writes nothing`()
        throws
    {
        try CLIProgram.withTopologies([]) { directory in
            let text = try Repository.text("Topologies/smallest.yaml")
            try CLIProgram.write(
                text.replacing("access: uffici", with: "acess: uffici"), to: "\(directory)/a.yaml")
            let verbs = [
                ["check"], ["validate"], ["compile", "--out", "release"], ["show", "tenants"],
                ["graph"],
            ]
            for verb in verbs {
                let answer = try CLIProgram.run(verb + ["a.yaml"], in: directory)
                #expect(answer.status == 2, "\(verb): \(answer.errorText)")
                let told = verb[0] == "show" || verb[0] == "graph" ? answer.errors : answer.output
                let report = String(decoding: told, as: UTF8.self)
                #expect(report.contains("a.yaml:21:29: error: "), "\(verb): \(report)")
                #expect(report.contains("[read.unknown-key]"))
                if told == answer.errors { #expect(answer.output == []) }
            }
            #expect(try CLIProgram.files(in: directory).keys.sorted() == ["a.yaml"])
        }
    }

    @Test func `every form of the report is what it says, on the output and in files`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            var arguments = ["check", "smallest.yaml", "-o", "json"]
            for form in ["sarif", "junit", "gitlab", "github", "text"] {
                arguments += ["--report", "\(form)=\(form).out"]
            }
            let answer = try CLIProgram.run(arguments, in: directory)
            #expect(answer.status == 0, "\(answer.errorText)")
            let json = try JSONValue(parsing: answer.output)
            #expect(json["format_version"] == "1.0")
            #expect(json["findings"] == [])
            let sarif = try JSONValue(parsing: CLIProgram.read("\(directory)/sarif.out"))
            #expect(sarif["version"] == "2.1.0")
            #expect(try JSONValue(parsing: CLIProgram.read("\(directory)/gitlab.out")) == [])
            #expect(try CLIProgram.read("\(directory)/github.out") == [])
            let junit = String(
                decoding: try CLIProgram.read("\(directory)/junit.out"), as: UTF8.self)
            #expect(junit.contains("<testcase classname=\"intent\" name=\"intent.vlan-reused\"/>"))
        }
    }

    @Test func `without a path the only topology is taken, and among two none`() throws {
        try CLIProgram.withTopologies(["smallest.yaml", "tix.yaml"]) { directory in
            let answer = try CLIProgram.run(["check"], in: directory)
            #expect(answer.status == 64)
            #expect(answer.errorText.contains("'smallest.yaml', 'tix.yaml'"))
            try FileManager.default.removeItem(atPath: "\(directory)/tix.yaml")
            #expect(try CLIProgram.run(["check"], in: directory).status == 0)
            try FileManager.default.removeItem(atPath: "\(directory)/smallest.yaml")
            #expect(try CLIProgram.run(["check"], in: directory).status == 64)
        }
    }

    @Test func `a directory stands for its files, and several files are one topology`() throws {
        let text = try Repository.text("Topologies/smallest.yaml")
        let cut = try #require(text.range(of: "tenants:"))
        try CLIProgram.withTopologies([]) { directory in
            try CLIProgram.write(String(text[..<cut.lowerBound]), to: "\(directory)/a.yaml")
            try CLIProgram.write(String(text[cut.lowerBound...]), to: "\(directory)/b.yml")
            for paths in [["."], ["a.yaml", "b.yml"], ["b.yml", "a.yaml", "./a.yaml"]] {
                let answer = try CLIProgram.run(["check"] + paths, in: directory)
                #expect(answer.status == 0, "\(paths): \(answer.outputText)\(answer.errorText)")
            }
            #expect(try CLIProgram.run(["check", "b.yml"], in: directory).status == 2)
        }
    }

    @Test func `what is no regular file is refused and never waited for`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            #expect(mkfifo("\(directory)/pipe.yaml", 0o600) == 0)
            for path in ["pipe.yaml", ".", "/dev/zero", "missing.yaml", "smallest.yaml/x"] {
                let answer = try CLIProgram.run(["check", path], in: directory)
                #expect(answer.status == 65, "\(path): \(answer.errorText)")
                #expect(answer.output == [])
                #expect(answer.errorText.contains("cannot "))
            }
        }
    }

    @Test func `a link in a directory is not followed out of it`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            try FileManager.default.createSymbolicLink(
                atPath: "\(directory)/link.yaml", withDestinationPath: "/etc/passwd")
            let answer = try CLIProgram.run(["check", "."], in: directory)
            #expect(answer.status == 65)
            #expect(answer.errorText.contains("link.yaml"))
            #expect(answer.errorText.contains("it is a symbolic link"), "\(answer.errorText)")
        }
    }

    @Test func `a file over the limit is a finding that names the limit`() throws {
        try TemporaryDirectory.with { directory in
            let big = String(repeating: "# 32 octets of comment, no more\n", count: 1 << 20) + "x"
            try CLIProgram.write(big, to: "\(directory)/big.yaml")
            let answer = try CLIProgram.run(["check", "big.yaml"], in: directory)
            #expect(answer.status == 2)
            #expect(answer.outputText.contains("big.yaml"), "\(answer.outputText)")
        }
    }

    @Test func `warnings fail only where asked`() throws {
        // A class that no tenant has is worth a look and no error.
        let text = try Repository.text("Topologies/smallest.yaml").replacing(
            "classes:\n", with: "classes:\n  - {name: spare, default: deny}\n")
        try TemporaryDirectory.with { directory in
            try CLIProgram.write(text, to: "\(directory)/a.yaml")
            let answer = try CLIProgram.run(["check", "a.yaml"], in: directory)
            #expect(answer.status == 0)
            #expect(answer.outputText.contains("1 warning"), "\(answer.outputText)")
            let strict = ["check", "a.yaml", "--fail-on", "warning"]
            #expect(try CLIProgram.run(strict, in: directory).status == 1)
        }
    }
}
