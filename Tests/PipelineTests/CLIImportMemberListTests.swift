import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct CLIImportMemberListTests {
    /// Calls `body` with a directory that holds the list, and its path.
    private func with(_ list: String, _ body: (String) throws -> Void) throws {
        try TemporaryDirectory.with { directory in
            try CLIProgram.write(list, to: "\(directory)/list.json")
            try body(directory)
        }
    }

    private static let importing = ["import", "ixf", "list.json", "--into", "new.yaml"]

    /// The cables between three switches, which no list has, as people write them into the file.
    private static func joiningSwitches(_ text: String) -> String {
        let ends = [("edge-1", "edge-2"), ("edge-2", "edge-3"), ("edge-3", "edge-1")]
        let cables = ends.map { "  - {a: \"\($0.0):up1\", b: \"\($0.1):up2\"}\n" }.joined()
        return text.replacing(/[ ]{4}ports: \[(swp[0-9-]+)\]/) {
            "    ports: [\($0.output.1), up1-2]"
        }
        .replacing("links:\n", with: "links:\n" + cables)
    }

    /// A document with the numbers of its references replaced by the names of what they refer to.
    private static func named(_ document: JSONValue) -> JSONValue {
        var names: [String: [Int: JSONValue]] = [:]
        for key in ["vlan", "switch"] {
            for entry in document["ixp_list"]?.array?.first?[key]?.array ?? [] {
                if let id = entry["id"]?.integer { names[key, default: [:]][id] = entry["name"] }
            }
        }
        func visit(_ value: JSONValue) -> JSONValue {
            switch value {
            case .array(let elements): return .array(elements.map(visit))
            case .object(let members):
                var result: [String: JSONValue] = [:]
                for (key, value) in members where key != "id" {
                    switch key {
                    case "vlan_id": result[key] = names["vlan"]?[value.integer ?? -1]
                    case "switch_id": result[key] = names["switch"]?[value.integer ?? -1]
                    default: result[key] = visit(value)
                    }
                }
                return .object(result)
            default: return value
            }
        }
        return visit(document)
    }

    /// No list of members has prefixes, without which route servers have nothing to accept.
    private static func registrations(of text: String) -> String {
        text.matches(of: /- name: (as\d+)/).reduce("registrations:\n") { result, match in
            result + "  - {member: \(match.output.1), prefixes: [198.51.100.0/24]}\n"
        }
    }

    @Test(arguments: ["1.0", "0.7"])
    func `an exported list makes a topology that exports the same list`(version: String) throws {
        try CLIProgram.withTopologies(["tix.yaml"]) { directory in
            func export(_ topology: String, to name: String) throws -> JSONValue {
                let answer = try CLIProgram.run(
                    [
                        "export", "ixf", topology, "--version", version, "-o", name, "--timestamp",
                        "2026-11-23T08:00:00Z", "--quiet",
                    ], in: directory)
                try #require(answer.status == 0, "\(answer.errorText)")
                return try JSONValue(parsing: CLIProgram.read("\(directory)/\(name)"))
            }
            let before = try export("tix.yaml", to: "list.json")
            let answer = try CLIProgram.run(Self.importing, in: directory)
            #expect(answer.status == 0, "\(answer.errorText)")
            #expect(!answer.errorText.contains("left out"))
            #expect(answer.errorText.contains("11 members, 2 route servers, 1 LAN, 3 switches"))
            let path = "\(directory)/new.yaml"
            let text = String(decoding: try CLIProgram.read(path), as: UTF8.self)
            try CLIProgram.write(
                Self.joiningSwitches(text) + Self.registrations(of: text), to: path)
            let after = try export("new.yaml", to: "again.json")
            #expect(Self.named(after) == Self.named(before))
            #expect(before["member_list"]?.array?.count == 12)
        }
    }

    private static let list = """
        {"version": "1.0", "timestamp": "2026-11-23T08:00:00Z",
         "ixp_list": [{"ixp_id": 1, "ixf_id": 0, "shortname": "X IX",
           "vlan": [{"id": 1, "name": "Peering LAN", "ipv4": {"prefix": "192.0.2.0", "mask_length": 24}},
                    {"id": 2, "name": "Second"}],
           "switch": [{"id": 7, "name": "swi1.example", "colo": "House", "city": "Firenze"}]}],
         "member_list": [
          {"asnum": 64496, "name": "Alpha", "member_type": "peering", "connection_list": [
           {"ixp_id": 1, "state": "active", "if_list": [
             {"switch_id": 7, "if_speed": 10000}, {"switch_id": 7, "if_speed": 10000}],
            "vlan_list": [{"vlan_id": 1, "ipv4": {"address": "192.0.2.10", "routeserver": false,
              "as_macro": "AS-ALPHA", "max_prefix": 20, "mac_addresses": ["02:00:00:00:53:01"]}}]}]},
          {"asnum": 64497, "name": "Beta", "connection_list": [
           {"ixp_id": 1, "if_list": [{"switch_id": 7, "if_speed": 1000}],
            "vlan_list": [{"vlan_id": 1, "ipv4": {"address": "192.0.2.11",
              "mac_addresses": ["02:00:00:00:53:02"]}}]},
           {"ixp_id": 2, "vlan_list": [{"vlan_id": 99}]}]}]}
        """

    @Test func `a list by hand is a topology without an error, with a LAG where ports are several`()
        throws
    {
        try with(Self.list) { directory in
            let shown = try CLIProgram.run(["import", "ixf", "list.json"], in: directory)
            #expect(shown.status == 0, "\(shown.errorText)")
            #expect(try CLIProgram.files(in: directory).keys.sorted() == ["list.json"])
            let answer = try CLIProgram.run(Self.importing, in: directory)
            #expect(answer.status == 0)
            #expect(try CLIProgram.read("\(directory)/new.yaml") == shown.output)
            #expect(
                shown.outputText.contains(
                    "- {name: bond1, device: swi1-example, ports: [swp1, swp2]}"))
            #expect(shown.outputText.contains("- {ports: [swp1, swp2], speed: 10G}"))
            let checked = try CLIProgram.run(["check", "new.yaml"], in: directory)
            #expect(checked.status == 0, "\(checked.outputText)")
            #expect(checked.outputText.contains("2 exchange members"))
        }
    }

    @Test func `a file that is there is replaced where that is said, and else not`() throws {
        try with(Self.list) { directory in
            try CLIProgram.write("mine", to: "\(directory)/new.yaml")
            let refused = try CLIProgram.run(Self.importing, in: directory)
            #expect(refused.status == 64)
            #expect(refused.errorText.contains("--replace"))
            #expect(try CLIProgram.read("\(directory)/new.yaml") == Array("mine".utf8))
            #expect(
                try CLIProgram.run(Self.importing + ["--replace"], in: directory).status == 0)
        }
    }

    @Test(arguments: [
        ("\"version\": \"1.0\"", "\"version\": \"0.5\"", "version: expected one of 0.6, 0.7, 1.0"),
        ("\"asnum\": 64497", "\"asnum\": 0", "member_list[1].asnum"),
        ("\"asnum\": 64497", "\"asnum\": \"64497\"", "member_list[1].asnum"),
        ("\"shortname\": \"X IX\"", "\"shortname\": 1", "ixp_list[0].shortname"),
        (
            "192.0.2.11", "192.0.2.300",
            "member_list[1].connection_list[0].vlan_list[0].ipv4.address"
        ),
        ("02:00:00:00:53:02", "ff:ff:ff:ff:ff:ff", "vlan_list[0].ipv4.mac_addresses[0]"),
        ("\"switch_id\": 7, \"if_speed\": 1000}", "\"switch_id\": 8}", "if_list[0].switch_id"),
        ("\"if_speed\": 1000}", "\"if_speed\": -1}", "if_list[0].if_speed"),
        (
            "\"vlan_id\": 1", "\"vlan_id\": 9",
            "member_list[0].connection_list[0].vlan_list[0].vlan_id"
        ),
        ("\"mask_length\": 24", "\"mask_length\": 33", "ixp_list[0].vlan[0].ipv4.prefix"),
        (
            "\"prefix\": \"192.0.2.0\"", "\"prefix\": \"192.0.2.1\"",
            "ixp_list[0].vlan[0].ipv4.prefix"
        ),
        ("\"max_prefix\": 20", "\"max_prefix\": \"20\"", "vlan_list[0].ipv4.max_prefix"),
        ("\"id\": 2", "\"id\": 1", "ixp_list[0].vlan[1].id"),
        ("\"member_type\": \"peering\"", "\"member_type\": \"x\"", "member_list[0].member_type"),
        ("\"member_list\":", "\"members\":", "member_list: expected a list"),
    ])
    func `a value that the network depends on refuses the list at its place`(
        right: String, wrong: String, place: String
    ) throws {
        let text = Self.list.replacing(right, with: wrong)
        try #require(text != Self.list)
        try with(text) { directory in
            let answer = try CLIProgram.run(Self.importing, in: directory)
            #expect(answer.status == 2, "\(answer.errorText)")
            #expect(answer.errorText.contains(place), "\(answer.errorText)")
            #expect(try CLIProgram.files(in: directory).keys.sorted() == ["list.json"])
        }
    }

    @Test func `an AS-SET that is none is left out and told, and the list taken`() throws {
        try with(Self.list.replacing("AS-ALPHA", with: "AS-A; drop")) { directory in
            let answer = try CLIProgram.run(Self.importing, in: directory)
            #expect(answer.status == 0, "\(answer.errorText)")
            #expect(answer.errorText.contains("vlan_list[0].ipv4.as_macro: 'AS-A; drop' is not"))
            let text = String(decoding: try CLIProgram.read("\(directory)/new.yaml"), as: UTF8.self)
            #expect(!text.contains("drop") && !text.contains("as_set"))
        }
    }

    @Test(arguments: [
        ("active", false, false), ("Active", false, false), ("operational", false, false),
        ("inactive", true, false), ("pending", true, true), ("down", true, true),
    ])
    func `a connection that is not active becomes no active one`(
        state: String, isInactive: Bool, isTold: Bool
    ) throws {
        let text = Self.list.replacing("\"state\": \"active\"", with: "\"state\": \"\(state)\"")
        try with(text) { directory in
            let answer = try CLIProgram.run(["import", "ixf", "list.json"], in: directory)
            #expect(answer.status == 0, "\(answer.errorText)")
            #expect(answer.outputText.contains("state: inactive") == isInactive)
            #expect(answer.errorText.contains("connection_list[0].state") == isTold)
        }
    }

    @Test(arguments: [
        ("true", "false", "ipv6"), ("false", "true", "ipv4"), ("true", "true", nil),
        ("false", "false", nil),
    ])
    func `a session with the route servers in one family alone is told`(
        ipv4: String, ipv6: String, told: String?
    ) throws {
        let text = Self.sessions.replacing(
            "\"routeserver\": true", with: "\"routeserver\": \(ipv4)"
        )
        .replacing("AS64496:AS-ALL\"", with: "AS64496:AS-ALL\", \"routeserver\": \(ipv6)")
        try with(text) { directory in
            let answer = try CLIProgram.run(["import", "ixf", "list.json"], in: directory)
            #expect(answer.status == 0, "\(answer.errorText)")
            let place = told.map { "\($0).routeserver: the other family has a session" }
            #expect(answer.errorText.contains("routeserver") == (told != nil))
            if let place { #expect(answer.errorText.contains(place), "\(answer.errorText)") }
            // The second connection says nothing of route servers.
            let others = answer.outputText.split(separator: "route_server_client: false").count - 1
            #expect(others == (ipv4 == "false" && ipv6 == "false" ? 2 : 1))
        }
    }

    @Test func `all that is wrong is told at once`() throws {
        let text = Self.list.replacing("192.0.2.10", with: "x").replacing("192.0.2.11", with: "y")
        try with(text) { directory in
            let answer = try CLIProgram.run(Self.importing, in: directory)
            #expect(answer.errorText.contains("2 values cannot be used"))
            #expect(answer.errorText.contains("member_list[0]"))
            #expect(answer.errorText.contains("member_list[1]"))
        }
    }

    @Test(arguments: [
        "A\\\"; drop", "*/ # {", "x'\\n    asn: 1", "\\u0000", "\\u202egnp", "Łódź", "- a: b", "",
    ])
    func `a name that no topology can say is left out and told, and no line of its own`(
        name: String
    ) throws {
        let text = Self.list.replacing("\"Alpha\"", with: "\"\(name)\"")
            .replacing("\"swi1.example\"", with: "\"\(name)\"")
            .replacing("\"Peering LAN\"", with: "\"\(name)\"")
            .replacing("\"X IX\"", with: "\"\(name)\"")
        try with(text) { directory in
            let answer = try CLIProgram.run(Self.importing, in: directory)
            #expect(answer.status == 0, "\(answer.errorText)")
            let isPlain = name.isEmpty || name == "- a: b"
            #expect(answer.errorText.contains("left out member_list[0].name") != isPlain)
            let checked = try CLIProgram.run(["check", "new.yaml"], in: directory)
            #expect(checked.status == 0, "\(checked.outputText)")
            #expect(checked.outputText.contains("2 exchange members"))
        }
    }

    @Test func `of several exchanges and LANs those are taken that are named`() throws {
        let two = Self.list.replacing(
            "\"ixp_list\": [", with: "\"ixp_list\": [{\"ixp_id\": 2, \"shortname\": \"Y\"}, ")
        try with(two) { directory in
            let answer = try CLIProgram.run(Self.importing, in: directory)
            #expect(answer.status == 2)
            #expect(answer.errorText.contains("--ixp among 2, 1"))
            let chosen = try CLIProgram.run(
                Self.importing + ["--ixp", "1", "--lan", "1"], in: directory)
            #expect(chosen.status == 0, "\(chosen.errorText)")
            #expect(chosen.errorText.contains("2 members, 0 route servers, 1 LAN, 1 switch"))
            let other = try CLIProgram.run(
                ["import", "ixf", "list.json", "--ixp", "1", "--lan", "2"], in: directory)
            #expect(other.errorText.contains("0 members"))
            let none = try CLIProgram.run(
                ["import", "ixf", "list.json", "--ixp", "1", "--lan", "3"], in: directory)
            #expect(none.status == 2)
        }
    }

    @Test func `what the list does not say is told, and named by the checks`() throws {
        let silent = Self.list.replacing(
            /,\s+"mac_addresses": \["02:00:00:00:53:02"\]/, with: "")
        try #require(silent != Self.list)
        try with(silent) { directory in
            let answer = try CLIProgram.run(Self.importing, in: directory)
            #expect(answer.status == 0)
            #expect(answer.errorText.contains("names 1 thing that the list does not say"))
            let checked = try CLIProgram.run(["check", "new.yaml"], in: directory)
            #expect(checked.status == 2)
            #expect(checked.outputText.contains("intent.member-without-mac"))
        }
    }

    /// As programs write that know sessions and no ports.
    private static let sessions = """
        {"version": "0.6", "ixp_list": [{"ixp_id": 0, "shortname": "Test", "vlan": [{"id": 0,
          "ipv4": {"prefix": "192.0.2.0", "mask_length": 24},
          "ipv6": {"prefix": "2001:db8::", "mask_length": 64}}]}],
         "member_list": [{"asnum": 64496, "connection_list": [{"ixp_id": 0, "vlan_list": [
          {"vlan_id": 0, "ipv4": {"address": "192.0.2.10", "as_macro": "AS64496", "max_prefix": 5,
            "mac_address": ["02:00:00:00:53:01"], "routeserver": true}},
          {"vlan_id": 0, "ipv6": {"address": "2001:db8::10", "as_macro": "AS64496:AS-ALL"}},
          {"vlan_id": 0, "ipv4": {"address": "192.0.2.11", "max_prefix": 9,
            "mac_address": ["02:00:00:00:53:02"]}}]}]}]}
        """

    @Test
    func `without ports each address of a family is a connection, and with one that is refused`()
        throws
    {
        try with(Self.sessions) { directory in
            let answer = try CLIProgram.run(["import", "ixf", "list.json"], in: directory)
            #expect(answer.status == 0, "\(answer.errorText)")
            let section = answer.outputText.split(separator: "  members:\n").last.map(String.init)
            #expect(
                section == """
                        - name: as64496
                          asn: 64496
                          as_set: 'AS64496:AS-ALL'
                          max_prefix_ipv4: 9
                          connections:
                            - port: "edge-1:swp1"
                              lan: lan-0
                              macs: [02:00:00:00:53:01]
                              ipv4: 192.0.2.10
                              ipv6: '2001:db8::10'
                            - port: "edge-1:swp2"
                              lan: lan-0
                              macs: [02:00:00:00:53:02]
                              ipv4: 192.0.2.11
                              route_server_client: false

                    """)
        }
        let port = "\"ixp_id\": 0, \"if_list\": [{\"if_speed\": 1000}], \"vlan_list\""
        let ported = Self.sessions.replacing("\"ixp_id\": 0, \"vlan_list\"", with: port)
        try with(ported) { directory in
            let answer = try CLIProgram.run(["import", "ixf", "list.json"], in: directory)
            #expect(answer.status == 2)
            #expect(
                answer.errorText.contains(
                    "member_list[0].connection_list[0].vlan_list: expected one address of each"))
        }
    }
}
