import TestSupport
import Testing

@testable import ForwardingRules

/// The tables of the engine against the collections of the standard library.
@Suite struct EngineTableTests {
    /// Few hashes, so that keys meet.
    private struct Key: FlatKey, Hashable {
        let value: UInt8
        var hash: UInt64 { UInt64(value % 5) << 61 }
    }

    @Test func `a flat table is a dictionary`() {
        for seed in 0..<20 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var table = FlatTable(filler: Key(value: 0))
            var model: [Key: Int32] = [:]
            for _ in 0..<400 {
                let key = Key(value: .random(in: 0..<60, using: &random))
                if random.oneIn(2), model[key] != nil {
                    table.remove(key)
                    model[key] = nil
                } else {
                    let number = Int32.random(in: 0..<100, using: &random)
                    table.set(number, for: key)
                    model[key] = number
                }
                #expect(table.count == model.count, "seed \(seed)")
                for value in 0..<60 as Range<UInt8> {
                    let key = Key(value: value)
                    #expect(table[key] == model[key] ?? -1, "seed \(seed), key \(value)")
                }
            }
        }
    }

    @Test func `an index of atoms finds the last bound at or before an address`() {
        for seed in 0..<4 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var index = AtomIndex<UInt16>()
            var model: [UInt16: Int32] = [0: 0]
            // It grows to many blocks, then shrinks to one.
            for step in 0..<4_000 {
                let bound = UInt16.random(in: 1..<2_000, using: &random)
                if model[bound] == nil, !random.oneIn(step < 2_000 ? 4 : 8) == (step < 2_000) {
                    index.insert(Int32(step), at: bound)
                    model[bound] = Int32(step)
                } else if model[bound] != nil, random.oneIn(step < 2_000 ? 4 : 1) {
                    index.remove(bound)
                    model[bound] = nil
                }
                guard step % 100 == 0 else { continue }
                let bounds = model.keys.sorted()
                for address in stride(from: UInt16(0), through: 2_100, by: 7) {
                    let first = bounds.last { $0 <= address } ?? 0
                    let found = index.atom(holding: address)
                    #expect(
                        found.first == first && found.number == model[first],
                        "seed \(seed), step \(step), address \(address)")
                }
            }
        }
    }

    @Test func `a block is its first bits, at both ends of every length`() {
        for length in 0...8 as ClosedRange<UInt8> {
            let block = AddressBlock<UInt8>(holding: 0b1010_1010, length: length)
            let size = 1 << (8 - Int(length))
            #expect(Int(block.first) == 0b1010_1010 / size * size)
            #expect(Int(block.last) == Int(block.first) + size - 1)
        }
        #expect(AddressBlock<UInt128>(holding: .max, length: 0).last == .max)
        #expect(AddressBlock<UInt128>(holding: .max, length: 128).first == .max)
    }

    @Test func `a ring is one however it is turned, and another in the other direction`() {
        var loops = LoopSet<UInt8>()
        for ring in [[3, 1, 2], [1, 2, 3], [2, 3, 1], [1, 3, 2], [1, 2], [2, 1], [5]] {
            loops.insert(ring.map(Int32.init), example: 7, origin: 1)
        }
        #expect(
            loops.loops.map { Array(loops.devices(of: $0)) } == [
                [1, 2, 3], [1, 3, 2], [1, 2], [5],
            ])
    }

    @Test func `a set of loops that is full says so and keeps what it has`() {
        var loops = LoopSet<UInt8>(room: 4)
        for ring in [[1, 2, 3], [4, 5], [1, 2, 3], [6]] {
            loops.insert(ring.map(Int32.init), example: 0, origin: 0)
        }
        #expect(loops.isFull)
        #expect(loops.rings == [[1, 2, 3], [6]])
    }
}
