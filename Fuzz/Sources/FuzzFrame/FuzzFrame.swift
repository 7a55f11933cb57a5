import Capture

/// One frame of any content: link layer, octets that the capture cut off, then the frame.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFrame(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count >= 2 else { return 0 }
    let layers = LinkLayer.allCases
    let octets = UnsafeRawBufferPointer(start: start + 2, count: count - 2).bytes
    var frame = DecodedFrame()
    FrameDecoder(additionalVXLANPorts: [8472]).decode(
        octets, wireLength: count - 2 + Int(start[1]),
        linkLayer: layers[Int(start[0]) % layers.count], into: &frame)
    precondition(Int(frame.innerOffset) <= count && Int(frame.transportOffset) <= count)
    return 0
}
