import Capture

/// The audit of one stretch of a capture. It knows nothing of what is before it but a guess, which is
/// checked when it is appended to the audit of that.
///
///     let stretches = capture.stretches(octets, count: 2)
///     … a StretchAudit of each, `run` wherever there is a thread …
///     for audit in audits { auditor.append(audit, octets, to: &capture) { … } }
public struct StretchAudit: ~Copyable, Sendable {
    var auditor: Auditor
    var capture: CaptureInProgress
    /// The reader as it was when it began.
    let assumed: CaptureReader
    let stretch: AuditStretch
    /// Where the file's frames begin, and what reads from there on.
    private let beginning: CaptureReader
    private(set) var hasWarmedUp = false

    /// - Parameters:
    ///   - whole: the audit that this one is for.
    ///   - beginning: the capture, of which nothing has been fed.
    ///   - octets: all octets of the file.
    ///   - seed: as for `Auditor`.
    public init(
        _ stretch: AuditStretch, of whole: borrowing Auditor,
        _ beginning: borrowing CaptureInProgress, _ octets: RawSpan, seed: UInt64
    ) {
        self.stretch = stretch
        self.beginning = beginning.reader
        auditor = Auditor(beside: whole, seed: seed)
        assumed =
            stretch.start == beginning.reader.offset
            ? beginning.reader
            : beginning.reader.afterFirstFrames(octets).resumed(at: stretch.start)
        capture = CaptureInProgress(
            reader: assumed, name: beginning.name, vantage: beginning.vantage)
    }

    /// Audits the stretch.
    ///
    /// - Parameters:
    ///   - octets: all octets of the file.
    ///   - goesOn: asked after every few MiB, with what is done since the last time; false ends the
    ///     audit where it is.
    public mutating func run(_ octets: RawSpan, while goesOn: (StretchProgress) -> Bool) {
        if stretch.start > beginning.offset {
            var warm = Auditor(beside: auditor, seed: 0)
            let reader =
                stretch.warmUp == beginning.offset
                ? beginning : assumed.resumed(at: stretch.warmUp)
            var before = CaptureInProgress(
                reader: reader, name: capture.name, vantage: capture.vantage)
            warm.feed(octets, until: stretch.start, to: &before) { _ in goesOn(.nothing) }
            guard before.reader.offset == stretch.start, before.reader.readsAlike(assumed) else {
                return
            }
            auditor.fragments = warm.fragments
        }
        hasWarmedUp = true
        auditor.feed(octets, through: stretch, to: &capture, while: goesOn)
    }
}

/// What of a file is done with since the last time.
public struct StretchProgress: Sendable {
    public let octets: Range<Int>
    public let frames: UInt64

    static let nothing = StretchProgress(octets: 0..<0, frames: 0)
}

extension Auditor {
    /// Takes over the audit of the stretch that comes next in the capture. Where what it took for
    /// granted does not hold, the stretch is audited anew, so that the answer is always that of the
    /// undivided audit.
    ///
    /// - Parameters:
    ///   - octets: all octets of the file.
    ///   - goesOn: as for `StretchAudit.run`.
    public mutating func append(
        _ audit: consuming StretchAudit, _ octets: RawSpan, to capture: inout CaptureInProgress,
        while goesOn: (StretchProgress) -> Bool
    ) {
        let stretch = audit.stretch
        let reader = capture.reader
        guard reader.end == nil else { return }
        let holds =
            audit.hasWarmedUp && reader.offset == stretch.start && reader.readsAlike(audit.assumed)
            && capture.marks.contains(stretch.warmUp)
        guard holds else {
            if goesOn(.nothing) { feed(octets, through: stretch, to: &capture, while: goesOn) }
            return
        }
        capture.marks.formUnion(audit.capture.marks)
        capture.reader.join(audit.capture.reader, octets)
        absorb(audit.auditor, frames: reader.frameCount)
    }

    /// Feeds a stretch, and notes whether a record begins where the next one needs it.
    fileprivate mutating func feed(
        _ octets: RawSpan, through stretch: AuditStretch, to capture: inout CaptureInProgress,
        while goesOn: (StretchProgress) -> Bool
    ) {
        if let mark = stretch.mark, mark >= capture.reader.offset {
            let isOver = !feed(octets, until: mark, to: &capture, while: goesOn)
            if capture.reader.offset == mark { capture.marks.insert(mark) }
            if isOver { return }
        }
        feed(octets, until: stretch.end, to: &capture, while: goesOn)
    }

    /// Feeds what lies whole before `limit`. False where it is to end before.
    @discardableResult
    fileprivate mutating func feed(
        _ octets: RawSpan, until limit: Int, to capture: inout CaptureInProgress,
        while goesOn: (StretchProgress) -> Bool
    ) -> Bool {
        let slice = 4 << 20
        var end = capture.reader.offset
        while end < limit || limit == octets.byteCount && capture.reader.end == nil {
            let (start, frames) = (capture.reader.offset, capture.reader.frameCount)
            end = min(max(end, start) + slice, limit)
            feed(
                octets.extracting(first: end), from: 0, isLast: end == octets.byteCount,
                to: &capture)
            let progress = StretchProgress(
                octets: start..<capture.reader.offset, frames: capture.reader.frameCount - frames)
            guard goesOn(progress) else { return false }
            if capture.reader.end != nil { return true }
        }
        return true
    }

    /// Takes over what another auditor has found in the frames after the first `frames` ones of the
    /// capture that is under way.
    private mutating func absorb(_ other: consuming Auditor, frames: UInt64) {
        tally = tally.merged(with: other.tally)
        var observed = other.observed
        observed.shift(by: frames)
        observations = observations.merged(with: observed)
        let indices = findings.absorb(other.findings, shiftedBy: frames)
        fragments = other.fragments
        cache.absorb(other.cache) { verdict in
            guard let (index, isBackward) = FlowVerdict(rawValue: verdict).finding else {
                return verdict
            }
            let finding = indices[index].map { FlowVerdict.finding($0, isBackward: isBackward) }
            return (finding ?? .beyondLimit).rawValue
        }
    }
}

extension CaptureReader {
    /// The reader behind the first frames of the file, and behind the descriptions of interfaces before
    /// them.
    func afterFirstFrames(_ octets: RawSpan) -> CaptureReader {
        var head = self
        var batch = FrameBatch()
        _ = head.next(octets, into: &batch)
        return head
    }
}
