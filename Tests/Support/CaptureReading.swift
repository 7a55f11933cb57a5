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
        read(span, from: 0, isLast: true, decoder)
    }

    /// Reads a capture that arrives in pieces of lengths that `nextLength` draws, at least 1.
    ///
    /// - Parameter capacity: of the buffer at the start.
    public init(
        streaming octets: [UInt8], capacity: Int = StreamBuffer.usualCapacity,
        nextLength: () -> Int
    ) throws(CaptureError) {
        var buffer = StreamBuffer(capacity: capacity)
        var given = 0
        func source(_ room: inout MutableRawSpan) -> Int {
            let length = min(nextLength(), room.byteCount, octets.count - given)
            for index in 0..<length {
                room.storeBytes(
                    of: octets[given + index], toByteOffset: index, as: UInt8.self)
            }
            given += length
            return length
        }
        buffer.fill(needing: CaptureReader.longestHeader) { source(&$0) }
        reader = try buffer.withOctets { span throws(CaptureError) in try CaptureReader(span) }
        while true {
            let (origin, isLast) = (buffer.origin, buffer.isLast)
            buffer.withOctets { read($0, from: origin, isLast: isLast, FrameDecoder()) }
            guard reader.end == nil else { return }
            buffer.discard(before: reader.offset)
            buffer.fill(needing: reader.needed) { source(&$0) }
        }
    }

    /// Reads what lies whole in a part of the file. Offsets count from the start of the file.
    private mutating func read(
        _ octets: RawSpan, from origin: Int, isLast: Bool, _ decoder: FrameDecoder
    ) {
        var batch = FrameBatch()
        var decoded = DecodedBatch()
        while reader.next(octets, from: origin, isLast: isLast, into: &batch) {
            decoder.decode(batch, of: octets, into: &decoded)
            counts.countRead(batch)
            counts.countDecoded(decoded)
            for index in 0..<batch.count {
                records.append(batch[index])
                records[records.count - 1].offset += batch.origin
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
