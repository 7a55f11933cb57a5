import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct CLIImportPeeringDBTests {
    private func with(
        _ files: [String: String],
        _ body: ((String) throws -> String, ([String]) throws -> ProgramResult) throws -> Void
    ) throws {
        try CLIProgram.withTopologies(["tix.yaml"]) { directory in
            for (name, text) in files { try CLIProgram.write(text, to: "\(directory)/\(name)") }
            try body(
                { String(decoding: try CLIProgram.read("\(directory)/\($0)"), as: UTF8.self) },
                { try CLIProgram.run($0, in: directory) })
        }
    }

    private static let networks = """
        {"meta": {}, "data": [
         {"id": 1, "asn": 64503, "name": "Elsa", "irr_as_set": "AS-ELSA@RIPE AS64503",
          "info_prefixes4": 3, "info_prefixes6": 0, "info_never_via_route_servers": false,
          "policy_url": "https://elsa.example/peering", "status": "ok"},
         {"id": 2, "asn": 64499, "irr_as_set": "RIPE::AS-ARNO-EXAMPLE", "info_prefixes4": 100,
          "info_prefixes6": null, "info_never_via_route_servers": false, "policy_url": ""},
         {"id": 3, "asn": 64501, "irr_as_set": "", "info_never_via_route_servers": true},
         {"id": 4, "asn": 64509, "irr_as_set": "", "info_never_via_route_servers": true,
          "status": "deleted"},
         {"id": 5, "asn": 1, "irr_as_set": "not; read", "info_never_via_route_servers": false}]}
        """

    private static let ports = """
        {"data": [
         {"id": 1, "net_id": 1, "ix_id": 9, "ixlan_id": 9, "asn": 64503, "speed": 10000,
          "ipaddr4": "192.0.2.19", "ipaddr6": null, "is_rs_peer": false, "operational": true},
         {"id": 2, "net_id": 1, "ix_id": 8, "ixlan_id": 8, "asn": 64503, "speed": 10000,
          "ipaddr4": "198.51.100.19", "ipaddr6": null, "is_rs_peer": true}]}
        """

    private static let prefixes = """
        {"data": [{"id": 1, "ixlan_id": 9, "protocol": "IPv4", "prefix": "192.0.2.0/24"},
                  {"id": 2, "ixlan_id": 8, "protocol": "IPv4", "prefix": "198.51.100.0/24"}]}
        """

    private static let importing = [
        "import", "peeringdb", "net.json", "ports.json", "lans.json", "--topology", "tix.yaml",
        "--into", "pdb.yaml", "--source", "PeeringDB API", "--taken-at", "2026-11-27T18:00:00Z",
    ]

    private static let files = [
        "net.json": networks, "ports.json": ports, "lans.json": prefixes,
    ]

    @Test func `answers of the API become a snapshot of what concerns the exchange`() throws {
        try with(Self.files) { read, run in
            let answer = try run(Self.importing)
            #expect(answer.status == 0, "\(answer.errorText)")
            let text = try read("pdb.yaml").split(separator: "\n").filter {
                !$0.contains("sha256")
            }.joined(separator: "\n")
            #expect(
                text == """
                    # Written by 'cristallo import peeringdb'; the next import replaces it.
                    peeringdb:
                      source: 'PeeringDB API'
                      taken_at: 2026-11-27T18:00:00Z
                      lans: ["192.0.2.0/24"]
                      never_via_route_servers:
                        - 64501
                      networks:
                        - asn: 64499
                          as_sets: ['RIPE::AS-ARNO-EXAMPLE']
                          max_prefix_ipv4: 100
                          ports: []
                        - asn: 64501
                          ports: []
                        - asn: 64503
                          as_sets: ['RIPE::AS-ELSA']
                          max_prefix_ipv4: 3
                          policy_page: 'https://elsa.example/peering'
                          ports:
                            - {ipv4: 192.0.2.19, speed: 10G, route_server_client: false}
                    """)
            let before = try read("pdb.yaml")
            #expect(try run(Self.importing).status == 0)
            #expect(try read("pdb.yaml") == before)
        }
    }

    @Test func `a dump says the same as the answers`() throws {
        let dump = """
            {"net": \(Self.networks), "netixlan": \(Self.ports), "ixpfx": \(Self.prefixes),
             "fac": {"data": [{"id": 1, "latitude": 43.77, "longitude": 1.1e1}]}}
            """
        try with(Self.files.merging(["dump.json": dump]) { first, _ in first }) { read, run in
            #expect(try run(Self.importing).status == 0)
            let files = ["net.json", "ports.json", "lans.json"]
            let arguments =
                Self.importing.filter { !files.contains($0) }
                .map { $0 == "pdb.yaml" ? "dump.yaml" : $0 } + ["dump.json"]
            let answer = try run(arguments)
            #expect(answer.status == 0, "\(answer.errorText)")
            func content(_ name: String) throws -> [Substring] {
                try read(name).split(separator: "\n").filter { !$0.contains("sha256") }
            }
            #expect(try content("dump.yaml") == content("pdb.yaml"))
        }
    }

    @Test func `what a member leaves open is filled, and what differs is told at both places`()
        throws
    {
        try with(Self.files) { _, run in
            #expect(try run(Self.importing).status == 0)
            let list = try run(["export", "ixf", "tix.yaml", "pdb.yaml", "--quiet"])
            let members = try JSONValue(parsing: list.output)["member_list"]?.array ?? []
            let elsa = members.first { $0["asnum"] == 64503 }
            #expect(elsa?["peering_policy_url"] == "https://elsa.example/peering")
            let address = elsa?["connection_list"]?.array?.first?["vlan_list"]?.array?.first?[
                "ipv4"]
            #expect(address?["as_macro"] == "RIPE::AS-ELSA")
            #expect(address?["max_prefix"] == 4)
            let answer = try run(["check", "tix.yaml", "pdb.yaml", "-o", "json"])
            #expect(answer.status == 0)
            for sentence in [
                "the limit of 8 IPv4 prefixes of member 'provider-arno' is less than the 100",
                "port edge-2:swp5 of member 'provider-elsa' is a client",
                "does not know 192.0.2.15 of member 'provider-arno'",
                "PeeringDB says that 192.0.2.0/24 is a LAN of the exchange, and none has it",
            ] { #expect(answer.outputText.contains(sentence), "\(sentence)") }
            #expect(answer.outputText.contains("pdb.yaml"))
            #expect(
                try run(["check", "tix.yaml", "pdb.yaml", "--fail-on", "warning"]).status == 1)
        }
    }

    @Test func `a network that wants no route server is refused in any path, by its line`() throws {
        try with(Self.files) { _, run in
            #expect(try run(Self.importing).status == 0)
            let question = [
                "rs", "explain", "--route", "203.0.113.16/28", "--from", "provider-elsa", "--path",
                "64503 64501 64503", "tix.yaml",
            ]
            #expect(try run(question).status == 0)
            let answer = try run(question + ["pdb.yaml"])
            #expect(answer.status == 1)
            #expect(answer.outputText.contains("pdb.yaml:8:7"), "\(answer.outputText)")
        }
    }

    @Test(arguments: [
        ("\"asn\": 64503, \"name\"", "\"asn\": -1, \"name\"", "data[0].asn"),
        ("\"info_prefixes4\": 3", "\"info_prefixes4\": \"3\"", "data[0].info_prefixes4"),
        ("\"info_prefixes4\": 3", "\"info_prefixes4\": 3.5", "data[0].info_prefixes4"),
        (
            "\"info_never_via_route_servers\": true}", "\"info_never_via_route_servers\": 1}",
            "data[2]"
        ),
        (
            "{\"id\": 3, \"asn\": 64501, \"irr_as_set\": \"\"", "{\"x\": \"\"",
            "data[2]: expected an object"
        ),
    ])
    func `a value that is something else refuses the file at its place, and nothing is written`(
        right: String, wrong: String, place: String
    ) throws {
        let text = Self.networks.replacing(right, with: wrong)
        try #require(text != Self.networks)
        try with(Self.files.merging(["net.json": text]) { _, new in new }) { read, run in
            let answer = try run(Self.importing)
            #expect(answer.status == 2, "\(answer.errorText)")
            #expect(answer.errorText.contains(place), "\(answer.errorText)")
            #expect(throws: (any Error).self) { try read("pdb.yaml") }
        }
    }

    @Test func `a list that lost more than half is refused until that is said to be meant`() throws
    {
        let few = Self.networks.replacing(
            "\"info_never_via_route_servers\": true", with: "\"x\": 1")
        try with(Self.files.merging(["few.json": few]) { _, new in new }) { read, run in
            #expect(try run(Self.importing).status == 0)
            let text = try read("pdb.yaml")
            let again = Self.importing.map { $0 == "net.json" ? "few.json" : $0 }
            let answer = try run(again)
            #expect(answer.status == 3)
            #expect(answer.errorText.contains("1 network never via route servers before, 0 now"))
            #expect(try read("pdb.yaml") == text)
            #expect(try run(again + ["--accept-shrink"]).status == 0)
        }
    }

    @Test(arguments: ["\\\"; drop", "RIPE:AS-ELSA", "see our page"])
    func `an AS-SET that is none is left out and told, and the files taken`(set: String) throws {
        let text = Self.networks.replacing("AS-ELSA@RIPE AS64503", with: set)
        try #require(text != Self.networks)
        try with(Self.files.merging(["net.json": text]) { _, new in new }) { read, run in
            let answer = try run(Self.importing)
            #expect(answer.status == 0, "\(answer.errorText)")
            #expect(answer.errorText.contains("left out data[0].irr_as_set"))
            let text = try read("pdb.yaml")
            #expect(text.contains("max_prefix_ipv4: 3") && !text.contains("ELSA"))
            #expect(text.contains("AS-ARNO-EXAMPLE"))
        }
    }

    /// The member takes limit and AS-SET from PeeringDB alone.
    private static func openElsa() throws -> String {
        let text = try Repository.text("Topologies/tix.yaml")
        let elsa = text.split(separator: "    - name: provider-elsa\n").last.map(String.init) ?? ""
        let open = elsa.replacing(/[ ]+max_prefix_ipv[46]: [0-9]+\n|[ ]+as_set: [^\n]+\n/) { _ in ""
        }
        return text.replacing(elsa, with: open)
    }

    @Test(arguments: [
        (
            "\"info_prefixes4\": 3", "\"info_prefixes4\": 0",
            "provider-elsa: a limit of 3 IPv4 prefixes before, none now"
        ),
        (
            "\"info_prefixes4\": 3,", "",
            "provider-elsa: a limit of 3 IPv4 prefixes before, none now"
        ),
        ("AS-ELSA@RIPE AS64503", "", "provider-elsa: RIPE::AS-ELSA before, no AS-SET now"),
        (
            "\"asn\": 64503, \"name\"", "\"asn\": 64600, \"name\"",
            "provider-elsa: a limit of 3 IPv4 prefixes before, none now, provider-elsa: RIPE::AS-ELSA"
        ),
        ("\"info_prefixes4\": 3", "\"info_prefixes4\": 1", nil),
        ("\"info_prefixes4\": 100", "\"info_prefixes4\": 0", nil),
        ("RIPE::AS-ARNO-EXAMPLE", "", nil),
    ])
    func `what a member has from PeeringDB alone is not lost until that is said to be meant`(
        right: String, wrong: String, sentence: String?
    ) throws {
        let less = Self.networks.replacing(right, with: wrong)
        try #require(less != Self.networks)
        let files = ["less.json": less, "tix.yaml": try Self.openElsa()]
        try with(Self.files.merging(files) { _, new in new }) { read, run in
            // The snapshot is part of the topology, and still not what the member says itself.
            let importing = Self.importing + ["--topology", "pdb.yaml"]
            #expect(try run(Self.importing).status == 0)
            let before = try read("pdb.yaml")
            let again = importing.map { $0 == "net.json" ? "less.json" : $0 }
            let answer = try run(again)
            #expect(answer.status == (sentence == nil ? 0 : 3), "\(answer.errorText)")
            guard let sentence else { return }
            #expect(answer.errorText.contains(sentence), "\(answer.errorText)")
            #expect(try read("pdb.yaml") == before)
            #expect(try run(again + ["--accept-shrink"]).status == 0)
        }
    }

    @Test(arguments: [(3, Int32(0)), (4, 2)])
    func `two networks of one AS number are refused where they differ`(
        limit: Int, status: Int32
    ) throws {
        let row = Self.networks.split(separator: "\n")[1...3].joined(separator: "\n").replacing(
            "\"info_prefixes4\": 3", with: "\"info_prefixes4\": \(limit)")
        let files = ["second.json": "{\"data\": [\(row.dropLast())]}"]
        try with(Self.files.merging(files) { _, new in new }) { read, run in
            let answer = try run(Self.importing + ["second.json"])
            #expect(answer.status == status, "\(answer.errorText)")
            guard status != 0 else { return }
            #expect(
                answer.errorText.contains("second.json: at data[0]: expected one network of AS"))
            #expect(throws: (any Error).self) { try read("pdb.yaml") }
        }
    }

    @Test func `no file but a snapshot of PeeringDB is replaced`() throws {
        try with(Self.files) { read, run in
            let before = try read("tix.yaml")
            let wrong = try run(Self.importing.map { $0 == "pdb.yaml" ? "tix.yaml" : $0 })
            #expect(wrong.status == 2)
            #expect(try read("tix.yaml") == before)
        }
    }

    @Test(arguments: [(9, Int32(0)), (7, 2)])
    func `the exchange is known by its number, where it has one`(number: Int, status: Int32) throws
    {
        let numbered = try Repository.text("Topologies/tix.yaml").replacing(
            "    country: IT\n    website", with: "    peeringdb_id: \(number)\n    website")
        let files = [
            "numbered.yaml": numbered,
            "ix.json": "{\"data\": [{\"id\": 9, \"name\": \"X\", \"media\": \"Ethernet\"}]}",
        ]
        try with(Self.files.merging(files) { first, _ in first }) { _, run in
            let arguments =
                Self.importing.map { $0 == "tix.yaml" ? "numbered.yaml" : $0 } + ["ix.json"]
            let answer = try run(arguments)
            #expect(answer.status == status, "\(answer.errorText)")
        }
    }
}
