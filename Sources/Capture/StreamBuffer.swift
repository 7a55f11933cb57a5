/// The octets of a stream that have arrived and are not done with: what a walk over records needs of
/// a capture that cannot be mapped.
///
///     var buffer = StreamBuffer()
///     try buffer.fill(needing: CaptureReader.longestHeader, from: source)
///     var reader = try buffer.withOctets { octets throws(CaptureError) in try CaptureReader(octets) }
///     while reader.end == nil {
///         buffer.withOctets { while reader.next($0, from: buffer.origin, isLast: …, into: &batch) { … } }
///         buffer.discard(before: reader.offset)
///         try buffer.fill(needing: reader.needed, from: source)
///     }
///
/// It holds 512 KiB, which fit the second-level cache, or as many octets as the longest record so far
/// asked for; a reader asks for no more than a format permits. What is left of a record at the end of
/// the buffer is moved to its beginning, less than one record each time.
///
/// Ownership: `storage` holds `capacity` octets from `init` to `deinit`, all of them initialised, and
/// belongs to this value alone; octets never leave the closure they are lent to.
@safe
public struct StreamBuffer: ~Copyable {
    /// The octet of the stream that the buffer begins with.
    public private(set) var origin = 0
    /// Whether the stream ends with the octets that are there.
    public private(set) var isLast = false
    /// Octets that are there.
    public var count: Int { upper - lower }

    private var storage: UnsafeMutableRawPointer
    private var capacity: Int
    private var lower = 0
    private var upper = 0

    public static var usualCapacity: Int { 512 * 1024 }

    public init(capacity: Int = usualCapacity) {
        precondition(capacity > 0, "a buffer holds at least an octet")
        unsafe storage = Self.allocated(capacity)
        self.capacity = capacity
    }

    deinit { unsafe storage.deallocate() }

    /// Reads from `source` until `needed` octets are there, or the last ones of the stream.
    ///
    /// - Parameter source: fills the span it is given from its beginning, and returns with how many
    ///   octets: 0 at the end of the stream, after which it is not asked again.
    public mutating func fill<Failure: Error>(
        needing needed: Int, from source: (inout MutableRawSpan) throws(Failure) -> Int
    ) throws(Failure) {
        if !isLast && count < needed { makeRoom(for: needed) }
        while !isLast && count < needed {
            // The octets behind `upper` are initialised, and nobody else refers to them.
            var room = unsafe UnsafeMutableRawBufferPointer(
                start: storage + upper, count: capacity - upper
            ).mutableBytes
            let arrived = try source(&room)
            precondition(arrived >= 0 && arrived <= capacity - upper, "more than there is room")
            upper += arrived
            isLast = arrived == 0
        }
    }

    /// Is done with all octets of the stream before `offset`, which must not lie behind those that
    /// are there.
    public mutating func discard(before offset: Int) {
        precondition(offset >= origin && offset <= origin + count, "no such octet in the buffer")
        lower += offset - origin
        origin = offset
    }

    /// Lends the octets that are there to `body`.
    public borrowing func withOctets<Result: ~Copyable, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(UnsafeRawBufferPointer(start: storage + lower, count: count).bytes)
    }

    /// Moves what is there to the beginning, into more memory where `needed` octets ask for it.
    private mutating func makeRoom(for needed: Int) {
        if needed > capacity {
            let larger = max(needed, 2 * capacity)
            let moved = unsafe Self.allocated(larger)
            unsafe moved.copyMemory(from: storage + lower, byteCount: count)
            unsafe storage.deallocate()
            unsafe storage = moved
            capacity = larger
        } else {
            // The two may overlap.
            unsafe storage.copyMemory(from: storage + lower, byteCount: count)
        }
        upper -= lower
        lower = 0
    }

    private static func allocated(_ count: Int) -> UnsafeMutableRawPointer {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        return unsafe memory
    }
}
