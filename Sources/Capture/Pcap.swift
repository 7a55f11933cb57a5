/// The pcap format (draft-ietf-opsawg-pcap): a header of 24 octets, then records.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------------------------------------------------------+
///     |  magic: a1b2c3d4 with microseconds, a1b23c4d with nanoseconds |
///     +-------------------------------+-------------------------------+
///     |       major version (2)       |       minor version (4)       |
///     +-------------------------------+-------------------------------+
///     |                     reserved, eight octets                    |
///     +---------------------------------------------------------------+
///     |                          snap length                          |
///     +-------+-+---------------------+-------------------------------+
///     |  FCS  |f|       reserved      |           link type           |
///     +-------+-+---------------------+-------------------------------+
///
/// A record is seconds, microseconds or nanoseconds, captured length and original length, four
/// octets each, then the frame. The byte order is that of the magic.
enum Pcap {
    static let headerLength = 24
    static let recordHeaderLength = 16
    static let checkSequencePresent: UInt32 = 1 << 26
}

extension CaptureReader {
    mutating func readPcapHeader(_ octets: RawSpan, nanoseconds: Bool) throws(CaptureError) {
        guard octets.byteCount >= Pcap.headerLength else {
            throw .shortHeader(octets: octets.byteCount)
        }
        let major = octets.file16(at: 4, swapped: swapped)
        let minor = octets.file16(at: 6, swapped: swapped)
        guard major == 2 && minor == 4 else {
            throw .unsupportedVersion(major: major, minor: minor)
        }
        let field = octets.file32(at: 20, swapped: swapped)
        let linkType = LinkType(rawValue: UInt16(truncatingIfNeeded: field))
        guard linkType.linkLayer != .unsupported else { throw .unsupportedLinkType(linkType) }
        // The four FCS bits count units of two octets.
        let hasCheckSequence = field & Pcap.checkSequencePresent != 0
        addInterface(
            name: nil, linkType: linkType,
            snapLength: octets.file32(at: 16, swapped: swapped),
            clock: nanoseconds ? .nanoseconds : .microseconds,
            checkSequenceLength: hasCheckSequence ? UInt8(field >> 28) * 2 : 0)
    }

    /// Fills `batch` from the part of the file that begins at its octet `origin`.
    @inline(never)
    mutating func walkPcap(
        _ octets: RawSpan, _ origin: Int, isLast: Bool, _ batch: inout FrameBatch
    ) -> WalkStop {
        let facts = self.facts[0]
        let unitsPerSecond: UInt32 = facts.clock.multiplier == 1 ? 1_000_000_000 : 1_000_000
        let scale = Int64(truncatingIfNeeded: facts.clock.multiplier)
        let count = octets.byteCount
        var position = offset &- origin
        var prefetched = self.prefetched
        defer {
            offset = position &+ origin
            self.prefetched = prefetched
        }
        while !batch.isFull {
            octets.prefetch(ahead: position, from: &prefetched)
            let data = position &+ Pcap.recordHeaderLength
            guard data <= count else {
                if position == count && isLast { return .ended(.complete) }
                return .short(
                    of: Pcap.recordHeaderLength, at: position &+ origin, isLast: isLast,
                    .recordHeader)
            }
            var record = FrameRecord()
            record.offset = data
            record.capturedLength = octets.file32(at: position &+ 8, swapped: swapped)
            record.originalLength = octets.file32(at: position &+ 12, swapped: swapped)
            guard record.capturedLength <= facts.snapLength else {
                return .ended(.cut(offset: position &+ origin, .capturedLength))
            }
            let next = data &+ Int(record.capturedLength)
            guard next <= count else {
                return .short(
                    of: next &- position, at: position &+ origin, isLast: isLast, .recordData)
            }
            record.linkLayer = facts.linkLayer
            record.checkSequenceLength = facts.checkSequenceLength
            let seconds = octets.file32(at: position, swapped: swapped)
            let units = octets.file32(at: position &+ 4, swapped: swapped)
            // 2^32 seconds of 10^9 nanoseconds fit 63 bits.
            let instant = Int64(seconds) &* 1_000_000_000 &+ Int64(units) &* scale
            settle(&record, instant: units < unitsPerSecond ? instant : nil)
            batch.append(record)
            position = next
        }
        return .batchFull
    }
}
