/// Where the decoder stands in a frame, and the two ends that bound it.
///
/// `end <= wireEnd` always: `end` is the last octet that can be read, `wireEnd` the last that the
/// innermost enclosing length allows. A header that crosses `wireEnd` is malformed; one that only
/// crosses `end` was cut off by the capture.
struct Cursor {
    var offset = 0
    var end: Int
    var wireEnd: Int
    /// What follows at `offset`.
    var etherType: UInt16 = 0
    /// The packet is a first fragment: what is missing at `wireEnd` is in the next one.
    var continues = false
    /// A frame with a link header of its own begins at `offset`, whatever `etherType` says.
    var frameFollows = false
    /// Tunnels are opened up to this depth, and what is deeper has this reason.
    let depthLimit: UInt8
    let limitReason: ReasonCode

    /// The reason not to read `count` octets at `offset`; nil if they are there.
    @inline(__always)
    func missing(_ count: Int, truncated: ReasonCode, malformed: ReasonCode) -> ReasonCode? {
        let needed = offset &+ count
        if needed <= end { return nil }
        return needed <= wireEnd ? truncated : malformed
    }

    /// As `missing`, for a transport header: the first fragment must hold it whole.
    @inline(__always)
    func missingTransport(
        _ count: Int, truncated: ReasonCode, malformed: ReasonCode
    ) -> ReasonCode? {
        missing(count, truncated: truncated, malformed: continues ? .fragmentTiny : malformed)
    }

    /// As `missing`, for the header of a tunnel: in a first fragment it goes on in the next ones, so
    /// that it is cut and never malformed.
    @inline(__always)
    mutating func missingEncapsulation(
        _ count: Int, truncated: ReasonCode, malformed: ReasonCode
    ) -> ReasonCode? {
        if continues { wireEnd = .max >> 1 }
        return missing(count, truncated: truncated, malformed: malformed)
    }

    /// Narrows both ends to a packet that ends at `packetEnd`, which lies at or before `wireEnd`.
    @inline(__always)
    mutating func limit(to packetEnd: Int) {
        wireEnd = packetEnd
        end = min(end, packetEnd)
    }
}
