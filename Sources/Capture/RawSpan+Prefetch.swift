// A look at an octet or a prefetch reads nothing into the program; all addresses lie inside the octets.

internal import CPrefetch

extension RawSpan {
    /// How far ahead of the cursor the reader asks for memory.
    static var prefetchDistance: Int { 4096 }

    /// Asks for every cache line from `position` to `limit`, or the end, and moves `position` there.
    ///
    /// Every line, not one line per packet: where the next records begin is not known before this
    /// one has arrived.
    @inline(__always)
    func prefetch(to limit: Int, from position: inout Int) {
        unsafe withUnsafeBytes { octets in
            unsafe LentOctets(octets).prefetch(to: limit, from: &position)
        }
    }

    /// How far ahead of the cursor the reader looks at pages: more than most batches of records take.
    static var touchDistance: Int { 128 * 1024 }
    /// Pages that a system maps together when one of them is looked at, in octets (`fault_around_bytes`
    /// of Linux).
    static var touchStep: Int { 64 * 1024 }

    /// Looks at an octet of every group of pages from `position` to `touchDistance` octets after
    /// `cursor`, and moves `position` there.
    ///
    /// A page of a mapped file that nobody has looked at is not in the page table, and a prefetch from
    /// there is dropped without a word: all records of the first page of a group would be waited for one
    /// by one.
    func touch(ahead cursor: Int, from position: inout Int) {
        let limit = min(cursor &+ Self.touchDistance, byteCount)
        guard position < limit else { return }
        unsafe withUnsafeBytes { octets in
            guard let base = octets.baseAddress else { return }
            // The groups are aligned to addresses.
            while position < limit {
                unsafe cristallo_touch(base + position)
                let address = unsafe Int(bitPattern: base + position)
                position &+= Self.touchStep &- address & (Self.touchStep &- 1)
            }
        }
    }
}

/// Asks for the octets behind a batch of records, as many as it takes itself, a part with every frame:
/// memory that brings the next batch while this one is decoded costs no time of its own.
///
/// The walk asks for what is nearest once more, so that nothing depends on whether frames are decoded.
struct PrefetchAhead {
    private var position: Int
    private var goal: Int
    private let step: Int

    init(of batch: borrowing FrameBatch) {
        let range = batch.range
        position = range.upperBound &+ RawSpan.prefetchDistance
        goal = position
        step = batch.count == 0 ? 0 : (range.count &+ batch.count &- 1) / batch.count
    }

    @inline(__always)
    mutating func step(_ octets: LentOctets) {
        goal &+= step
        octets.prefetch(to: goal, from: &position)
    }
}
