import Capture

/// One header of any content behind carriers that lead the decoder straight to it: what stands in an
/// EtherType, an IP protocol number or a UDP port is chosen by the first octet, so that no run has to
/// find these values by chance. The second octet says how much the capture cut off.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHeader(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count >= 2, count < 60_000 else { return 0 }
    let content = Array(UnsafeBufferPointer(start: start + 2, count: count - 2))
    let frame = Carrier.all[Int(start[0]) % Carrier.all.count].frame(around: content)
    check(frame, cut: min(Int(start[1]), frame.count))
    readMessages(content.span.bytes, at: min(Int(start[1]), content.count))
    return 0
}

/// What is read behind headers, by rules of the audit, wherever they say that it begins.
private func readMessages(_ octets: RawSpan, at offset: Int) {
    _ = DHCPMessage(octets, at: offset)
    _ = NeighbourMessage(octets, at: offset)
    _ = PVSTMessage(octets, at: offset)
    if let payload = FragmentPayload(octets, at: offset) {
        precondition(
            payload.range.lowerBound > offset && payload.range.upperBound <= octets.byteCount,
            "a fragment outside its frame")
    }
}

/// Both ways of reading a frame see the same; its headers alone read like all of it; every layer of it
/// can be read; nothing outside is touched.
private func check(_ frame: [UInt8], cut: Int) {
    let decoder = FrameDecoder()
    let captured = Array(frame.dropLast(cut))
    var whole = DecodedFrame()
    decoder.decode(
        captured.span.bytes, wireLength: frame.count, linkLayer: .ethernet, into: &whole)
    precondition(Int(whole.innerOffset) <= captured.count, "content outside the frame")
    precondition(Int(whole.transportOffset) <= captured.count, "a header outside the frame")

    var writer = PcapWriter()
    writer.append(captured.span.bytes, timestamp: 0, originalLength: UInt32(frame.count))
    let capture = writer.octets
    guard var reader = try? CaptureReader(capture.span.bytes) else {
        preconditionFailure("a file of ours is refused")
    }
    var batch = FrameBatch()
    var decoded = DecodedBatch()
    precondition(reader.next(capture.span.bytes, into: &batch) && batch.count == 1)
    decoder.decode(batch, of: capture.span.bytes, into: &decoded)
    precondition(batch[0].fault != .ip || decoded[0] == whole, "two ways of reading differ")

    for depth in 0..<Int(whole.tunnelDepth) {
        var layer = DecodedFrame()
        decoder.decode(
            captured.span.bytes, wireLength: frame.count, linkLayer: .ethernet, layer: depth,
            into: &layer)
        precondition(Int(layer.tunnelDepth) == depth && layer.reason == .ip, "a layer is missing")
    }
    let headers = decoder.headers(
        of: captured.span.bytes, wireLength: frame.count, linkLayer: .ethernet, limit: 512)
    precondition(headers.count <= captured.count, "headers that are longer than their frame")
    if whole.flags.contains(.icmpError) {
        _ = QuotedPacket.key(in: captured.span.bytes, of: whole)
    }
    let link = Int(whole.innerOffset) + 14 + 4 * Int(whole.innermostLink.tagCount)
    for offset in [link, link + 8, Int(whole.transportOffset), Int(whole.transportOffset) + 8] {
        readMessages(captured.span.bytes, at: offset)
    }
}

/// What leads to a header.
private enum Carrier {
    case etherType(UInt16)
    case ipv4(UInt8)
    /// Behind the fixed part of an IPv4 header as long as can be: options, then UDP.
    case ipv4Options
    /// The payload of a first fragment, or of a later one, of either family.
    case fragment(UInt16, ipv6: Bool)
    /// Behind LLC and SNAP of an organisation, with the number of its protocol.
    case snap(UInt32, UInt16)
    case ipv6(UInt8)
    /// From the one port to the other.
    case udp(UInt16, UInt16)

    static let all: [Carrier] =
        [
            0x0800, 0x86dd, 0x0806, 0x8100, 0x88a8, 0x8847, 0x8864, 0x0040,
        ].map(Carrier.etherType)
        + [1, 4, 6, 17, 41, 47, 50, 51, 97, 115, 132, 137].map(Carrier.ipv4)
        + [0, 4, 41, 43, 44, 47, 51, 58, 60, 135].map(Carrier.ipv6)
        + [4789, 8472, 6081, 6080, 4754, 6635, 1701, 3544, 4500, 5555, 67, 547].map {
            .udp(40_000, $0)
        } + [.udp(3544, 1), .udp(1701, 1)]

    func frame(around content: [UInt8]) -> [UInt8] {
        switch self {
        case .etherType(let number): [UInt8](repeating: 2, count: 12) + big(number) + content
        case .ipv4(let number):
            Self.etherType(0x0800).frame(
                around: [0x45, 0] + big(UInt16(20 + content.count))
                    + [0, 1, 0, 0, 64, number, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2] + content)
        case .ipv4Options:
            Self.etherType(0x0800).frame(
                around: [0x4f, 0] + big(UInt16(20 + max(40, content.count)))
                    + [0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2] + content
                    + [UInt8](repeating: 0, count: max(0, 40 - content.count)))
        case .fragment(let field, ipv6: false):
            Self.etherType(0x0800).frame(
                around: [0x45, 0] + big(UInt16(20 + content.count)) + [0, 1] + big(field)
                    + [64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2] + content)
        case .fragment(let field, ipv6: true):
            Self.ipv6(44).frame(
                around: [content.first ?? 6, 0] + big(field << 3 | field >> 13) + [0, 0, 0, 1]
                    + content.dropFirst())
        case .snap(let organisation, let number):
            Self.etherType(UInt16(min(8 + content.count, 1500))).frame(
                around: [0xaa, 0xaa, 3] + big(organisation).dropFirst() + big(number)
                    + content)
        case .ipv6(let number):
            Self.etherType(0x86dd).frame(
                around: [0x60, 0, 0, 0] + big(UInt16(content.count)) + [number, 64]
                    + [UInt8](repeating: 0x20, count: 32) + content)
        case .udp(let source, let destination):
            Self.ipv4(17).frame(
                around: big(source) + big(destination) + big(UInt16(8 + content.count)) + [0, 0]
                    + content)
        }
    }

    private func big(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xff)] }

    private func big(_ value: UInt32) -> [UInt8] {
        big(UInt16(value >> 16)) + big(UInt16(truncatingIfNeeded: value))
    }
}
