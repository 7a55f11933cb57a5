/// Where frames were captured: one interface of one section of a capture file.
public struct CaptureInterface: Equatable, Sendable {
    /// What the file calls it. Text of unknown origin: quote it before it reaches a terminal.
    public internal(set) var name: String?
    public let linkType: LinkType
    /// The most octets kept of a frame; nil where the file sets no limit.
    public let snapLength: UInt32?
    /// What chose the frames that were captured, as the file has it: text of unknown origin. Nil where
    /// nothing did, or the file does not say.
    public let filter: String?
    /// Frames that the capturing system says it dropped; nil where it does not say.
    public internal(set) var droppedFrames: UInt64?

    /// The same, its filter told by a word of ours where it has one.
    package func hidingFilter() -> CaptureInterface {
        CaptureInterface(
            name: name, linkType: linkType, snapLength: snapLength,
            filter: filter == nil ? nil : "hidden", droppedFrames: droppedFrames)
    }

    package init(
        name: String?, linkType: LinkType, snapLength: UInt32?, filter: String?,
        droppedFrames: UInt64?
    ) {
        self.name = name
        self.linkType = linkType
        self.snapLength = snapLength
        self.filter = filter
        self.droppedFrames = droppedFrames
    }
}

/// What the walk needs to know of an interface for each record: flat, so that a look costs nothing.
struct InterfaceFacts: Sendable, BitwiseCopyable {
    var clock = CaptureClock.microseconds
    var snapLength: UInt32 = .max
    var linkLayer = LinkLayer.unsupported
    var checkSequenceLength: UInt8 = 0
}

/// How the time stamps of an interface count (pcapng if_tsresol and if_tsoffset).
struct CaptureClock: Sendable, BitwiseCopyable {
    /// Nanoseconds are `ticks * multiplier >> shift / divisor`, the product in 128 bits.
    var multiplier: UInt64
    var divisor: UInt64
    var shift: UInt8
    /// Seconds to add.
    var offset: Int64 = 0

    static let microseconds = CaptureClock(resolution: 6)
    static let nanoseconds = CaptureClock(resolution: 9)

    /// - Parameter resolution: the octet of if_tsresol: a power of ten, or with the first bit set
    ///   of two, by which a second is divided.
    init(resolution: UInt8) {
        let exponent = Int(resolution & 0x7f)
        shift = 0
        multiplier = 1
        divisor = 1
        if resolution & 0x80 != 0 {
            multiplier = 1_000_000_000
            shift = UInt8(exponent)
        } else if exponent <= 9 {
            for _ in exponent..<9 { multiplier *= 10 }
        } else if exponent <= 28 {
            for _ in 9..<exponent { divisor *= 10 }
        } else {
            // A 64-bit count of such ticks is less than a nanosecond.
            multiplier = 0
        }
    }

    /// Nanoseconds since 1970; nil where they do not fit 64 bits.
    @inline(__always)
    func nanoseconds(_ ticks: UInt64) -> Int64? {
        let (high, low) = ticks.multipliedFullWidth(by: multiplier)
        let product = UInt128(high) << 64 | UInt128(low)
        let shifted = product >> UInt128(shift)
        guard shifted <= UInt128(UInt64.max) else { return nil }
        var value = UInt64(truncatingIfNeeded: shifted)
        if divisor != 1 { value /= divisor }
        guard let instant = Int64(exactly: value) else { return nil }
        guard offset != 0 else { return instant }
        let (seconds, overflowed) = offset.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carried) = instant.addingReportingOverflow(seconds)
        return overflowed || carried ? nil : sum
    }
}
