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
        // The address does not leave the call, which ends before the span does. One loop for each byte
        // order.
        unsafe octets.withUnsafeBytes { buffer in
            let lent = unsafe LentOctets(buffer)
            return swapped
                ? walkPcap(lent, origin, isLast: isLast, swapped: true, &batch)
                : walkPcap(lent, origin, isLast: isLast, swapped: false, &batch)
        }
    }

    /// All that a record without oddities asks for; what is odd is left to `settleOdd`.
    @inline(__always)
    private mutating func walkPcap(
        _ octets: LentOctets, _ origin: Int, isLast: Bool, swapped: Bool,
        _ batch: inout FrameBatch
    ) -> WalkStop {
        let facts = self.facts[0]
        let unitsPerSecond: UInt32 = facts.clock.multiplier == 1 ? 1_000_000_000 : 1_000_000
        let scale = Int64(truncatingIfNeeded: facts.clock.multiplier)
        var usual = FrameRecord()
        usual.linkLayer = facts.linkLayer
        usual.checkSequenceLength = facts.checkSequenceLength
        var position = offset &- origin
        var prefetched = self.prefetched
        var latest = self.latest
        var number = frameCount
        var stop = WalkStop.batchFull
        batch.refill { record in
            octets.prefetch(to: position &+ RawSpan.prefetchDistance, from: &prefetched)
            let data = position &+ Pcap.recordHeaderLength
            guard data <= octets.count else {
                stop =
                    position == octets.count && isLast
                    ? .ended(.complete)
                    : .short(
                        of: Pcap.recordHeaderLength, at: position &+ origin, isLast: isLast,
                        .recordHeader)
                return false
            }
            let (seconds, units) = octets.filePair(at: position, swapped: swapped)
            let (captured, original) = octets.filePair(at: position &+ 8, swapped: swapped)
            guard captured <= facts.snapLength else {
                stop = .ended(.cut(offset: position &+ origin, .capturedLength))
                return false
            }
            let next = data &+ Int(captured)
            guard next <= octets.count else {
                stop = .short(
                    of: next &- position, at: position &+ origin, isLast: isLast, .recordData)
                return false
            }
            // 2^32 seconds of 10^9 nanoseconds fit 63 bits.
            let instant = Int64(seconds) &* 1_000_000_000 &+ Int64(units) &* scale
            record = usual
            record.offset = data
            record.number = number &+ 1
            record.capturedLength = captured
            record.originalLength = original
            record.timestamp = instant
            if captured <= original && original != 0 && units < unitsPerSecond && instant >= latest
            {
                latest = instant
            } else {
                record.timestamp = 0
                (frameCount, self.latest) = (number, latest)
                settleOdd(&record, instant: units < unitsPerSecond ? instant : nil)
                latest = self.latest
            }
            number &+= 1
            position = next
            return true
        }
        offset = position &+ origin
        (frameCount, self.latest, self.prefetched) = (number, latest, prefetched)
        return stop
    }
}
