import Net

/// The verdicts and counters of the flows seen: an exact-match table in front of a `FlowTable`.
///
/// Records of 64 octets stand in the order in which their flows began; a `FlowIndex` finds them. Both
/// grow with the flows, a little at a time: 87 octets for each flow all in, and no packet waits for
/// a rehash. All work is done in batches: hash all keys, prefetch their index words, find and
/// prefetch their records, then compare and count, so that the memory latencies of a batch overlap.
///
/// A full cache gives up one flow for each new one, by second chance (Corbató, "A Paging Experiment
/// with the Multics System", 1969): a hand goes around the records and passes those that had a
/// packet since it last came by, eight at most. Each flow given up is handed to the caller with its
/// counters, and they are counted: nothing is lost in silence. Which flows these are depends on the
/// packets alone, never on the seed of the hash.
public struct FlowCache: ~Copyable, Sendable {
    /// Flows given up so far because the cache was full.
    public internal(set) var evictedFlows = 0
    var records: FlowRecords
    var index: FlowIndex
    let hash: FlowHash
    /// The number of the record that is looked at next when one has to go.
    private var hand = 0

    /// Records that the hand passes at most for one flow.
    private static let passLimit = 8

    /// - Parameters:
    ///   - capacity: flows held at most, from 1 to 2^31 - 1.
    ///   - seed: of the hash; from the outside, where randomness lives.
    public init(capacity: Int, seed: UInt64) {
        precondition(capacity > 0, "a cache holds at least one flow")
        hash = FlowHash(seed: seed)
        records = FlowRecords(capacity: capacity)
        index = FlowIndex(capacity: capacity)
    }

    /// Flows held at most.
    public var capacity: Int { records.capacity }

    /// Flows held now.
    public var count: Int { records.count }

    /// Octets that the flows held now take.
    public var memoryInOctets: Int {
        MemoryLayout<FlowRecord>.stride * records.count + index.memoryInOctets
    }

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
        _ allKeys: Span<FlowKey>, _ allNumbers: Span<UInt64>, _ allOctets: Span<UInt32>,
        _ batch: Range<Int>, _ verdicts: inout MutableSpan<Int32>, misses: inout Lanes<Int>
    ) -> Int {
        // Spans of one length are compared with it once, not at every packet.
        let keys = allKeys.extracting(batch)
        let numbers = allNumbers.extracting(batch)
        let octets = allOctets.extracting(batch)
        var tags = Lanes<UInt32>(repeating: 0)
        var homes = Lanes<FlowIndex.Home>(repeating: .first)
        for lane in keys.indices {
            let tag = FlowIndex.tag(hash(keys[lane]))
            let home = index.home(tag)
            tags[lane] = tag
            homes[lane] = home
            index.prefetch(home)
        }
        var found = Lanes<Int>(repeating: FlowIndex.none)
        for lane in keys.indices {
            let record = index.first(tags[lane], from: homes[lane])
            found[lane] = record
            if record != FlowIndex.none { records.prefetch(record) }
        }
        var missCount = 0
        for lane in keys.indices {
            let packet = batch.lowerBound &+ lane
            let record = found[lane]
            if record != FlowIndex.none {
                let isCounted = records.add(
                    record, keys[lane], packet: numbers[lane], octets: octets[lane])
                if isCounted {
                    verdicts[packet] = records[record].verdict
                    continue
                }
                let other = add(
                    tags[lane], keys[lane], packet: numbers[lane], octets: octets[lane])
                if let other {
                    verdicts[packet] = records[other].verdict
                    continue
                }
            }
            misses[missCount] = packet
            missCount &+= 1
        }
        return missCount
    }

    /// Counts a packet of a flow that is known, whichever of the records of its tag is its own: its
    /// number. Nil where the flow is not known.
    @inline(never)
    private mutating func add(
        _ tag: UInt32, _ key: FlowKey, packet: UInt64, octets: UInt32
    ) -> Int? {
        var distance = 0
        while let candidate = index.next(tag, &distance) {
            if records.add(candidate, key, packet: packet, octets: octets) { return candidate }
        }
        return nil
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
        let tag = FlowIndex.tag(hash(key))
        if add(tag, key, packet: number, octets: octets) != nil { return }
        hold(
            FlowRecord(key, verdict: verdict, number: number, octets: octets), tag, onEviction)
    }

    /// Takes in a record whose flow is not known yet.
    mutating func hold(
        _ record: FlowRecord, _ tag: UInt32, _ onEviction: (FlowRecord) -> Void
    ) {
        let place = count < capacity ? count : nextVictim()
        guard index.insert(tag, place) else {
            // It would not be found again, hence is given up at once, with its packets.
            evictedFlows += 1
            return onEviction(record)
        }
        guard place < count else { return records.append(record) }
        let victim = records[place]
        index.remove(FlowIndex.tag(hash(victim.key)), place)
        records[place] = record
        evictedFlows += 1
        onEviction(victim)
    }

    /// The number of the record that has to go.
    private mutating func nextVictim() -> Int {
        var passed = 0
        while records[hand].isUsed && passed < Self.passLimit {
            records[hand].isUsed = false
            hand = hand + 1 == capacity ? 0 : hand + 1
            passed += 1
        }
        let victim = hand
        hand = hand + 1 == capacity ? 0 : hand + 1
        return victim
    }

    /// Calls `body` with every flow held, in the order in which they began until one was given up.
    public func visitFlows(_ body: (FlowRecord) -> Void) {
        for number in 0..<count { body(records[number]) }
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
        var newKeys = Lanes<FlowKey>(repeating: FlowKey.zero)
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
