/// Up to 64 records, in the order of the file. Made once, filled again and again.
///
/// Ownership: `storage` holds `capacity` initialised records from `init` to `deinit`, belongs to this
/// value alone, and is reached by an index below `count` only. A pointer, because a borrowed
/// `InlineArray` is copied whole before it is looked at.
@frozen
@safe
public struct FrameBatch: ~Copyable, @unchecked Sendable {
    @inlinable
    public static var capacity: Int { 64 }

    @usableFromInline let storage: UnsafeMutablePointer<FrameRecord>
    public internal(set) var count = 0
    /// The octet of the file that the offsets of the records count from: where the octets begin that
    /// the batch was read from.
    public internal(set) var origin = 0

    public init() {
        unsafe storage = .allocate(capacity: Self.capacity)
        unsafe storage.initialize(repeating: FrameRecord(), count: Self.capacity)
    }

    deinit { unsafe storage.deallocate() }

    /// The record at `index`, which must be below `count`.
    @inlinable
    public subscript(index: Int) -> FrameRecord {
        precondition(index >= 0 && index < count, "no such record in the batch")
        return unsafe storage[index]
    }

    /// Takes out all but the records whose bit is set in `kept`; the others keep their order.
    package mutating func retain(_ kept: UInt64) {
        var place = 0
        for index in 0..<count where kept >> UInt64(index) & 1 == 1 {
            unsafe storage[place] = storage[index]
            place += 1
        }
        count = place
    }

    /// From the first octet of the first frame to the last of the last.
    @inline(__always)
    var range: Range<Int> {
        count == 0 ? 0..<0 : unsafe storage[0].offset..<storage[count &- 1].range.upperBound
    }

    @inline(__always)
    mutating func append(_ record: FrameRecord) {
        precondition(count < Self.capacity, "the batch is full")
        unsafe storage[count] = record
        count &+= 1
    }

    /// Fills the batch anew: `body` is given one place after the other, and ends it by false, with the
    /// place left empty.
    @inline(__always)
    mutating func refill(_ body: (inout FrameRecord) -> Bool) {
        var filled = 0
        while filled < Self.capacity, unsafe body(&storage[filled]) { filled &+= 1 }
        count = filled
    }

    @inline(__always)
    var isFull: Bool { count == Self.capacity }
}
