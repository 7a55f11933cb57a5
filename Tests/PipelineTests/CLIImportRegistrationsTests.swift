import Diagnostics
import Foundation
import TestSupport
import Testing

/// Lists of bgpq4 that say less, more or something else than a filter of a member.
@Suite struct CLIImportRegistrationsTests {
    /// Imports the lists, each from a file of its own; the answer, and the snapshot where one is there.
    private func importing(
        _ lists: [String], options: [String] = []
    ) throws -> (answer: ProgramResult, snapshot: String?) {
        try TemporaryDirectory.with { directory in
            var arguments = ["import", "irr", "--member", "a", "--into", "reg.yaml"] + options
            for (index, list) in lists.enumerated() {
                try CLIProgram.write("{\"NN\": [\(list)]}", to: "\(directory)/\(index).json")
                arguments.append("\(index).json")
            }
            let answer = try CLIProgram.run(arguments, in: directory)
            let files = try CLIProgram.files(in: directory)
            return (answer, files["reg.yaml"].map { String(decoding: $0, as: UTF8.self) })
        }
    }

    private static func prefixes(of snapshot: String?) -> [String] {
        (snapshot ?? "").split(separator: "\n").filter { $0.contains("/") }.map { line in
            String(line.filter { !" -\"".contains($0) })
        }
    }

    private static let ipv4 = "{\"prefix\": \"198.51.100.0/24\"}"
    private static let ipv6 = "{\"prefix\": \"2001:db8::/32\"}"

    @Test(arguments: [
        (["", "64499"], "the list of prefixes is empty"),
        (["", "", "64499"], "the list of prefixes is empty"),
        ([ipv4, "", ""], "the list of AS numbers is empty"),
        ([ipv4, ipv6, ""], "the list of AS numbers is empty"),
        ([""], "the lists are empty"),
        (["{\"prefix\": \"10.0.0.0/8\"}", "64499"], "the list of prefixes is empty"),
    ])
    func `an empty list is refused until that is said to be meant`(
        lists: [String], sentence: String
    ) throws {
        let (answer, snapshot) = try importing(lists)
        #expect(answer.status == 3)
        #expect(
            answer.errorText.contains("a: \(sentence); 'reg.yaml' stays"), "\(answer.errorText)")
        #expect(snapshot == nil)
        let meant = try importing(lists, options: ["--accept-shrink"])
        #expect(meant.answer.status == 0)
        #expect(meant.snapshot != nil)
    }

    @Test(arguments: [
        [ipv4, "", "64499"], ["", ipv6, "64499"], [ipv4, ipv6, "64499"], [ipv4, ""], [ipv4],
        ["64499"],
    ])
    func `a member may have one family, and only some lists be given`(lists: [String]) throws {
        let (answer, snapshot) = try importing(lists)
        #expect(answer.status == 0, "\(answer.errorText)")
        #expect(snapshot != nil)
    }

    @Test(arguments: [
        ("198.51.100.0/24", "\"exact\": true", ["198.51.100.0/24"]),
        ("198.51.100.0/24", "\"less-equal\": 28", ["198.51.100.0/24"]),
        ("198.51.100.0/24", "\"greater-equal\": 24", ["198.51.100.0/24"]),
        (
            "198.51.100.0/24", "\"greater-equal\": 25, \"less-equal\": 26",
            ["198.51.100.0/25", "198.51.100.128/25"]
        ),
        (
            "2001:db8::/32", "\"greater-equal\": 34, \"less-equal\": 34",
            [
                "2001:db8::/34", "2001:db8:4000::/34", "2001:db8:8000::/34", "2001:db8:c000::/34",
            ]
        ),
    ])
    func `where only longer prefixes are meant those are written`(
        prefix: String, lengths: String, expected: [String]
    ) throws {
        let (answer, snapshot) = try importing(["{\"prefix\": \"\(prefix)\", \(lengths)}", "64499"])
        #expect(answer.status == 0, "\(answer.errorText)")
        #expect(Self.prefixes(of: snapshot) == expected)
    }

    @Test(arguments: [
        ("198.51.0.0/16", "\"greater-equal\": 25", "NN[0]: 198.51.0.0/16 stands for more than 256"),
        (
            "2001:db8::/32", "\"greater-equal\": 128",
            "NN[0]: 2001:db8::/32 stands for more than 256"
        ),
        (
            "198.51.100.0/24", "\"greater-equal\": 23",
            "NN[0].greater-equal: expected a length from 24"
        ),
        (
            "198.51.100.0/24", "\"greater-equal\": 33",
            "NN[0].greater-equal: expected a length from 24"
        ),
        ("198.51.100.0/24", "\"greater-equal\": \"25\"", "NN[0].greater-equal"),
        (
            "198.51.100.0/24", "\"greater-equal\": 26, \"less-equal\": 25",
            "NN[0].less-equal: expected a length from 26 to 32"
        ),
    ])
    func `lengths that cannot be are refused at their place, and too many parts`(
        prefix: String, lengths: String, place: String
    ) throws {
        let (answer, snapshot) = try importing(["{\"prefix\": \"\(prefix)\", \(lengths)}", "64499"])
        #expect(answer.status == 2)
        #expect(answer.errorText.contains(place), "\(answer.errorText)")
        #expect(answer.errorText.contains("without -A") == place.contains("256"))
        #expect(snapshot == nil)
    }

    @Test func `what no member can have is left out and told`() throws {
        let junk = [
            "10.0.0.0/8", "0.0.0.0/0", "192.168.1.0/24", "::/0", "fc00::/8", "224.0.0.0/8",
        ].map { "{\"prefix\": \"\($0)\"}" }
        let numbers = "0, 23456, 64499, 64512, 65535, 65551, 65552, 131071, 131072, 4200000000, "
        let (answer, snapshot) = try importing([
            ([Self.ipv4, Self.ipv6] + junk).joined(separator: ","), numbers + "4294967295",
        ])
        #expect(answer.status == 0, "\(answer.errorText)")
        #expect(
            answer.errorText.contains("left out 8 AS numbers that no member can have, such as 0"))
        #expect(
            answer.errorText.contains(
                "left out 6 prefixes that no member can have, such as 0.0.0.0/0"))
        #expect(answer.errorText.contains("2 prefixes, 3 origins"))
        #expect(
            snapshot?.hasSuffix(
                """
                    prefixes:
                      - "198.51.100.0/24"
                      - "2001:db8::/32"
                    origins:
                      - 64499
                      - 65551
                      - 131072

                """) == true, "\(snapshot ?? "")")
    }
}
