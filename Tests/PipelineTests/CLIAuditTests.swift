import Capture
import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct CLIAuditTests {
    /// Makes the demonstration's project and calls `body` with its directory.
    private func withDemo(_ body: (String) throws -> Void) throws {
        try TemporaryDirectory.with { directory in
            let made = try CLIProgram.run(["init", "project", "--demo"], in: directory)
            try #require(made.status == 0, "\(made.errorText)")
            try body("\(directory)/project")
        }
    }

    @Test func `an output that is an input, or named twice, is refused before anything is read`()
        throws
    {
        try withDemo { project in
            let files = ["demo.pcapng"]
            let before = try files.map {
                try Data(contentsOf: URL(fileURLWithPath: "\(project)/\($0)"))
            }
            for outputs in [
                ["--evidence", "demo.pcapng"], ["--evidence", "./demo.pcapng"],
                ["--report", "json=demo.pcapng"], ["--report", "json=new", "--evidence", "new"],
            ] {
                let answer = try CLIProgram.run(["audit", "demo.pcapng"] + outputs, in: project)
                #expect(answer.status == 64 && answer.outputText.isEmpty, "\(outputs)")
            }
            let after = try files.map {
                try Data(contentsOf: URL(fileURLWithPath: "\(project)/\($0)"))
            }
            #expect(before == after)
        }
    }

    @Test func `an undecided audit is an error to those who count failures`() throws {
        try withDemo { project in
            var writer = PcapWriter()
            let frame = FrameBuilder.ethernet(
                FrameBuilder.ip("203.0.113.1", "203.0.113.2", .udp(1, 2)))
            writer.append(frame.span.bytes, timestamp: 0)
            try Data(writer.octets).write(to: URL(fileURLWithPath: "\(project)/strange.pcap"))
            let answer = try CLIProgram.run(["audit", "strange.pcap", "-o", "junit"], in: project)
            #expect(answer.status == 3)
            #expect(answer.outputText.contains("<error type=\"undecided\""))
        }
    }

    @Test func `the demonstration's leak is a breach with packets, line and evidence`() throws {
        try withDemo { project in
            let answer = try CLIProgram.run(
                ["audit", "demo.pcapng", "--evidence", "evidence.pcapng"], in: project)
            #expect(answer.status == 1, "\(answer.errorText)")
            #expect(answer.errors == [])
            #expect(answer.outputText.contains("demo.pcapng: breach"))
            #expect(answer.outputText.contains("example.fabric.yaml:"))
            let json = try CLIProgram.run(["audit", "demo.pcapng", "-o", "json"], in: project)
            let value = try JSONValue(parsing: json.output)
            #expect(value["verdict"] == "breach")
            #expect(value["findings"]?.array?.count == 1)
            let traffic = value["findings"]?.array?.first?["traffic"]
            #expect(traffic?["first_packet"]?["packet"] == 3)
            #expect(traffic?["last_packet"]?["packet"] == 7)
            #expect(value["frames"]?["read"] == 9)
            let evidence = try CLIProgram.run(
                ["audit", "evidence.pcapng", "-o", "json"], in: project)
            #expect(evidence.status == 1)
            #expect(try JSONValue(parsing: evidence.output)["frames"]?["read"] == 5)
        }
    }

    @Test func `with a contract for it the same capture is clean`() throws {
        try withDemo { project in
            let path = "\(project)/example.fabric.yaml"
            let text = String(decoding: try CLIProgram.read(path), as: UTF8.self)
            let contract =
                "  - {name: desk-records, from: {tenant: comune-example}, "
                + "to: {tenant: asl-example}, allow: [tcp/1433]}\n"
            try CLIProgram.write(text + contract, to: path)
            let answer = try CLIProgram.run(["audit", "demo.pcapng"], in: project)
            #expect(answer.status == 0, "\(answer.outputText)\(answer.errorText)")
            #expect(answer.outputText.contains("clean-within-coverage"))
        }
    }

    @Test func `every form of the report holds the finding`() throws {
        try withDemo { project in
            for form in ["json", "sarif", "junit", "gitlab", "github", "text"] {
                let answer = try CLIProgram.run(["audit", "demo.pcapng", "-o", form], in: project)
                #expect(answer.status == 1)
                #expect(answer.outputText.contains("example.fabric.yaml"), "\(form)")
                #expect(answer.outputText.contains("audit."), "\(form)")
            }
        }
    }

    @Test func `a member's port is refused with reasons, and undecided after a moment`() throws {
        func admission(_ capture: String, at port: String) throws -> ProgramResult {
            try CLIProgram.run(
                [
                    "audit", "Fixtures/Captures/attacks/\(capture).pcapng", "--quarantine", port,
                    "--topology", "Topologies/tix.yaml", "-o", "json",
                ], in: Repository.root)
        }
        let refused = try admission("lacp-leak.attack", at: "edge-1:swp1")
        #expect(refused.status == 1, "\(refused.errorText)")
        let value = try JSONValue(parsing: refused.output)
        #expect(value["admission"] == "refused" && value["port"] == "edge-1:swp1")
        let codes = value["findings"]?.array?.compactMap { $0["code"]?.string } ?? []
        #expect(codes.contains("audit.link-aggregation"))
        let moment = try admission("arp-beyond-lan.twin", at: "edge-1:swp1")
        #expect(moment.status == 3)
        #expect(try JSONValue(parsing: moment.output)["admission"] == "undecided")
        // A port between switches is nobody's to be admitted.
        #expect(try admission("lacp-leak.attack", at: "edge-1:swp31").status == 2)
        #expect(try admission("lacp-leak.attack", at: "edge-1").status == 64)
    }

    @Test func `what is no capture, no file and no port has each its exit status`() throws {
        try withDemo { project in
            try CLIProgram.write("not a capture", to: "\(project)/text.pcap")
            try CLIProgram.write("", to: "\(project)/empty.pcap")
            let cut = Array(try CLIProgram.read("\(project)/demo.pcapng").dropLast(40))
            try Data(cut).write(to: URL(fileURLWithPath: "\(project)/cut.pcapng"))
            #expect(try CLIProgram.run(["audit", "text.pcap"], in: project).status == 2)
            #expect(try CLIProgram.run(["audit", "empty.pcap"], in: project).status == 2)
            #expect(try CLIProgram.run(["audit", "missing.pcap"], in: project).status == 65)
            #expect(try CLIProgram.run(["audit"], in: project).status == 64)
            let wrongPort = ["audit", "demo.pcapng", "--vantage", "leaf-1:swp99"]
            let refused = try CLIProgram.run(wrongPort, in: project)
            #expect([2, 64].contains(refused.status))
            #expect(refused.output == [])
            // What was read before the cut is a breach already.
            #expect(try CLIProgram.run(["audit", "cut.pcapng"], in: project).status == 1)
        }
    }

    @Test func `a capture that cannot be read is told to programs in their form`() throws {
        try withDemo { project in
            try CLIProgram.write("not a capture", to: "\(project)/text.pcap")
            for (name, status) in [("text.pcap", 2), ("missing.pcap", 65)] as [(String, Int32)] {
                for form in ["json", "sarif", "junit", "gitlab", "github"] {
                    let answer = try CLIProgram.run(["audit", name, "-o", form], in: project)
                    #expect(answer.status == status)
                    #expect(answer.outputText.contains("audit.unreadable"), "\(form)")
                    #expect(answer.outputText.contains(name), "\(form)")
                    #expect(answer.errorText.contains(name), "\(form)")
                }
                let file = try CLIProgram.run(
                    ["audit", "demo.pcapng", name, "--report", "json=\(name).json"], in: project)
                #expect(file.status == status && file.output == [])
                let value = try JSONValue(parsing: CLIProgram.read("\(project)/\(name).json"))
                #expect(value["findings"]?.array?.first?["code"] == "audit.unreadable")
            }
        }
    }

    /// Audits a capture of the corpus of attacks.
    private func attack(_ name: String, _ arguments: String...) throws -> ProgramResult {
        try CLIProgram.run(
            [
                "audit", "Fixtures/Captures/attacks/\(name).pcapng", "--topology",
                "Topologies/sct.yaml",
            ] + arguments, in: Repository.root)
    }

    @Test func `a suspect is a no to those who say so`() throws {
        #expect(try attack("protocol-zero.attack").status == 3)
        #expect(try attack("protocol-zero.attack", "--fail-on", "warning").status == 1)
        #expect(try attack("double-tag.attack", "--fail-on", "warning").status == 1)
        #expect(try attack("protocol-zero.twin", "--fail-on", "warning").status == 0)
        try TemporaryDirectory.with { directory in
            let part = "\(directory)/a.crpart"
            #expect(try attack("protocol-zero.attack", "--partial", part).status == 0)
            for (option, status) in [("error", 3), ("warning", 1)] as [(String, Int32)] {
                let merged = try CLIProgram.run(
                    ["merge", part, "--topology", "Topologies/sct.yaml", "--fail-on", option],
                    in: Repository.root)
                #expect(merged.status == status, "\(merged.errorText)")
            }
        }
    }

    @Test func `rules without a vantage are skipped tests, and doubts are in every form`() throws {
        let junit = try attack("protocol-zero.attack", "-o", "junit").outputText
        let skipped = junit.components(separatedBy: "<skipped ").count - 1
        #expect(skipped > 10 && junit.contains("skipped=\"\(skipped)\""))
        #expect(
            junit.contains(
                """
                name="audit.stray-unicast">
                      <skipped message="nothing was captured at ports of stations or at ports of \
                the exchange"/>
                """))
        #expect(junit.contains("<skipped message=\"no port is in quarantine\"/>"))
        #expect(junit.contains("<skipped message=\"the topology has no exchange\"/>"))
        #expect(!junit.contains("name=\"audit.unintended-flow\">\n      <skipped"))
        for form in ["sarif", "gitlab", "github"] {
            let text = try attack("protocol-zero.attack", "-o", form).outputText
            #expect(text.contains("the audit is inconclusive"), "\(form)")
            let twin = try attack("protocol-zero.twin", "-o", form).outputText
            #expect(!twin.contains("inconclusive"), "\(form)")
        }
    }

    @Test func `the report says where frames were captured`() throws {
        let port = try attack("tags-stripped.attack").outputText
        #expect(port.contains("\nvantage   leaf-h1:swp2 (stations, tags)\n"), "\(port)")
        let none = try attack("protocol-zero.attack").outputText
        #expect(none.contains("\nvantage   no port: tags and VNIs say the networks\n"))
    }

    @Test func `an option for another way in is refused, not ignored`() throws {
        try withDemo { project in
            let file = ["demo.pcapng"]
            let port = ["--interface", "lo"]
            let ring = ["--ring", "."]
            for (way, options) in [
                (file, ["--snap-length", "100"]), (file, ["--buffer", "4"]),
                (file, ["--user", "nobody"]), (file, ["--no-promiscuous"]),
                (file, ["--promiscuous"]), (file, ["--count", "4"]), (file, ["--seconds", "4"]),
                (file, ["--filter", "ip"]), (ring, ["--snap-length", "100"]),
                (port, ["--jobs", "2"]), (ring, ["--jobs", "2"]), (port, ["--unpack-limit", "2"]),
                (port, ["--digest"]), (file, ["--digest", "--jobs", "2"]),
                (file, ["--vantage", "leaf-1:swp1", "--quarantine", "leaf-1:swp1"]),
            ] {
                let answer = try CLIProgram.run(["audit"] + way + options, in: project)
                #expect(answer.status == 64, "\(options): \(answer.errorText)")
                #expect(answer.errorText.contains(options[0]), "\(answer.errorText)")
            }
        }
    }

    @Test func `a value that an option does not take is refused with what it does take`() throws {
        for (option, value, words) in [
            ("--memory", "5X", "such as 512M"), ("--memory", "99G", "1M to 16G"),
            ("--memory", "\u{665}M", "such as 512M"),
            ("--shard", "0/2", "such as 2/5"), ("--report", "xml=f", "json=report.json"),
            ("--report", "json", "forms are text, json"), ("--jobs", "99", "threads, 1 to 64"),
            ("--jobs", "two", "threads, 1 to 64"), ("--vxlan-port", "0", "1 to 65535"),
            ("--unpack-limit", "0", "GiB"), ("--seconds", "-1", "seconds, 1 or more"),
            ("--count", "0", "frames, 1 or more"), ("--snap-length", "9", "64 to 262144"),
            ("--buffer", "9999", "1 to 1024"), ("--progress", "x", "'plain', 'json'"),
        ] {
            let answer = try CLIProgram.run(["audit", "x", "\(option)=\(value)"], in: "/")
            #expect(answer.status == 64)
            #expect(answer.errorText.contains(words), "\(answer.errorText)")
            #expect(answer.errorText.contains(option), "\(answer.errorText)")
        }
    }
}
