import Foundation
import TestSupport

/// `cristallo import vrps` of as many payloads as the RPKI has, for the members of an exchange: the
/// whole program, from a cold start.
enum PayloadBenchmarks {
    static let usage = "payloads [--payloads N] [--rounds N] [--program PATH]"

    static func run(_ arguments: [String]) throws {
        var flags = try BenchmarkFlags(arguments, usage: usage)
        // So many were there at the end of 2025.
        let count = try flags.number("--payloads", in: 1...5_000_000) ?? 788_000
        let rounds = try flags.number("--rounds") ?? 5
        let program = flags.program()
        try flags.finish()
        try TemporaryDirectory.with { directory in
            let topology = ExchangeTopology(
                members: 100, prefixes: 100, origins: 10, platform: "bird2")
            let path = "\(directory)/exchange.yaml"
            try Data(topology.text.utf8).write(to: URL(fileURLWithPath: path))
            let file = "\(directory)/vrps.json"
            let text = Self.text(count)
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
            let command = [
                "import", "vrps", file, "--topology", path, "--into", "\(directory)/vrps.yaml",
                "--source", "generated", "--taken-at", "2026-11-27T00:00:00Z",
            ]
            var measurement = Measurement(name: "cristallo import vrps")
            for _ in 0..<rounds {
                measurement.seconds.append(try CompileBenchmarks.childSeconds(program, command))
            }
            print(
                "\(count) payloads, \(text.utf8.count) octets of JSON as rpki-client writes it, "
                    + "100 members with 10,000 prefixes of each family; user and system, median "
                    + "of \(rounds) rounds")
            print(measurement.line)
            print("peak resident: \(Measurement.peakMegabytes(RUSAGE_CHILDREN)) MB")
        }
    }

    /// Four of five are of IPv4, and spread over all of its space.
    private static func text(_ count: Int) -> String {
        var text = "{\n\t\"metadata\": {\"vrps\": \(count)},\n\n\t\"roas\": [\n"
        for index in 0..<count {
            let asn = 1_000 + index % 80_000
            let prefix =
                index % 5 == 4
                ? "2a\(hexadecimal(index >> 16 & 0xff)):\(String(index & 0xffff, radix: 16))::/32"
                : "\(1 + index * 7 % 223).\(index / 223 % 256).\(index / 57_088 % 256).0/24"
            text += "\t\t{ \"asn\": \(asn), \"prefix\": \"\(prefix)\", "
            text += "\"maxLength\": \(index % 5 == 4 ? 48 : 24), \"ta\": \"ripe\", "
            text += "\"expires\": 1795900000 }\(index == count - 1 ? "" : ",")\n"
        }
        return text + "\t]\n}\n"
    }

    private static func hexadecimal(_ octet: Int) -> String {
        (octet < 16 ? "0" : "") + String(octet, radix: 16)
    }
}
