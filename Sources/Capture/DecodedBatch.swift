/// The decoded frames of one `FrameBatch`, in its order. Made once, filled again and again.
@frozen
public struct DecodedBatch: ~Copyable, Sendable {
    public var frames = InlineArray<64, DecodedFrame>(repeating: DecodedFrame())
    public internal(set) var count = 0

    public init() {}
}

extension FrameDecoder {
    /// Reads every frame of `batch`.
    ///
    /// A record that the reader found faulty keeps that fault as its reason, whatever was read
    /// of it. Allocates nothing.
    ///
    /// - Parameter octets: those that the batch's records were read from.
    public func decode(
        _ batch: borrowing FrameBatch, of octets: RawSpan, into decoded: inout DecodedBatch
    ) {
        let count = batch.count
        decoded.count = count
        for index in 0..<count {
            let record = batch.records[index]
            let wireLength = Int(record.originalLength) &- Int(record.checkSequenceLength)
            decode(
                octets.extracting(record.range), wireLength: max(wireLength, 0),
                linkLayer: record.linkLayer, into: &decoded.frames[index])
            if record.fault != .ip { decoded.frames[index].reason = record.fault }
        }
    }
}
