import Capture

/// A capture of any content: read to its end, every frame decoded, the law of conservation checked.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPcap(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let octets = UnsafeRawBufferPointer(start: start, count: count).bytes
    guard var reader = try? CaptureReader(octets) else { return 0 }
    let decoder = FrameDecoder()
    var batch = FrameBatch()
    var decoded = DecodedBatch()
    var counts = FrameCounts()
    while reader.next(octets, into: &batch) {
        decoder.decode(batch, of: octets, into: &decoded)
        counts.countRead(batch)
        counts.countDecoded(decoded)
    }
    precondition(counts.isConserved && counts.read == reader.frameCount, "frames were lost")
    precondition(reader.end != nil && reader.offset <= count, "the walk left the file")
    return 0
}
