import Diagnostics
import Testing

@Suite struct ReportTextTests {
    @Test func `summary first and last, findings by place, each with its line and a caret`() {
        let expected = """
            X check: sct: 2 tenants: 2 errors, 1 warning

            error: the fabric has no name [read.no-name]

            net works/sct.yaml:1:1: warning: pool 'vlan' is 95% used [intent.pool-nearly-full]
              1 | tenants:
                | ^

            net works/sct.yaml:5:11: error: VLAN 310 already carries 'asl-a' [intent.vlan-reused]
              5 |     vlan: 310
                |           ^~~
              note: first used here: net works/sct.yaml:3:11
              hint: choose a free VLAN

            X check: sct: 2 tenants: 2 errors, 1 warning

            """
        #expect(Examples.report.text(TextStyle()) == expected)
    }

    @Test func `a report without findings is one line`() {
        let report = Report(command: "check", subject: "sct: 2 tenants")
        #expect(report.text(TextStyle()) == "OK check: sct: 2 tenants: no findings\n")
        let painted = report.text(TextStyle(usesColour: true, usesUnicode: true))
        #expect(painted == "\u{1b}[32m✔\u{1b}[0m check: sct: 2 tenants: no findings\n")
    }

    @Test func `colour adds codes and changes no character`() {
        let painted = Examples.report.text(TextStyle(usesColour: true))
        let plain = painted.replacing(/\u{1b}\[[0-9;]+m/, with: "")
        #expect(painted != plain)
        #expect(plain == Examples.report.text(TextStyle()))
    }

    @Test func `beyond the limit findings are folded by code and none is lost`() {
        let findings =
            Examples.many(30) + Examples.many(3, code: "read.not-a-number")
            + [.warning("intent.unused", "unused", at: Examples.span(99, 1))]
        let report = Report(command: "check", diagnostics: findings, sources: Examples.sources)
        let lines = report.text(TextStyle()).split(separator: "\n")
        #expect(lines.count { $0.hasSuffix("[read.unknown-key]") } == 5)
        #expect(lines.count { $0.hasSuffix("[read.not-a-number]") } == 3)
        #expect(lines.count { $0.hasSuffix("[intent.unused]") } == 1)
        let places = [6, 7, 8].map { "net works/sct.yaml:\($0):1" }.joined(separator: ", ")
        #expect(lines.contains("25 more errors [read.unknown-key]: \(places), ..."))
        let all = report.text(TextStyle(limit: nil)).split(separator: "\n")
        #expect(all.count { $0.hasSuffix("[read.unknown-key]") } == 30)
    }

    @Test func `errors come before warnings when not all are shown`() {
        let warnings = (1...40).map {
            Diagnostic.warning("intent.w\($0)", "w", at: Examples.span(UInt32($0), 1))
        }
        let error = Diagnostic.error("intent.e", "e", at: Examples.span(100, 1))
        let report = Report(
            command: "check", diagnostics: warnings + [error], sources: Examples.sources)
        #expect(report.text(TextStyle()).contains("sct.yaml:100:1: error: e [intent.e]"))
    }

    @Test func `an excerpt cannot move the cursor or turn text round`() {
        let line = "name: \u{1b}[2J\u{202e}evil\u{0}\r\n"
        let report = Report(
            command: "check", diagnostics: [.error("a.b", "m", at: Examples.span(1, 7))],
            sources: Examples.sources, texts: SourceTexts([Array(line.utf8)]))
        let text = report.text(TextStyle())
        #expect(text.contains("  1 | name: ?[2J?evil?\n    |       ^\n"))
    }

    @Test func `a place beyond its line or file shows no excerpt`() {
        for span in [Examples.span(1, 50), Examples.span(7, 1), Examples.span(6, 1)] {
            let report = Report(
                command: "check", diagnostics: [.error("a.b", "m", at: span)],
                sources: Examples.sources, texts: SourceTexts([Array(Examples.source.utf8)]))
            #expect(!report.text(TextStyle()).contains("|"))
        }
    }

    @Test func `a long line is cut round the place`() {
        let line = String(repeating: "a", count: 500) + "!" + String(repeating: "b", count: 500)
        let report = Report(
            command: "check", diagnostics: [.error("a.b", "m", at: Examples.span(1, 501, 900))],
            sources: Examples.sources, texts: SourceTexts([Array(line.utf8)]))
        let lines = report.text(TextStyle()).split(separator: "\n").map(String.init)
        let caret = lines.first { $0.contains("^") }
        let excerpt = lines.first { $0.contains("!") }
        #expect(excerpt.map(\.count) == 6 + 120 + 2 * 3)
        #expect(caret?.firstIndex(of: "^") == excerpt?.firstIndex(of: "!"))
    }

    @Test(arguments: [(0, 139), (60, 60), (139, 0)])
    func `a line that fits is shown whole, a longer one says where it goes on`(
        before: Int, after: Int
    ) {
        func excerpt(_ line: String, at column: Int) -> [Substring] {
            let report = Report(
                command: "check", sources: Examples.sources,
                texts: SourceTexts([Array(line.utf8)]))
            let span = SourceSpan(file: 0, line: 1, column: UInt32(column))
            return report.text(of: .error("read.x", "x", at: span), TextStyle())
                .split(separator: "\n")
        }
        let fits =
            String(repeating: "a", count: before) + "X" + String(repeating: "b", count: after)
        #expect(excerpt(fits, at: before + 1)[1] == "  1 | " + fits)
        let long =
            String(repeating: "a", count: before + 100) + "X"
            + String(repeating: "b", count: after + 100)
        let lines = excerpt(long, at: before + 101)
        #expect(lines[1].hasPrefix("  1 | ...aaa") && lines[1].hasSuffix("bbb..."))
        let caret = lines[2].firstIndex(of: "^")
        #expect(
            caret.map { lines[2].distance(from: lines[2].startIndex, to: $0) }
                == lines[1].firstIndex(of: "X").map {
                    lines[1].distance(from: lines[1].startIndex, to: $0)
                })
    }
}
