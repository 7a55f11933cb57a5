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
}
