import Capture

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPcap(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    read(UnsafeRawBufferPointer(start: start, count: count).bytes)
    return 0
}

/// A capture of any content: read to its end, every frame decoded, the law of conservation checked.
@inline(never)
private func read(_ octets: RawSpan) {
    guard var reader = try? CaptureReader(octets) else { return }
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
    precondition(reader.end != nil && reader.offset <= octets.byteCount, "the walk left the file")
}
