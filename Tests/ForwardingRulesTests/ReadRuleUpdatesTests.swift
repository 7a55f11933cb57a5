import Diagnostics
import Net
import TestSupport
import Testing

@testable import ForwardingRules

@Suite("A rule file")
struct ReadRuleUpdatesTests {
    private func read(
        _ text: String, limit: Int = 1_000
    ) -> (updates: RuleUpdates, diagnostics: [Diagnostic]) {
        readRuleUpdates([("rules.txt", Array(text.utf8))], diagnosticLimit: limit)
    }

    @Test("is read field by field")
    func fields() {
        let (updates, diagnostics) = read(
            "+ fwd leaf-1 167772160 24 Ethernet1/1 7 192.0.2.1\n- fwd b 4294967295 32 p 4294967295 0.0.0.0"
        )
        #expect(diagnostics.isEmpty)
        #expect(
            updates.deviceNames == ["leaf-1", "b"] && updates.portNames == ["Ethernet1/1", "p"])
        #expect(
            updates.updates == [
                RuleUpdate(
                    verb: .insert, device: DeviceNumber(rawValue: 0),
                    address: IPv4Address(rawValue: 167_772_160), length: 24,
                    port: PortNumber(rawValue: 0), priority: 7,
                    nextHop: IPv4Address(rawValue: 0xc000_0201), file: 0, line: 1),
                RuleUpdate(
                    verb: .remove, device: DeviceNumber(rawValue: 1),
                    address: IPv4Address(rawValue: .max), length: 32,
                    port: PortNumber(rawValue: 1), priority: .max,
                    nextHop: IPv4Address(rawValue: 0), file: 0, line: 2),
            ])
    }

    @Test("may have blank lines, CRLF, more blanks than one, and no end of its last line")
    func layout() {
        let (updates, diagnostics) = read(
            "\n \t\r\n+ fwd a 0 0 p 0 0.0.0.0\r\n\n\t+  fwd\ta 0 0 p 0 0.0.0.0 \n- fwd a 0 0 p 0 0.0.0.0"
        )
        #expect(diagnostics.text(in: updates.sources) == "")
        #expect(updates.updates.map(\.line) == [3, 5, 6])
    }

    @Test("of nothing says nothing", arguments: ["", "\n", "\r\n\r\n", "  "])
    func empty(text: String) {
        let (updates, diagnostics) = read(text)
        #expect(updates.updates.isEmpty && diagnostics.isEmpty)
    }

    /// A line, the column of its fault, what was expected and what was found.
    static let malformed: [(String, UInt32, String, String)] = [
        ("* fwd a 0 0 p 0 0.0.0.0", 1, "'+' or '-'", "'*'"),
        ("++ fwd a 0 0 p 0 0.0.0.0", 1, "'+' or '-'", "'++'"),
        ("+ acl a 0 0 p 0 0.0.0.0", 3, "'fwd'", "'acl'"),
        ("+", 2, "'fwd'", "the end of the line"),
        ("+ fwd", 6, "a device, up to 255 printable characters", "the end of the line"),
        ("+ fwd ä 0 0 p 0 0.0.0.0", 7, "a device, up to 255 printable characters", "'\\u{e4}'"),
        ("+ fwd a -1 0 p 0 0.0.0.0", 9, "an address as a decimal from 0 to 4294967295", "'-1'"),
        (
            "+ fwd a 4294967296 0 p 0 0.0.0.0", 9,
            "an address as a decimal from 0 to 4294967295", "'4294967296'"
        ),
        (
            "+ fwd a 10.0.0.0 8 p 8 0.0.0.0", 9, "an address as a decimal from 0 to 4294967295",
            "'10.0.0.0'"
        ),
        ("+ fwd a 007 0 p 0 0.0.0.0", 9, "an address as a decimal from 0 to 4294967295", "'007'"),
        ("+ fwd a 0 33 p 0 0.0.0.0", 11, "a prefix length from 0 to 32", "'33'"),
        ("+ fwd a 0 0", 12, "a port, up to 255 printable characters", "the end of the line"),
        (
            "+ fwd a 0 0 p x 0.0.0.0", 15, "a priority, a decimal from 0 to 4294967295", "'x'"
        ),
        (
            "+ fwd a 0 0 p 0 1.2.3", 17,
            "a next hop, four decimals from 0 to 255 such as 192.0.2.1", "'1.2.3'"
        ),
        (
            "+ fwd a 0 0 p 0 1.2.3.256", 17,
            "a next hop, four decimals from 0 to 255 such as 192.0.2.1", "'1.2.3.256'"
        ),
        (
            "+ fwd a 0 0 p 0 1.2.3.4.", 17,
            "a next hop, four decimals from 0 to 255 such as 192.0.2.1", "'1.2.3.4.'"
        ),
        ("+ fwd a 0 0 p 0 0.0.0.0 x", 25, "the end of the line", "'x'"),
    ]

    @Test("has every line that is something else reported", arguments: malformed.indices)
    func malformedLine(index: Int) {
        let (line, column, expected, found) = Self.malformed[index]
        let (updates, diagnostics) = read(
            "+ fwd a 0 0 p 0 0.0.0.0\n\(line)\n- fwd a 0 0 p 0 0.0.0.0")
        #expect(diagnostics.map(\.message) == ["expected \(expected), found \(found)"])
        #expect(diagnostics.map(\.code) == ["rules.malformed-line"])
        #expect(diagnostics.first?.span?.line == 2 && diagnostics.first?.span?.column == column)
        #expect(updates.updates.count == 2, "the other lines are read")
    }

    @Test("has all its faults reported at once, up to the limit, which is said")
    func limit() {
        let (updates, diagnostics) = read(String(repeating: "x\n", count: 9), limit: 5)
        #expect(diagnostics.map(\.span?.line) == [1, 2, 3, 4, 5, nil])
        #expect(diagnostics.last?.code == "rules.limit")
        #expect(updates.updates.isEmpty)
        #expect(read(String(repeating: "x\n", count: 5), limit: 5).diagnostics.count == 5)
    }

    @Test("may name a device of 255 characters and no longer one")
    func longNames() {
        func line(_ count: Int) -> String {
            "+ fwd \(String(repeating: "a", count: count)) 0 0 p 0 0.0.0.0"
        }
        #expect(read(line(255)).diagnostics.isEmpty)
        #expect(read(line(256)).diagnostics.count == 1)
    }

    @Test("has bits behind the prefix length cleared, with a warning")
    func hostBits() {
        let (updates, diagnostics) = read("+ fwd a 167772161 24 p 24 0.0.0.0")
        #expect(updates.updates.map(\.address) == [IPv4Address(rawValue: 167_772_160)])
        #expect(
            diagnostics.text(in: updates.sources) == """
                rules.txt:1:1: warning: 10.0.0.1 has bits set behind the first 24; they are taken \
                for zero [rules.host-bits]
                  hint: write 167772160

                """)
    }

    @Test("follows another as one sequence, with names in common")
    func severalFiles() {
        let line = Array("+ fwd a 0 0 p 0 0.0.0.0\n".utf8)
        let (updates, _) = readRuleUpdates([("1", line), ("2", line + line)])
        #expect(updates.updates.map(\.file) == [0, 1, 1])
        #expect(updates.updates.map(\.line) == [1, 1, 2])
        #expect(updates.deviceNames == ["a"] && updates.sources.paths == ["1", "2"])
    }

    @Test("with thousands of names keeps them apart")
    func names() {
        let text = (0..<5_000).map { "+ fwd \($0 % 2_500) 0 0 port\($0) 0 0.0.0.0\n" }.joined()
        let (updates, diagnostics) = read(text)
        #expect(diagnostics.isEmpty)
        #expect(updates.deviceNames == (0..<2_500).map(String.init))
        #expect(updates.updates.map { Int($0.device.rawValue) } == (0..<5_000).map { $0 % 2_500 })
        #expect(updates.portNames.count == 5_000)
    }
}
