import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct CLICanaryTests {
    @Test func `no payload reaches a file, a temporary file, an output or a message`() throws {
        try CLIProgram.withTopologies(["sct.yaml"]) { directory in
            let fabric = try CompiledTopology.fabric(named: "sct")
            let capture = CanaryCapture.octets(fabric, seed: 5, frames: 300)
            try Data(capture).write(to: URL(fileURLWithPath: "\(directory)/canary.pcapng"))
            let reports = ReportFormat.allCases.flatMap { ["--report", "\($0)=report.\($0)"] }
            let arguments =
                ["audit", "canary.pcapng", "--topology", "sct.yaml", "--verbose"] + reports
                + ["--evidence", "evidence.pcapng"]
            let answer = try CLIProgram.run(arguments, in: directory)
            #expect(answer.status == 1, "\(answer.errorText)")
            #expect(!CanaryCapture.isIn(answer.output) && !CanaryCapture.isIn(answer.errors))
            let files = try CLIProgram.files(in: directory)
            #expect(files["evidence.pcapng"] != nil && files.count > ReportFormat.allCases.count)
            for (name, octets) in files where name != "canary.pcapng" {
                #expect(!CanaryCapture.isIn(octets), "\(name)")
            }

            // What a file held that is gone by now passed a system call.
            guard let strace = OutsideProgram(tool: "strace") else { return }
            var traced = strace
            traced.directory = directory
            let trace = "\(directory)/trace"
            let result = try traced.run(
                ["-f", "-e", "trace=write,pwrite64,writev,pwritev,sendto,sendmsg"]
                    + ["-s", "10000000", "-o", trace, CLIProgram.path] + arguments)
            #expect(result.status == 1, "\(result.errorText)")
            let calls = try CLIProgram.read(trace)
            #expect(calls.count > 10_000)
            #expect(!CanaryCapture.isIn(calls))
        }
    }
}
