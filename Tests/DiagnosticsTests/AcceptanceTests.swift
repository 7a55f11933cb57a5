import Diagnostics
import Testing

@Suite struct AcceptanceTests {
    static let waiver = Acceptance(.waived, "by noc@example.net until 2027-01-31: being moved")

    /// The example with its error about a VLAN accepted.
    static func accepting(
        _ code: String = "intent.vlan-reused", as acceptance: Acceptance = waiver
    ) -> Report {
        var report = Examples.report
        report.accept([fingerprint(of: code): acceptance])
        return report
    }

    static func fingerprint(of code: String) -> Fingerprint {
        let report = Examples.report
        let position = report.diagnostics.firstIndex { $0.code == code }
        return report.fingerprints[position ?? 0]
    }

    @Test func `an accepted finding counts no more and is told with who answers for it`() {
        let report = Self.accepting()
        #expect(report.count(of: Diagnostic.Severity.error) == 1)
        #expect(report.counts == "1 error, 1 warning, 1 waived")
        #expect(!report.open.contains(Examples.reused))
        #expect(report.diagnostics.contains(Examples.reused))
        let text = report.text(TextStyle())
        #expect(!text.contains("net works/sct.yaml:5:11: error"))
        #expect(
            text.contains(
                "waived by noc@example.net until 2027-01-31: being moved: VLAN 310 already carries "
                    + "'asl-a' [intent.vlan-reused]\n"))
    }

    @Test func `findings of a baseline are counted and not listed`() {
        let report = Self.accepting(as: Acceptance(.known, "in 'old.json'"))
        #expect(report.counts == "1 error, 1 warning, 1 known")
        #expect(report.text(TextStyle()).contains("\nknown in 'old.json': 1 finding\n"))
    }

    @Test func `a waiver that names another code accepts nothing`() {
        let other = Acceptance(.waived, "by noc@example.net", code: "intent.port-reused")
        #expect(Self.accepting(as: other).open == Examples.report.diagnostics)
    }

    @Test func `where errors say that a file is wrong only the rest can be accepted`() {
        var report = Examples.report
        let all = report.fingerprints
        report.accept(
            Dictionary(uniqueKeysWithValues: all.map { ($0, Self.waiver) }), errorsToo: false)
        #expect(report.counts == "2 errors, 1 waived")
    }

    @Test func `json keeps the finding, says why it does not count and names its fingerprint`() {
        let report = Self.accepting()
        let findings = report.json["findings"]?.array ?? []
        #expect(findings.count == 3)
        #expect(findings.compactMap { $0["accepted"] }.count == 1)
        #expect(findings.last?["accepted"]?["kind"] == "waived")
        #expect(
            findings.map { $0["fingerprint"]?.string } == report.fingerprints.map(\.description))
        #expect(report.json["counts"]?["waived"] == 1)
        #expect(report.json["counts"]?["error"] == 1)
    }

    @Test func `sarif suppresses it, gitlab and github leave it out`() {
        let report = Self.accepting()
        let results = report.sarif["runs"]?.array?.first?["results"]?.array ?? []
        #expect(results.count == 3)
        let suppressed = results.filter { $0["suppressions"] != nil }
        #expect(suppressed.map { $0["ruleId"]?.string } == ["intent.vlan-reused"])
        #expect(
            suppressed.first?["suppressions"]?.array?.first?["justification"]
                == "waived by noc@example.net until 2027-01-31: being moved")
        let before = Examples.report.gitlab.array ?? []
        let after = report.gitlab.array ?? []
        // The others keep their fingerprints.
        #expect(after == before.filter { $0["check_name"] != "intent.vlan-reused" })
        #expect(!report.github.contains("intent.vlan-reused"))
    }

    @Test func `junit skips a rule all of whose findings are accepted`() {
        let report = Self.accepting()
        #expect(report.junit.contains("tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"1\""))
        #expect(report.junit.contains("<skipped message=\"waived by noc@example.net"))
        var both = Examples.report
        let second = Diagnostic.error(
            "intent.vlan-reused", "VLAN 311 already carries 'asl-b'", at: Examples.span(6, 1))
        both.add([second])
        both.accept([Self.fingerprint(of: "intent.vlan-reused"): Self.waiver])
        #expect(both.junit.contains("failures=\"2\" errors=\"0\" skipped=\"0\""))
    }

    @Test func `what goes further than what was accepted is another finding`() {
        func fingerprint(_ extent: String?) -> Fingerprint {
            Report(
                command: "prove",
                diagnostics: [.error("a.b", "x reaches y", at: nil, extent: extent)]
            ).fingerprints[0]
        }
        #expect(fingerprint("x to y") == fingerprint("x to y"))
        #expect(fingerprint("x to y") != fingerprint("x to y, x to z"))
        #expect(fingerprint(nil) != fingerprint("x to y"))
    }

    @Test(arguments: [
        "3f2a9c0d11e2b45", "3f2a9c0d11e2b4555", "3F2a9c0d11e2b455", "+f2a9c0d11e2b455",
    ])
    func `a fingerprint is sixteen small hexadecimal digits`(text: String) {
        #expect(Fingerprint(text) == nil)
        #expect(Fingerprint("00000000000000ff")?.description == "00000000000000ff")
    }
}
