import Diagnostics
import Foundation
import TestSupport
import Testing

/// Snapshots of validated payloads: which are taken, and what refuses them.
@Suite struct CLIImportPayloadsTests {
    private func with(
        _ files: [String: String], policy: String? = nil,
        _ body: ((String) throws -> String, ([String]) throws -> ProgramResult) throws -> Void
    ) throws {
        try CLIProgram.withTopologies(["tix.yaml"]) { directory in
            if let policy {
                let text = try Repository.text("Topologies/tix.yaml").replacing(
                    "exchange:\n", with: "exchange:\n  policy:\n    \(policy)\n")
                try CLIProgram.write(text, to: "\(directory)/tix.yaml")
            }
            for (name, text) in files { try CLIProgram.write(text, to: "\(directory)/\(name)") }
            try body(
                { String(decoding: try CLIProgram.read("\(directory)/\($0)"), as: UTF8.self) },
                { try CLIProgram.run($0, in: directory) })
        }
    }

    private static let importing = [
        "import", "vrps", "v.json", "--topology", "tix.yaml", "--into", "vrps.yaml",
    ]

    /// A prefix that nobody registered, of a member's own number, of one of its origins, of nobody.
    private static let roas = """
        {"roas": [{"asn": 64499, "prefix": "198.51.100.0/24", "maxLength": 28},
         {"asn": 64499, "prefix": "9.1.0.0/16"}, {"asn": 65538, "prefix": "9.2.0.0/16"},
         {"asn": 64501, "prefix": "9.3.0.0/16"}, {"asn": 7, "prefix": "9.4.0.0/16"}]}
        """

    private static let suffices = "origin_validation: {suffices_for_prefix: true}"

    @Test func `where a valid origin suffices, members announce what their payloads say`() throws {
        try with(["v.json": Self.roas], policy: Self.suffices) { read, run in
            let imported = try run(Self.importing)
            #expect(imported.status == 0, "\(imported.errorText)")
            for (origin, prefix, isValid) in [
                ("64499", "9.1.0.0/16", true), ("64499 65538", "9.2.0.0/16", true),
                ("64499", "9.2.0.0/16", false), ("64499", "9.4.0.0/16", false),
            ] {
                let answer = try run([
                    "rs", "explain", "--route", prefix, "--from", "provider-arno", "--path",
                    origin, "tix.yaml", "vrps.yaml",
                ])
                #expect(answer.status == (isValid ? 0 : 1), "\(prefix): \(answer.outputText)")
            }
            #expect(try !read("vrps.yaml").contains("9.4.0.0/16"))
        }
    }

    @Test func `where it does not, only payloads of members' prefixes are taken`() throws {
        for policy in [nil, "origin_validation: {}"] {
            try with(["v.json": Self.roas], policy: policy) { _, run in
                let answer = try run(Self.importing)
                #expect(answer.errorText.contains("1 of 5 payloads"), "\(answer.errorText)")
            }
        }
    }

    private static func file(payloads: Int, aspas: Int) -> String {
        let roas = (0..<payloads).map {
            "{\"asn\": 64499, \"prefix\": \"198.51.100.\(128 + $0)/32\"}"
        }
        let list = (0..<aspas).map { "{\"customer_asid\": \(1_000 + $0), \"providers\": [1]}" }
        return "{\"roas\": [\(roas.joined(separator: ","))],"
            + "\"aspas\": [\(list.joined(separator: ","))]}"
    }

    @Test(arguments: [
        (3, 8, "8 payloads before, 3 now"), (8, 3, "8 ASPAs before, 3 now"),
        (8, 0, "8 ASPAs before, 0 now"), (4, 4, nil), (9, 9, nil),
    ])
    func `payloads or ASPAs of which less than half is left are refused until that is meant`(
        payloads: Int, aspas: Int, sentence: String?
    ) throws {
        let files = [
            "v.json": Self.file(payloads: 8, aspas: 8),
            "less.json": Self.file(payloads: payloads, aspas: aspas),
        ]
        try with(files) { read, run in
            #expect(try run(Self.importing).status == 0)
            let before = try read("vrps.yaml")
            let again = Self.importing.map { $0 == "v.json" ? "less.json" : $0 }
            let answer = try run(again)
            #expect(answer.status == (sentence == nil ? 0 : 3), "\(answer.errorText)")
            guard let sentence else { return }
            #expect(answer.errorText.contains(sentence), "\(answer.errorText)")
            #expect(try read("vrps.yaml") == before)
            #expect(try run(again + ["--accept-shrink"]).status == 0)
            #expect(try run(again).status == 0)
        }
    }

    @Test(arguments: ["\"28\"", "28.5", "true", "[28]", "33", "23"])
    func `a maxLength that is none is refused at its place`(length: String) throws {
        let roas =
            "{\"roas\": [{\"asn\": 64499, \"prefix\": \"198.51.100.0/24\", \"maxLength\": \(length)}]}"
        try with(["v.json": roas]) { read, run in
            let answer = try run(Self.importing)
            #expect(answer.status == 2)
            #expect(answer.errorText.contains("roas[0].maxLength"), "\(answer.errorText)")
            #expect(throws: (any Error).self) { try read("vrps.yaml") }
        }
    }

    @Test func `snapshots that the policy finds too old are taken anew, in any order`() throws {
        let files = [
            "v.json": Self.roas,
            "net.json":
                "{\"data\": [{\"asn\": 64503, \"irr_as_set\": \"\", \"info_prefixes4\": 3}]}",
        ]
        let limits = "snapshots: {validated_payloads: {max_age: 7}, peeringdb: {max_age: 7}}"
        let peeringDB = [
            "import", "peeringdb", "net.json", "--topology", "tix.yaml", "--into", "pdb.yaml",
        ]
        let both = ["--topology", "pdb.yaml", "--topology", "./vrps.yaml"]
        let now = ["--taken-at", "2026-11-27T18:00:00Z"]
        try with(files, policy: limits) { _, run in
            let check = [
                "check", "tix.yaml", "pdb.yaml", "vrps.yaml", "--now", "2026-11-27T19:00:00Z",
            ]
            #expect(try run(peeringDB).status == 0)
            #expect(try run(Self.importing).status == 0)
            #expect(try run(check).outputText.contains("intent.snapshot-too-old"))
            let answer = try run(Self.importing + both + now)
            #expect(answer.status == 0, "\(answer.errorText)")
            #expect(try run(check).status == 2)
            #expect(try run(peeringDB + both + now).status == 0)
            let checked = try run(check)
            #expect(!checked.outputText.contains("snapshot-too-old"), "\(checked.outputText)")
        }
    }
}
