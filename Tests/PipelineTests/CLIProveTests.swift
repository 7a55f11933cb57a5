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

    @Test func `an edge of the exchange without its guard is violated at its line`() throws {
        try CLIProgram.withTopologies(["tix.yaml"]) { directory in
            _ = try CLIProgram.run(["compile", "tix.yaml", "--out", "release"], in: directory)
            let path = "\(directory)/release/edge-2/nftables.conf"
            let text = String(decoding: try CLIProgram.read(path), as: UTF8.self)
            // A LAG that the map of ports leaves out, as one that somebody added by hand would be.
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let chain = try #require(lines.firstIndex { $0.contains("chain port-bond1 {") })
            let end = try #require(lines[chain...].firstIndex { $0 == "    }" })
            let kept = lines[..<chain] + lines[(end + 1)...]
            try CLIProgram.write(
                kept.joined(separator: "\n")
                    .replacing("            \"bond1\" : goto port-bond1,\n", with: ""),
                to: path)
            let answer = try CLIProgram.run(
                ["prove", "tix.yaml", "--configs", "release", "-o", "json"], in: directory)
            #expect(answer.status == 1, "\(answer.errorText)")
            #expect(answer.outputText.contains("verify.unguarded-edge"))
            #expect(answer.outputText.contains("edge-2:bond1 is on LAN 'peering'"))
        }
    }

    /// Compiles smallest.yaml into `release` and adds a line that the reader does not know.
    private func releaseWithUnknownLine(in directory: String) throws {
        _ = try CLIProgram.run(["compile", "smallest.yaml", "--out", "release"], in: directory)
        let path = "\(directory)/release/leaf-1/frr.conf"
        let text = String(decoding: try CLIProgram.read(path), as: UTF8.self)
        try CLIProgram.write(text + "mpls ldp\n", to: path)
    }

    @Test func `a line that nobody understands leaves the verdict unknown`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            try releaseWithUnknownLine(in: directory)
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
            #expect(unknown.status == 64)
            #expect(unknown.errorText.contains("rete-regionale"))
        }
    }

    @Test func `an undecided proof is an error to those who count failures`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            try releaseWithUnknownLine(in: directory)
            let answer = try CLIProgram.run(
                ["prove", "smallest.yaml", "--configs", "release", "-o", "junit"], in: directory)
            #expect(answer.status == 3)
            #expect(answer.outputText.contains("failures=\"0\" errors=\"1\""))
        }
    }

    @Test func `options that have no effect together are refused`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            for options in [
                ["--failures", "1", "--pcap", "p"], ["--failures", "any", "--pair", "a,b"],
                ["--failures", "any", "--certificate", "c"], ["--pair", "a,b", "-o", "json"],
            ] {
                let answer = try CLIProgram.run(
                    ["prove", "smallest.yaml"] + options, in: directory)
                #expect(answer.status == 64, "\(options)")
            }
        }
    }

    @Test func `a link to an output stays a link, and a file that cannot be read is no finding`()
        throws
    {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            try CLIProgram.write("old", to: "\(directory)/target")
            try FileManager.default.createSymbolicLink(
                atPath: "\(directory)/link", withDestinationPath: "target")
            let answer = try CLIProgram.run(
                ["prove", "smallest.yaml", "--report", "json=link"], in: directory)
            #expect(answer.status == 0, "\(answer.errorText)")
            #expect(
                try FileManager.default.destinationOfSymbolicLink(atPath: "\(directory)/link")
                    == "target")
            #expect(try CLIProgram.read("\(directory)/target") != Array("old".utf8))
            _ = try CLIProgram.run(["compile", "smallest.yaml", "--out", "release"], in: directory)
            let daemons = "\(directory)/release/leaf-1/daemons"
            try FileManager.default.removeItem(atPath: daemons)
            try FileManager.default.createDirectory(
                atPath: daemons, withIntermediateDirectories: false)
            let unread = try CLIProgram.run(
                ["prove", "smallest.yaml", "--configs", "release"], in: directory)
            #expect(unread.status >= 65, "\(unread.status): \(unread.errorText)")
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
