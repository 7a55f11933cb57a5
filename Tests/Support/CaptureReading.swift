public import Capture

/// A capture read to its end, frame by frame: what tests compare.
public struct CaptureReading: Sendable {
    public var records: [FrameRecord] = []
    public var frames: [DecodedFrame] = []
    public var counts = FrameCounts()
    public var reader: CaptureReader

    /// Reads all of `octets`.
    public init(_ octets: [UInt8], with decoder: FrameDecoder = FrameDecoder()) throws(CaptureError)
    {
        let span = octets.span.bytes
        reader = try CaptureReader(span)
        var batch = FrameBatch()
        var decoded = DecodedBatch()
        while reader.next(span, into: &batch) {
            decoder.decode(batch, of: span, into: &decoded)
            counts.countRead(batch)
            counts.countDecoded(decoded)
            for index in 0..<batch.count {
                records.append(batch[index])
                frames.append(decoded[index])
            }
        }
    }
}

extension FrameDecoder {
    /// Decodes one whole frame; `wireLength` is longer where the capture cut it.
    public func decode(
        _ octets: [UInt8], wireLength: Int? = nil, linkLayer: LinkLayer = .ethernet
    ) -> DecodedFrame {
        var frame = DecodedFrame()
        decode(
            octets.span.bytes, wireLength: wireLength ?? octets.count, linkLayer: linkLayer,
            into: &frame)
        return frame
    }
}
