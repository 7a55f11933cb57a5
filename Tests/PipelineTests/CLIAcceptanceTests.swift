import Capture
import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct CLIAcceptanceTests {
    /// A finding as reports in JSON tell it.
    struct Finding {
        let code: String
        let fingerprint: String
    }

    private static func findings(
        _ arguments: [String], in directory: String
    ) throws -> [Finding] {
        let answer = try CLIProgram.run(arguments + ["-o", "json"], in: directory)
        let report = try JSONValue(parsing: answer.output)
        return report["findings"]?.array?.compactMap { finding in
            guard let code = finding["code"]?.string,
                let fingerprint = finding["fingerprint"]?.string
            else { return nil }
            return Finding(code: code, fingerprint: fingerprint)
        } ?? []
    }

    private static func waivers(
        _ findings: [Finding], until date: String = "2999-12-31", in directory: String
    ) throws {
        var text = "waivers:\n"
        for finding in findings {
            text +=
                "  - {finding: \(finding.fingerprint), code: \(finding.code), "
                + "owner: noc@example.net, reason: being moved, expires: \(date)}\n"
        }
        try CLIProgram.write(text, to: "\(directory)/waivers.yaml")
    }

    private func withDemo(_ body: (String) throws -> Void) throws {
        try TemporaryDirectory.with { directory in
            let made = try CLIProgram.run(["init", "project", "--demo"], in: directory)
            try #require(made.status == 0, "\(made.errorText)")
            try body("\(directory)/project")
        }
    }

    @Test func `a breach that somebody answers for leaves the verdict of all the rest`() throws {
        try withDemo { project in
            let audit = ["audit", "demo.pcapng"]
            let found = try Self.findings(audit, in: project)
            try #require(found.contains { $0.code == "audit.unintended-flow" })
            try Self.waivers(found, in: project)
            let answer = try CLIProgram.run(audit + ["--waivers", "waivers.yaml"], in: project)
            #expect(answer.status == 0, "\(answer.outputText)")
            #expect(answer.errors == [])
            #expect(
                answer.outputText.contains("breach, clean-within-coverage but for what is accepted")
            )
            #expect(
                answer.outputText.contains(
                    "waived by noc@example.net until 2999-12-31: being moved: "))
        }
    }

    @Test
    func `a waiver whose day is over, that fits nothing, or names another code, does nothing`()
        throws
    {
        try withDemo { project in
            let audit = ["audit", "demo.pcapng"]
            let found = try Self.findings(audit, in: project)
            let waived = audit + ["--waivers", "waivers.yaml"]
            try Self.waivers(found, until: "2020-02-01", in: project)
            let late = try CLIProgram.run(waived + ["-o", "github"], in: project)
            #expect(late.status == 1)
            #expect(late.errorText.contains("waivers.yaml:2:5: the waiver of noc@example.net"))
            // Who reads the findings alone is told, too.
            #expect(late.outputText.contains("waivers.yaml:2:5: the waiver of noc@example.net"))
            let intime = try CLIProgram.run(
                waived, in: project, environment: ["SOURCE_DATE_EPOCH": "1580515200"])
            #expect(intime.status == 0)

            let other = found.map { Finding(code: "audit.other", fingerprint: $0.fingerprint) }
            try Self.waivers(other, in: project)
            let mistaken = try CLIProgram.run(waived, in: project)
            #expect(mistaken.status == 1)
            #expect(mistaken.errorText.contains("is audit.unintended-flow, not audit.other"))

            let none = Finding(code: "audit.other", fingerprint: "0123456789abcdef")
            try Self.waivers(found + [none], in: project)
            let more = try CLIProgram.run(waived, in: project)
            #expect(more.status == 0)
            #expect(
                more.errorText.contains(
                    "nothing was found with the fingerprint 0123456789abcdef"))
        }
    }

    @Test func `a baseline leaves what is new`() throws {
        try withDemo { project in
            let prove = ["prove", "example.fabric.yaml"]
            let audit = ["audit", "demo.pcapng"]
            let first = try CLIProgram.run(
                audit + ["--report", "json=known.json"], in: project)
            #expect(first.status == 1)
            let second = try CLIProgram.run(audit + ["--baseline", "known.json"], in: project)
            #expect(second.status == 0)
            #expect(second.outputText.contains("known in 'known.json': 1 finding"))
            let proof = try CLIProgram.run(prove + ["--baseline", "known.json"], in: project)
            #expect(proof.status == 0, "what is not there is no complaint")
            #expect(proof.errors == [])

            try CLIProgram.write("{\"findings\": [{}]}", to: "\(project)/other.json")
            let wrong = try CLIProgram.run(audit + ["--baseline", "other.json"], in: project)
            #expect(wrong.status == 2)
            #expect(wrong.errorText.contains("/findings/0 has no fingerprint"))
        }
    }

    @Test func `a violation is accepted as far as it went, and no further`() throws {
        try CLIProgram.withTopologies(["sct.yaml", "sct.ids.lock"]) { directory in
            let compiled = try CLIProgram.run(
                ["compile", "sct.yaml", "--out", "release"], in: directory)
            try #require(compiled.status == 0, "\(compiled.errorText)")
            let path = "\(directory)/release/leaf-h1/frr.conf"
            let right = String(decoding: try CLIProgram.read(path), as: UTF8.self)
            let imports = right.split(separator: "\n").filter {
                $0.contains("route-target import 64900:2")
            }
            let first = try #require(imports.first.map(String.init))
            let second = try #require(imports.first { $0 != imports.first }.map(String.init))
            try CLIProgram.write(right.replacing(first, with: second), to: path)
            let prove = ["prove", "sct.yaml", "--configs", "release"]
            let found = try Self.findings(prove, in: directory)
            try #require(!found.isEmpty)
            try Self.waivers(found, in: directory)
            let waived = try CLIProgram.run(
                prove + ["--waivers", "waivers.yaml"], in: directory)
            #expect(waived.status == 0, "\(waived.outputText)")
            #expect(waived.outputText.contains("VIOLATED, PROVED but for what is accepted"))
            // A line more that is wrong is none of what was accepted.
            let worse = right.replacing(first, with: second + "\n" + first)
                .replacing("deny", with: "permit")
            try CLIProgram.write(worse, to: path)
            let again = try CLIProgram.run(
                prove + ["--waivers", "waivers.yaml"], in: directory)
            #expect(again.status == 1)
        }
    }

    /// A fabric with one firewall and a contract through it, changed.
    private func withFabric(
        _ changes: [(file: String, change: (String) -> String)], _ body: (String) throws -> Void
    ) throws {
        let text = try Repository.text("Fixtures/Topologies/eos.yaml")
        try TemporaryDirectory.with { directory in
            for (file, change) in changes {
                try CLIProgram.write(change(text), to: "\(directory)/\(file)")
            }
            try body(directory)
        }
    }

    @Test func `a change that goes further than the one that is known counts`() throws {
        func ports(_ list: String) -> (String) -> String {
            { $0.replacing("ports: [tcp/443]}", with: "ports: [\(list)]}") }
        }
        let some = "tcp/443, tcp/5001, tcp/5003, tcp/5005, tcp/5007"
        try withFabric([
            ("old.yaml", { $0 }), ("some.yaml", ports(some)),
            ("more.yaml", ports(some + ", tcp/6000-20000")),
        ]) { directory in
            let first = try CLIProgram.run(
                ["diff", "old.yaml", "some.yaml", "--report", "json=known.json"], in: directory)
            #expect(first.status == 1)
            func again(_ new: String) throws -> Int32 {
                try CLIProgram.run(
                    ["diff", "old.yaml", new, "--baseline", "known.json"], in: directory
                ).status
            }
            #expect(try again("some.yaml") == 0)
            // The same file: its name is part of what a finding is known by.
            try CLIProgram.write(
                String(decoding: CLIProgram.read("\(directory)/more.yaml"), as: UTF8.self),
                to: "\(directory)/some.yaml")
            #expect(try again("some.yaml") == 1)
        }
    }

    @Test func `a failure that stops something else than what is known counts`() throws {
        let other = """
            contracts:
              - name: archive
                from: {tenant: comune, segments: [uffici]}
                to: {tenant: unione, segments: [archivio]}
                allow: [tcp/443]

            """
        try withFabric([
            ("a.yaml", { $0 }),
            (
                "b.yaml",
                { text in
                    String(
                        text[..<(text.firstRange(of: "contracts:")?.lowerBound ?? text.endIndex)])
                        + other
                }
            ),
        ]) { directory in
            let prove = ["prove", "a.yaml", "--failures", "1"]
            let first = try CLIProgram.run(prove + ["--report", "json=known.json"], in: directory)
            #expect(first.status == 1, "\(first.outputText)")
            let same = try CLIProgram.run(prove + ["--baseline", "known.json"], in: directory)
            #expect(same.status == 0, "\(same.outputText)")
            try CLIProgram.write(
                String(decoding: CLIProgram.read("\(directory)/b.yaml"), as: UTF8.self),
                to: "\(directory)/a.yaml")
            let changed = try CLIProgram.run(prove + ["--baseline", "known.json"], in: directory)
            #expect(changed.status == 1, "\(changed.outputText)")
        }
    }

    @Test func `what a port in quarantine has not shown cannot be accepted`() throws {
        try CLIProgram.withTopologies(["tix.yaml", "tix.ids.lock"]) { directory in
            try Data(PcapWriter().octets).write(to: URL(fileURLWithPath: "\(directory)/empty.pcap"))
            let audit = [
                "audit", "empty.pcap", "--topology", "tix.yaml", "--quarantine", "edge-1:swp1",
            ]
            let first = try CLIProgram.run(audit + ["--report", "json=known.json"], in: directory)
            #expect(first.status == 3, "\(first.errorText)")
            let second = try CLIProgram.run(audit + ["--baseline", "known.json"], in: directory)
            #expect(second.status == 3, "\(second.outputText)")
        }
    }

    @Test func `a baseline does not keep what was waived beyond the waiver`() throws {
        try withDemo { project in
            let audit = ["audit", "demo.pcapng"]
            let found = try Self.findings(audit, in: project)
            try Self.waivers(found, in: project)
            let waived = audit + ["--waivers", "waivers.yaml"]
            let first = try CLIProgram.run(
                waived + ["--report", "json=waived.json"], in: project)
            #expect(first.status == 0)
            let alone = try CLIProgram.run(audit + ["--baseline", "waived.json"], in: project)
            #expect(alone.status == 1)
            try Self.waivers(found, until: "2020-02-01", in: project)
            let all = try CLIProgram.run(audit + ["--report", "json=all.json"], in: project)
            #expect(all.status == 1)
            let late = try CLIProgram.run(waived + ["--baseline", "all.json"], in: project)
            #expect(late.status == 1, "somebody said until when")
        }
    }

    @Test func `errors of a topology cannot be waived, its warnings can`() throws {
        try TemporaryDirectory.with { directory in
            let text = try Repository.text("Topologies/smallest.yaml")
                .replacing("class: municipal", with: "class: municipality")
            try CLIProgram.write(text, to: "\(directory)/a.yaml")
            let check = ["check", "a.yaml"]
            let found = try Self.findings(check, in: directory)
            try #require(!found.isEmpty)
            try Self.waivers(found, in: directory)
            let answer = try CLIProgram.run(check + ["--waivers", "waivers.yaml"], in: directory)
            #expect(answer.status == 2)
        }
    }

    @Test func `a wrong file of waivers is an error at its line, and nothing is decided`() throws {
        try withDemo { project in
            try CLIProgram.write("waivers:\n  - {finding: 12}\n", to: "\(project)/waivers.yaml")
            let answer = try CLIProgram.run(
                ["audit", "demo.pcapng", "--waivers", "waivers.yaml"], in: project)
            #expect(answer.status == 2)
            #expect(answer.errorText.contains("waivers.yaml:2:"))
            #expect(answer.output.isEmpty)
        }
    }
}
