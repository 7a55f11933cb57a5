import Net
import TestSupport
import Testing

@testable import Backends

@Suite struct PrefixPatternTests {
    private func texts(_ prefixes: [String]) throws -> [String] {
        PrefixPattern.patterns(of: try prefixes.map { try IPPrefix($0) }.sorted())
            .map { $0.text.text }
    }

    @Test("neighbours are one pattern, and others are not")
    func neighbours() throws {
        #expect(
            try texts(["192.0.2.0/25", "192.0.2.128/25"]) == ["192.0.2.0/24{25,32}"])
        // Neighbours, but of different blocks; a block and its half; one of them twice.
        #expect(
            try texts(["192.0.1.0/24", "192.0.2.0/24"]) == ["192.0.1.0/24+", "192.0.2.0/24+"])
        #expect(
            try texts(["192.0.2.0/24", "192.0.2.0/25"]) == ["192.0.2.0/24+", "192.0.2.0/25+"])
        #expect(
            try texts(["192.0.2.0/24", "192.0.2.0/24"]) == ["192.0.2.0/24+", "192.0.2.0/24+"])
        #expect(
            try texts(["2001:db8::/33", "2001:db8:8000::/33"]) == ["2001:db8::/32{33,128}"])
        #expect(try texts(["0.0.0.0/1", "128.0.0.0/1", "0.0.0.0/0"]).count == 2)
    }

    @Test(
        "patterns are of the same prefixes, as few as blocks allow",
        arguments: 1...40 as ClosedRange<UInt64>)
    func equivalence(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let family: AddressFamily = random.oneIn(2) ? .ipv4 : .ipv6
        let prefixes = Set(
            (0..<60).map { _ in
                let length = random.pick([20, 21, 22, 24, 24])
                let bits = UInt128(UInt16.random(in: 0...0x3f, using: &random))
                return IPPrefix(
                    containing: IPAddress(
                        family: family, bits: bits << UInt128(family.bitWidth - 24)),
                    length: length)
            })
        let patterns = PrefixPattern.patterns(of: prefixes.sorted())
        // All that the patterns say, one prefix after the other.
        var said: [IPPrefix] = []
        for pattern in patterns {
            let step = UInt128(1) << UInt128(family.bitWidth - pattern.length)
            for index in 0..<(1 << (pattern.length - pattern.block.length)) {
                said.append(
                    IPPrefix(
                        containing: IPAddress(
                            family: family,
                            bits: pattern.block.address.bits + UInt128(index) * step),
                        length: pattern.length))
            }
        }
        #expect(said.sorted() == prefixes.sorted(), "seed \(seed)")
        // No two could be one.
        for pattern in patterns where pattern.block.length > 0 {
            let whole = IPPrefix(
                containing: pattern.block.address, length: pattern.block.length - 1)
            let halves = patterns.filter {
                $0.length == pattern.length && $0.block.length == pattern.block.length
                    && whole.contains($0.block)
            }
            #expect(halves.count == 1, "seed \(seed)")
        }
    }

    @Test("a pattern has no more prefixes than its reader lists")
    func bound() {
        let prefixes = (0..<(1 << 17)).map { index in
            IPPrefix(
                containing: IPAddress(family: .ipv4, bits: UInt128(index) << 8 | 0x0a00_0000),
                length: 24)
        }
        let patterns = PrefixPattern.patterns(of: prefixes)
        #expect(patterns.map(\.block.length) == [8, 8])
    }
}
