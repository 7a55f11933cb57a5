import Capture

/// A stretch of a capture file that is audited apart from the others, on a thread of its own.
public struct AuditStretch: Sendable {
    /// Where its first record seems to begin.
    public let start: Int
    /// Where a record seems to begin that is so far before `start` that no fragment from there on needs
    /// more of the file: from here on fragments are remembered.
    let warmUp: Int
    /// Where the next stretch begins, or the file ends.
    public let end: Int
    /// `warmUp` of the next stretch, for which this one has to find out whether a record begins there.
    let mark: Int?
}

extension CaptureInProgress {
    /// Divides the rest of the file into at most `count` stretches of about the same size.
    ///
    /// - Parameters:
    ///   - octets: all octets of the file.
    ///   - options: of the audit.
    public func stretches(
        _ octets: RawSpan, count: Int, options: AuditOptions = AuditOptions()
    ) -> [AuditStretch] {
        let head = reader.afterFirstFrames(octets)
        var starts = [(start: reader.offset, warmUp: reader.offset)]
        let size = octets.byteCount - head.offset
        for index in stride(from: 1, to: count, by: 1) {
            let target = head.offset + size / count * index
            let room = min(target + CaptureReader.longestRecord, octets.byteCount)
            guard let last = starts.last, target > last.start,
                let start = head.probableRecord(octets, in: target..<room)
            else { continue }
            let latest = start - options.fragmentReach
            var warmUp: Int? = reader.offset
            if latest > head.offset {
                let earliest = max(head.offset, latest - CaptureReader.longestRecord)
                warmUp = head.probableRecord(octets, in: earliest..<latest + 1)
            }
            if let warmUp { starts.append((start, warmUp)) }
        }
        return starts.indices.map { index in
            let next = index + 1 < starts.count ? starts[index + 1] : nil
            return AuditStretch(
                start: starts[index].start, warmUp: starts[index].warmUp,
                end: next?.start ?? octets.byteCount, mark: next?.warmUp)
        }
    }
}
