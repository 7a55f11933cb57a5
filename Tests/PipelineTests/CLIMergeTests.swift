import Audit
import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import CLI

@Suite struct CLIMergeTests {
    /// Makes a directory with a topology and a capture full of findings, and `count` parts of it.
    private func withParts(of count: Int, _ body: (String, [String]) throws -> Void) throws {
        try CLIProgram.withTopologies(["sct.yaml"]) { directory in
            let fabric = try CompiledTopology.fabric(named: "sct")
            try Data(CanaryCapture.octets(fabric, seed: 11, frames: 400))
                .write(to: URL(fileURLWithPath: "\(directory)/a.pcapng"))
            try Data(DemoCapture.octets(fabric))
                .write(to: URL(fileURLWithPath: "\(directory)/b.pcapng"))
            let parts = (1...count).map { "\($0).crpart" }
            for (index, part) in parts.enumerated() {
                let answer = try CLIProgram.run(
                    ["audit", "--shard", "\(index + 1)/\(count)", "--partial", part]
                        + Self.subject, in: directory)
                #expect(answer.status == 0 && answer.output == [], "\(answer.errorText)")
            }
            try body(directory, parts)
        }
    }

    private static let subject = ["a.pcapng", "b.pcapng", "--topology", "sct.yaml"]

    @Test func `parts in any order, grouping and repetition are the undivided audit`() throws {
        try withParts(of: 3) { directory, parts in
            let evidence = ["--evidence", "evidence.pcapng"]
            func answer(_ arguments: [String]) throws -> [[UInt8]] {
                try ReportFormat.allCases.flatMap { format in
                    let answer = try CLIProgram.run(
                        arguments + evidence + ["-o", "\(format)"], in: directory)
                    #expect(answer.status == 1, "\(answer.errorText)")
                    return [answer.output, try CLIProgram.read("\(directory)/evidence.pcapng")]
                }
            }
            let expected = try answer(["audit"] + Self.subject)
            let topology = ["--topology", "sct.yaml"]
            let pair = try CLIProgram.run(
                ["merge", parts[2], parts[0], "--partial", "pair.crpart"] + topology, in: directory)
            #expect(pair.status == 0 && pair.output == [], "\(pair.errorText)")
            for order in [
                parts, parts.reversed(), [parts[1], parts[1]] + parts, ["pair.crpart", parts[1]],
                [parts[1], parts[2], "pair.crpart"],
            ] {
                #expect(try answer(["merge"] + order + topology) == expected, "\(order)")
            }
            for file in parts + ["pair.crpart"] {
                #expect(!CanaryCapture.isIn(try CLIProgram.read("\(directory)/\(file)")))
            }
        }
    }

    @Test func `a missing shard is named, and the answer is never yes`() throws {
        try CLIProgram.withTopologies(["sct.yaml"]) { directory in
            let fabric = try CompiledTopology.fabric(named: "sct")
            let demo = DemoCapture.octets(fabric)
            try Data(demo).write(to: URL(fileURLWithPath: "\(directory)/demo.pcapng"))
            var statuses: [Int32] = []
            for number in 1...3 {
                let audited = try CLIProgram.run(
                    [
                        "audit", "demo.pcapng", "--topology", "sct.yaml", "--shard", "\(number)/3",
                        "--partial", "part.crpart",
                    ], in: directory)
                #expect(audited.status == 0, "\(audited.errorText)")
                let answer = try CLIProgram.run(
                    ["merge", "part.crpart", "--topology", "sct.yaml"], in: directory)
                let missing = (1...3).filter { $0 != number }.map(String.init)
                #expect(
                    answer.outputText.contains(
                        "of 3 these are missing: " + missing.joined(separator: ", ")))
                statuses.append(answer.status)
            }
            #expect(statuses.sorted() == [1, 3, 3], "the leak is one connection, in one shard")
        }
    }

    @Test func `parts of different audits are refused with a sentence that names both`() throws {
        try withParts(of: 2) { directory, parts in
            func run(_ arguments: String...) throws -> ProgramResult {
                try CLIProgram.run(arguments, in: directory)
            }
            _ = try run(
                "audit", "b.pcapng", "--topology", "sct.yaml", "--shard", "2/2", "--partial",
                "captures.crpart")
            _ = try run(
                "audit", "a.pcapng", "b.pcapng", "--topology", "sct.yaml", "--shard", "2/3",
                "--partial", "shards.crpart")
            let text = String(
                decoding: try CLIProgram.read("\(directory)/sct.yaml"), as: UTF8.self)
            try CLIProgram.write(
                text.replacingOccurrences(of: "tcp/443", with: "tcp/8443"),
                to: "\(directory)/other.yaml")
            for (other, words) in [
                ("captures.crpart", ["different captures", "a.pcapng"]),
                ("shards.crpart", ["in 2 and in 3 shards"]),
            ] {
                let answer = try run("merge", parts[0], other, "--topology", "sct.yaml")
                #expect(answer.status == 2 && answer.output == [])
                for word in words + [parts[0], other] {
                    #expect(answer.errorText.contains(word), "\(answer.errorText)")
                }
            }
            let topology = try run("merge", parts[0], parts[1], "--topology", "other.yaml")
            #expect(topology.status == 2, "\(topology.errorText)")
            #expect(topology.errorText.contains("is of another topology than 'other.yaml'"))
            #expect(topology.errorText.contains(parts[0]))
            try CLIProgram.write("{}", to: "\(directory)/no.crpart")
            let none = try run("merge", "no.crpart", "--topology", "sct.yaml")
            #expect(none.status == 2 && none.errorText.contains("is no part of an audit"))
            #expect(try run("merge", "gone.crpart", "--topology", "sct.yaml").status == 65)
            for shard in ["0/2", "3/2", "1", "1/0", "1/9999", "a/b", "1/2/3", "-1/2"] {
                let refused = try run(
                    "audit", "b.pcapng", "--topology", "sct.yaml", "--shard", shard, "--partial",
                    "x.crpart")
                #expect(refused.status == 64, "\(shard)")
            }
            #expect(
                try run("audit", "b.pcapng", "--topology", "sct.yaml", "--shard", "1/2").status
                    == 64)
        }
    }

    @Test func `a part is not written that would be too long to be read`() throws {
        let plan = try AuditPlan(CompiledTopology.fabric(named: "sct"))
        var auditor = Auditor(plan, seed: 1)
        let capture = DemoCapture.octets(plan.fabric)
        try auditor.audit(capture.span.bytes, name: "demo.pcapng")
        let part = try auditor.part(of: AuditScope(topology: "t", program: "1.0"))
        let octets = part.octets
        #expect(try part.octetsToRead(limit: octets.count) == octets)
        let failure = #expect(throws: Failure.self) {
            try part.octetsToRead(limit: octets.count - 1)
        }
        #expect(failure?.status == .undecided && failure?.hint != nil)
    }
}
