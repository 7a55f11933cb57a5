extension FlowCache {
    /// Gives every flow held the verdict that `body` makes of its own. A pass over all records.
    ///
    /// - Precondition: the new verdict lies in `FlowRecord.verdicts`.
    public mutating func replaceVerdicts(_ body: (Int32) -> Int32) {
        for number in 0..<count {
            let verdict = body(records[number].verdict)
            if verdict != records[number].verdict {
                records[number].replaceVerdict(with: verdict)
            }
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
        var tags = Lanes<UInt32>(repeating: 0)
        var start = 0
        while start < other.count {
            let batch = start..<min(start + lanesInBatch, other.count)
            start = batch.upperBound
            for number in batch {
                let tag = FlowIndex.tag(hash(other.records[number].key))
                tags[number - batch.lowerBound] = tag
                index.prefetch(index.home(tag))
            }
            for number in batch {
                var record = other.records[number]
                record.replaceVerdict(with: verdict(record.verdict))
                take(record, tags[number - batch.lowerBound])
            }
        }
    }

    private mutating func take(_ record: FlowRecord, _ tag: UInt32) {
        var distance = 0
        while let known = index.next(tag, &distance) {
            if records[known].has(record.key) { return records[known].add(record) }
        }
        hold(record, tag) { _ in }
    }
}
