import Capture
import Foundation
import TestSupport
import Testing

@Suite struct CLIJobsTests {
    @Test func `any number of threads gives the same report and the same evidence`() throws {
        try CLIProgram.withTopologies(["sct.yaml"]) { directory in
            var traffic = FabricTraffic(try CompiledTopology.fabric(named: "sct"), seed: 3)
            traffic.payload = Array(repeating: 0, count: 1360)
            let pool = (0..<300).map { _ in traffic.anyFrame() }
            var writer = PcapWriter()
            for index in 0..<80_000 {
                let frame = traffic.random.pick(pool)
                writer.append(
                    frame.span.bytes,
                    timestamp: 1_700_000_000_000_000_000 + Int64(index) * 1000)
            }
            // Enough for three stretches.
            #expect(writer.octets.count > 3 * 32 << 20)
            try Data(writer.octets).write(to: URL(fileURLWithPath: "\(directory)/long.pcap"))
            var answers: [[[UInt8]]] = []
            for jobs in ["1", "2", "3"] {
                let answer = try CLIProgram.run(
                    [
                        "audit", "long.pcap", "--topology", "sct.yaml", "-j", jobs, "-o", "json",
                        "--report", "text=report.txt", "--evidence", "evidence.pcapng",
                    ], in: directory)
                #expect(answer.status == 1, "\(answer.errorText)")
                answers.append([
                    answer.output, try CLIProgram.read("\(directory)/report.txt"),
                    try CLIProgram.read("\(directory)/evidence.pcapng"),
                ])
            }
            #expect(answers[1] == answers[0] && answers[2] == answers[0])
            for jobs in ["0", "65", "x"] {
                let answer = try CLIProgram.run(["audit", "long.pcap", "-j", jobs], in: directory)
                #expect(answer.status == 64)
            }
        }
    }
}
