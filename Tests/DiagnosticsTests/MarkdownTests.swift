import Diagnostics
import TestSupport
import Testing

@Suite struct MarkdownTests {
    @Test func `a comment has a line to know it by, the summary, a table and folded notes`() {
        let text = Examples.report.markdown
        #expect(
            text == """
                <!-- cristallo check -->
                **check: sct: 2 tenants: 2 errors, 1 warning**

                | | Finding | Where |
                |---|---|---|
                | error | the fabric has no name `read.no-name` |  |
                | error | VLAN 310 already carries 'asl-a' `intent.vlan-reused` | `net works/sct.yaml:5:11` |
                | warning | pool 'vlan' is 95% used `intent.pool-nearly-full` | `net works/sct.yaml:1:1` |

                <details><summary>Notes and hints</summary>

                * VLAN 310 already carries 'asl-a'
                  * first used here: `net works/sct.yaml:3:11`
                  * hint: choose a free VLAN

                </details>

                """)
    }

    @Test func `no text of others becomes markup or calls anybody`() {
        let hostile = "a|b </details><script> `c` [d](e) @everyone **f**\n# g"
        let report = Report(
            command: "check", subject: hostile,
            diagnostics: [.error("a.b", hostile, at: nil, notes: [.init(hostile)], hint: hostile)])
        let text = report.markdown
        #expect(!text.contains("<script>"))
        #expect(!text.contains("@everyone"))
        #expect(!text.contains("a|b"))
        #expect(!text.contains("[d](e)"))
        #expect(!text.contains("**f**"))
        #expect(text.split(separator: "\n").allSatisfy { !$0.hasPrefix("# g") })
    }

    @Test func `a comment stays below what services take, and says what is missing`() {
        let report = Report(
            command: "check",
            diagnostics: (1...5_000).map {
                .error(
                    "a.b", "finding number \($0)", at: Examples.span(UInt32($0), 1), hint: "mend")
            }, sources: Examples.sources)
        let text = report.markdown
        #expect(text.utf8.count <= 60_000)
        let rows = text.split(separator: "\n").count { $0.hasPrefix("| error") }
        #expect(rows > 100)
        #expect(text.contains("\n\(5_000 - rows) more findings\n"))
    }

    @Test func `what was accepted is folded at the end`() {
        let text = AcceptanceTests.accepting().markdown
        #expect(text.contains("<details><summary>1 accepted</summary>"))
        #expect(text.contains("waived by noc&#64;example.net until 2027-01-31: being moved"))
        #expect(!text.contains("| error | VLAN 310"))
    }
}
