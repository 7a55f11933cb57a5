/// How many frames were read, and what became of them.
///
/// The number read comes from the reader's batches, the others from the decoder's results, so that
/// the law which joins them can fail.
public struct FrameCounts: Sendable {
    public private(set) var read: UInt64 = 0
    public private(set) var classified: UInt64 = 0
    public private(set) var malformed: UInt64 = 0
    public private(set) var truncated: UInt64 = 0
    public private(set) var unsupported: UInt64 = 0
    private var perReason = InlineArray<256, UInt64>(repeating: 0)
    private var perFlag = InlineArray<32, UInt64>(repeating: 0)

    public init() {}

    /// Counts what the reader handed out.
    public mutating func countRead(_ batch: borrowing FrameBatch) {
        read += UInt64(batch.count)
    }

    /// Counts what the decoder made of it.
    public mutating func countDecoded(_ batch: borrowing DecodedBatch) {
        for index in 0..<batch.count {
            let reason = batch[index].reason
            perReason[Int(reason.rawValue)] &+= 1
            switch reason.outcome {
            case .classified: classified &+= 1
            case .malformed: malformed &+= 1
            case .truncated: truncated &+= 1
            case .unsupported: unsupported &+= 1
            }
            var flags = batch[index].flags.rawValue
            while flags != 0 {
                perFlag[flags.trailingZeroBitCount] &+= 1
                flags &= flags &- 1
            }
        }
    }

    public subscript(reason: ReasonCode) -> UInt64 { perReason[Int(reason.rawValue)] }

    /// How many frames have the flag, which is a single one.
    public subscript(flag: FrameFlags) -> UInt64 {
        precondition(flag.rawValue.nonzeroBitCount == 1, "one flag at a time")
        return perFlag[flag.rawValue.trailingZeroBitCount]
    }

    /// The reasons that occurred, with their counts, in the order of `ReasonCode`.
    public var reasons: [(reason: ReasonCode, count: UInt64)] {
        ReasonCode.allCases.compactMap { self[$0] > 0 ? ($0, self[$0]) : nil }
    }

    /// The law of conservation: read = classified + malformed + truncated + unsupported, and each
    /// of the four is the sum of its reasons. False means that frames were lost inside this
    /// program.
    public var isConserved: Bool {
        var sums = InlineArray<4, UInt64>(repeating: 0)
        for reason in ReasonCode.allCases { sums[Int(reason.outcome.rawValue)] += self[reason] }
        return read == classified + malformed + truncated + unsupported
            && sums[0] == classified && sums[1] == malformed && sums[2] == truncated
            && sums[3] == unsupported
    }

    /// How often each flag occurred, by the number of its bit.
    package var flagCounts: [UInt64] { (0..<32).map { perFlag[$0] } }

    /// Counts that were written down before. Nil where there are more flags than bits.
    ///
    /// - Parameter read: frames read, for `isConserved`.
    package init?(
        read: UInt64, reasons: [(reason: ReasonCode, count: UInt64)], flagCounts: [UInt64]
    ) {
        guard flagCounts.count <= 32 else { return nil }
        self.read = read
        for (reason, count) in reasons {
            perReason[Int(reason.rawValue)] &+= count
            switch reason.outcome {
            case .classified: classified &+= count
            case .malformed: malformed &+= count
            case .truncated: truncated &+= count
            case .unsupported: unsupported &+= count
            }
        }
        for (bit, count) in flagCounts.enumerated() { perFlag[bit] = count }
    }

    /// The counts of two parts of a capture, or of two captures, together.
    public func merged(with other: FrameCounts) -> FrameCounts {
        var sum = self
        sum.read += other.read
        sum.classified += other.classified
        sum.malformed += other.malformed
        sum.truncated += other.truncated
        sum.unsupported += other.unsupported
        for index in 0..<256 { sum.perReason[index] += other.perReason[index] }
        for index in 0..<32 { sum.perFlag[index] += other.perFlag[index] }
        return sum
    }
}

extension FrameCounts: Equatable {
    public static func == (left: Self, right: Self) -> Bool {
        left.read == right.read && left.flagCounts == right.flagCounts
            && ReasonCode.allCases.allSatisfy { left[$0] == right[$0] }
    }
}
