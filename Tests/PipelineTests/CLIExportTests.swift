import Diagnostics
import Foundation
import TestSupport
import Testing

/// `cristallo export`.
@Suite struct CLIExportTests {
    private func export(
        _ arguments: [String], in directory: String = Repository.root,
        environment: [String: String?] = [:]
    ) throws -> ProgramResult {
        try CLIProgram.run(["export"] + arguments, in: directory, environment: environment)
    }

    @Test("the time is that of the option, or of SOURCE_DATE_EPOCH, or now")
    func time() throws {
        func time(_ arguments: [String], _ epoch: String?) throws -> String? {
            let result = try export(
                ["ixf", "Topologies/tix.yaml"] + arguments,
                environment: ["SOURCE_DATE_EPOCH": epoch])
            #expect(result.status == 0 && result.errors.isEmpty)
            return try JSONValue(parsing: result.output)["timestamp"]?.string
        }
        let given = "2026-11-23T08:00:00Z"
        #expect(try time(["--timestamp", given], "1") == given)
        #expect(try time([], "1000000000") == "2001-09-09T01:46:40Z")
        let now = try #require(try time([], nil))
        let date = try #require(ISO8601DateFormatter().date(from: now))
        #expect(abs(date.timeIntervalSinceNow) < 300)
        for (arguments, epoch) in [(["--timestamp", "today"], nil), ([], "yesterday")] {
            let result = try export(
                ["ixf", "Topologies/tix.yaml"] + arguments,
                environment: ["SOURCE_DATE_EPOCH": epoch])
            #expect(result.status == 64 && result.output.isEmpty)
        }
    }

    @Test("both versions of the schema can be asked for, and no other")
    func versions() throws {
        for version in ["0.7", "1.0"] {
            let result = try export(
                [
                    "ixf", "Topologies/tix.yaml", "--version", version, "--timestamp",
                    "2026-11-23T08:00:00Z",
                ])
            #expect(
                try Repository.text("Fixtures/Golden/publications/tix/ixf-\(version).json")
                    == result.outputText)
        }
        #expect(try export(["ixf", "Topologies/tix.yaml", "--version", "1.1"]).status == 64)
    }

    @Test(
        "each kind prints what is in its golden file",
        arguments: [
            ("rpsl", "routing-objects.rpsl"), ("alice-lg", "alice.conf"), ("manrs", "manrs.md"),
            ("member-policy", "member-policy.md"),
        ])
    func kinds(kind: String, file: String) throws {
        let result = try export([kind, "Topologies/tix.yaml"])
        #expect(result.status == 0 && result.errors.isEmpty)
        #expect(
            try Repository.text("Fixtures/Golden/publications/tix/\(file)") == result.outputText)
    }

    @Test("the output can be a file, but not one of the inputs")
    func file() throws {
        try CLIProgram.withTopologies(["tix.yaml", "tix.ids.lock"]) { directory in
            let result = try export(["rpsl", "tix.yaml", "-o", "out.rpsl"], in: directory)
            #expect(result.status == 0 && result.output.isEmpty)
            #expect(
                try CLIProgram.read("\(directory)/out.rpsl")
                    == Repository.octets("Fixtures/Golden/publications/tix/routing-objects.rpsl"))
            let before = try CLIProgram.read("\(directory)/tix.yaml")
            #expect(try export(["rpsl", "tix.yaml", "-o", "tix.yaml"], in: directory).status == 64)
            #expect(try CLIProgram.read("\(directory)/tix.yaml") == before)
            #expect(
                try export(["rpsl", "tix.yaml", "-o", "no/such/file"], in: directory).status == 74)
        }
    }

    @Test("without the ledger it is said that numbers may change, and silence can be asked for")
    func ledger() throws {
        try CLIProgram.withTopologies(["tix.yaml"]) { directory in
            let result = try export(["ixf", "tix.yaml"], in: directory)
            #expect(result.status == 0 && result.errorText.contains("tix.ids.lock"))
            #expect(try export(["ixf", "tix.yaml", "-q"], in: directory).errors.isEmpty)
        }
    }

    @Test("a topology without an exchange, or with an error, publishes nothing")
    func nothing() throws {
        let none = try export(["ixf", "Topologies/sct.yaml"])
        #expect(none.status == 2 && none.output.isEmpty && none.errorText.contains("no exchange"))
        try CLIProgram.withTopologies(["tix.yaml"]) { directory in
            let text = String(decoding: try CLIProgram.read("\(directory)/tix.yaml"), as: UTF8.self)
            try CLIProgram.write(
                text.replacing("asn: 64496", with: "asn: 64497"), to: "\(directory)/tix.yaml")
            let wrong = try export(["ixf", "tix.yaml"], in: directory)
            #expect(wrong.status == 2 && wrong.output.isEmpty && !wrong.errors.isEmpty)
        }
    }
}
