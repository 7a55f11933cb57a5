import ConfigReader
import Forwarding
import Foundation
import TestSupport
import Testing

/// Whatever the octets are, reading ends, and what is read has its place in a file.
@Suite("No input")
struct RobustnessTests {
    private static let names = [
        "interfaces", "ifupdown2.json", "frr.conf", "daemons", "nftables.conf", "sysctl.conf",
        "bird.conf", "bgpd.conf", "startup-config", "config_db.json", "config.json",
    ]

    private func read(_ octets: [UInt8], as name: String, _ context: String) {
        let network = readConfigurations(
            [(path: "device/\(name)", octets: octets)], devices: ["device"], cables: [])
        let lines = octets.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
        ).count
        let places =
            network.devices[0].statements.map(\.line) + network.devices[0].unmodelled.map(\.line)
        #expect(
            places.allSatisfy { place in
                place.map { $0.file == 0 && (1...UInt32(lines)).contains($0.line) } ?? true
            }, "\(context)")
        // The other files are missing; EOS and SR Linux have none.
        #expect(
            name == "startup-config" || name == "config.json"
                || !network.devices[0].unmodelled.isEmpty, "\(context)")
    }

    private func mutated(_ octets: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var result = octets
        for _ in 0..<Int.random(in: 1...8, using: &random) where !result.isEmpty {
            let index = Int.random(in: 0..<result.count, using: &random)
            let end = min(result.count, index + Int.random(in: 1...60, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: result[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1:
                result[index] = random.pick(Array("{}[]();,\"#\n\\ !0189.:/-$".utf8) + [0, 255])
            case 2: result.removeSubrange(index..<end)
            case 3: result.insert(contentsOf: result[index..<end], at: index)
            case 4: result.replaceSubrange(index..<end, with: result[index..<end].reversed())
            default: result.removeSubrange(index...)
            }
        }
        return result
    }

    @Test(
        "made of golden files leads the reader astray",
        arguments: ["linux-frr", "bird2", "openbgpd", "eos", "sonic", "srlinux"])
    func goldenFiles(platform: String) throws {
        let root = Repository.path("Fixtures/Golden/\(platform)")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root).sorted()
        var random = SeededGenerator(seed: 11)
        var count = 0
        for path in paths {
            guard let name = path.split(separator: "/").last, Self.names.contains(String(name))
            else { continue }
            let octets = try Repository.octets("Fixtures/Golden/\(platform)/\(path)")
            // Large files are many small ones to a reader; pieces of them are enough.
            for round in 0..<6 {
                let start = Int.random(in: 0..<octets.count, using: &random)
                let piece = Array(octets[start...].prefix(6_000))
                let input = round == 0 ? Array(octets.prefix(6_000)) : mutated(piece, &random)
                read(input, as: String(name), "\(path), seed 11, round \(round)")
                count += 1
            }
        }
        #expect(count >= 24)
    }

    @Test("of random octets leads the reader astray", arguments: names)
    func randomOctets(name: String) {
        var random = SeededGenerator(seed: 5)
        for round in 0..<60 {
            let count = Int.random(in: 0...300, using: &random)
            let octets = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            read(octets, as: name, "\(name), seed 5, round \(round)")
        }
    }

    @Test("of the language's own words leads the reader astray", arguments: names)
    func randomWords(name: String) throws {
        let platform =
            switch name {
            case "bird.conf": "bird2/tix/rs-1"
            case "bgpd.conf": "openbgpd/tix/rs-2"
            case "startup-config": "eos/eos/leaf-1"
            case "config_db.json": "sonic/sonic/leaf-1"
            case "config.json": "srlinux/srlinux/leaf-1"
            default: "linux-frr/tix/edge-1"
            }
        let text = try Repository.text("Fixtures/Golden/\(platform)/\(name)")
        let words = Set(text.split { $0 == " " || $0 == "\n" }).sorted()
        var random = SeededGenerator(seed: 3)
        for round in 0..<60 {
            let count = Int.random(in: 0...200, using: &random)
            let input = (0..<count).map { _ in
                String(random.pick(words)) + random.pick([" ", " ", "\n", ";\n", " {\n", "\n}\n"])
            }
            read(Array(input.joined().utf8), as: name, "\(name), seed 3, round \(round)")
        }
    }

    @Test("that is deeply nested or very long takes long", .timeLimit(.minutes(1)))
    func extremes() {
        let shapes = [
            "{", "}", "[", "\"", "table inet cristallo {", "chain a {\n", "define a = [", "1,",
            "router bgp 1\n", "route-map a permit 10\n", "iface a\n", "auto a\n", "vrf a\n",
            "address 10.0.0.1/8\n", "a b c\n", "\n", "#", "a=b\n", "function f(", "if ",
        ]
        for name in Self.names {
            for shape in shapes {
                read(
                    Array(String(repeating: shape, count: 4_000).utf8), as: name,
                    "\(name), \(shape)")
            }
        }
    }
}
