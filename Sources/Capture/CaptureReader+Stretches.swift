// Stretches of a file, walked apart. A reader may begin in the middle if it is told what the walk to
// there would have told it; whether that was right is seen when the walk before it arrives.

extension CaptureReader {
    /// The reader as it would stand at `offset` if there were nothing but frames up to there. Counts
    /// start at 0.
    package func resumed(at offset: Int) -> CaptureReader {
        var reader = self
        reader.offset = offset
        reader.prefetched = offset
        reader.touched = offset
        reader.needed = 0
        reader.frameCount = 0
        reader.oddities = CaptureOddities()
        reader.latest = .min
        reader.end = nil
        return reader
    }

    /// Whether the two read the same from the same place on, but for what is odd about times.
    package func readsAlike(_ other: CaptureReader) -> Bool {
        // Interfaces are only ever added, so the same number of them has the same clocks.
        interfaces == other.interfaces && sectionStart == other.sectionStart
            && swapped == other.swapped
    }

    /// Takes over what a reader has read that was resumed where this one stands, from a state that
    /// reads alike. The result is this reader as if it had read on itself.
    ///
    /// Costs a walk over the frames that are earlier than the latest one before them: none of most
    /// files.
    ///
    /// - Parameter octets: all octets of the file.
    package mutating func join(_ later: CaptureReader, _ octets: RawSpan) {
        var truth = self
        var assumed = resumed(at: offset)
        var batch = FrameBatch()
        let stretch = octets.extracting(first: later.offset)
        while truth.latest != assumed.latest,
            truth.next(stretch, from: 0, isLast: false, into: &batch)
        {
            _ = assumed.next(stretch, from: 0, isLast: false, into: &batch)
        }
        let missed =
            truth.oddities.timeWentBack - oddities.timeWentBack - assumed.oddities.timeWentBack
        var joined = later
        joined.frameCount += frameCount
        joined.oddities = oddities.merged(with: later.oddities)
        joined.oddities.timeWentBack += missed
        if truth.latest != assumed.latest { joined.latest = truth.latest }
        self = joined
    }

    /// The first octet in a range at which records seem to begin, 16 or all to the end of the file: of
    /// plausible lengths and at times near to each other. A guess, which a capture may deceive.
    ///
    /// - Parameter octets: all octets of the file.
    package func probableRecord(_ octets: RawSpan, in range: Range<Int>) -> Int? {
        // Blocks of pcapng are whole words from the start of the file.
        let step = format == .pcapng ? 4 : 1
        let first = (range.lowerBound + step - 1) / step * step
        var batch = FrameBatch()
        for offset in stride(from: first, to: range.upperBound, by: step) {
            var probe = resumed(at: offset)
            guard probe.next(octets, from: 0, isLast: true, into: &batch) else { continue }
            guard batch.count >= Self.plausibleRun || probe.end == .complete else { continue }
            if Self.isPlausible(batch) { return offset }
        }
        return nil
    }

    private static let plausibleRun = 16
    /// In nanoseconds: an hour.
    private static let plausibleGap: UInt64 = 3_600_000_000_000

    private static func isPlausible(_ batch: borrowing FrameBatch) -> Bool {
        for index in 0..<min(batch.count, plausibleRun) {
            let record = batch[index]
            // Four octets too late, the original lengths of all records are taken for the captured ones.
            guard record.fault == .ip, record.capturedLength > 0,
                record.originalLength <= largestSnapLength, !record.flags.contains(.timeInvalid)
            else { return false }
            guard index > 0, !record.flags.contains(.timeMissing) else { continue }
            let before = batch[index - 1].timestamp
            guard (record.timestamp &- before).magnitude <= plausibleGap else { return false }
        }
        return true
    }
}
