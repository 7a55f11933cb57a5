import Capture
import Foundation
import TestSupport
import Testing

@testable import CLI

@Suite struct CLIMemoryTests {
    @Test func `more flows than the memory has room for are counted, and nothing is clean`() throws
    {
        try CLIProgram.withTopologies(["sct.yaml"]) { directory in
            let fabric = try CompiledTopology.fabric(named: "sct")
            let segment = try #require(
                fabric.segments.first { $0.prefixes.contains { "\($0.prefix)" == "10.41.10.0/24" } }
            )
            let tag = VLANTag(protocolIdentifier: 0x8100, control: segment.vlan.rawValue)
            var writer = PcapWriter()
            for port in 0..<12_000 as Range<UInt16> {
                let frame = FrameBuilder.ethernet(
                    tags: [tag],
                    FrameBuilder.ip("10.41.10.17", "10.41.10.18", .tcp(50_000 + port, 22)))
                writer.append(frame.span.bytes, timestamp: 1_700_000_000_000_000_000)
            }
            try Data(writer.octets).write(to: URL(fileURLWithPath: "\(directory)/flows.pcap"))
            func audit(_ memory: [String]) throws -> ProgramResult {
                try CLIProgram.run(
                    ["audit", "flows.pcap", "--topology", "sct.yaml"] + memory, in: directory)
            }
            let roomy = try audit([])
            #expect(roomy.status == 0 && roomy.outputText.contains("12000 flows"))
            // 10,485 flows of 100 octets.
            let tight = try audit(["--memory", "1M"])
            #expect(tight.status == 3, "\(tight.errorText)")
            #expect(tight.outputText.contains("more than 10485 flows"))
            #expect(tight.outputText.contains("10485 flows are told apart at most"))
            for size in ["0", "1023K", "1T", "-1M", "M", "99999999999999999999G"] {
                #expect(try audit(["--memory", size]).status == 64, "\(size)")
            }
        }
    }

    @Test(arguments: [("1K", 1024), ("2M", 2 << 20), ("3G", 3 << 30), ("12", 12)])
    func `a size is a number of octets or of its multiples`(text: String, octets: Int) {
        #expect(MemorySize(argument: text)?.octets == octets)
    }
}
