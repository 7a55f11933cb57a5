// Decompression: octets of a gzip or Zstandard stream in, the octets that were packed out.
//
// A stream may consist of several members (RFC 1952, 2.2) or frames (RFC 8878, 3); what they hold is
// one sequence of octets, as gunzip(1) and zstd(1) have it. Nothing is kept but the state of the
// library: 32 KiB for gzip, and at most 128 MiB for Zstandard, whose frames say how far they refer
// back; frames that ask for more are refused.
//
// A few octets may unpack to any number of them. Two limits end that: how many octets come out at
// all, and how many for each one that goes in. They are checked before octets are handed out, so that
// no caller sees more than the limits permit.

/// Unpacks one stream, piece by piece.
///
///     var decompressor = Decompressor(.gzip)
///     let (read, written) = try decompressor.unpack(packed, into: &room)
public struct Decompressor: ~Copyable {
    public enum Format: String, Sendable, CaseIterable {
        case gzip
        case zstandard
    }

    public struct Limits: Sendable {
        /// Octets that may come out.
        public var octets: Int
        /// Octets that may come out for each that goes in, on the average from the beginning; the
        /// first `free` ones are not asked.
        public var ratio: Int
        public var free: Int

        public init(octets: Int = .max, ratio: Int = 100, free: Int = 1 << 20) {
            self.octets = octets
            self.ratio = ratio
            self.free = free
        }
    }

    public let format: Format
    public let limits: Limits
    /// Octets that went in and came out so far.
    public private(set) var packedCount = 0
    public private(set) var unpackedCount = 0
    /// Whether the stream may end here: after a whole member or frame, or before the first.
    public private(set) var isBetweenMembers = true
    private var isDamaged = false

    /// The one of `format`.
    private var gzip: GzipStream?
    private var zstandard: ZstandardStream?

    public init(_ format: Format, limits: Limits = Limits()) {
        self.format = format
        self.limits = limits
        switch format {
        case .gzip: gzip = GzipStream()
        case .zstandard: zstandard = ZstandardStream()
        }
    }

    /// Unpacks the beginning of `input` into the beginning of `output`: until one is used up or full.
    ///
    /// - Returns: the octets that were read, and those that were written. An empty input still gives
    ///   what was read before and found no room.
    /// - Throws: where the input is damaged or a limit is reached; nothing can be unpacked any more.
    ///   What came before the damage was handed out.
    public mutating func unpack(
        _ input: RawSpan, into output: inout MutableRawSpan
    ) throws(DecompressionError) -> (read: Int, written: Int) {
        guard !isDamaged else { throw .damaged }
        let step =
            switch format {
            case .gzip: gzip!.unpack(input, into: &output)
            case .zstandard: zstandard!.unpack(input, into: &output)
            }
        isBetweenMembers = step.isBetweenMembers
        isDamaged = step.isDamaged
        packedCount += step.read
        unpackedCount += step.written
        guard unpackedCount <= limits.octets else { throw .tooLong(octets: limits.octets) }
        let isWithinRatio =
            unpackedCount <= limits.free || unpackedCount / limits.ratio <= packedCount
        guard isWithinRatio else { throw .tooDense(ratio: limits.ratio) }
        if step.written == 0 && isDamaged { throw .damaged }
        return (step.read, step.written)
    }
}

/// What one call of a library did.
struct UnpackingStep {
    var read = 0
    var written = 0
    var isBetweenMembers: Bool
    var isDamaged = false
}

/// Why a stream cannot be unpacked any further.
public enum DecompressionError: Error, Equatable, Sendable {
    case damaged
    /// More octets came out than are permitted.
    case tooLong(octets: Int)
    /// More octets came out for each one that went in than are permitted.
    case tooDense(ratio: Int)
}
