import Diagnostics
import Foundation
import TestSupport
import Testing

/// What `check` and `compile` do with snapshots that are old.
@Suite struct CLISnapshotAgeTests {
    private static let registration = """
        registrations:
          - member: provider-arno
            taken_at: 2026-11-27T18:00:00Z
            prefixes: [203.0.114.0/24]

        """

    /// Runs `body` with tix, changed, and a registration beside it.
    private func with(
        _ change: (String) -> String,
        _ body: (String, ([String]) throws -> ProgramResult) throws -> Void
    ) throws {
        try CLIProgram.withTopologies([]) { directory in
            let text = change(try Repository.text("Topologies/tix.yaml"))
            try CLIProgram.write(text, to: "\(directory)/tix.yaml")
            try CLIProgram.write(Self.registration, to: "\(directory)/reg.yaml")
            try body(directory) { try CLIProgram.run($0, in: directory) }
        }
    }

    private static let compile = ["compile", "tix.yaml", "reg.yaml", "--out", "release"]

    private static func limited(_ limit: String) -> (String) -> String {
        { text in
            text.replacing(
                "exchange:\n", with: "exchange:\n  policy: {snapshots: {registrations: \(limit)}}\n"
            )
        }
    }

    @Test(arguments: [
        ("{max_age: 7}", "2026-12-04T18:00:00Z", 0, ""),
        ("{max_age: 7}", "2026-12-04T18:00:01Z", 2, "is 7 days old, and may be 7 at most"),
        ("{max_age: 7, older: warning}", "2026-12-08T00:00:00Z", 0, "is 10 days old"),
        ("{max_age: 7}", "2026-11-27T17:00:00Z", 0, ""),
        ("{max_age: 7}", "2026-11-27T16:59:59Z", 2, "and it is 2026-11-27T16:59:59Z"),
    ])
    func `a snapshot may be as old as the policy says, and no older`(
        limit: String, now: String, status: Int32, sentence: String
    ) throws {
        try with(Self.limited(limit)) { directory, run in
            for command in [["check", "tix.yaml", "reg.yaml"], Self.compile] {
                let answer = try run(command + ["--now", now])
                #expect(answer.status == status, "\(answer.outputText)\(answer.errorText)")
                #expect(answer.outputText.contains("intent.snapshot-too-old") == !sentence.isEmpty)
                guard !sentence.isEmpty else { continue }
                #expect(answer.outputText.contains(sentence))
                #expect(answer.outputText.contains("reg.yaml:3:15"))
            }
            let isCompiled = FileManager.default.fileExists(atPath: "\(directory)/release")
            #expect(isCompiled == (status == 0))
        }
    }

    @Test func `the clock is asked where no time is given, and no octet depends on it`() throws {
        try with(Self.limited("{max_age: 3650, older: warning}")) { directory, run in
            var releases: [[String: [UInt8]]] = []
            for now in [["--now", "2026-11-28T00:00:00Z"], ["--now", "2099-01-01T00:00:00Z"], []] {
                let answer = try run(Self.compile + now)
                #expect(answer.status == 0, "\(answer.errorText)")
                releases.append(try CLIProgram.files(in: "\(directory)/release"))
            }
            #expect(releases[0] == releases[1] && releases[1] == releases[2])
        }
        try with(Self.limited("{max_age: 1}")) { directory, run in
            let old = Self.registration.replacing("2026-11-27", with: "1999-11-27")
            try CLIProgram.write(old, to: "\(directory)/reg.yaml")
            #expect(try run(["check", "tix.yaml", "reg.yaml"]).status == 2)
        }
    }
}
