// The memory of a FlowCache, and the only unsafe code of the cache.
//
// Invariant: `base` points to `mask + 1` initialised records, `mask + 1` is a power of two, and
// nobody else knows `base`. Every index is masked before use, so that each one, negative or huge,
// names a record of ours: there is nothing to check and nothing to get wrong. The memory lives
// exactly as long as the value, which cannot be copied.

import CPrefetch

/// A ring of 2^n flow records, each on a cache line of its own.
@safe
struct FlowSlots: ~Copyable {
    private let base: UnsafeMutablePointer<FlowRecord>
    let mask: Int

    /// Free slots.
    ///
    /// - Precondition: `count` is a power of two.
    init(count: Int) {
        precondition(count > 0 && count & (count - 1) == 0, "slots come in powers of two")
        let stride = MemoryLayout<FlowRecord>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count * stride, alignment: 64)
        unsafe base = memory.bindMemory(to: FlowRecord.self, capacity: count)
        unsafe base.initialize(repeating: .free, count: count)
        mask = count - 1
    }

    deinit { unsafe base.deallocate() }

    var count: Int { mask + 1 }

    /// The record at `index`, counted around the ring.
    @inline(__always)
    subscript(index: Int) -> FlowRecord {
        get { unsafe base[index & mask] }
        set { unsafe base[index & mask] = newValue }
    }

    /// Counts a packet in the record at `index`, counted around the ring.
    @inline(__always)
    mutating func add(_ index: Int, number: UInt64, octets: UInt32) {
        unsafe base[index & mask].add(number: number, octets: octets)
    }

    @inline(__always)
    func prefetch(_ index: Int) { unsafe cristallo_prefetch(base + (index & mask)) }
}

// One owner at a time: the value cannot be copied and gives no reference away.
extension FlowSlots: @unchecked Sendable {}
