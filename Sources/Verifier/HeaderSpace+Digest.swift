extension HeaderSpace {
    /// A number that follows from the headers of a set alone, whatever else the space holds: sets of one
    /// space and of others are equal where it is, but for chance (64 bits of FNV-1a).
    ///
    /// Takes time for each node once.
    func digest(of set: HeaderSet) -> UInt64 {
        var known: [Int32: UInt64] = [HeaderSet.none.rawValue: 1, HeaderSet.all.rawValue: 2]
        func digest(_ node: HeaderSet) -> UInt64 {
            if let value = known[node.rawValue] { return value }
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            func take(_ value: UInt64) {
                for shift in stride(from: 0, to: 64, by: 8) {
                    hash = (hash ^ (value >> UInt64(shift)) & 0xff) &* 0x100_0000_01b3
                }
            }
            take(UInt64(field(of: node)?.rawValue ?? 0xff))
            for run in runs(of: node) {
                take(UInt64(truncatingIfNeeded: run.last))
                take(UInt64(truncatingIfNeeded: run.last >> 64))
                take(digest(HeaderSet(rawValue: run.rest)))
            }
            known[node.rawValue] = hash
            return hash
        }
        return digest(set)
    }
}
