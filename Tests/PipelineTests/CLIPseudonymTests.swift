import Audit
import Foundation
import Net
import TestSupport
import Testing

@testable import CLI

@Suite struct CLIPseudonymTests {
    /// The key and the addresses of the sample that comes with Crypto-PAn 1.0.
    private static let key: [UInt8] = [
        21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16, 216, 152, 143, 131,
        121,
        121, 101, 39, 98, 87, 76, 45, 42, 132, 34, 2,
    ]

    @Test(arguments: [
        ("128.11.68.132", "135.242.180.132"), ("129.118.74.4", "134.136.186.123"),
        ("130.132.252.244", "133.68.164.234"), ("141.223.7.43", "141.167.8.160"),
        ("141.233.145.108", "141.129.237.235"), ("152.163.225.39", "151.140.114.167"),
        ("156.29.3.236", "147.225.12.42"), ("165.247.96.84", "162.9.99.234"),
        ("192.102.249.13", "252.138.62.131"), ("24.0.250.221", "100.15.198.226"),
        ("2001:db8::1", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1e"),
    ])
    func `addresses become those of the published sample`(plain: String, other: String) throws {
        let pseudonym = Pseudonymiser(key: Self.key)
        #expect(pseudonym(try IPAddress(plain)) == (try IPAddress(other)))
    }

    @Test func `a key is 32 octets or 64 digits`() {
        let digits = Self.key.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        for file in [Self.key, Array(digits.utf8), Array((digits.uppercased() + "\n").utf8)] {
            #expect(PseudonymOptions.key(file) == Self.key)
        }
        for file in [
            [], Array(Self.key.dropLast()), Self.key + [1], Array(digits.dropLast().utf8),
            Array((digits.dropLast() + "g").utf8), Array((digits + "\n\n").utf8),
            Array(("+1" + digits.dropFirst(2)).utf8),
        ] {
            #expect(PseudonymOptions.key(file) == nil)
        }
    }

    @Test func `no address of a capture is in any output, and merging tells the same`() throws {
        try CLIProgram.withTopologies(["sct.yaml"]) { directory in
            let fabric = try CompiledTopology.fabric(named: "sct")
            try Data(DemoCapture.octets(fabric))
                .write(to: URL(fileURLWithPath: "\(directory)/demo.pcapng"))
            try Data(Self.key).write(to: URL(fileURLWithPath: "\(directory)/key"))
            let outputs = [
                "--pseudonymise", "key", "--report", "json=report.json", "--report",
                "sarif=report.sarif", "--evidence", "evidence.pcapng",
            ]
            let subject = ["demo.pcapng", "--topology", "sct.yaml"]
            let answer = try CLIProgram.run(["audit"] + subject + outputs, in: directory)
            #expect(answer.status == 1, "\(answer.errorText)")
            func read() throws -> [[UInt8]] {
                try ["report.json", "report.sarif", "evidence.pcapng"].map {
                    try CLIProgram.read("\(directory)/\($0)")
                }
            }
            let files = try read()
            let texts = [answer.output, files[0], files[1]].map {
                String(decoding: $0, as: UTF8.self)
            }
            let pseudonym = Pseudonymiser(key: Self.key)
            for address in ["10.41.10.17", "10.21.10.17"] {
                let other = "\(pseudonym(try IPAddress(address)))"
                #expect(texts.allSatisfy { !$0.contains(address) })
                // SARIF tells no sample.
                #expect(texts.prefix(2).allSatisfy { $0.contains(other) })
                let octets = address.split(separator: ".").compactMap { UInt8($0) }
                #expect(!files[2].contains(octets))
            }
            #expect(texts.allSatisfy { !$0.contains("02:00:5e:00:53") })
            for number in 1...2 {
                let part = try CLIProgram.run(
                    ["audit"] + subject + [
                        "--shard", "\(number)/2", "--partial", "\(number).crpart",
                    ],
                    in: directory)
                #expect(part.status == 0, "\(part.errorText)")
            }
            let merged = try CLIProgram.run(
                ["merge", "1.crpart", "2.crpart", "--topology", "sct.yaml"] + outputs, in: directory
            )
            #expect(merged.output == answer.output)
            #expect(try read() == files)
            for arguments in [
                ["--partial", "x.crpart", "--pseudonymise", "key"], ["--pseudonymise", "missing"],
                ["--pseudonymise", "sct.yaml"],
            ] {
                let refused = try CLIProgram.run(["audit"] + subject + arguments, in: directory)
                #expect([64, 65, 2].contains(refused.status) && refused.output == [])
            }
            let tshark = OutsideProgram(tool: "tshark")
            guard let tshark else { return }
            let fields = try tshark.run(
                ["-r", "\(directory)/evidence.pcapng", "-T", "fields", "-E", "occurrence=l"]
                    + ["-e", "ip.src", "-e", "ip.dst"])
            let ends = Set(fields.outputText.split(whereSeparator: \.isWhitespace).map(String.init))
            let expected = try ["10.41.10.17", "10.21.10.17"].map {
                "\(pseudonym(try IPAddress($0)))"
            }
            #expect(ends == Set(expected), "\(fields.errorText)")
        }
    }
}
