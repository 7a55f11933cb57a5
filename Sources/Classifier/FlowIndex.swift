// The memory of a FlowCache's index.
//
// Invariant: `base` points to room for `segmentLimit` segments, of which the first `segmentCount`
// are initialised, and nobody else knows `base`. A place is made of a segment below `segmentCount`
// and an offset below 1,024, both by the functions here, so that each names a word of ours; no segment
// is ever taken away, so that a `Home` does so as long as the value lives. The
// memory lives exactly as long as the value, which cannot be copied.

import CPrefetch

/// Where the record of each flow stands, by the hash of its key.
///
/// Linear hashing (Litwin, "Linear Hashing: A New Tool for File and Table Addressing", VLDB 1980) in
/// segments of 1,024 words of 8 octets, each a table of its own with linear probing:
///
///      63                    32 31                     0
///     +------------------------+------------------------+
///     |          tag           | number of a record + 1 |
///     +------------------------+------------------------+
///
/// The index grows by one segment at a time, which takes its share of one other: some microseconds,
/// never the rehash of a table. Segments are 17 % to 70 % full, 35 % on average: 23 octets for each
/// flow. No probe leaves its segment, whatever the tags.
@safe
struct FlowIndex: ~Copyable {
    private let base: UnsafeMutablePointer<UInt64>
    private let segmentLimit: Int
    private(set) var segmentCount = 1
    private var entryCount = 0
    /// One less than the power of two above the last segment.
    private var mask = 0

    static let segmentSlots = 1024
    private static let entriesPerSegment = 358

    /// - Parameter capacity: entries at most, from 1 to 2^31 - 1.
    init(capacity: Int) {
        precondition(1...Int(Int32.max) ~= capacity, "records are numbered by 31 bits")
        segmentLimit = capacity / Self.entriesPerSegment + 1
        // Untouched pages take no memory.
        unsafe base = .allocate(capacity: segmentLimit * Self.segmentSlots)
        unsafe base.initialize(repeating: 0, count: Self.segmentSlots)
    }

    deinit { unsafe base.deallocate() }

    var memoryInOctets: Int { 8 * segmentCount * Self.segmentSlots }

    /// The part of a hash that the index works with.
    @inline(__always)
    static func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 32) }

    /// The segment of a tag; the ten lowest bits tell where in it a probe begins.
    @inline(__always)
    private func segment(_ tag: UInt32) -> Int {
        let wide = Int(tag >> 10) & mask
        return wide < segmentCount ? wide : wide & mask >> 1
    }

    @inline(__always)
    private func place(_ segment: Int, _ tag: UInt32, _ distance: Int) -> Int {
        segment * Self.segmentSlots + (Int(tag) &+ distance) & (Self.segmentSlots - 1)
    }

    @inline(__always)
    private subscript(place: Int) -> UInt64 {
        get { unsafe base[place] }
        nonmutating set { unsafe base[place] = newValue }
    }

    /// Where the search for a tag begins.
    struct Home: BitwiseCopyable {
        fileprivate let place: Int

        /// The first word of all.
        static let first = Home(place: 0)
    }

    /// In place of the number of a record.
    static let none = -1

    @inline(__always)
    func home(_ tag: UInt32) -> Home { Home(place: place(segment(tag), tag, 0)) }

    @inline(__always)
    func prefetch(_ home: Home) { unsafe cristallo_prefetch(base + home.place) }

    /// The number of the first record with a tag, or `none`.
    ///
    /// - Parameter home: that of the tag.
    @inline(__always)
    func first(_ tag: UInt32, from home: Home) -> Int {
        let entry = self[home.place]
        // The free word is that of tag 0 and of the record before the first, which is none.
        if UInt32(truncatingIfNeeded: entry >> 32) == tag || entry == 0 {
            return Int(entry & 0xffff_ffff) &- 1
        }
        return afterHome(tag)
    }

    @inline(never)
    private func afterHome(_ tag: UInt32) -> Int {
        var distance = 1
        return next(tag, &distance) ?? Self.none
    }

    /// The number of the next record with a tag, or nil.
    ///
    /// - Parameter distance: how far the search has come: 0 at first.
    @inline(__always)
    func next(_ tag: UInt32, _ distance: inout Int) -> Int? {
        let segment = segment(tag)
        while distance < Self.segmentSlots {
            let entry = self[place(segment, tag, distance)]
            if entry == 0 { return nil }
            distance += 1
            if UInt32(truncatingIfNeeded: entry >> 32) == tag {
                return Int(entry & 0xffff_ffff) - 1
            }
        }
        return nil
    }

    /// Adds a record; false where the segment of the tag has no room, which no hash that is any good
    /// brings about.
    mutating func insert(_ tag: UInt32, _ record: Int) -> Bool {
        if entryCount >= segmentCount * Self.entriesPerSegment && segmentCount < segmentLimit {
            addSegment()
        }
        guard put(UInt64(tag) << 32 | UInt64(record + 1)) else { return false }
        entryCount += 1
        return true
    }

    private func put(_ entry: UInt64) -> Bool {
        let tag = UInt32(truncatingIfNeeded: entry >> 32)
        let segment = segment(tag)
        for distance in 0..<Self.segmentSlots where self[place(segment, tag, distance)] == 0 {
            self[place(segment, tag, distance)] = entry
            return true
        }
        return false
    }

    /// Takes a record out.
    ///
    /// - Precondition: it is there.
    mutating func remove(_ tag: UInt32, _ record: Int) {
        let segment = segment(tag)
        let entry = UInt64(tag) << 32 | UInt64(record + 1)
        var distance = 0
        while self[place(segment, tag, distance)] != entry {
            distance += 1
            precondition(distance < Self.segmentSlots, "what is removed was there")
        }
        entryCount -= 1
        // Moves back the entries that a probe would no longer reach (Knuth, "The Art of Computer
        // Programming", volume 3, 6.4, algorithm R).
        let slotMask = Self.segmentSlots - 1
        var hole = place(segment, tag, distance)
        for step in 1..<Self.segmentSlots {
            let next = place(segment, tag, distance + step)
            let moved = self[next]
            if moved == 0 { break }
            let home = Int(truncatingIfNeeded: moved >> 32)
            // Distances back from `next`, around the segment.
            if (next &- home) & slotMask >= (next &- hole) & slotMask {
                self[hole] = moved
                hole = next
            }
        }
        self[hole] = 0
    }

    /// Adds a segment and gives it its share of that which held its entries so far.
    private mutating func addSegment() {
        let added = segmentCount
        if added > mask { mask = mask << 1 | 1 }
        unsafe (base + added * Self.segmentSlots).initialize(repeating: 0, count: Self.segmentSlots)
        segmentCount += 1
        let split = added & mask >> 1
        var entries = InlineArray<1024, UInt64>(repeating: 0)
        for slot in 0..<Self.segmentSlots {
            entries[slot] = self[split * Self.segmentSlots + slot]
            self[split * Self.segmentSlots + slot] = 0
        }
        for slot in 0..<Self.segmentSlots where entries[slot] != 0 {
            let isPlaced = put(entries[slot])
            precondition(isPlaced, "what fitted into one segment fits into two")
        }
    }
}

// One owner at a time: the value cannot be copied and gives no reference away.
extension FlowIndex: @unchecked Sendable {}
