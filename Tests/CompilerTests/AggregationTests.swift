import Net
import TestSupport
import Testing

@testable import Compiler

@Suite("Prefixes in as few as hold exactly them")
struct AggregationTests {
    @Test("the aggregate holds an address exactly where a prefix does", arguments: 1...200)
    func sameAddresses(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // Prefixes of 10.0.0.0/24, so that all 256 addresses can be asked.
        let prefixes = (0..<Int.random(in: 0...12, using: &random)).map { _ in
            IPPrefix(
                containing: .ipv4(
                    IPv4Address(rawValue: 0x0a00_0000 + .random(in: 0...255, using: &random))),
                length: .random(in: 24...32, using: &random))
        }
        let result = aggregated(prefixes)
        for last in 0...UInt32(255) {
            let address = IPAddress.ipv4(IPv4Address(rawValue: 0x0a00_0000 + last))
            #expect(
                prefixes.contains { $0.contains(address) }
                    == result.contains { $0.contains(address) }, "seed \(seed) \(address)")
        }
        for (first, second) in zip(result, result.dropFirst()) {
            #expect(!first.overlaps(second) && first < second, "seed \(seed)")
        }
    }

    @Test("halves become the whole, up to the whole address space")
    func wholeSpace() throws {
        #expect(
            aggregated([try IPPrefix("0.0.0.0/1"), try IPPrefix("128.0.0.0/1")]) == [
                try IPPrefix("0.0.0.0/0")
            ])
        #expect(
            aggregated([try IPPrefix("8000::/1"), try IPPrefix("::/1")]) == [try IPPrefix("::/0")])
        #expect(aggregated([try IPPrefix("10.0.1.0/24"), try IPPrefix("10.0.2.0/24")]).count == 2)
    }
}
