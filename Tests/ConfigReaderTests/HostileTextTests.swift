import Backends
import Compiler
import ConfigReader
import Forwarding
import Foundation
import IR
import Intent
import TestSupport
import Testing

/// Texts that would end a string, begin a comment or be a word of the language, in every field that
/// takes a text: each is refused at its line, or the files say what they say without it.
@Suite("Hostile texts")
struct HostileTextTests {
    /// A place of tix where a text stands, and what stands there.
    struct Field: Sendable, CustomTestStringConvertible {
        let key: String
        /// The line, with the value of it between.
        let before: String
        let value: String
        /// Every occurrence as a whole word is replaced where it is a name.
        var isName = false

        var testDescription: String { "\(key) \(value)" }
    }

    static let fields = [
        Field(key: "name", before: "    - name: ", value: "provider-elsa", isName: true),
        Field(key: "name", before: "    - name: ", value: "peering", isName: true),
        Field(key: "name", before: "  - name: ", value: "rs-1", isName: true),
        Field(key: "name", before: "  name: ", value: "tix"),
        Field(key: "as_set", before: "      as_set: ", value: "AS-SERCHIO-EXAMPLE"),
        Field(key: "summary", before: "      summary: ", value: "Provider with a 32-bit AS number"),
        Field(key: "full_name", before: "        full_name: ", value: "Rete regionale (invented)"),
        Field(key: "name", before: "    facility: {name: ", value: "Invented data centre"),
        Field(key: "website", before: "        website: ", value: "https://arno.example.com/"),
        Field(key: "mail", before: "        contact: {mail: ", value: "noc@rete.example.org"),
        Field(key: "secret", before: "      session: {secret: ", value: "key-of-elsa"),
    ]

    static let texts = [
        "asn", "rs", "filter", "protocol", "allow", "group", "if", "accept", "neighbor", "define",
        "AS-SET", "\"", "'", "a\"b", "a'b", "x\n}", "x\\", "*/", "/*", "#", "a # b", "\"; drop",
        "}; protocol static x {", "allow from any", "$var", "a\0b", "\u{202e}evil", "né", "Ł",
        "\u{1f600}", "-", "", "\t", "!comment", "$(reboot)", "`reboot`", "a\r\nb", "\u{85}",
        String(repeating: "a", count: 64),
    ]

    /// With the session of one member having a key, whose name is a text, too.
    private static func topology() throws -> String {
        try Repository.text("Topologies/tix.yaml").replacing(
            "    - name: provider-elsa\n",
            with: "    - name: provider-elsa\n      session: {secret: key-of-elsa}\n")
    }

    /// As YAML has any text: between quotes, with escapes.
    private static func scalar(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            scalar.isASCII && scalar.properties.isASCIIHexDigit
                ? String(scalar)
                : "\\U" + String(repeating: "0", count: 8 - String(scalar.value, radix: 16).count)
                    + String(scalar.value, radix: 16)
        }
        return "\"\(escaped.joined())\""
    }

    private static func changed(_ field: Field, to text: String) throws -> String {
        let original = try topology()
        let written = scalar(text)
        guard field.isName else {
            return original.replacing(field.before + field.value, with: field.before + written)
        }
        // With every reference to it; those to a device have a port behind them.
        return ["name", "lan", "device"].reduce(original) { text, key in
            ["\n", ",", "}"].reduce(text) { text, end in
                text.replacing("\(key): \(field.value)\(end)", with: "\(key): \(written)\(end)")
            }
        }.replacing("\(field.value):eth1", with: scalar(text + ":eth1"))
    }

    private static func counts(_ network: Network) -> [Int] {
        network.devices.map(\.statements.count)
    }

    @Test("are refused at their line, or change nothing but what is called so", arguments: fields)
    func everyText(field: Field) throws {
        let usual = try GeneratedRelease(CompiledTopology.fabric(Self.topology(), path: "t.yaml"))
        var accepted: [String] = []
        for text in Self.texts {
            let topology = try Self.changed(field, to: text)
            try #require(try topology != Self.topology())
            let read = readTopology([("t.yaml", Array(topology.utf8))])
            guard read.diagnostics.isEmpty else {
                let isTold = read.diagnostics.contains {
                    $0.code.hasPrefix("read.") && $0.span != nil
                }
                #expect(isTold, "\(text.debugDescription)")
                continue
            }
            let checked = try #require(
                check(read.topology).checked, "\(text.debugDescription): the checks refuse it")
            accepted.append(text)
            let release = GeneratedRelease(compile(checked))
            let network = release.read()
            #expect(
                network.devices.allSatisfy { $0.unmodelled.isEmpty }, "\(text.debugDescription)")
            #expect(
                network.differences(from: release.intended).isEmpty, "\(text.debugDescription)")
            #expect(
                Self.counts(network).sorted() == Self.counts(usual.read()).sorted(),
                "\(text.debugDescription)")
            try Self.expectDaemonsRead(release, text)
        }
        let isWord = field.key == "name" && field.isName || field.key == "secret"
        #expect(!isWord || accepted.contains("protocol"))
        #expect(!accepted.contains { $0.contains { "\"\\{};#$`\n\r\0".contains($0) } })
    }

    /// The daemons' own parsers, where they are installed.
    private static func expectDaemonsRead(_ release: GeneratedRelease, _ text: String) throws {
        for (path, octets) in release.files
        where path.hasSuffix("/bird.conf") || path.hasSuffix("/bgpd.conf") {
            let isBIRD = path.hasSuffix("/bird.conf")
            guard hasTool(isBIRD ? "bird" : "/usr/sbin/bgpd") else { continue }
            try TemporaryDirectory.with { directory in
                // Keys are in a file that nobody generates.
                var config = String(decoding: octets, as: UTF8.self)
                for known in ["/etc/bird/cristallo-secrets.conf", "/etc/bgpd.secrets"] {
                    config.replace(known, with: "\(directory)/secrets")
                }
                try Data(secrets(of: config, isBIRD: isBIRD).utf8).write(
                    to: URL(fileURLWithPath: "\(directory)/secrets"))
                let file = "\(directory)/config"
                try Data(config.utf8).write(to: URL(fileURLWithPath: file))
                let result =
                    try isBIRD
                    ? runTool("bird", ["-p", "-c", file])
                    : runTool("/usr/sbin/bgpd", ["-n", "-f", file])
                #expect(
                    result.status == 0,
                    "\(text.debugDescription): \(path): \(result.errorText)\(result.outputText)")
            }
        }
    }

    /// A definition for each key that a file refers to.
    private static func secrets(of config: String, isBIRD: Bool) -> String {
        if isBIRD {
            let names = config.matches(of: /password ('[^']+')/).map { String($0.output.1) }
            return Set(names).sorted().map { "define \($0) = \"x\";\n" }.joined()
        }
        let names = config.matches(of: /\$(\w+)/).map { String($0.output.1) }
        return Set(names).sorted().map { "\($0) = \"x\"\n" }.joined()
    }

    @Test("a member without prefixes of one family, or of any, is no hole in the file")
    func noPrefixes() throws {
        let (ipv4, ipv6) = ("        - 203.0.113.16/28\n", "        - 2001:db8:170::/48\n")
        for (line, other) in [
            (ipv4, ""), (ipv6, ""),
            ("      prefixes:\n" + ipv4 + ipv6, "      session: {announces_to: {only: []}}\n"),
        ] {
            let whole = try Repository.text("Topologies/tix.yaml")
            let text = whole.replacing(line, with: other)
            #expect(text != whole)
            let release = GeneratedRelease(try CompiledTopology.fabric(text, path: "t.yaml"))
            let network = release.read()
            #expect(network.devices.allSatisfy { $0.unmodelled.isEmpty })
            #expect(network.differences(from: release.intended).isEmpty)
            try Self.expectDaemonsRead(release, line)
        }
    }
}
