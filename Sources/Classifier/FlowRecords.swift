// The memory of a FlowCache's records.
//
// Invariant: `base` points to room for `capacity` records, of which the first `count` are
// initialised, and nobody else knows `base`. Every number is compared with `count` before use. The
// memory lives exactly as long as the value, which cannot be copied.

import CPrefetch
import Net

/// Flow records in the order in which they were begun, each on a cache line of its own.
@safe
struct FlowRecords: ~Copyable {
    private let base: UnsafeMutablePointer<FlowRecord>
    let capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        precondition(capacity > 0, "there is room for at least one record")
        let stride = MemoryLayout<FlowRecord>.stride
        // Untouched pages take no memory.
        let memory = UnsafeMutableRawPointer.allocate(byteCount: capacity * stride, alignment: 64)
        unsafe base = memory.bindMemory(to: FlowRecord.self, capacity: capacity)
        self.capacity = capacity
    }

    deinit { unsafe base.deallocate() }

    /// The record of a number below `count`.
    @inline(__always)
    subscript(number: Int) -> FlowRecord {
        get {
            check(number)
            return unsafe base[number]
        }
        set {
            check(number)
            unsafe base[number] = newValue
        }
    }

    @inline(__always)
    private func check(_ number: Int) {
        precondition(UInt(bitPattern: number) < UInt(bitPattern: count), "no such record")
    }

    /// - Precondition: `count` is below `capacity`.
    mutating func append(_ record: FlowRecord) {
        precondition(count < capacity, "records beyond the capacity")
        unsafe (base + count).initialize(to: record)
        count += 1
    }

    /// Counts a packet, if the record of the number is that of the key.
    @inline(__always)
    mutating func add(_ number: Int, _ key: FlowKey, packet: UInt64, octets: UInt32) -> Bool {
        check(number)
        guard unsafe base[number].has(key) else { return false }
        unsafe base[number].add(number: packet, octets: octets)
        return true
    }

    @inline(__always)
    func prefetch(_ number: Int) { unsafe cristallo_prefetch(base + number) }
}

// One owner at a time: the value cannot be copied and gives no reference away.
extension FlowRecords: @unchecked Sendable {}
