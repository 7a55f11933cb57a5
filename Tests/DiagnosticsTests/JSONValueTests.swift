import Diagnostics
import TestSupport
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: 0..<200) func `every value is read back as it was written`(seed: UInt64) throws
    {
        var generator = SeededGenerator(seed: seed)
        let value = JSONValue.random(depth: 4, using: &generator)
        for layout in [JSONValue.Layout.compact, .indented] {
            let text = value.text(layout)
            #expect(try JSONValue(parsing: Array(text.utf8)) == value, "seed \(seed): \(text)")
        }
    }

    @Test func `another reader takes every value for what it is`() throws {
        var generator = SeededGenerator(seed: 1)
        let values = JSONValue.array(
            (0..<200).map { _ in JSONValue.random(depth: 4, using: &generator) })
        let script = """
            import json, sys
            value = json.loads(sys.stdin.buffer.read().decode())
            sys.stdout.write(json.dumps(value, sort_keys=True, ensure_ascii=True))
            """
        let answer = try runTool("python3", ["-c", script], input: Array(values.text().utf8))
        #expect(answer.status == 0, "\(answer.errorText)")
        #expect(try JSONValue(parsing: answer.output) == values)
    }

    @Test func `keys are sorted and small objects stay on a line`() {
        let value: JSONValue = [
            "b": [1, 2], "a": ["z": nil, "y": true], "é": [], "c": [["x": [1]]],
        ]
        #expect(
            value.text() == """
                {
                  "a": {"y": true, "z": null},
                  "b": [1, 2],
                  "c": [
                    {
                      "x": [1]
                    }
                  ],
                  "é": []
                }
                """)
        #expect(
            value.text(.compact)
                == #"{"a":{"y":true,"z":null},"b":[1,2],"c":[{"x":[1]}],"é":[]}"#)
    }

    @Test func `a fraction is kept as its digits where that is asked for, and nothing else is`()
        throws
    {
        for text in ["1.5", "-0.25", "1e3", "0.0E-7", "12.0e+10"] {
            let value = try JSONValue(parsing: Array("[\(text), 7]".utf8), keepsFractions: true)
            #expect(value == .array([.string(text), 7]))
        }
        for text in ["1.", ".5", "1e", "1.e3", "-0", "01.5", "1.5.5", "1e+"] {
            #expect(throws: JSONError.self, "\(text)") {
                try JSONValue(parsing: Array("[\(text)]".utf8), keepsFractions: true)
            }
        }
    }

    @Test(arguments: [
        ("", 0), ("{", 1), ("[1,]", 3), ("[1 2]", 3), ("01", 0), ("-", 0), ("1.5", 1), ("1e3", 1),
        ("9223372036854775808", 0), ("\"\\x\"", 2), ("\"\\ud800\"", 7), ("\"\\ud800\\u0041\"", 13),
        ("{\"a\":1,\"a\":2}", 7), ("nul", 0), ("1 1", 2), ("\"\u{1}\"", 1), ("\"abc", 4),
        ("{1:2}", 1),
        ("\"\\u+123\"", 3),
    ])
    func `what is no JSON is refused at its place`(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
        #expect(error?.offset == offset)
    }

    @Test func `depth is bounded and bad UTF-8 refused`() {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: Never.self) { try JSONValue(parsing: Array(deep.utf8)) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array("[\(deep)]".utf8)) }
        let endless = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: JSONError.self) { try JSONValue(parsing: endless) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xc3, 0x22]) }
    }

    @Test(arguments: 0..<300) func `mutated text never traps`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var octets = Array(JSONValue.random(depth: 4, using: &generator).text().utf8)
        for _ in 0..<3 where !octets.isEmpty {
            let index = Int.random(in: 0..<octets.count, using: &generator)
            switch UInt8.random(in: 0..<3, using: &generator) {
            case 0: octets[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: octets.remove(at: index)
            default: octets.removeSubrange(index...)
            }
        }
        guard let value = try? JSONValue(parsing: octets) else { return }
        #expect((try? JSONValue(parsing: Array(value.text().utf8))) == value, "seed \(seed)")
    }
}

extension JSONValue {
    static func random(depth: Int, using generator: inout SeededGenerator) -> JSONValue {
        let texts = Examples.hostile
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &generator) {
        case 0: return nil
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .integer([0, -1, .max, .min, 7].randomElement(using: &generator) ?? 0)
        case 3, 4: return .string(texts.randomElement(using: &generator) ?? "")
        case 5, 6:
            let count = Int.random(in: 0..<5, using: &generator)
            return .array((0..<count).map { _ in random(depth: depth - 1, using: &generator) })
        default:
            var members: [String: JSONValue] = [:]
            for _ in 0..<Int.random(in: 0..<5, using: &generator) {
                members[texts.randomElement(using: &generator) ?? ""] = random(
                    depth: depth - 1, using: &generator)
            }
            return .object(members)
        }
    }
}
