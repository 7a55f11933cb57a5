import Compiler
import Diagnostics
import Foundation
import IR
import Net
import Publications
import TestSupport
import Testing

@Suite("IX-F Member Export") struct MemberExportTests {
    private static func document(
        _ fabric: Fabric, _ version: MemberExport.Version = .version10
    ) throws -> JSONValue {
        let time = try UTCTime("2026-11-23T08:00:00Z")
        return try #require(MemberExport(version: version, timestamp: time).document(of: fabric))
    }

    @Test("what was recorded is what is exported", arguments: MemberExport.Version.allCases)
    func golden(version: MemberExport.Version) throws {
        let document = try Self.document(CompiledTopology.fabric(named: "tix"), version)
        try Golden.expect(
            document.text() + "\n",
            at: "Fixtures/Golden/publications/tix/ixf-\(version.rawValue).json")
    }

    // MARK: The schema

    /// Euro-IX publishes the schemas for those who implement them, without a licence for copies, so
    /// they stay outside the repository.
    static let schemas = "../shared/data/ixf-schema"
    private static let canValidate = Repository.has(schemas) && hasTool("python3")

    /// Validates twice: by the schema, and by the schema without room for other fields, which it
    /// would let pass and readers would stumble over.
    private static func complaints(
        about document: JSONValue, _ version: MemberExport.Version
    ) throws -> String {
        try TemporaryDirectory.with { directory in
            let path = "\(directory)/export.json"
            try Data(document.text().utf8).write(to: URL(fileURLWithPath: path))
            // The interpreter of the system: that is whose modules are installed.
            let python = OutsideProgram(path: "/usr/bin/python3")
            let schema = Repository.path(
                "\(schemas)/ixp-member-list-\(version.rawValue).schema.json")
            let result = try python.run(["-c", validator, schema, path])
            return result.outputText + result.errorText
        }
    }

    private static let validator = """
        import datetime, json, sys, jsonschema
        def closed(schema):
            if isinstance(schema, list): return [closed(item) for item in schema]
            if not isinstance(schema, dict): return schema
            result = {key: closed(value) for key, value in schema.items()}
            if isinstance(schema.get("properties"), dict): result["additionalProperties"] = False
            return result
        schema = json.load(open(sys.argv[1]))
        document = json.load(open(sys.argv[2]))
        checker = jsonschema.FormatChecker()
        # Debian has no package with the module that jsonschema would ask about times.
        @checker.checks("date-time", ValueError)
        def time(text): return bool(datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))
        missing = {"date-time", "email", "ipv4", "ipv6", "uri"} - set(checker.checkers)
        if missing: print("formats that nobody checks:", sorted(missing))
        for form in (schema, closed(schema)):
            jsonschema.Draft4Validator.check_schema(form)
            for error in jsonschema.Draft4Validator(form, format_checker=checker).iter_errors(document):
                print("/".join(map(str, error.absolute_path)), error.message)
        """

    @Test(
        "the published schema accepts it, and knows every field",
        .enabled(if: canValidate, "skipped: no model files"),
        arguments: MemberExport.Version.allCases)
    func schema(version: MemberExport.Version) throws {
        var fabric = try CompiledTopology.fabric(named: "tix")
        #expect(try Self.complaints(about: Self.document(fabric, version), version) == "")
        // Nothing but what has to be there, and everything that can be.
        fabric.exchange?.registration = ExchangeRegistration()
        for index in fabric.exchange?.members.indices ?? 0..<0 {
            fabric.exchange?.members[index].registration = MemberRegistration()
            fabric.exchange?.members[index].asSet = nil
        }
        for device in fabric.devices.indices {
            for index in fabric.devices[device].interfaces.indices {
                fabric.devices[device].interfaces[index].speed = nil
            }
        }
        for index in fabric.rooms.indices { fabric.rooms[index].facility = nil }
        #expect(try Self.complaints(about: Self.document(fabric, version), version) == "")
        let full = try Self.full()
        #expect(try Self.complaints(about: Self.document(full, version), version) == "")
        fabric.exchange?.members = []
        #expect(try Self.complaints(about: Self.document(fabric, version), version) == "")
    }

    @Test(
        "the validation sees a wrong document",
        .enabled(if: canValidate, "skipped: no model files"))
    func wrongDocument() throws {
        let right = try Self.document(CompiledTopology.fabric(named: "tix"))
        for wrong in [
            right.with("generator", "x"), right.with("timestamp", "yesterday"),
            right.with("version", 1), right.with("member_list", [["asnum": 1]]),
        ] {
            #expect(try Self.complaints(about: wrong, .version10) != "")
        }
    }

    /// Tix with every field that the model has.
    private static func full() throws -> Fabric {
        var fabric = try CompiledTopology.fabric(named: "tix")
        let contact = ContactPoint(
            mail: try MailAddress("a@b.example"), phone: try PhoneNumber("+39 055 1"),
            hours: try FreeText("24/7"))
        let page = try WebAddress("https://a.example/?b=c%20d&e")
        let text = try FreeText("Città 'di' prova & Co.")
        var registration = ExchangeRegistration()
        registration.fullName = text
        registration.ixfID = 7
        registration.peeringDBID = 8
        registration.country = try CountryCode("IT")
        registration.website = page
        registration.statistics = page
        registration.support = contact
        registration.emergency = contact
        registration.billing = contact
        fabric.exchange?.registration = registration
        for index in fabric.rooms.indices {
            fabric.rooms[index].facility = Facility(
                name: text, city: text, country: try CountryCode("IT"), peeringDBID: 9)
        }
        for index in fabric.devices.indices {
            fabric.devices[index].hardware = Hardware(
                manufacturer: text, model: text, software: text)
        }
        for index in fabric.exchange?.members.indices ?? 0..<0 {
            var member = MemberRegistration()
            member.fullName = text
            member.kind = .other
            member.website = page
            member.peeringPolicy = .restrictive
            member.peeringPolicyPage = page
            member.since = try CalendarDate("2002-02-28")
            member.contact = contact
            member.maxPrefixes = [.ipv4: 1, .ipv6: 2]
            fabric.exchange?.members[index].registration = member
        }
        return fabric
    }

    // MARK: What is said

    @Test("a LAG is as fast as its legs together, and silent where one is unknown")
    func speed() throws {
        var fabric = try CompiledTopology.fabric(named: "tix")
        func speeds() throws -> [Int] {
            try Self.entry(64499, in: Self.document(fabric))["connection_list"]?.array?
                .compactMap { $0["if_list"]?.array?.first?["if_speed"]?.integer } ?? []
        }
        #expect(try speeds() == [20_000])
        let edge = try #require(fabric.devices.firstIndex { $0.name.text == "edge-2" })
        let leg = try #require(
            fabric.devices[edge].interfaces.firstIndex { $0.name.description == "swp4" })
        fabric.devices[edge].interfaces[leg].speed = nil
        #expect(try speeds() == [])
    }

    @Test("route servers are connections that carry the service")
    func routeServers() throws {
        let fabric = try CompiledTopology.fabric(named: "tix")
        for (version, key) in [
            (MemberExport.Version.version07, "service_type"), (.version10, "services"),
        ] {
            let entry = try Self.entry(64511, in: Self.document(fabric, version))
            #expect(entry["member_type"]?.string == "ixp")
            let families = (entry["connection_list"]?.array ?? []).flatMap { connection in
                let lan = connection["vlan_list"]?.array?.first
                return [lan?["ipv4"], lan?["ipv6"]].compactMap(\.self)
            }
            #expect(families.count == 4)
            for family in families {
                let service = family[key]?.array?.first
                #expect((service?.string ?? service?["type"]?.string) == "ixrouteserver")
                #expect(family["mac_addresses"]?.array?.count == 1)
            }
        }
    }

    @Test("who keeps no session with a route server is told apart")
    func clients() throws {
        let document = try Self.document(CompiledTopology.fabric(named: "tix"))
        for (asn, isClient) in [(64496, true), (64501, false)] {
            let lan = try Self.entry(asn, in: document)["connection_list"]?.array?.first?[
                "vlan_list"]?
                .array?.first
            #expect(lan?["ipv4"]?["routeserver"] == .bool(isClient))
            #expect(lan?["ipv6"]?["routeserver"] == .bool(isClient))
        }
    }

    // MARK: What is not said

    /// Texts that name the quarantine LAN, who is on it alone, its prefix, its VLAN.
    private static let hidden = [
        "quarantine", "provider-nuovo", "65542", "192.0.2.128", "192.0.2.130", "2001:db8:0:2:",
        "02:00:00:0c:0c:01", ": 101",
    ]

    @Test(
        "the quarantine LAN is in no export, whoever is on it",
        arguments: MemberExport.Version.allCases)
    func quarantine(version: MemberExport.Version) throws {
        var fabric = try CompiledTopology.fabric(named: "tix")
        let text = try Self.document(fabric, version).text()
        for word in Self.hidden { #expect(!text.contains(word), "\(word)") }
        // A member on both LANs is exported with one of them.
        let peering = try #require(fabric.exchange?.lans.first { $0.purpose == .peering }?.segment)
        let nuovo = try #require(
            fabric.exchange?.members.firstIndex { $0.name.text == "provider-nuovo" })
        var second = try #require(fabric.exchange?.members[nuovo].connections.first)
        second.lan = peering
        second.port = try PortName("swp6")
        second.addresses = [try IPAddress("192.0.2.99")]
        fabric.exchange?.members[nuovo].connections.append(second)
        let entry = try Self.entry(65542, in: Self.document(fabric, version))
        #expect(entry["connection_list"]?.array?.count == 1)
        #expect(!entry.text().contains("192.0.2.130"))
        // With all LANs in quarantine nobody and nothing is left.
        for index in fabric.exchange?.lans.indices ?? 0..<0 {
            fabric.exchange?.lans[index].purpose = .quarantine
        }
        let empty = try Self.document(fabric, version)
        #expect(empty["member_list"]?.array == [])
        #expect(empty["ixp_list"]?.array?.first?["vlan"]?.array == [])
    }

    @Test("what is ordered and not yet there is not exported")
    func ordered() throws {
        var fabric = try CompiledTopology.fabric(named: "tix")
        let member = try #require(fabric.exchange?.members.firstIndex { $0.asn.rawValue == 64496 })
        fabric.exchange?.members[member].connections[0].registration.state = .ordered
        let connections = try Self.entry(64496, in: Self.document(fabric))["connection_list"]?.array
        #expect(connections?.count == 1)
        fabric.exchange?.members[member].connections[1].registration.state = .ordered
        let members = try Self.document(fabric)["member_list"]?.array ?? []
        #expect(!members.contains { $0["asnum"]?.integer == 64496 })
    }

    @Test("no address of the underlay or of management is exported")
    func infrastructure() throws {
        let text = try Self.document(CompiledTopology.fabric(named: "tix")).text()
        for word in ["10.255.", "2001:db8:ffff", "02:5c"] { #expect(!text.contains(word)) }
    }

    // MARK: References

    @Test("a reference leads to one element, and a port is on a LAN once")
    func references() throws {
        let document = try Self.document(CompiledTopology.fabric(named: "tix"))
        let exchange = try #require(document["ixp_list"]?.array?.first)
        func identifiers(_ key: String) -> [Int] {
            exchange[key]?.array?.compactMap { $0["id"]?.integer } ?? []
        }
        for key in ["switch", "vlan"] {
            #expect(Set(identifiers(key)).count == exchange[key]?.array?.count)
        }
        for member in document["member_list"]?.array ?? [] {
            for connection in member["connection_list"]?.array ?? [] {
                #expect(connection["ixp_id"] == exchange["ixp_id"])
                #expect(connection["if_list"]?.array?.count == 1)
                #expect(connection["vlan_list"]?.array?.count == 1)
                let port = connection["if_list"]?.array?.first?["switch_id"]?.integer ?? -1
                let lan = connection["vlan_list"]?.array?.first?["vlan_id"]?.integer ?? -1
                #expect(identifiers("switch").contains(port))
                #expect(identifiers("vlan").contains(lan))
            }
        }
    }

    @Test("taking a member away changes nothing that is said of the others")
    func stability() throws {
        let fabric = try CompiledTopology.fabric(named: "tix")
        let whole = try Self.document(fabric)
        for index in fabric.exchange?.members.indices ?? 0..<0 {
            var smaller = fabric
            let gone = try #require(smaller.exchange?.members.remove(at: index).asn.rawValue)
            let document = try Self.document(smaller)
            #expect(document["ixp_list"] == whole["ixp_list"])
            #expect(
                document["member_list"]?.array
                    == whole["member_list"]?.array?.filter { $0["asnum"]?.integer != Int(gone) })
        }
    }

    @Test("a switch more, in front of the others, moves no identifier")
    func anotherSwitch() throws {
        let text = try Repository.text("Topologies/tix.yaml")
        let ledger = try Repository.text("Topologies/tix.ids.lock")
        let more = text.replacing(
            "devices:\n  - name: edge-1\n",
            with: """
                devices:
                  - name: aaa-edge
                    role: exchange-edge
                    platform: linux-frr
                    rack: a1
                    ports: [swp1-4]
                  - name: edge-1

                """
        ).replacing(
            "links:\n", with: "links:\n  - {a: aaa-edge:swp1, b: edge-1:swp29}\n")
        #expect(more != text)
        func switches(_ text: String) throws -> [String: Int] {
            let fabric = compile(try CompiledTopology.checked(text, ledger: ledger))
            let list = try Self.document(fabric)["ixp_list"]?.array?.first?["switch"]?.array ?? []
            return Dictionary(
                uniqueKeysWithValues: list.map {
                    ($0["name"]?.string ?? "", $0["id"]?.integer ?? 0)
                })
        }
        let before = try switches(text)
        let after = try switches(more)
        #expect(before.count == 3 && after.count == 4)
        #expect(after.filter { $0.key != "aaa-edge" } == before)
    }

    private static func entry(_ asn: Int, in document: JSONValue) throws -> JSONValue {
        try #require(document["member_list"]?.array?.first { $0["asnum"]?.integer == asn })
    }
}
