import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct CLIImportTests {
    /// Runs `body` in a directory with tix.yaml and the files given.
    private func with(
        _ files: [String: String],
        _ body: ((String) throws -> String, ([String]) throws -> ProgramResult) throws -> Void
    ) throws {
        try CLIProgram.withTopologies(["tix.yaml"]) { directory in
            for (name, text) in files {
                try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
            }
            try body(
                { String(decoding: try CLIProgram.read("\(directory)/\($0)"), as: UTF8.self) },
                { try CLIProgram.run($0, in: directory) })
        }
    }

    private static let prefixes = """
        {"NN": [{"prefix": "198.51.100.128/27", "exact": true},
                {"prefix": "203.0.113.128/27", "exact": false, "less-equal": 28}]}
        """

    private static let irr = [
        "import", "irr", "p.json", "o.json", "--member", "provider-arno", "--into", "reg.yaml",
        "--source", "RIPE by bgpq4", "--taken-at", "2026-11-27T18:00:00Z",
    ]

    @Test func `what a registry says is added to the member, and the route servers take it`() throws
    {
        let files = ["p.json": Self.prefixes, "o.json": "{\"NN\": [64499, 65542]}"]
        try with(files) { read, run in
            let question = [
                "rs", "explain", "--route", "203.0.113.128/27", "--from", "provider-arno",
                "--path", "64499 65542", "tix.yaml",
            ]
            #expect(try run(question).status == 1)
            let answer = try run(Self.irr)
            #expect(answer.status == 0, "\(answer.errorText)")
            let text = try read("reg.yaml")
            #expect(text.contains("source: 'RIPE by bgpq4'"))
            #expect(text.contains("taken_at: 2026-11-27T18:00:00Z"))
            #expect(try run(question + ["reg.yaml"]).status == 0)
            #expect(try run(Self.irr).status == 0)
            #expect(try read("reg.yaml") == text)
        }
    }

    @Test func `another member's registration stays as it was`() throws {
        let files = ["p.json": Self.prefixes, "o.json": "{\"NN\": [64499]}"]
        try with(files) { read, run in
            _ = try run(Self.irr)
            let before = try read("reg.yaml")
            let other = Self.irr.map { $0 == "provider-arno" ? "provider-elsa" : $0 }
            #expect(try run(other).status == 0)
            let after = try read("reg.yaml")
            #expect(after.hasPrefix(before))
            #expect(after.contains("member: provider-elsa"))
        }
    }

    @Test func `a list that is empty or shrank is refused, and the snapshot stays`() throws {
        let many = (0..<8).map { "{\"prefix\": \"203.0.113.\(16 * $0)/28\"}" }
        let files = [
            "p.json": "{\"NN\": [\(many.joined(separator: ","))]}", "o.json": "{\"NN\": [64499]}",
            "few.json": "{\"NN\": [\(many.prefix(3).joined(separator: ","))]}",
            "half.json": "{\"NN\": [\(many.prefix(4).joined(separator: ","))]}",
            "none.json": "{\"NN\": []}",
        ]
        try with(files) { read, run in
            #expect(try run(Self.irr).status == 0)
            let text = try read("reg.yaml")
            func instead(_ name: String) -> [String] {
                Self.irr.map { $0 == "p.json" ? name : $0 }
            }
            for name in ["few.json", "none.json"] {
                let answer = try run(instead(name))
                #expect(answer.status == 3)
                #expect(answer.errorText.contains("8 IPv4 prefixes before"))
                #expect(try read("reg.yaml") == text)
            }
            #expect(try run(instead("few.json") + ["--accept-shrink"]).status == 0)
            #expect(try run(Self.irr).status == 0)
            #expect(try run(instead("half.json")).status == 0)
        }
    }

    @Test func `a file that is something else is told, and nothing is written`() throws {
        let wrong = [
            ("{\"NN\": [{\"prefix\": \"198.51.100.1/27\"}]}", "NN[0].prefix"),
            ("{\"NN\": [-1]}", "NN[0]"), ("[]", "the top"), ("{\"NN\": [\n1,]}", "p.json:2:3"),
        ]
        for (text, place) in wrong {
            try with(["p.json": text, "o.json": "{\"NN\": [64499]}"]) { read, run in
                let answer = try run(Self.irr)
                #expect(answer.status == 2)
                #expect(answer.errorText.contains(place), "\(answer.errorText)")
                #expect(throws: (any Error).self) { try read("reg.yaml") }
            }
        }
    }

    @Test(arguments: ["\\\"; drop", "*/", "# x", "a\\nb: c", "\\u0000", "protocol", "\\u202e"])
    func `what a registry calls a list is in no file`(name: String) throws {
        let named = Self.prefixes.replacing("NN", with: name)
        let files = ["p.json": Self.prefixes, "h.json": named, "o.json": "{\"NN\": [64499]}"]
        try with(files) { read, run in
            #expect(try run(Self.irr).status == 0)
            let answer = try run(
                Self.irr.map { ["p.json": "h.json", "reg.yaml": "other.yaml"][$0] ?? $0 })
            #expect(answer.status == 0, "\(answer.errorText)")
            func content(_ name: String) throws -> [Substring] {
                try read(name).split(separator: "\n").filter { !$0.contains("sha256") }
            }
            #expect(try content("other.yaml") == content("reg.yaml"))
        }
    }

    @Test func `no file but a snapshot is replaced`() throws {
        let roas = "{\"roas\": [{\"asn\": 64499, \"prefix\": \"198.51.100.0/24\"}]}"
        let files = ["p.json": Self.prefixes, "o.json": "{\"NN\": [64499]}", "v.json": roas]
        try with(files) { read, run in
            let before = try read("tix.yaml")
            let answer = try run(Self.irr.map { $0 == "reg.yaml" ? "tix.yaml" : $0 })
            #expect(answer.status == 2)
            let other = try run([
                "import", "vrps", "v.json", "--topology", "tix.yaml", "--into", "tix.yaml",
            ])
            #expect(other.status == 2)
            #expect(try read("tix.yaml") == before)
        }
    }

    @Test func `of validated payloads those are taken that members can use`() throws {
        let roas = """
            {"roas": [{"asn": "AS64499", "prefix": "198.51.100.0/24", "maxLength": 28, "ta": "x"},
             {"asn": 64503, "prefix": "203.0.113.16/28", "maxLength": 28},
             {"asn": 1, "prefix": "9.0.0.0/8", "maxLength": 8}]}
            """
        try with(["v.json": roas]) { read, run in
            let answer = try run([
                "import", "vrps", "v.json", "--topology", "tix.yaml", "--into", "vrps.yaml",
            ])
            #expect(answer.status == 0, "\(answer.errorText)")
            #expect(answer.errorText.contains("2 of 3 payloads"))
            let text = try read("vrps.yaml")
            #expect(text.contains("{prefix: \"198.51.100.0/24\", max_length: 28, asn: 64499}"))
            #expect(!text.contains("9.0.0.0/8"))
            #expect(try run(["check", "tix.yaml", "vrps.yaml"]).status == 0)
        }
    }

    @Test func `ASPAs come with the payloads, in either form and with all providers`() throws {
        let roas = """
            {"roas": [{"asn": "AS64499", "prefix": "198.51.100.0/24", "maxLength": 28}],
             "aspas": [{"customer_asid": 64510, "expires": 1790002800, "providers": [64512, 64511]},
              {"customer": "AS64499", "providers": ["AS0"], "ta": "x"},
              {"customer": "AS64510", "providers": ["AS64509"], "ta": "x"},
              {"customer_asid": 64513, "providers": []},
              {"customer_asid": 23456, "providers": [64511]}]}
            """
        let arguments = [
            "import", "vrps", "v.json", "--topology", "tix.yaml", "--into", "vrps.yaml",
        ]
        try with(["v.json": roas]) { read, run in
            let answer = try run(arguments)
            #expect(answer.status == 0, "\(answer.errorText)")
            #expect(answer.errorText.contains("1 of 1 payload, 3 ASPAs"))
            #expect(
                try read("vrps.yaml").hasSuffix(
                    """
                      aspas:
                        - {customer: 64499, providers: [0]}
                        - {customer: 64510, providers: [64509, 64511, 64512]}
                        - {customer: 64513, providers: [0]}

                    """))
            #expect(try run(["check", "tix.yaml", "vrps.yaml"]).status == 0)
        }
        let wrong = [
            ("{\"customer\": \"ASx\", \"providers\": [1]}", "aspas[0].customer"),
            ("{\"customer\": 1, \"providers\": 1}", "aspas[0].providers"),
            ("{\"customer\": 1, \"providers\": [-1]}", "aspas[0].providers"),
            ("7", "aspas[0].customer"),
        ]
        for (aspa, place) in wrong {
            let text = roas.split(separator: "\n")[0] + "\"aspas\": [\(aspa)]}"
            try with(["v.json": String(text)]) { read, run in
                let answer = try run(arguments)
                #expect(answer.status == 2)
                #expect(answer.errorText.contains(place), "\(answer.errorText)")
                #expect(throws: (any Error).self) { try read("vrps.yaml") }
            }
        }
    }
}
