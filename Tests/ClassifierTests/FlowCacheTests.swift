import Net
import TestSupport
import Testing

@testable import Classifier

@Suite("A FlowCache")
struct FlowCacheTests {
    /// What a flow is remembered by, in the model and from the cache.
    struct Counters: Equatable {
        var verdict: Int32
        var packets: UInt64 = 0
        var octets: UInt64 = 0
        var last: UInt64 = 0
    }

    static let seeds: [UInt64] = [0, 1, 0xfeed, .max]

    @Test("counts every packet and keeps every verdict like a dictionary", arguments: seeds)
    func agreesWithDictionary(seed: UInt64) {
        var generator = SeededGenerator(seed: 11)
        var cache = FlowCache(capacity: 100_000, seed: seed)
        var model: [FlowKey: Counters] = [:]
        var number: UInt64 = 0
        for round in 0..<400 {
            let size = generator.pick([1, 2, 31, 32, 33, 64, 65, 130])
            let keys = (0..<size).map { _ in key(Int.random(in: 0..<3000, using: &generator)) }
            let expected = keys.map { model[$0]?.verdict }
            let verdicts = see(
                keys, from: number, in: &cache, verdict: { Int32($0.sourcePort) - 1 })
            #expect(verdicts == expected, "cache seed \(seed), round \(round)")
            for key in keys {
                model[key, default: Counters(verdict: Int32(key.sourcePort) - 1)]
                    .add(number: number)
                number += 1
            }
        }
        #expect(contents(of: cache) == model, "cache seed \(seed)")
        #expect(cache.count == model.count && cache.evictedFlows == 0)
    }

    @Test(
        "that absorbs another holds what one cache of all packets holds",
        arguments: seeds, [0, 10, 2000])
    func absorption(seed: UInt64, before: Int) {
        var generator = SeededGenerator(seed: 12)
        var whole = FlowCache(capacity: 100_000, seed: 1)
        var first = FlowCache(capacity: 100_000, seed: seed)
        var second = FlowCache(capacity: 100_000, seed: seed ^ 5)
        func draw(_ count: Int) -> [FlowKey] {
            (0..<count).map { _ in key(Int.random(in: 0..<3000, using: &generator)) }
        }
        let (early, late) = (draw(before), draw(5000))
        _ = see(early + late, from: 0, in: &whole, verdict: { Int32($0.sourcePort) })
        _ = see(early, from: 0, in: &first, verdict: { Int32($0.sourcePort) })
        _ = see(late, from: UInt64(before), in: &second, verdict: { -Int32($0.sourcePort) - 1 })
        first.absorb(second) { -$0 - 1 }
        #expect(contents(of: first) == contents(of: whole), "cache seed \(seed)")
        #expect(first.count == whole.count && first.evictedFlows == 0)
        // Flows absorbed are found again.
        let again = see(early + late, from: 9000, in: &first, verdict: { _ in 0 })
        #expect(again == (early + late).map { Int32($0.sourcePort) })
    }

    @Test("that absorbs more than it has room for gives up flows and counts them")
    func crowdedAbsorption() {
        var first = FlowCache(capacity: 100, seed: 1)
        var second = FlowCache(capacity: 100, seed: 2)
        for number in 0..<90 {
            first.insert(key(number), verdict: 1, number: UInt64(number), octets: 1) { _ in }
            second.insert(key(number + 50), verdict: 1, number: 200, octets: 1) { _ in }
        }
        first.absorb(second) { $0 }
        #expect(first.count <= 100 && first.evictedFlows > 0)
        #expect(first.count + first.evictedFlows >= 140)
    }

    @Test("grows from its first slots to its capacity without losing a flow")
    func growth() {
        var cache = FlowCache(capacity: 50_000, seed: 3)
        let keys = (0..<50_000).map(key)
        for start in stride(from: 0, to: keys.count, by: 64) {
            let batch = Array(keys[start..<min(start + 64, keys.count)])
            let verdicts = see(batch, from: UInt64(start), in: &cache, verdict: { _ in 5 })
            #expect(verdicts.allSatisfy { $0 == nil })
        }
        #expect(cache.count == 50_000)
        #expect(see(keys, from: 50_000, in: &cache, verdict: { _ in 6 }).allSatisfy { $0 == 5 })
        #expect(cache.evictedFlows == 0)
    }

    /// Second chance, said plainly: flows in a ring, a hand, eight passed at most.
    struct SecondChance {
        let capacity: Int
        var flows: [(key: FlowKey, isUsed: Bool)] = []
        var hand = 0

        /// The flow that has to go.
        mutating func see(_ key: FlowKey) -> FlowKey? {
            if let known = flows.firstIndex(where: { $0.key == key }) {
                flows[known].isUsed = true
                return nil
            }
            if flows.count < capacity {
                flows.append((key, false))
                return nil
            }
            for _ in 0..<8 where flows[hand].isUsed {
                flows[hand].isUsed = false
                hand = (hand + 1) % capacity
            }
            let gone = flows[hand].key
            flows[hand] = (key, false)
            hand = (hand + 1) % capacity
            return gone
        }
    }

    @Test(
        "at its capacity gives up flows by second chance, the same whatever the seed",
        arguments: seeds, [1, 2, 7, 30, 100])
    func eviction(seed: UInt64, capacity: Int) {
        var generator = SeededGenerator(seed: 17)
        var cache = FlowCache(capacity: capacity, seed: seed)
        var model = SecondChance(capacity: capacity)
        for number in 0..<3000 as Range<UInt64> {
            // Few flows speak often, so that some are passed.
            let range = generator.oneIn(2) ? capacity / 2 + 1 : 3 * capacity
            let key = key(Int.random(in: 0..<range, using: &generator))
            var evicted: [FlowKey] = []
            cache.insert(key, verdict: 1, number: number, octets: 1) { evicted.append($0.key) }
            let expected = model.see(key)
            #expect(evicted == (expected.map { [$0] } ?? []), "seed \(seed), packet \(number)")
        }
        #expect(Set(contents(of: cache).keys) == Set(model.flows.map(\.key)))
        #expect(cache.evictedFlows > 100 && cache.count == capacity)
    }

    @Test("takes at most 160 octets for each flow, from some thousand flows on")
    func memory() {
        var cache = FlowCache(capacity: 200_000, seed: 9)
        for number in 0..<200_000 as Range<UInt64> {
            let key = key(Int(number))
            cache.insert(key, verdict: 1, number: number, octets: 1) { _ in }
            if number > 2000 { #expect(cache.memoryInOctets <= 100 * cache.count) }
        }
        #expect(FlowCache(capacity: 1 << 24, seed: 9).memoryInOctets < 10_000)
    }

    @Test("finds every flow that an eviction left", arguments: seeds, [1, 2, 9, 150, 600])
    func foundAfterEviction(seed: UInt64, capacity: Int) {
        var cache = FlowCache(capacity: capacity, seed: seed)
        for number in 0..<2000 as Range<UInt64> {
            cache.insert(key(Int(number)), verdict: 1, number: number, octets: 1) { _ in }
        }
        let left = Array(contents(of: cache).keys)
        #expect(see(left, from: 2000, in: &cache, verdict: { _ in 2 }).allSatisfy { $0 == 1 })
        #expect(contents(of: cache).count == left.count)
    }

    @Test(
        "loses no packet however often it is full: held and given up flows add up",
        arguments: seeds, [1, 2, 3, 20, 700])
    func conservation(seed: UInt64, capacity: Int) throws {
        var generator = SeededGenerator(seed: 5)
        var cache = FlowCache(capacity: capacity, seed: seed)
        let table = try FlowTable([])
        var seen: [FlowKey: Counters] = [:]
        var model: [FlowKey: Counters] = [:]
        var evictions = 0
        for number in 0..<100 as Range<UInt64> {
            let keys = (0..<30).map { _ in key(Int.random(in: 0..<1000, using: &generator)) }
            let numbers = keys.indices.map { number * 30 + UInt64($0) }
            let octets = numbers.map { UInt32($0 % 1500) }
            var verdicts = [Int32](repeating: 9, count: keys.count)
            var span = verdicts.mutableSpan
            cache.classify(
                keys.span, numbers: numbers.span, octets: octets.span, with: table, into: &span
            ) {
                evictions += 1
                seen[$0.key, default: Counters(verdict: -1)].add($0)
            }
            #expect(verdicts.allSatisfy { $0 == -1 })
            for (key, number) in zip(keys, numbers) {
                model[key, default: Counters(verdict: -1)].add(number: number)
            }
            #expect(cache.count <= capacity)
        }
        for (key, held) in contents(of: cache) {
            seen[key, default: Counters(verdict: -1)].add(held)
        }
        #expect(seen == model)
        #expect(cache.evictedFlows == evictions)
        #expect(capacity >= 1000 || evictions > 0)
    }

    @Test("in front of a table changes no verdict", arguments: 0..<20 as Range<UInt64>)
    func inFrontOfTable(seed: UInt64) throws {
        var policy = RandomPolicy(seed: seed)
        let pool = (0..<60).map { _ in policy.key() }
        let keys = (0..<300).map { _ in policy.generator.pick(pool) }
        let model = LinearTable(policy.rules)
        let expected = keys.map { model.firstRule(covering: $0).map(Int32.init) ?? -1 }
        let numbers = keys.indices.map { UInt64($0) }
        let octets = [UInt32](repeating: 64, count: keys.count)
        for capacity in [7, 1000] {
            let table = try FlowTable(policy.rules)
            var cache = FlowCache(capacity: capacity, seed: seed)
            var verdicts = [Int32](repeating: -2, count: keys.count)
            var span = verdicts.mutableSpan
            cache.classify(
                keys.span, numbers: numbers.span, octets: octets.span, with: table, into: &span
            ) { _ in }
            #expect(verdicts == expected, "seed \(seed), capacity \(capacity)")
        }
    }

    /// Looks the keys up as packets numbered from `start` and inserts those missed; gives the
    /// verdicts that were known.
    private func see(
        _ keys: [FlowKey], from start: UInt64, in cache: inout FlowCache,
        verdict: (FlowKey) -> Int32
    ) -> [Int32?] {
        let numbers = keys.indices.map { start + UInt64($0) }
        let octets = numbers.map { UInt32($0 % 1500) }
        var verdicts = [Int32](repeating: 0, count: keys.count)
        var misses = [Int32](repeating: 0, count: keys.count)
        var verdictSpan = verdicts.mutableSpan
        var missSpan = misses.mutableSpan
        let count = cache.lookUp(
            keys.span, numbers: numbers.span, octets: octets.span, into: &verdictSpan,
            misses: &missSpan)
        var known: [Int32?] = verdicts
        for packet in misses[..<count].map(Int.init) {
            known[packet] = nil
            cache.insert(
                keys[packet], verdict: verdict(keys[packet]), number: numbers[packet],
                octets: octets[packet]
            ) { _ in Issue.record("an eviction below the capacity") }
        }
        return known
    }

    private func contents(of cache: borrowing FlowCache) -> [FlowKey: Counters] {
        var all: [FlowKey: Counters] = [:]
        cache.visitFlows { record in
            #expect(all[record.key] == nil, "one record for each flow")
            all[record.key, default: Counters(verdict: record.verdict)].add(record)
        }
        return all
    }

    private func key(_ index: Int) -> FlowKey {
        FlowKey(
            sourceHigh: 0, sourceLow: UInt64(index % 7), destinationHigh: UInt64(index % 3),
            destinationLow: UInt64(index), sourcePort: UInt16(index % 1000),
            destinationPort: 0, protocolNumber: 6, flags: [], context: 0)
    }
}

extension FlowCacheTests.Counters {
    mutating func add(number: UInt64) {
        packets += 1
        octets += number % 1500
        last = max(last, number)
    }

    mutating func add(_ other: Self) {
        packets += other.packets
        octets += other.octets
        last = max(last, other.last)
    }

    mutating func add(_ record: FlowRecord) {
        packets += record.packets
        octets += record.octets
        last = max(last, record.lastNumber)
    }
}
