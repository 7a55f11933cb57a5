import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct CLIExplainTests {
    /// Compiles the smallest topology and calls `body` with the directory of it and `release`.
    private func withRelease(_ body: (String) throws -> Void) throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            let answer = try CLIProgram.run(
                ["compile", "smallest.yaml", "--out", "release"], in: directory)
            try #require(answer.status == 0, "\(answer.errorText)")
            try body(directory)
        }
    }

    /// The number of the first line with `text` in a generated file.
    private func line(with text: String, in path: String) throws -> Int {
        let lines = String(decoding: try CLIProgram.read(path), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        return 1 + (try #require(lines.firstIndex { $0.contains(text) }))
    }

    @Test func `a generated line is answered with itself and the line that asked for it`() throws {
        try withRelease { directory in
            let number = try line(with: "10.1.0.1/24", in: "\(directory)/release/leaf-1/interfaces")
            let place = "release/leaf-1/interfaces:\(number)"
            let answer = try CLIProgram.run(["explain", place], in: directory)
            #expect(answer.status == 0, "\(answer.errorText)")
            #expect(answer.outputText.hasPrefix(place + ":"))
            #expect(answer.outputText.contains("asked for by smallest.yaml:19:"))
            #expect(answer.outputText.contains("{name: uffici, ipv4: 10.1.0.0/24"))
            let json = try CLIProgram.run(["explain", place, "-o", "json"], in: directory)
            let value = try JSONValue(parsing: json.output)
            #expect(value["line"]?.integer == number)
            #expect(value["origins"]?.array?.first?["file"] == "smallest.yaml")
        }
    }

    @Test func `every line of every generated file is explained`() throws {
        try withRelease { directory in
            for (path, octets) in try CLIProgram.files(in: "\(directory)/release")
            where path.hasPrefix("leaf-1/") {
                let last = octets.count { $0 == 0x0a }
                for number in [1, (1 + last) / 2, last] {
                    let place = "release/\(path):\(number)"
                    let answer = try CLIProgram.run(["explain", place], in: directory)
                    #expect(answer.status == 0, "\(place): \(answer.errorText)")
                    #expect(answer.outputText.contains("asked for by smallest.yaml:"), "\(place)")
                }
                let beyond = "release/\(path):\(last + 1)"
                #expect(try CLIProgram.run(["explain", beyond], in: directory).status == 65)
            }
        }
    }

    @Test func `a file about origins has none, and is not taken for a damaged one`() throws {
        try withRelease { directory in
            let answer = try CLIProgram.run(
                ["explain", "release/origins/leaf-1.json:2"], in: directory)
            #expect(answer.status == 65)
            #expect(answer.errorText.contains("name a file of a device"))
        }
    }

    @Test func `it answers from inside the release too`() throws {
        try withRelease { directory in
            let answer = try CLIProgram.run(
                ["explain", "interfaces:1"], in: "\(directory)/release/leaf-1")
            #expect(answer.status == 0, "\(answer.errorText)")
            #expect(answer.outputText.contains("asked for by smallest.yaml:"))
        }
    }

    @Test func `what changed since is said and not shown as if it had not`() throws {
        try withRelease { directory in
            let file = "\(directory)/release/leaf-1/interfaces"
            let text = String(decoding: try CLIProgram.read(file), as: UTF8.self)
            try CLIProgram.write("# by hand\n" + text, to: file)
            let place = "release/leaf-1/interfaces:2"
            let edited = try CLIProgram.run(["explain", place], in: directory)
            #expect(edited.errorText.contains("is not as it was compiled"))
            try CLIProgram.write("fabric: other\n", to: "\(directory)/smallest.yaml")
            let moved = try CLIProgram.run(["explain", place], in: directory)
            #expect(moved.outputText.contains("smallest.yaml is not there, or not as it was"))
        }
    }

    @Test func `a line outside a release is refused`() throws {
        let answer = try CLIProgram.run(
            ["explain", "Topologies/smallest.yaml:3"], in: Repository.root)
        #expect(answer.status == 65)
        #expect(answer.output == [])
    }

    @Test func `every code is explained, and a near miss is put right`() throws {
        let table = try CLIProgram.run(["show", "rules", "-o", "json"], in: "/")
        let rows = try JSONValue(parsing: table.output)["rows"]?.array ?? []
        #expect(rows.count > 25)
        for code in rows.compactMap({ $0["code"]?.string }) {
            let answer = try CLIProgram.run(["explain", code], in: "/")
            #expect(answer.status == 0)
            #expect(answer.outputText.hasPrefix(code + "\n"))
        }
        let wrong = try CLIProgram.run(["explain", "intent.vlan-resued"], in: "/")
        #expect(wrong.status == 64)
        #expect(wrong.errorText.contains("did you mean 'intent.vlan-reused'?"))
    }
}
