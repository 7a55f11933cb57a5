import Diagnostics
import TestSupport
import Testing

@testable import Intent

/// Trees of nodes, written as YAML in one of its styles, come back as they were.
@Suite struct NodeRoundTripTests {
    /// What a tree says, without its places.
    indirect enum Tree: Equatable {
        case text(String)
        case list([Tree])
        case object([String: Tree])

        init(_ node: YAMLNode) {
            switch node.content {
            case .scalar(let text, _): self = .text(text)
            case .sequence(let items): self = .list(items.map(Tree.init))
            case .mapping(let entries):
                self = .object(
                    Dictionary(uniqueKeysWithValues: entries.map { ($0.key, Tree($0.value)) }))
            case .unreadable: self = .text("unreadable")
            }
        }
    }

    struct Writer {
        var random: SeededGenerator

        static let texts = [
            "a", "110", "010", "no", "", "~", "65000:10", "52:54:00:12:34:56", "è così", "x: y",
            "# z",
            "- q", "'", "\"", "\\", "two\nlines", " ends with space ", "😀", "[", "<<x", "*a", "&b",
        ]

        mutating func tree(depth: Int) -> Tree {
            switch depth == 0 ? 0 : Int.random(in: 0..<4, using: &random) {
            case 0: return .text(random.pick(Self.texts))
            case 1: return .list((0..<count()).map { _ in tree(depth: depth - 1) })
            default:
                var object: [String: Tree] = [:]
                for index in 0..<count() {
                    object[random.oneIn(3) ? "k\(index)" : random.pick(Self.texts)] =
                        tree(depth: depth - 1)
                }
                return .object(object)
            }
        }

        private mutating func count() -> Int { Int.random(in: 0..<5, using: &random) }

        /// Double quotes, or single ones where they can say the text.
        mutating func scalar(_ text: String) -> String {
            if random.oneIn(2) && !text.contains("\n") {
                return "'" + text.replacing("'", with: "''") + "'"
            }
            var result = "\""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"", "\\": result += "\\\(scalar)"
                case "\n": result += "\\n"
                case _ where random.oneIn(5):
                    let digits = String(scalar.value, radix: 16)
                    result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
                default: result.unicodeScalars.append(scalar)
                }
            }
            return result + "\""
        }

        mutating func flow(_ tree: Tree) -> String {
            switch tree {
            case .text(let text): return scalar(text)
            case .list(let items): return "[" + items.map { flow($0) }.joined(separator: ", ") + "]"
            case .object(let object):
                let keys = object.keys.sorted()
                let entries = keys.map { "\(scalar($0)): \(flow(object[$0] ?? .text("")))" }
                return "{" + entries.joined(separator: ", ") + "}"
            }
        }

        /// Block style at an indentation; begins with a space or a line break.
        mutating func block(_ tree: Tree, indent: Int) -> String {
            let margin = "\n" + String(repeating: " ", count: indent)
            switch tree {
            case .list(let items) where !items.isEmpty && !random.oneIn(4):
                return items.map { "\(margin)-\(block($0, indent: indent + 2))" }.joined()
            case .object(let object) where !object.isEmpty && !random.oneIn(4):
                return object.keys.sorted().map { key in
                    let value = block(object[key] ?? .text(""), indent: indent + 3)
                    return "\(margin)\(scalar(key)):\(value)"
                }.joined()
            default: return " " + flow(tree)
            }
        }
    }

    @Test func `a tree that is written comes back`() throws {
        for seed in 0..<400 as Range<UInt64> {
            var writer = Writer(random: SeededGenerator(seed: seed))
            // The root is never null, which would be an empty file.
            let tree = Tree.list([writer.tree(depth: 4)])
            let text = "---" + writer.block(tree, indent: 0) + "\n"
            var findings = ReadingDiagnostics(limit: 10)
            let node = YAMLComposer.root(
                of: Array(text.utf8), file: 0, limits: ReadingLimits(), findings: &findings)
            let found = try #require(node, "seed \(seed): \(text)")
            #expect(Tree(found) == tree, "seed \(seed): \(text)")
            #expect(findings.inOrder().isEmpty, "seed \(seed)")
        }
    }

    /// Against the standard library's decoder, which replaces what it cannot decode.
    @Test func `octets are UTF-8 exactly where the standard library says so`() {
        for seed in 0..<4_000 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let pieces: [[UInt8]] = [
                [0x61], [0xc3, 0xa8], [0xe2, 0x82, 0xac], [0xf0, 0x9f, 0x98, 0x80], [0xc0, 0xaf],
                [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80], [0xff], [0x0a],
                [0xe0, 0x80, 0x80], [0xf0, 0x8f, 0xbf, 0xbf], [0xef, 0xbf, 0xbd],
            ]
            let octets: [UInt8] = [0x61, 0x62] + (0..<3).flatMap { _ in random.pick(pieces) }
            let isUTF8 = String(validating: octets, as: UTF8.self) != nil
            #expect((EncodingFault(in: octets) == nil) == isUTF8, "seed \(seed): \(octets)")
        }
    }

    @Test func `a fault of encoding has its octet, line and column`() throws {
        let octets = Array("ab\r\nè€".utf8) + [0xff]
        let fault = try #require(EncodingFault(in: octets))
        #expect(fault.kind == .notUTF8(octet: 0xff))
        #expect((fault.offset, fault.line, fault.column) == (9, 2, 3))
    }
}
