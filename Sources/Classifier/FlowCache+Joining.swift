extension FlowCache {
    /// Gives every flow held the verdict that `body` makes of its own. A pass over all slots.
    ///
    /// - Precondition: the new verdict lies in `FlowRecord.verdicts`.
    public mutating func replaceVerdicts(_ body: (Int32) -> Int32) {
        for index in 0..<slots.count where !slots[index].isFree {
            let verdict = body(slots[index].verdict)
            if verdict != slots[index].verdict { slots[index].replaceVerdict(with: verdict) }
        }
    }

    /// Takes over the flows of another cache, and counts those that both have together, with the
    /// verdicts that they have here. What the other gave up counts as given up here.
    ///
    /// - Parameter verdict: what the verdicts of the other mean here.
    public mutating func absorb(_ other: consuming FlowCache, verdict: (Int32) -> Int32) {
        if count == 0 && evictedFlows == 0 && capacity == other.capacity {
            other.replaceVerdicts(verdict)
            self = other
            return
        }
        evictedFlows += other.evictedFlows
        // Records a batch at a time, so that the memory latencies of a batch overlap.
        var batch = Lanes<Int>(repeating: 0)
        var homes = Lanes<Int>(repeating: 0)
        var index = 0
        while index < other.slots.count {
            var found = 0
            while index < other.slots.count && found < lanesInBatch {
                if !other.slots[index].isFree {
                    homes[found] = Int(truncatingIfNeeded: hash(other.slots[index].key))
                    slots.prefetch(homes[found])
                    batch[found] = index
                    found += 1
                }
                index += 1
            }
            for lane in 0..<found {
                var record = other.slots[batch[lane]]
                record.replaceVerdict(with: verdict(record.verdict))
                add(record, home: homes[lane])
            }
        }
    }

    private mutating func add(_ record: FlowRecord, home: Int) {
        var slot = position(of: record.key, from: home)
        guard slots[slot].isFree else { return slots[slot].add(record) }
        if makeRoom({ _ in }) { slot = position(of: record.key, from: home) }
        slots[slot] = record
        count += 1
    }
}
