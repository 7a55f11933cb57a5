import Capture

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPcap(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let octets = UnsafeRawBufferPointer(start: start, count: count)
    let whole = Reading(octets.bytes)
    precondition(Reading(inPieces: octets.bytes) == whole, "pieces are not the whole")
    return 0
}

/// What a capture of any content comes to: read to its end, every frame decoded.
private struct Reading: Equatable {
    var counts: [UInt64] = []
    var oddities: CaptureOddities?
    var end: CaptureEnd?

    /// The whole capture at once.
    @inline(never)
    init(_ octets: RawSpan) {
        guard var reader = try? CaptureReader(octets) else { return }
        var counts = FrameCounts()
        Self.read(octets, from: 0, isLast: true, &reader, &counts)
        settle(reader, counts)
        precondition(reader.offset <= octets.byteCount, "the walk left the file")
    }

    /// The same as it comes through a pipe, in pieces whose length the content decides.
    @inline(never)
    init(inPieces octets: RawSpan) {
        var buffer = StreamBuffer(capacity: 1 + octets.byteCount % 61)
        let longest = 1 + octets.byteCount % 97
        var given = 0
        func source(_ room: inout MutableRawSpan) -> Int {
            let length = min(longest, room.byteCount, octets.byteCount - given)
            for index in 0..<length {
                let octet = octets.unsafeLoad(fromByteOffset: given + index, as: UInt8.self)
                room.storeBytes(of: octet, toByteOffset: index, as: UInt8.self)
            }
            given += length
            return length
        }
        buffer.fill(needing: CaptureReader.longestHeader) { source(&$0) }
        let first = buffer.withOctets { try? CaptureReader($0) }
        guard var reader = first else { return }
        var counts = FrameCounts()
        while true {
            let (origin, isLast) = (buffer.origin, buffer.isLast)
            buffer.withOctets { Self.read($0, from: origin, isLast: isLast, &reader, &counts) }
            guard reader.end == nil else { break }
            buffer.discard(before: reader.offset)
            buffer.fill(needing: reader.needed) { source(&$0) }
        }
        settle(reader, counts)
    }

    private static func read(
        _ octets: RawSpan, from origin: Int, isLast: Bool, _ reader: inout CaptureReader,
        _ counts: inout FrameCounts
    ) {
        let decoder = FrameDecoder()
        var batch = FrameBatch()
        var decoded = DecodedBatch()
        while reader.next(octets, from: origin, isLast: isLast, into: &batch) {
            decoder.decode(batch, of: octets, into: &decoded)
            counts.countRead(batch)
            counts.countDecoded(decoded)
        }
    }

    private mutating func settle(_ reader: CaptureReader, _ counts: FrameCounts) {
        precondition(counts.isConserved && counts.read == reader.frameCount, "frames were lost")
        precondition(reader.end != nil, "the walk has no end")
        self.counts = ReasonCode.allCases.map { counts[$0] }
        oddities = reader.oddities
        end = reader.end
    }
}
