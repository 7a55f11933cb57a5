/// Where the payload of a fragment lies in its frame: behind the IPv4 header (RFC 791, 3.1) or behind
/// the IPv6 fragment header (RFC 8200, 4.5), up to the length that the IP header gives.
public struct FragmentPayload: Equatable, Sendable {
    /// In octets from the start of the frame.
    public let range: Range<Int>

    /// Nil where the octets hold no whole fragment.
    ///
    /// - Parameter offset: where the IP header begins.
    public init?(_ octets: RawSpan, at offset: Int) {
        guard offset + IPv4Header.minimumLength <= octets.byteCount else { return nil }
        let range =
            switch octets.uint8(at: offset) >> 4 {
            case 4: Self.ipv4(octets, offset)
            case 6: Self.ipv6(octets, offset)
            default: nil as Range<Int>?
            }
        guard let range, range.upperBound <= octets.byteCount else { return nil }
        self.range = range
    }

    private static func ipv4(_ octets: RawSpan, _ offset: Int) -> Range<Int>? {
        let header = IPv4Header(octets, at: offset)
        guard header.isFragment, header.headerLength >= IPv4Header.minimumLength,
            header.totalLength >= header.headerLength
        else { return nil }
        return offset + header.headerLength..<offset + header.totalLength
    }

    private static func ipv6(_ octets: RawSpan, _ offset: Int) -> Range<Int>? {
        guard offset + IPv6.headerLength <= octets.byteCount else { return nil }
        let end = offset + IPv6.headerLength + Int(octets.big16(at: offset + 4))
        var number = octets.uint8(at: offset + 6)
        var position = offset + IPv6.headerLength
        for _ in 0..<IPv6Extension.maximumCount {
            guard IPv6Extension.isExtension(number), position + 8 <= min(end, octets.byteCount)
            else { return nil }
            if number == IPv6Extension.fragment { return position + 8..<end }
            let length = IPv6Extension.length(of: number, octets, at: position)
            number = octets.uint8(at: position)
            position += length
        }
        return nil
    }
}
