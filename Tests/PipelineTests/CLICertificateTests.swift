import Foundation
import TestSupport
import Testing

@Suite struct CLICertificateTests {
    @Test func `a proof leaves a certificate that holds for its files and no others`() throws {
        try CLIProgram.withTopologies(["tix.yaml"]) { directory in
            let proved = try CLIProgram.run(
                ["prove", "tix.yaml", "--certificate", "tix.crcert"], in: directory)
            #expect(proved.status == 0, "\(proved.errorText)")
            let valid = try CLIProgram.run(
                ["verify-certificate", "tix.crcert", "tix.yaml"], in: directory)
            #expect(valid.status == 0, "\(valid.outputText)\(valid.errorText)")
            #expect(valid.outputText == "✔ tix.crcert: valid: tix is isolated\n")
            let text = String(decoding: try CLIProgram.read("\(directory)/tix.yaml"), as: UTF8.self)
            try CLIProgram.write(text + "# later\n", to: "\(directory)/tix.yaml")
            let refused = try CLIProgram.run(
                ["verify-certificate", "tix.crcert", "tix.yaml"], in: directory)
            #expect(refused.status == 1)
            #expect(refused.outputText.contains("'tix.yaml' is not here as it was proved"))
        }
    }

    @Test func `a certificate of a release names its files, and all of them must be there`() throws
    {
        try CLIProgram.withTopologies(["smallest.yaml", "smallest.ids.lock"]) { directory in
            _ = try CLIProgram.run(["compile", "smallest.yaml", "--out", "release"], in: directory)
            let arguments = ["smallest.yaml", "--configs", "release"]
            let proved = try CLIProgram.run(
                ["prove", "--certificate", "c"] + arguments, in: directory)
            #expect(proved.status == 0, "\(proved.outputText)\(proved.errorText)")
            let valid = try CLIProgram.run(["verify-certificate", "c"] + arguments, in: directory)
            #expect(valid.status == 0, "\(valid.outputText)\(valid.errorText)")
            let without = try CLIProgram.run(
                ["verify-certificate", "c", "smallest.yaml"], in: directory)
            #expect(without.status == 1)
            #expect(without.outputText.contains("'release/leaf-1/daemons' is not here as it was"))
        }
    }

    @Test func `what is not proved leaves no certificate`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            _ = try CLIProgram.run(["compile", "smallest.yaml", "--out", "release"], in: directory)
            let path = "\(directory)/release/leaf-1/frr.conf"
            let text = String(decoding: try CLIProgram.read(path), as: UTF8.self)
            try CLIProgram.write(text + "mpls ldp\n", to: path)
            let unknown = try CLIProgram.run(
                ["prove", "smallest.yaml", "--configs", "release", "--certificate", "c"],
                in: directory)
            #expect(unknown.status == 3)
            #expect(!FileManager.default.fileExists(atPath: "\(directory)/c"))
        }
    }

    @Test func `a changed claim is refused, and what is no certificate cannot be read`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            _ = try CLIProgram.run(
                ["prove", "smallest.yaml", "--certificate", "c"], in: directory)
            let text = String(decoding: try CLIProgram.read("\(directory)/c"), as: UTF8.self)
            var lines = text.split(separator: "\n")
            let claim = try #require(lines.firstIndex { $0.hasPrefix("at ") })
            lines.remove(at: claim)
            try CLIProgram.write(lines.joined(separator: "\n") + "\n", to: "\(directory)/c")
            let refused = try CLIProgram.run(
                ["verify-certificate", "c", "smallest.yaml"], in: directory)
            #expect(refused.status == 1)
            #expect(refused.outputText.hasPrefix("✖ c: refused: line "))
            try CLIProgram.write(text.dropLast(4) + "", to: "\(directory)/c")
            let cut = try CLIProgram.run(
                ["verify-certificate", "c", "smallest.yaml"], in: directory)
            #expect(cut.status == 65)
            #expect(cut.errorText.contains("'c' is no certificate: line "))
            let missing = try CLIProgram.run(
                ["verify-certificate", "none", "smallest.yaml"], in: directory)
            #expect(missing.status == 65)
        }
    }

    @Test func `a certificate and a question about failures are not asked for together`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            let answer = try CLIProgram.run(
                ["prove", "smallest.yaml", "--failures", "any", "--certificate", "c"],
                in: directory)
            #expect(answer.status == 64)
        }
    }
}
