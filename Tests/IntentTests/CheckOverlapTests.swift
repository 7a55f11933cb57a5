import Net
import TestSupport
import Testing

@testable import Intent

@Suite struct CheckOverlapTests {
    /// The model compares every pair. A walk over sorted prefixes must name each prefix that lies
    /// in another, with the smallest one around it.
    @Test(arguments: 1...50)
    func `overlaps are those that comparing every pair finds`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let items = (0..<Int.random(in: 0...24, using: &random)).map { _ in prefix(&random) }
        let found = overlaps(among: items)
        for pair in found { #expect(items[pair.outer].contains(items[pair.inner])) }

        var expected: [Int: Int] = [:]
        for (inner, prefix) in items.enumerated() {
            let around = items.indices.filter {
                $0 != inner && items[$0].contains(prefix) && (items[$0] != prefix || $0 < inner)
            }
            // The smallest, among equals the last before this one.
            expected[inner] = around.max { (items[$0].length, $0) < (items[$1].length, $1) }
        }
        let byInner = Dictionary(uniqueKeysWithValues: found.map { ($0.inner, $0.outer) })
        #expect(byInner == expected, "seed \(seed): \(items)")
    }

    /// Few bits, so that equal and nested prefixes are common.
    private func prefix(_ random: inout SeededGenerator) -> IPPrefix {
        let family: AddressFamily = random.oneIn(2) ? .ipv4 : .ipv6
        let bits = UInt128.random(in: 0..<16, using: &random) << UInt128(family.bitWidth - 4)
        let length = random.pick([0, 1, 2, 3, 4, 4, 4, family.bitWidth])
        return IPPrefix(containing: IPAddress(family: family, bits: bits), length: length)
    }
}
