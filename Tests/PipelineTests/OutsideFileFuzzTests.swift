import Diagnostics
import Intent
import Net
import TestSupport
import Testing

@testable import CLI

/// Lists and dumps that nobody wrote: whatever stands in them, they are refused with a place, or what
/// is made of them is read without a word.
@Suite struct OutsideFileFuzzTests {
    private static let strangers: [JSONValue] = [
        nil, true, 0, -1, 65535, 4_294_967_295, 9_223_372_036_854_775_807, "", "x", "'", "a'b: c",
        "\n- name: y", "\u{0}", "# x", "192.0.2.10", "2001:db8::1", "ff:ff:ff:ff:ff:ff",
        "02:00:00:00:53:09", "AS-X, AS-Y", [], [1], [nil], ["x"], [:], ["id": 1], "1e3",
    ]

    /// How many variants were taken and how many were not.
    private struct Outcomes {
        var accepted = 0
        var refused = 0
        /// Whether the variants try both.
        var areBoth: Bool { accepted > 100 && refused > 100 }
    }

    /// One value somewhere in the document exchanged, removed or doubled.
    private static func changed(_ value: JSONValue, _ random: inout SeededGenerator) -> JSONValue {
        if random.oneIn(8) { return random.pick(strangers) }
        switch value {
        case .array(var elements) where !elements.isEmpty:
            let index = Int.random(in: elements.indices, using: &random)
            switch Int.random(in: 0..<8, using: &random) {
            case 0: elements.remove(at: index)
            case 1: elements.append(elements[index])
            default: elements[index] = changed(elements[index], &random)
            }
            return .array(elements)
        case .object(var members) where !members.isEmpty:
            let key = random.pick(members.keys.sorted())
            if random.oneIn(8) {
                members[key] = nil
            } else {
                members[key] = changed(members[key] ?? nil, &random)
            }
            return .object(members)
        default: return random.pick(strangers)
        }
    }

    private static func variant(
        of document: JSONValue, _ random: inout SeededGenerator
    ) -> [UInt8] {
        var document = document
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            document = changed(document, &random)
        }
        let octets = Array(document.text().utf8)
        return random.oneIn(10) ? random.mutation(of: octets) : octets
    }

    @Test func `a list of members is refused, or a topology that is read`() throws {
        var outcomes = Outcomes()
        let text = try Repository.text("Fixtures/Golden/publications/tix/ixf-1.0.json")
        let document = try JSONValue(parsing: Array(text.utf8))
        for seed in UInt64(1)...1_000 {
            var random = SeededGenerator(seed: seed)
            let octets = Self.variant(of: document, &random)
            guard let source = try? OutsideJSON("list.json", octets) else {
                outcomes.refused += 1
                continue
            }
            var reader = MemberListReader(
                reader: OutsideReader(source), wantedExchange: nil, wantedLANs: [])
            let list = reader.list()
            do throws(Failure) {
                try reader.reader.finish()
            } catch {
                #expect(error.message.hasPrefix("list.json: "), "seed \(seed)")
                outcomes.refused += 1
                continue
            }
            let topology = try #require(list, "seed \(seed)").text(
                SnapshotHead(SnapshotOrigin.parse([]), octets: octets))
            outcomes.accepted += 1
            let outcome = readTopology([("list.yaml", Array(topology.utf8))])
            #expect(
                outcome.diagnostics.text(in: outcome.topology.sources) == "",
                "seed \(seed): \(String(decoding: octets, as: UTF8.self))")
        }
        #expect(outcomes.areBoth)
    }

    private static let dump: JSONValue = [
        "net": [
            "data": [
                [
                    "asn": 64503, "irr_as_set": "AS-ELSA@RIPE", "info_prefixes4": 3,
                    "info_prefixes6": nil, "info_never_via_route_servers": true,
                    "policy_url": "https://elsa.example/p", "status": "ok",
                    "netixlan_set": [["asn": 64503, "ipaddr4": "192.0.2.19", "speed": 10000]],
                ],
                ["asn": 64499, "irr_as_set": "", "info_never_via_route_servers": false],
            ]
        ],
        "netixlan": [
            "data": [
                [
                    "asn": 64499, "ix_id": 1, "ixlan_id": 1, "ipaddr4": "192.0.2.15",
                    "ipaddr6": "2001:db8:0:1::f", "speed": 20000, "is_rs_peer": true,
                ]
            ]
        ],
        "ixpfx": ["data": [["prefix": "192.0.2.0/25", "protocol": "IPv4", "ixlan_id": 1]]],
        "ix": ["data": [["id": 1, "name": "x", "media": "Ethernet"]]],
    ]

    @Test func `a dump of PeeringDB is refused, or a snapshot that is read`() throws {
        var outcomes = Outcomes()
        let exchange = try #require(CompiledTopology.checked(named: "tix").topology.exchange)
        for seed in UInt64(1)...1_000 {
            var random = SeededGenerator(seed: seed)
            let octets = Self.variant(of: Self.dump, &random)
            guard let source = try? OutsideJSON("dump.json", octets) else {
                outcomes.refused += 1
                continue
            }
            var reader = OutsideReader(source)
            var extract = PeeringDBExtract(for: exchange)
            extract.add(&reader)
            do throws(Failure) {
                try reader.finish()
                try extract.finish()
            } catch {
                outcomes.refused += 1
                continue
            }
            let text = try extract.text(
                SnapshotHead(SnapshotOrigin.parse([]), octets: octets))
            outcomes.accepted += 1
            let outcome = readTopology([("pdb.yaml", Array(text.utf8))])
            #expect(
                outcome.diagnostics.map(\.code) == ["read.missing-key"],
                "seed \(seed): \(text)")
        }
        #expect(outcomes.areBoth)
    }
}
