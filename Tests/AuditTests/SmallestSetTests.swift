import TestSupport
import Testing

@testable import Audit

@Suite("the set of the smallest keys")
struct SmallestSetTests {
    private struct Seen: Witness, Equatable {
        var packet: PacketReference

        mutating func shift(by count: UInt64) { packet.shift(by: count) }
    }

    private typealias Pair = (key: Int, packet: UInt64)

    private func set(_ pairs: some Sequence<Pair>, limit: Int) -> SmallestSet<Int, Seen> {
        var result = SmallestSet<Int, Seen>(limit: limit)
        for pair in pairs {
            result.insert(
                pair.key, Seen(packet: PacketReference(capture: 0, number: pair.packet)))
        }
        return result
    }

    private func essence(_ set: SmallestSet<Int, Seen>) -> [String] {
        set.settled().map { "\($0.key):\($0.value.packet.number)" } + ["\(set.hasOverflown)"]
    }

    /// The same by sorting all that was ever added.
    private func model(_ pairs: [Pair], limit: Int) -> [String] {
        let earliest = Dictionary(pairs.map { ($0.key, $0.packet) }) { min($0, $1) }
        let kept = earliest.sorted { $0.key < $1.key }.prefix(limit)
        return kept.map { "\($0.key):\($0.value)" } + ["\(earliest.count > limit)"]
    }

    @Test(
        "it keeps the smallest keys with their earliest packets, however it is split and joined",
        arguments: 1...60 as ClosedRange<UInt64>)
    func splits(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = Int.random(in: 1...12, using: &random)
        let pairs: [Pair] = (0..<Int.random(in: 0...120, using: &random)).map { _ in
            (Int.random(in: 0...30, using: &random), UInt64.random(in: 1...99, using: &random))
        }
        let expected = model(pairs, limit: limit)
        #expect(essence(set(pairs, limit: limit)) == expected, "seed \(seed)")
        var parts = Array(repeating: [Pair](), count: 4)
        for pair in pairs { parts[Int.random(in: 0..<4, using: &random)].append(pair) }
        var sets = parts.map { set($0.shuffled(using: &random), limit: limit) }
        sets.append(sets[0])
        while sets.count > 1 {
            let one = sets.remove(at: Int.random(in: 0..<sets.count, using: &random))
            sets[Int.random(in: 0..<sets.count, using: &random)].merge(one)
        }
        #expect(essence(sets[0]) == expected, "seed \(seed)")
    }

    @Test("what it lacks is what an insertion would change")
    func lacks() {
        var set = SmallestSet<Int, Seen>(limit: 2)
        let first = PacketReference(capture: 0, number: 1)
        let second = PacketReference(capture: 0, number: 2)
        #expect(set.lacks(5, at: second))
        set.insert(5, Seen(packet: second))
        #expect(set.lacks(5, at: first) && !set.lacks(5, at: second))
        for key in 0..<4 { set.insert(key, Seen(packet: first)) }
        #expect(!set.lacks(5, at: first) && set.hasOverflown)
    }
}
