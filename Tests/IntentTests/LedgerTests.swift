import Diagnostics
import Net
import TestSupport
import Testing

@testable import Intent

@Suite("Numbers are given once and kept")
struct LedgerTests {
    @Test("a ledger's text reads back as the same ledger", arguments: CompiledTopology.names)
    func roundTrip(name: String) throws {
        let ledger = try CompiledTopology.checked(named: name).identifiers.ledger
        let (again, wrong) = Ledger.reading(Array(ledger.text.utf8), file: 0)
        #expect(wrong.isEmpty)
        #expect(again == ledger)
        #expect(again.text == ledger.text)
    }

    @Test(
        "numbers of what stays never move, whatever is added, removed or reordered",
        arguments: 1...40)
    func stability(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var generator = TopologyGenerator(seed: seed, devices: 10, tenants: 5, contracts: 10)
        var ledger = try ledger(of: generator, keeping: nil)
        for step in 0..<25 {
            switch Int.random(in: 0..<5, using: &random) {
            case 0: generator = generator.addingTenant()
            case 1:
                if let number = generator.tenantNumbers.randomElement(using: &random) {
                    generator = generator.removingTenant(number)
                }
            case 2: generator = generator.addingDevice()
            case 3: generator = generator.removingDevice()
            default: generator = generator.reorderingLists(seed: random.next())
            }
            let next = try self.ledger(of: generator, keeping: ledger)
            for key in ledger.keys {
                #expect(
                    next[key]?.value == ledger[key]?.value,
                    "seed \(seed) step \(step) \(key.kind.rawValue) \(key.path)")
            }
            #expect(isOneToOne(next), "seed \(seed) step \(step)")
            ledger = next
        }
    }

    private func ledger(of generator: TopologyGenerator, keeping old: Ledger?) throws -> Ledger {
        try CompiledTopology.checked(generator.text, ledger: old?.text).identifiers.ledger
    }

    private func isOneToOne(_ ledger: Ledger) -> Bool {
        var seen: Set<String> = []
        return ledger.keys.allSatisfy { key in
            seen.insert("\(key.kind.namespace) \(ledger[key]?.value ?? 0)").inserted
        }
    }

    @Test("what is removed is retired, and has its numbers again when it returns")
    func retirement() throws {
        let all = TopologyGenerator(seed: 3, devices: 12, tenants: 4)
        let before = try ledger(of: all, keeping: nil)
        let without = try ledger(of: all.removingTenant(2), keeping: before)
        let retired = without.keys.filter { without[$0]?.state == .retired }
        #expect(!retired.isEmpty)
        #expect(without.keys.count == before.keys.count)
        let after = try ledger(of: all, keeping: without)
        #expect(after == before)
    }

    /// Two tenants with a segment each; the second without a number unless `vlan` is given.
    private func topology(_ lines: String = "", vlan: String = "", pools: String = "") -> String {
        """
        fabric: small
        \(pools)
        classes: [{name: municipal, default: deny}]
        devices:
          - {name: leaf-1, role: leaf, platform: linux-frr, ports: [swp1-4]}
        tenants:
          - name: a
            class: municipal
            vrfs: [{name: prod, segments: [{name: web, ipv4: 10.1.0.0/24}]}]
            attachments: [{port: "leaf-1:swp1", access: web}]
          - name: b
            class: municipal
            vrfs: [{name: prod, segments: [{name: web, \(vlan)ipv4: 10.2.0.0/24}]}]
            attachments: [{port: "leaf-1:swp2", access: web}]
        \(lines)
        """
    }

    /// The diagnostics of a topology with a ledger, as `code line: message`.
    private func findings(_ text: String, _ ledger: String) -> [String] {
        var read = readTopology([(path: "t.yaml", octets: Array(text.utf8))])
        let file = read.topology.sources.add("ids.lock")
        let (known, wrong) = Ledger.reading(Array(ledger.utf8), file: file)
        let outcome = check(read.topology, keeping: known)
        return (read.diagnostics + wrong + outcome.diagnostics).map { diagnostic in
            let place = diagnostic.span.map {
                "\(read.topology.sources.path(of: $0)):\($0.line)"
            }
            return "\(place ?? "-") \(diagnostic.code) \(diagnostic.message)"
        }
    }

    @Test("a number that is written keeps its place in the ledger when it is no longer written")
    func pinnedStays() throws {
        let pinned = try CompiledTopology.checked(topology(vlan: "vlan: 777, "))
        let text = pinned.identifiers.ledger.text
        #expect(text.contains("vlan segment/b/prod/web 777 pinned\n"))
        let later = try CompiledTopology.checked(topology(), ledger: text)
        #expect(later.identifiers.segment("b/prod/web").vlan.rawValue == 777)
    }

    @Test("the ledger's number and another one written are a contradiction with both places")
    func writtenOtherwise() {
        let ledger = Ledger.header + "\nvlan segment/b/prod/web 300\n"
        let found = findings(topology(vlan: "vlan: 777, "), ledger)
        #expect(
            found == [
                "t.yaml:13 intent.ledger-contradicts vlan 777 is written here, but the ledger "
                    + "holds 300 for segment/b/prod/web"
            ])
    }

    @Test("a number that the ledger holds for another object cannot be written")
    func writtenForAnother() {
        let ledger = Ledger.header + "\nvlan segment/a/prod/web 777\n"
        let found = findings(topology(vlan: "vlan: 777, "), ledger)
        #expect(
            found == [
                "t.yaml:13 intent.ledger-contradicts vlan 777 is written here, but the ledger "
                    + "holds it for segment/a/prod/web"
            ])
    }

    @Test("two objects with one number in the ledger, as after a careless merge, are named both")
    func mergedLedger() {
        let ledger =
            Ledger.header + "\nvlan segment/a/prod/web 30\nvlan segment/b/prod/web 30\n"
        #expect(
            findings(topology(), ledger) == [
                "ids.lock:3 intent.ledger-contradicts vlan 30 is held by segment/a/prod/web and "
                    + "by segment/b/prod/web"
            ])
    }

    @Test("a number outside a pool that has since been narrowed is refused, not moved")
    func poolNarrowed() {
        let ledger = Ledger.header + "\nvlan segment/a/prod/web 30\n"
        #expect(
            findings(topology(pools: "pools: {vlan: 100-199}"), ledger) == [
                "ids.lock:2 intent.ledger-contradicts the ledger holds vlan 30 for "
                    + "segment/a/prod/web, which is not in pools.vlan"
            ])
    }

    @Test("a pool that is too small says by how much; one more value is enough")
    func poolExhausted() throws {
        let found = findings(topology(pools: "pools: {vlan: 100-100}"), Ledger.header + "\n")
        #expect(
            found == ["t.yaml:13 intent.pool-exhausted pools.vlan has 1 values, 1 too few"])
        _ = try CompiledTopology.checked(topology(pools: "pools: {vlan: 100-101}"))
    }

    @Test(
        "a line that is none is reported with its place, and the others are kept",
        arguments: [
            "vlan segment/a/prod/web", "vlan segment/a/prod/web 030", "vlan segment/a/prod/web x",
            "wlan segment/a/prod/web 30", "vlan segment/a/prod/web 30 gone",
            "vlan  segment/a/prod/web 30", "loopback-ipv4 device/leaf-1 10.1.2",
            "vlan segment/a/prod/web 30 allocated", "vlan segment/a/prod/web 4095 pinned",
            "index vrf/a/prod 65536 pinned", "asn device/leaf-1 0 pinned",
            "\u{feff}vlan segment/a/prod/web 30",
        ])
    func malformedLine(line: String) {
        let (ledger, wrong) = Ledger.reading(
            Array("\(Ledger.header)\n\(line)\nvni vrf/a/prod 2000001\n".utf8), file: 0)
        #expect(wrong.map(\.code) == ["intent.ledger-malformed"])
        #expect(wrong.first?.span?.line == 2)
        #expect(ledger.keys == [IdentifierKey(.vni, "vrf/a/prod")])
    }

    @Test("a ledger of another format, or none at all in the file, is refused")
    func header() {
        let (_, wrong) = Ledger.reading(Array("# something else\n".utf8), file: 0)
        #expect(wrong.map(\.code) == ["intent.ledger-malformed"])
        #expect(wrong.first?.hint?.contains("the file") == true)
        let (empty, nothing) = Ledger.reading([], file: 0)
        #expect(empty.isEmpty && nothing.isEmpty)
    }

    @Test("a ledger with line ends of another system reads the same")
    func carriageReturns() {
        let text = "\(Ledger.header)\r\nvni vrf/a/prod 2000001 pinned\r\n"
        let (ledger, wrong) = Ledger.reading(Array(text.utf8), file: 0)
        #expect(wrong.isEmpty)
        #expect(ledger[IdentifierKey(.vni, "vrf/a/prod")]?.state == .pinned)
    }

    @Test("a merge conflict is one error at its first marker, and both sides are read")
    func conflict() {
        let text = """
            \(Ledger.header)
            <<<<<<< HEAD
            vlan segment/a/prod/web 110
            ||||||| base
            =======
            vlan segment/b/prod/web 111
            >>>>>>> branch
            vni vrf/a/prod 2000001

            """
        let (ledger, wrong) = Ledger.reading(Array(text.utf8), file: 0)
        #expect(wrong.map(\.message) == ["a merge left a conflict here"])
        #expect(wrong.map(\.code) == ["intent.ledger-malformed"])
        #expect(wrong.first?.span?.line == 2)
        #expect(ledger.keys.count == 3)
        let (_, whole) = Ledger.reading(
            Array("<<<<<<< HEAD\n\(Ledger.header)\n=======\n>>>>>>> b\n".utf8), file: 0)
        #expect(whole.map(\.message) == ["a merge left a conflict here"])
        let (_, stray) = Ledger.reading(Array("\(Ledger.header)\n=======\n".utf8), file: 0)
        #expect(stray.count == 1, "outside a conflict the marker is a line like any other")
    }

    @Test("a ledger that knows nothing of the topology is a warning, one line that it knows is not")
    func foreign() {
        let other = Ledger.header + "\nvlan segment/x/prod/web 30\n"
        #expect(
            findings(topology(), other) == [
                "ids.lock:2 intent.ledger-of-another nothing that this ledger numbers is in the "
                    + "topology; all of it would be retired"
            ])
        #expect(findings(topology(), other + "vlan segment/a/prod/web 31\n") == [])
        #expect(findings(topology(), other.dropLast() + " retired\n") == [])
    }
}
