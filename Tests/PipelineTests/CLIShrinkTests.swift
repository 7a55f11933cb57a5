import Diagnostics
import Foundation
import TestSupport
import Testing

/// What `compile` does with filters that are suddenly small.
@Suite struct CLIShrinkTests {
    private static let head = """
        registrations:
          - member: provider-arno
            taken_at: 2026-11-27T18:00:00Z
            prefixes:

        """

    private static func registration(_ count: Int) -> String {
        head + (0..<count).map { "      - 203.0.\(114 + $0).0/24\n" }.joined()
    }

    /// Runs `body` with tix and a registration of some prefixes beside it.
    private func with(
        prefixes count: Int = 8,
        _ body: (String, ([String]) throws -> ProgramResult) throws -> Void
    ) throws {
        try CLIProgram.withTopologies(["tix.yaml"]) { directory in
            try CLIProgram.write(Self.registration(count), to: "\(directory)/reg.yaml")
            try body(directory) { try CLIProgram.run($0, in: directory) }
        }
    }

    private static let compile = ["compile", "tix.yaml", "reg.yaml", "--out", "release"]

    @Test func `a filter that lost more than half stops the release, until that is meant`() throws {
        try with(prefixes: 8) { directory, run in
            #expect(try run(Self.compile).status == 0)
            let before = try CLIProgram.files(in: directory).filter { $0.key != "reg.yaml" }
            // Two are written at the member itself: 10 become 4.
            try CLIProgram.write(Self.registration(2), to: "\(directory)/reg.yaml")
            let answer = try run(Self.compile)
            #expect(answer.status == 3)
            #expect(answer.errorText.contains("provider-arno: 10 IPv4 prefixes before, 4 now"))
            #expect(answer.errorText.contains("--accept-shrink provider-arno"))
            #expect(
                try CLIProgram.files(in: directory).filter { $0.key != "reg.yaml" } == before)
            let other = try run(Self.compile + ["--accept-shrink", "provider-elsa"])
            #expect(other.status == 3)
            #expect(try run(Self.compile + ["--accept-shrink", "provider-arno"]).status == 0)
            #expect(try run(Self.compile).status == 0)
            let after = try CLIProgram.files(in: directory)
            #expect(after["release/rs-1/bird.conf"] != before["release/rs-1/bird.conf"])
        }
    }

    @Test func `half of a filter is enough`() throws {
        try with(prefixes: 8) { directory, run in
            #expect(try run(Self.compile).status == 0)
            try CLIProgram.write(Self.registration(3), to: "\(directory)/reg.yaml")
            #expect(try run(Self.compile).status == 0)
        }
    }

    @Test(arguments: [
        (
            "        - 203.0.113.16/28\n        - 2001:db8:170::/48\n",
            "        - 203.0.113.16/28\n", "1 IPv6 prefix before, 0 now"
        ),
        ("      origins: [64498, 65536, 65537]\n", "", "3 origins before, 1 now"),
        (
            "    - name: provider-elsa\n", "    - name: provider-renamed\n", ""
        ),
    ])
    func `each family, the origins and a member by its number are looked at`(
        right: String, wrong: String, sentence: String
    ) throws {
        try with { directory, run in
            #expect(try run(Self.compile).status == 0)
            let path = "\(directory)/tix.yaml"
            let text = String(decoding: try CLIProgram.read(path), as: UTF8.self)
            try #require(text.contains(right))
            try CLIProgram.write(text.replacing(right, with: wrong), to: path)
            let answer = try run(Self.compile)
            #expect(answer.status == (sentence.isEmpty ? 0 : 3), "\(answer.errorText)")
            guard sentence.isEmpty else {
                #expect(answer.errorText.contains(sentence))
                return
            }
            let empty = text.replacing(right, with: wrong).replacing(
                "        - 203.0.113.16/28\n", with: "")
            try CLIProgram.write(empty, to: path)
            let renamed = try run(Self.compile)
            #expect(renamed.status == 3)
            #expect(renamed.errorText.contains("provider-renamed: 1 IPv4 prefix before, 0 now"))
        }
    }

    @Test(arguments: [
        ("\"filters\":", "\"filter\":", "does not say how large"),
        ("\"origins\":", "\"origin\":", "does not say how large"),
        ("\"fabric\": \"tix\"", "\"fabric\": \"tax\"", "of another fabric"),
    ])
    func `a release that cannot be compared is told, and replaced`(
        right: String, wrong: String, sentence: String
    ) throws {
        try with(prefixes: 8) { directory, run in
            let first = try run(Self.compile)
            #expect(first.status == 0)
            #expect(!first.errorText.contains("not compared"))
            let path = "\(directory)/release/release.json"
            let text = String(decoding: try CLIProgram.read(path), as: UTF8.self)
            try #require(text.contains(right))
            try CLIProgram.write(text.replacing(right, with: wrong), to: path)
            try CLIProgram.write(Self.registration(2), to: "\(directory)/reg.yaml")
            let answer = try run(Self.compile)
            #expect(answer.status == 0)
            #expect(
                answer.errorText.contains(
                    "note: filters are not compared with those of the release in 'release': it "))
            #expect(answer.errorText.contains(sentence), "\(answer.errorText)")
        }
    }

    @Test func `a member that nobody knows cannot be meant`() throws {
        try with { directory, run in
            let answer = try run(Self.compile + ["--accept-shrink", "provider-arn"])
            #expect(answer.status == 64)
            #expect(answer.errorText.contains("did you mean 'provider-arno'?"))
            #expect(try !CLIProgram.files(in: directory).keys.contains { $0.hasPrefix("release") })
        }
    }
}
