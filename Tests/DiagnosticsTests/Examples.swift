import Diagnostics

/// A report with one finding of each kind, for the tests of its forms.
enum Examples {
    static let source = """
        tenants:
          - name: asl-a
            vlan: 310
          - name: asl-b
            vlan: 310

        """

    static let sources = SourceFiles(["net works/sct.yaml"])

    static func span(_ line: UInt32, _ column: UInt32, _ length: UInt32 = 0) -> SourceSpan {
        SourceSpan(file: 0, line: line, column: column, length: length)
    }

    static let reused = Diagnostic.error(
        "intent.vlan-reused", "VLAN 310 already carries 'asl-a'", at: span(5, 11, 3),
        notes: [.init("first used here", at: span(3, 11, 3))], hint: "choose a free VLAN")

    static let report = Report(
        command: "check", subject: "sct: 2 tenants",
        diagnostics: [
            reused, .warning("intent.pool-nearly-full", "pool 'vlan' is 95% used", at: span(1, 1)),
            .error("read.no-name", "the fabric has no name", at: nil),
        ],
        sources: sources, texts: SourceTexts([Array(source.utf8)]),
        rules: [
            Rule(code: "intent.vlan-reused", meaning: "One VLAN, two tenants.", bad: "", good: ""),
            Rule(code: "intent.port-reused", meaning: "One port, two cables.", bad: "", good: ""),
        ])

    /// `count` errors of one code on lines 1, 2, 3 ….
    static func many(_ count: Int, code: String = "read.unknown-key") -> [Diagnostic] {
        (1...count).map { .error(code, "unknown key", at: span(UInt32($0), 1)) }
    }

    /// Texts that break out of formats which do not escape.
    static let hostile = [
        "", "\"", "\\", "</failure>", "]]>", "&amp;", "%0A::error::x", "a\r\nb", "a,b:c",
        "\u{0}\u{1}\u{1b}[31m", "\u{202e}abc", "\u{2028}", "\u{fffe}", "é", "e\u{301}", "🦞", "\t",
    ]
}
