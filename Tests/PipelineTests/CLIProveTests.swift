import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct CLIProveTests {
    @Test func `a topology is proved, and so are its files`() throws {
        try CLIProgram.withTopologies(["tix.yaml"]) { directory in
            let proved = try CLIProgram.run(["prove", "tix.yaml", "-o", "json"], in: directory)
            #expect(proved.status == 0, "\(proved.errorText)")
            #expect(try JSONValue(parsing: proved.output)["verdict"] == "PROVED")
            let compiled = try CLIProgram.run(
                ["compile", "tix.yaml", "--out", "release"], in: directory)
            #expect(compiled.status == 0, "\(compiled.errorText)")
            let read = try CLIProgram.run(
                ["prove", "tix.yaml", "--configs", "release"], in: directory)
            #expect(read.status == 0, "\(read.outputText)")
        }
    }

    @Test func `a line that nobody understands leaves the verdict unknown`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            _ = try CLIProgram.run(["compile", "smallest.yaml", "--out", "release"], in: directory)
            let path = "\(directory)/release/leaf-1/frr.conf"
            let text = String(decoding: try CLIProgram.read(path), as: UTF8.self)
            try CLIProgram.write(text + "mpls ldp\n", to: path)
            let answer = try CLIProgram.run(
                ["prove", "smallest.yaml", "--configs", "release"], in: directory)
            #expect(answer.status == 3, "\(answer.outputText)")
            #expect(answer.outputText.contains("verify.unmodelled-line"))
        }
    }

    @Test func `a pair is told by zone, tenant or class, and an unknown name is refused`() throws {
        try CLIProgram.withTopologies(["tix.yaml"]) { directory in
            let answer = try CLIProgram.run(
                ["prove", "tix.yaml", "--pair", "rete-regionale,exchange"], in: directory)
            #expect(answer.status == 0, "\(answer.errorText)")
            #expect(answer.outputText.contains("PROVED"))
            let unknown = try CLIProgram.run(
                ["prove", "tix.yaml", "--pair", "rete-regional,exchange"], in: directory)
            #expect(unknown.status == 2)
            #expect(unknown.errorText.contains("rete-regionale"))
        }
    }

    @Test func `a directory without files of the devices is refused`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            let answer = try CLIProgram.run(
                ["prove", "smallest.yaml", "--configs", "nowhere"], in: directory)
            #expect(answer.status == 65)
        }
    }
}
