import Net
import TestSupport
import Testing

@testable import ConfigReader

/// The reader's own notations against those of `Net`, which share no code.
@Suite("Notations of values")
struct NotationTests {
    private static let alphabet = Array("0123456789abcdefABCDEF.:/-,+ x")

    /// A text of the notation of `value`, and now and then one that is nearly so.
    private func spoiled(_ text: String, _ random: inout SeededGenerator) -> String {
        var result = Array(text)
        guard random.oneIn(2), !result.isEmpty else { return text }
        for _ in 0..<Int.random(in: 1...2, using: &random) where !result.isEmpty {
            let index = Int.random(in: 0..<result.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: result.remove(at: index)
            case 1: result[index] = random.pick(Self.alphabet)
            default: result.insert(random.pick(Self.alphabet), at: index)
            }
        }
        return String(result)
    }

    private func address(_ random: inout SeededGenerator) -> IPAddress {
        let family: AddressFamily = random.oneIn(2) ? .ipv4 : .ipv6
        // Groups of zeros are what `::` is about.
        let bits = (0..<8).reduce(UInt128(0)) { bits, _ in
            bits << 16
                | UInt128(random.oneIn(2) ? 0 : UInt16.random(in: 0...0xffff, using: &random))
        }
        return IPAddress(family: family, bits: bits)
    }

    @Test("are the same values, or none", arguments: 1...40 as ClosedRange<UInt64>)
    func values(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let address = address(&random)
            let length = Int.random(in: 0...address.family.bitWidth, using: &random)
            let prefix = IPPrefix(containing: address, length: length)
            var texts = [
                address.description, prefix.description,
                InterfaceAddress(address: address, length: length).description,
                MACAddress(rawValue: random.next() >> 16).description,
                String(random.next() >> UInt64.random(in: 0..<64, using: &random)),
                "\(UInt16.random(in: 0...9, using: &random)):\(random.next() >> 30)",
                "192.0.2.1:\(random.next() >> 46)",
            ]
            texts = texts.map { spoiled($0, &random) }
            for text in texts { expectSame(text, "seed \(seed): \(text)") }
        }
    }

    private func expectSame(_ text: String, _ context: String) {
        #expect(IPAddress(reading: text) == (try? IPAddress(text)), "\(context)")
        #expect(IPv4Address(reading: text) == (try? IPv4Address(text)), "\(context)")
        #expect(IPPrefix(reading: text) == (try? IPPrefix(text)), "\(context)")
        #expect(InterfaceAddress(reading: text) == (try? InterfaceAddress(text)), "\(context)")
        #expect(VLANID(reading: text) == (try? VLANID(text)), "\(context)")
        #expect(VNI(reading: text) == (try? VNI(text)), "\(context)")
        #expect(ASN(reading: text) == (try? ASN(text)), "\(context)")
        #expect(RouteTarget(reading: text) == (try? RouteTarget(text)), "\(context)")
        #expect(
            RouteDistinguisher(reading: text) == (try? RouteDistinguisher(text)), "\(context)")
        // Net knows hyphens as well.
        if !text.contains("-") {
            #expect(MACAddress(reading: text) == (try? MACAddress(text)), "\(context)")
        }
    }

    @Test("of addresses have one elision at most, and no stray colon")
    func elisions() {
        for text in ["::", "::1", "1::", "1::8", "1:2:3:4:5:6:7:8", "::2:3:4:5:6:7:8"] {
            #expect(IPAddress(reading: text) != nil, "\(text)")
        }
        for text in [
            "", ":", ":::", "1:", ":1", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::",
            "1:2:3:4::5:6:7:8", "::192.0.2.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.",
        ] {
            #expect(IPAddress(reading: text) == nil, "\(text)")
        }
    }
}
