import Diagnostics
import Intent
import TestSupport
import Testing

@Suite struct WaiverReadingTests {
    static func read(_ text: String) -> (waivers: [Waiver], diagnostics: [Diagnostic]) {
        readWaivers(Array(text.utf8), file: 0)
    }

    static let line =
        "{finding: 3f2a9c0d11e2b455, code: audit.unintended-flow, owner: noc@example.net, "
        + "reason: 'being moved, ticket 7', expires: 2027-01-31}"

    @Test func `a waiver has a finding, its code, an owner, a reason and a last day`() throws {
        let (waivers, diagnostics) = Self.read("waivers:\n  - \(Self.line)\n")
        #expect(diagnostics.isEmpty)
        let waiver = try #require(waivers.first)
        #expect(waiver.finding.value.description == "3f2a9c0d11e2b455")
        #expect(waiver.code.value.text == "audit.unintended-flow")
        #expect(waiver.owner.value.description == "noc@example.net")
        #expect(waiver.reason.value.text == "being moved, ticket 7")
        #expect(waiver.expires.value.description == "2027-01-31")
        #expect(waiver.span.line == 2)
    }

    @Test(arguments: ["finding", "code", "owner", "reason", "expires"])
    func `each of them is required`(key: String) {
        let fields = Self.line.dropFirst().dropLast()
            .replacing("moved, ticket", with: "moved ticket").split(separator: ", ")
            .filter { !$0.hasPrefix(key) }
        let (waivers, diagnostics) = Self.read(
            "waivers:\n  - {\(fields.joined(separator: ", "))}\n")
        #expect(waivers.isEmpty)
        #expect(diagnostics.map(\.code) == ["read.missing-key"])
    }

    @Test(arguments: [
        ("3f2a9c0d11e2b455", "3f2a"), ("audit.unintended-flow", "unintended"),
        ("noc@example.net", "the NOC"), ("2027-01-31", "2027-02-30"),
    ])
    func `what is no value of its kind is refused at its place`(right: String, wrong: String) {
        let (waivers, diagnostics) = Self.read(
            "waivers:\n  - \(Self.line.replacing(right, with: wrong))\n")
        #expect(waivers.isEmpty)
        #expect(diagnostics.map(\.code) == ["read.bad-value"])
        #expect(diagnostics.first?.span?.line == 2)
    }

    @Test func `a finding is waived once`() {
        let (_, diagnostics) = Self.read("waivers:\n  - \(Self.line)\n  - \(Self.line)\n")
        #expect(diagnostics.map(\.code) == ["waiver.repeated"])
        #expect(diagnostics.first?.span?.line == 3)
        #expect(diagnostics.first?.notes.first?.span?.line == 2)
    }
}
