import Net

/// The verdicts and counters of the flows seen: an exact-match table in front of a `FlowTable`.
///
/// Open addressing with linear probing at a load of at most 0.6. It starts with 16,384 slots of 64
/// octets and doubles; memory stays under `capacity` times 214 octets, half as much again while it
/// doubles. All work is done in batches: hash all keys, prefetch their slots, then probe, so that
/// the memory latencies of a batch overlap.
///
/// A full cache gives up the half of its flows that have been silent longest. Each is handed to
/// the caller with its counters, and they are counted: nothing is lost in silence. Which flows
/// these are depends on the packets alone, never on the seed of the hash.
public struct FlowCache: ~Copyable, Sendable {
    /// Flows held at most.
    public let capacity: Int
    /// Flows held now.
    public internal(set) var count = 0
    /// Flows given up so far because the cache was full.
    public internal(set) var evictedFlows = 0
    var slots: FlowSlots
    let hash: FlowHash

    /// - Parameters:
    ///   - capacity: flows held at most, at least 1.
    ///   - seed: of the hash; from the outside, where randomness lives.
    public init(capacity: Int, seed: UInt64) {
        precondition(capacity > 0, "a cache holds at least one flow")
        self.capacity = capacity
        hash = FlowHash(seed: seed)
        var size = 16
        while size < 1 << 14 && Self.load(size) < capacity { size *= 2 }
        slots = FlowSlots(count: size)
    }

    /// Flows that so many slots take.
    private static func load(_ slots: Int) -> Int { slots * 3 / 5 }

    /// Counts the packets of flows that are known and gives their verdicts; lists the others.
    ///
    /// Packet `i` has the key `keys[i]`, the number `numbers[i]` and the original length
    /// `octets[i]`. Its verdict is put at `verdicts[i]` where its flow is known; where not, `i` is
    /// put among the first of `misses`, ascending. Two packets of one new flow are two misses.
    /// Allocates nothing.
    ///
    /// - Returns: the number of misses.
    /// - Precondition: no other span is shorter than `keys`.
    public mutating func lookUp(
        _ keys: Span<FlowKey>, numbers: Span<UInt64>, octets: Span<UInt32>,
        into verdicts: inout MutableSpan<Int32>, misses: inout MutableSpan<Int32>
    ) -> Int {
        precondition(
            min(numbers.count, octets.count, verdicts.count, misses.count) >= keys.count,
            "every key has its packet and a place for the answer")
        var missCount = 0
        var batchMisses = Lanes<Int>(repeating: 0)
        var start = 0
        while start < keys.count {
            let batch = start..<min(start + lanesInBatch, keys.count)
            let found = probe(keys, numbers, octets, batch, &verdicts, misses: &batchMisses)
            for index in 0..<found {
                misses[missCount + index] = Int32(truncatingIfNeeded: batchMisses[index])
            }
            missCount += found
            start = batch.upperBound
        }
        return missCount
    }

    /// `lookUp` for a batch; gives the number of misses.
    @inline(__always)
    private mutating func probe(
        _ keys: Span<FlowKey>, _ numbers: Span<UInt64>, _ octets: Span<UInt32>,
        _ batch: Range<Int>, _ verdicts: inout MutableSpan<Int32>, misses: inout Lanes<Int>
    ) -> Int {
        var homes = Lanes<Int>(repeating: 0)
        for index in batch {
            let home = Int(truncatingIfNeeded: hash(keys[index]))
            homes[index - batch.lowerBound] = home
            slots.prefetch(home)
        }
        var missCount = 0
        for index in batch {
            let slot = position(of: keys[index], from: homes[index - batch.lowerBound])
            if slots[slot].isFree {
                misses[missCount] = index
                missCount += 1
            } else {
                slots.add(slot, number: numbers[index], octets: octets[index])
                verdicts[index] = slots[slot].verdict
            }
        }
        return missCount
    }

    /// Begins a flow with its first packet; counts the packet where the flow is known by now, with
    /// the verdict it has.
    ///
    /// - Parameter onEviction: called with each flow that has to make room, in no defined order.
    /// - Precondition: `verdict` lies in `FlowRecord.verdicts`.
    public mutating func insert(
        _ key: FlowKey, verdict: Int32, number: UInt64, octets: UInt32,
        onEviction: (FlowRecord) -> Void
    ) {
        let home = Int(truncatingIfNeeded: hash(key))
        var slot = position(of: key, from: home)
        guard slots[slot].isFree else {
            return slots.add(slot, number: number, octets: octets)
        }
        if makeRoom(onEviction) { slot = position(of: key, from: home) }
        slots[slot] = FlowRecord(key, verdict: verdict, number: number, octets: octets)
        count += 1
    }

    /// Makes room for one more flow; true where that has moved flows.
    mutating func makeRoom(_ onEviction: (FlowRecord) -> Void) -> Bool {
        guard count >= min(capacity, Self.load(slots.count)) else { return false }
        if count >= capacity { evict(onEviction) } else { grow() }
        return true
    }

    /// Calls `body` with every flow held, in no defined order: sort before anything is printed.
    public func visitFlows(_ body: (FlowRecord) -> Void) {
        for index in 0..<slots.count where !slots[index].isFree { body(slots[index]) }
    }

    /// The slot of a key, or the free one where it belongs; `home` is its hash.
    @inline(__always)
    func position(of key: FlowKey, from home: Int) -> Int {
        var index = home
        while !slots[index].isFree && !slots[index].has(key) { index &+= 1 }
        return index
    }

    private mutating func grow() {
        var grown = FlowSlots(count: 2 * slots.count)
        swap(&slots, &grown)
        for index in 0..<grown.count where !grown[index].isFree {
            let record = grown[index]
            let home = Int(truncatingIfNeeded: hash(record.key))
            slots[position(of: record.key, from: home)] = record
        }
    }
}

extension FlowCache {
    /// The verdict of every packet: of known flows from the cache, of new ones from the table, all
    /// of them counted. Arguments as in `lookUp` and `insert`.
    public mutating func classify(
        _ keys: Span<FlowKey>, numbers: Span<UInt64>, octets: Span<UInt32>,
        with table: FlowTable, into verdicts: inout MutableSpan<Int32>,
        onEviction: (FlowRecord) -> Void
    ) {
        precondition(
            min(numbers.count, octets.count, verdicts.count) >= keys.count,
            "every key has its packet and a place for the answer")
        var misses = Lanes<Int>(repeating: 0)
        var newKeys = Lanes<FlowKey>(repeating: FlowRecord.free.key)
        var newVerdicts = Lanes<Int32>(repeating: FlowTable.noRule)
        var start = 0
        while start < keys.count {
            let batch = start..<min(start + lanesInBatch, keys.count)
            start = batch.upperBound
            let count = probe(keys, numbers, octets, batch, &verdicts, misses: &misses)
            for index in 0..<count { newKeys[index] = keys[misses[index]] }
            var decided = newVerdicts.mutableSpan
            table.classify(newKeys.span.extracting(first: count), into: &decided)
            for index in 0..<count {
                let packet = misses[index]
                verdicts[packet] = newVerdicts[index]
                insert(
                    keys[packet], verdict: newVerdicts[index], number: numbers[packet],
                    octets: octets[packet], onEviction: onEviction)
            }
        }
    }
}
