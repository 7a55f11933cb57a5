extension FlowCache {
    /// Removes the half of the flows, at least one, whose last packets have the least numbers.
    mutating func evict(_ onEviction: (FlowRecord) -> Void) {
        let bound = lastNumber(rank: (count + 1) / 2)
        var index = 0
        while index < slots.count {
            let record = slots[index]
            if record.isFree || record.lastNumber > bound {
                index += 1
            } else {
                // The hole may be filled by a record from behind: look at it again.
                remove(at: index)
                count -= 1
                evictedFlows += 1
                onEviction(record)
            }
        }
    }

    /// The last packet number that `rank` flows, from 1, do not exceed; by radix, 16 bits a pass.
    private func lastNumber(rank: Int) -> UInt64 {
        var rank = rank
        var prefix: UInt64 = 0
        for shift in stride(from: UInt64(48), through: 0, by: -16) {
            var counts = Array(repeating: 0, count: 1 << 16)
            for index in 0..<slots.count where !slots[index].isFree {
                let number = slots[index].lastNumber
                // In the first pass nothing is settled: shifting by 64 leaves zero.
                if number >> (shift + 16) == prefix { counts[Int(number >> shift & 0xffff)] += 1 }
            }
            var digit = 0
            while counts[digit] < rank {
                rank -= counts[digit]
                digit += 1
            }
            prefix = prefix << 16 | UInt64(digit)
        }
        return prefix
    }

    /// Frees a slot and moves back the records that a probe would no longer reach (Knuth, "The Art
    /// of Computer Programming", volume 3, 6.4, algorithm R).
    private mutating func remove(at index: Int) {
        var hole = index
        var next = index + 1
        while !slots[next].isFree {
            let home = Int(truncatingIfNeeded: hash(slots[next].key))
            // Distances back from `next`, around the ring: its home must not lie behind the hole.
            if (next &- home) & slots.mask >= (next &- hole) & slots.mask {
                slots[hole] = slots[next]
                hole = next
            }
            next += 1
        }
        slots[hole] = .free
    }
}
