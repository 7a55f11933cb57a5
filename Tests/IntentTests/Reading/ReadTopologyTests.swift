import Diagnostics
import Intent
import Net
import TestSupport
import Testing

@Suite struct ReadTopologyTests {
    private func read(_ texts: String...) -> ReadOutcome {
        readTopology(texts.enumerated().map { ("\($0.offset).yaml", Array($0.element.utf8)) })
    }

    private func text(_ outcome: ReadOutcome) -> String {
        outcome.diagnostics.text(in: outcome.topology.sources)
    }

    @Test func `lists of several files are joined in the order of the files`() {
        let outcome = read(
            "fabric: sct\nclasses: [{name: health}]\n", "classes: [{name: regional}]\n",
            "pools: {vlan: 100-199}\nclasses: [{name: municipal}]\n")
        #expect(text(outcome) == "")
        #expect(
            outcome.topology.classes.map(\.name.value.text) == ["health", "regional", "municipal"])
        #expect(outcome.topology.pools.vlan?.value == 100...199)
        #expect(outcome.topology.classes[1].span.file == 1)
    }

    @Test func `what exists once is refused in a second file, and the first one holds`() {
        let outcome = read("fabric: sct\npools: {vlan: 100-199}\n", "pools: {vlan: 200-299}\n")
        #expect(
            text(outcome) == """
                1.yaml:1:1: error: 'pools' is written in two files [read.duplicate-section]
                  note: first written here: 0.yaml:2:1
                  hint: keep it in one of the files

                """)
        #expect(outcome.topology.pools.vlan?.value == 100...199)
    }

    @Test func `files of two fabrics are told apart, and nothing is checked across them`() {
        let outcome = read("fabric: sct\n", "fabric: tix\n")
        #expect(
            text(outcome) == """
                1.yaml:1:1: error: this file is of another topology: the files name two fabrics \
                [read.duplicate-section]
                  note: first written here: 0.yaml:1:1
                  hint: give the files of one topology; of them one has the key 'fabric'

                """)
        #expect(!outcome.isComplete)
        #expect(read("fabric: sct\n", "fabric: sct\n").isComplete)
    }

    @Test func `names collide across files`() {
        let outcome = read(
            "fabric: sct\ntenants: [{name: asl, class: health}]\n",
            "tenants: [{name: ASL, class: health}]\n")
        #expect(outcome.diagnostics.map(\.code) == ["read.name-collision"])
        #expect(outcome.diagnostics.first?.notes.first?.span?.file == 0)
    }

    @Test func `a file that is not YAML hides no other, and the outcome says it is incomplete`() {
        let outcome = read("fabric: [\n", "classes: [{name: health}, {nome: x}]\n")
        #expect(
            outcome.diagnostics.map(\.code)
                == ["read.syntax", "read.missing-key", "read.unknown-key"])
        #expect(!outcome.isComplete)
        #expect(outcome.topology.classes.count == 1)
    }

    @Test func `an object without a required field is left out and its name is kept`() {
        let outcome = read(
            """
            fabric: sct
            devices:
              - {name: leaf-1, role: leaf, platform: linux-frr, asn: 0}
              - {name: leaf-2, role: tree, platform: linux-frr}
              - {name: Leaf_3, role: leaf, platform: linux-frr}
            """)
        #expect(outcome.topology.devices.map(\.name.value.text) == ["leaf-1"])
        #expect(outcome.topology.devices.first?.asn == nil)
        #expect(outcome.topology.unreadNames == ["leaf-2", "Leaf_3", "leaf-3"])
    }

    @Test func `every value knows where it was written`() throws {
        let outcome = read(
            "fabric: sct\nclasses:\n  - name: health\n    summary: \"Sanità pubblica\"  # è\n")
        let found = try #require(outcome.topology.classes.first)
        #expect(found.span == SourceSpan(file: 0, line: 3, column: 5))
        #expect(found.name.span == SourceSpan(file: 0, line: 3, column: 11, length: 6))
        #expect(found.summary?.span == SourceSpan(file: 0, line: 4, column: 14, length: 17))
        #expect(outcome.topology.name?.span == SourceSpan(file: 0, line: 1, column: 9, length: 3))
    }

    @Test func `columns count Unicode scalars, and a byte order mark is none`() {
        let outcome = read("\u{feff}{fabric: sct, classes: [{name: a, summary: \"😀é\", x: 1}]}\n")
        let unknown = outcome.diagnostics.first { $0.code == "read.unknown-key" }
        #expect(unknown?.span == SourceSpan(file: 0, line: 1, column: 50, length: 1))
    }

    @Test func `ranges of ports are written out in order`() {
        let outcome = read(
            "fabric: sct\ndevices:\n"
                + "  - {name: a, role: leaf, platform: linux-frr, ports: [swp9-11, Ethernet1/1-2]}\n"
        )
        #expect(
            outcome.topology.devices.first?.ports.map(\.value.text)
                == ["swp9", "swp10", "swp11", "Ethernet1/1", "Ethernet1/2"])
    }

    @Test func `segments are referred to with and without their VRF`() {
        let outcome = read(
            """
            fabric: sct
            tenants:
              - name: asl
                class: health
                attachments:
                  - {port: "leaf-1:swp1", tagged: [prod/web, records], native: admin}
            """)
        guard
            case .trunk(let tagged, let native) = outcome.topology.tenants.first?.attachments.first?
                .membership
        else {
            Issue.record("no trunk was read")
            return
        }
        #expect(tagged.map(\.value.vrf?.text) == ["prod", nil])
        #expect(tagged.map(\.value.segment.text) == ["web", "records"])
        #expect(native?.value.segment.text == "admin")
    }

    @Test func `all errors of a run are reported up to the limit, and the rest is owned up to`() {
        let wrong = (1...2_000).map { "  - {name: c\($0), vlan: 1}\n" }.joined()
        let outcome = read("fabric: sct\nclasses:\n" + wrong)
        #expect(outcome.diagnostics.count == 1_001)
        #expect(outcome.diagnostics.last?.code == "read.limit")
        #expect(outcome.topology.classes.count == 2_000)
    }

    @Test func `an error behind an alias is reported once`() {
        let outcome = read(
            "fabric: sct\nclasses:\n  - {name: a, summary: &text \"#\"}\n  - {name: b, summary: *text}\n"
        )
        #expect(outcome.diagnostics.map(\.code) == ["read.bad-value"])
    }

    @Test func `no file is no topology`() {
        #expect(readTopology([]).diagnostics.map(\.code) == ["read.missing-key"])
    }
}
